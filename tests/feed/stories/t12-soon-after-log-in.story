# SPDX-License-Identifier: GPL-3.0-or-later
# The first renewal does not wait: a log-in is none. The second does, for a minute
account
fault trade-interval 0.1
subscribe 4
log-in 4321
start
at 10
expect colour = green
mark
expire-token
close 1008
within 5 link = CONNECTING
within 30 colour = green
expect refreshes = 1
expect logins = 1
at 50
expire-token
close 1008
at 65
expect link = AUTH
expect refreshes = 1
within 15 link = CONNECTING
expect refreshes = 2
within 60 colour = green
expect logins = 1
expect hasty-logins = 0
