# SPDX-License-Identifier: GPL-3.0-or-later
# The close: one more pass for the official close, then nothing is asked and nothing is stale
exchange NSE
clock 2026-11-26T15:34:00
subscribe 4
start
within 15 colour = green
at 59
mark
fault trade-interval 0
at 61
expect colour = grey
expect session = NSE closed until Fri 09:15
expect rows.closed = 4
expect requests >= 1
at 70
mark
always colour = grey
always rows.stale = 0
wait 900
expect requests = 0
expect dials = 0
expect link = LIVE
