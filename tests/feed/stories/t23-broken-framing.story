# SPDX-License-Identifier: GPL-3.0-or-later
# What cannot be framed costs the link once, and is polled meanwhile
subscribe 1
start
at 70
mark
close 1007
wait 2
always poll-gap <= 1.5
within 20 link = WARMING
release
within 20 link = LIVE
wait 120
expect dials = 1
