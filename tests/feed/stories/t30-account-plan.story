# SPDX-License-Identifier: GPL-3.0-or-later
# 250 rows of an account by REST alone: fifty a request, one request a second, three connections
account
fault trade-interval 1
fault refuse
subscribe 250
log-in 4321
start
at 60
expect connections = 3
expect rows.polled = 250
expect poll-row <= 6.5
expect poll-row >= 5.9
expect least-apart >= 1
expect most-in-flight = 1
