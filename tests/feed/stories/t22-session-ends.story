# SPDX-License-Identifier: GPL-3.0-or-later
# A session of an hour is renewed before it ends, again and again, and nobody notices
account
fault trade-interval 1
fault session 3600
subscribe 4
log-in 4321
start
at 60
mark
always colour = green
always session-left > 0
at 14400
expect refreshes <= 6
expect refreshes >= 4
expect logins = 1
expect dials = 0
