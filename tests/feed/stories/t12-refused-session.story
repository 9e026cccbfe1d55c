# SPDX-License-Identifier: GPL-3.0-or-later
# The venue refuses the session under a live stream: one renewal, no log-in, no dial, green
account
fault trade-interval 0.1
subscribe 4
log-in 4321
start
at 90
expect colour = green
mark
expire-token
at 180
expect refreshes = 1
expect logins = 1
expect dials = 0
expect colour = green
expect colours = 0
told session renewed
