# SPDX-License-Identifier: GPL-3.0-or-later
# A session that cannot be renewed: one log-in
account
fault trade-interval 0.1
subscribe 4
log-in 4321
start
at 90
fault refresh-refused
expire-token
close 1008
within 5 link = CONNECTING
within 20 colour = green
expect refreshes = 1
expect logins = 2
told session cannot be renewed, logging in anew
