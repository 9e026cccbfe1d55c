# SPDX-License-Identifier: GPL-3.0-or-later
# The bell with a healthy link: grey and quiet before it, green soon after, and not a dial more
exchange NSE
clock 2026-11-26T08:59:30
fault trade-interval 0
subscribe 4
start
within 15 link = LIVE
expect colour = grey
expect reason = market closed
expect row.0 = closed
expect safe.0 = no
expect session = NSE closed until 09:15
at 20
mark
always colour = grey
always rows.stale = 0
at 31
expect session = NSE pre-open until 09:15
at 925
expect requests = 0
release
at 930
expect session = NSE open
fault trade-interval 0.1
within 5 colour = green
wait 10
expect rows.live = 4
expect dials = 0
