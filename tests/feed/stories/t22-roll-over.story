# SPDX-License-Identifier: GPL-3.0-or-later
# All sessions end at the roll-over, those just renewed as well: renewed before and right after it
account
fault trade-interval 1
fault rollover 86400
subscribe 4
log-in 4321
start
at 60
always dials = 1
at 86400
expect refreshes <= 2
expect refreshes >= 1
expect logins = 1
at 90000
expect refreshes = 2
expect colour = green
