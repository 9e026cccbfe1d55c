# SPDX-License-Identifier: GPL-3.0-or-later
# The log-in does not answer: again after 2 s, 4 s, 8 s, and red at once; it recovers by itself
account
fault trade-interval 0.1
fault login-status 503
subscribe 4
log-in 4321
start
within 1 colour = red
expect reason = logging in
told log-in failed: HTTP 503; again in 2 s
at 600
expect logins <= 21
expect codes-twice = 0
expect dials = 0
heal
within 61 link = LIVE
expect hasty-logins = 0
