# SPDX-License-Identifier: GPL-3.0-or-later
# A venue with an account: logs in, then dials; yellow meanwhile, and nothing is asked before
account
fault trade-interval 0.1
fault session 82800
subscribe 4
log-in 4321
start
expect link = AUTH
expect reason = logging in
expect colour = yellow
expect dials = 0
within 0.5 logins = 1
within 1 link = CONNECTING
expect reason = new token
told logged in, session until
within 10 link = LIVE
expect colour = green
expect session-left >= 82700
at 3600
expect logins = 1
expect refreshes = 0
expect dials = 1
