# SPDX-License-Identifier: GPL-3.0-or-later
# Dials that are never answered end after 10 s
subscribe 1
fault blackhole
start
within 10.1 link = BACKOFF
expect reason = no connection in time
always poll-gap <= 1.5
wait 60
release
heal
within 60 link = LIVE
