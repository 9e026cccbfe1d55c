# SPDX-License-Identifier: GPL-3.0-or-later
# The venue counts its trades from one again: believed after a new link, confirmed by REST
subscribe 1
start
at 60
expect row.0 = live
restart-ids
close 1012
within 60 link = LIVE
mark
wait 10
expect stream >= 100
expect missed = 0
expect row.0 = live
expect safe.0 = yes
expect colour = green
