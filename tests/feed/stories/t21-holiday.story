# SPDX-License-Identifier: GPL-3.0-or-later
# A holiday in the middle of the week, and half a one; who starts then has the last prices, once
exchange NSE
clock 2026-11-24T12:00:00
fault trade-interval 0
subscribe 2
exchange MCX
subscribe 4
start
within 15 link = LIVE
expect session = NSE closed until Wed 09:15, holiday: Guru Nanak Jayanti; MCX closed until 17:00, holiday: Guru Nanak Jayanti
expect rows.closed = 4
expect polled > 0
expect colour = grey
clock 2026-11-24T16:59:55
wait 6
expect session = NSE closed until Wed 09:15, holiday: Guru Nanak Jayanti; MCX open
expect rows.closed = 2
fault trade-interval 0.1
within 10 colour = green
