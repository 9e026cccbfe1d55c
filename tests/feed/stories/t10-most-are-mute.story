# SPDX-License-Identifier: GPL-3.0-or-later
# 90 of 100 are mute: never green, given up as partial, and polled
subscribe 100
fault trade-interval 0.5
fault mute-symbols 90
start
always colour != green
within 40 link = BACKOFF
expect reason = less than half of the instruments arrive
wait 60
release
heal
within 130 link = LIVE
within 6 colour = green
