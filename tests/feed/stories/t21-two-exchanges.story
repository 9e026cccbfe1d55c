# SPDX-License-Identifier: GPL-3.0-or-later
# One exchange closes while another goes on, over the same link: green, and only its rows closed
exchange NSE
clock 2026-11-26T15:34:00
subscribe 2
exchange MCX
subscribe 4
start
within 15 colour = green
expect session = NSE, MCX open
at 59
mark
always colour = green
at 61
expect session = NSE closed until Fri 09:15; MCX open
expect rows.closed = 2
expect row.0 = closed
expect row.2 = live
expect safe.0 = no
expect safe.2 = yes
wait 120
expect rows.live = 2
expect rows.closed = 2
expect dials = 0
