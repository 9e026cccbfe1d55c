# SPDX-License-Identifier: GPL-3.0-or-later
# Refused: polled, yellow, and back when it is not any more
subscribe 1
fault refuse
start
wait 2
always poll-gap <= 1.5
at 15
expect colour = yellow
expect row.0 = polled
expect moves.CONNECTING >= 4
release
heal
within 60 link = LIVE
