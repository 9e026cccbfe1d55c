# SPDX-License-Identifier: GPL-3.0-or-later
# The venue closes the stream over its session: one renewal, one dial, green again
account
fault trade-interval 0.1
subscribe 4
log-in 4321
start
at 90
mark
expire-token
close 1008
expect link = AUTH
within 5 link = CONNECTING
within 20 colour = green
expect refreshes = 1
expect logins = 1
expect dials = 1
