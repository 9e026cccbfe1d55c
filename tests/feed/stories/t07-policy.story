# SPDX-License-Identifier: GPL-3.0-or-later
# 1008 without a log-in: the venue wants us away, for a minute
subscribe 4
start
at 70
mark
close 1008
always dials = 0
always poll-gap <= 1.5
wait 59.9
release
within 20 dials = 1
within 60 link = LIVE
