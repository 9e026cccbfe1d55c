# SPDX-License-Identifier: GPL-3.0-or-later
# Three connections of one account share one budget, and one request at a time
subscribe 700
fault trade-interval 1
fault refuse
start
at 120
expect connections = 3
expect most-in-flight = 1
expect most-weight <= 6000
expect least-apart >= 0.1
expect unwelcome = 0
expect rows.polled = 700
heal
at 300
expect rows.live = 700
expect most-in-flight = 1
expect most-weight <= 6000
