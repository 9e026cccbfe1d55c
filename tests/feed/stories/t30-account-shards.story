# SPDX-License-Identifier: GPL-3.0-or-later
# Three connections of an account: one log-in, one session, one lane; one renewal for all of them
account second
fault trade-interval 1
subscribe 250
log-in 4321
start
within 5 logins = 1
at 100
expect connections = 3
expect rows.live = 250
expect most-in-flight = 1
mark
expire-token
close 1008
within 60 rows.live = 250
at 250
expect refreshes = 1
expect logins = 1
expect dials = 3
expect least-apart >= 1
