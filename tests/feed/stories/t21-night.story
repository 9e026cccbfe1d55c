# SPDX-License-Identifier: GPL-3.0-or-later
# The server is down at night: grey, no request, few dials, no gap; the rehearsal brings it back
exchange NSE
clock 2026-11-26T15:40:00
fault trade-interval 0
subscribe 4
start
within 15 link = LIVE
fault refuse
close 1001
mark
always colour = grey
wait 3600
expect dials <= 45
expect requests = 0
# Nobody saw the rest of the night
clock 2026-11-27T08:59:00
heal
wait 62
expect link = LIVE
release
