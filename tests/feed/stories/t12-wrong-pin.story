# SPDX-License-Identifier: GPL-3.0-or-later
# A wrong PIN is sent once; the right one starts the feed, with the next code
account
fault trade-interval 0.1
subscribe 4
log-in 1111
start
within 1 colour = red
expect reason = log-in refused
told log-in refused: wrong PIN
at 600
expect logins = 1
expect dials = 0
expect requests = 1
tell retry-now
wait 60
expect logins = 2
log-in 4321
expect colour = yellow
within 35 link = LIVE
expect codes-twice = 0
