# SPDX-License-Identifier: GPL-3.0-or-later
# 15 of 100 are mute: subscribed again, then live, with those rows polled and marked
subscribe 100
fault trade-interval 0.5
fault mute-symbols 15
start
within 40 link = LIVE
within 4 rows.polled = 15
expect rows.live = 85
expect colour = yellow
wait 30
expect rows.polled = 15
heal
within 15 colour = green
expect rows.live = 100
expect dials = 1
