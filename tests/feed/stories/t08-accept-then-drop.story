# SPDX-License-Identifier: GPL-3.0-or-later
# Each dial is answered and dropped, for an hour: at most 75 dials, and polled all the time
subscribe 4
fault trade-interval 0.5
fault drop-after 0.2
start
wait 2
always poll-gap <= 1.6
always polling = yes
at 3600
figure dials
expect dials <= 75
expect dials >= 40
expect colour = red
expect reason = failed too often, trying less
expect most-dials <= 10
release
heal
within 76 link = WARMING
within 130 link = LIVE
