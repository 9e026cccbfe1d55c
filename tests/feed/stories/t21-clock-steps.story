# SPDX-License-Identifier: GPL-3.0-or-later
# Somebody sets the clock: the session follows within a second, the link does not care
exchange NSE
clock 2026-11-26T12:00:00
subscribe 4
start
within 15 colour = green
mark
wall 43200
wait 1.1
expect session = NSE closed until 09:15
expect colour = grey
expect link = LIVE
wall -43200
wait 1.1
expect session = NSE open
within 10 colour = green
expect dials = 0
