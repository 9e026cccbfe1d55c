# SPDX-License-Identifier: GPL-3.0-or-later
# Mute and back, time and again: no link is left over, no request is added
subscribe 2
fault trade-interval 0.2
start
within 10 link = LIVE
fault mute
within 30 polling = yes
heal
within 400 link = LIVE
expect links <= 1
expect most-in-flight = 1
fault mute
within 30 polling = yes
heal
within 400 link = LIVE
expect links <= 1
expect most-in-flight = 1
fault mute
within 30 polling = yes
heal
within 400 link = LIVE
expect links <= 1
expect most-in-flight = 1
fault mute
within 30 polling = yes
heal
within 400 link = LIVE
expect links <= 1
expect most-in-flight = 1
fault mute
within 30 polling = yes
heal
within 400 link = LIVE
expect links <= 1
expect most-in-flight = 1
fault mute
within 30 polling = yes
heal
within 400 link = LIVE
expect links <= 1
expect most-in-flight = 1
fault mute
within 30 polling = yes
heal
within 400 link = LIVE
expect links <= 1
expect most-in-flight = 1
fault mute
within 30 polling = yes
heal
within 400 link = LIVE
expect links <= 1
expect most-in-flight = 1
fault mute
within 30 polling = yes
heal
within 400 link = LIVE
expect links <= 1
expect most-in-flight = 1
fault mute
within 30 polling = yes
heal
within 400 link = LIVE
expect links <= 1
expect most-in-flight = 1
fault mute
within 30 polling = yes
heal
within 400 link = LIVE
expect links <= 1
expect most-in-flight = 1
fault mute
within 30 polling = yes
heal
within 400 link = LIVE
expect links <= 1
expect most-in-flight = 1
fault mute
within 30 polling = yes
heal
within 400 link = LIVE
expect links <= 1
expect most-in-flight = 1
fault mute
within 30 polling = yes
heal
within 400 link = LIVE
expect links <= 1
expect most-in-flight = 1
fault mute
within 30 polling = yes
heal
within 400 link = LIVE
expect links <= 1
expect most-in-flight = 1
fault mute
within 30 polling = yes
heal
within 400 link = LIVE
expect links <= 1
expect most-in-flight = 1
fault mute
within 30 polling = yes
heal
within 400 link = LIVE
expect links <= 1
expect most-in-flight = 1
fault mute
within 30 polling = yes
heal
within 400 link = LIVE
expect links <= 1
expect most-in-flight = 1
fault mute
within 30 polling = yes
heal
within 400 link = LIVE
expect links <= 1
expect most-in-flight = 1
fault mute
within 30 polling = yes
heal
within 400 link = LIVE
expect links <= 1
expect most-in-flight = 1
fault mute
within 30 polling = yes
heal
within 400 link = LIVE
expect links <= 1
expect most-in-flight = 1
fault mute
within 30 polling = yes
heal
within 400 link = LIVE
expect links <= 1
expect most-in-flight = 1
fault mute
within 30 polling = yes
heal
within 400 link = LIVE
expect links <= 1
expect most-in-flight = 1
fault mute
within 30 polling = yes
heal
within 400 link = LIVE
expect links <= 1
expect most-in-flight = 1
fault mute
within 30 polling = yes
heal
within 400 link = LIVE
expect links <= 1
expect most-in-flight = 1
fault mute
within 30 polling = yes
heal
within 400 link = LIVE
expect links <= 1
expect most-in-flight = 1
fault mute
within 30 polling = yes
heal
within 400 link = LIVE
expect links <= 1
expect most-in-flight = 1
fault mute
within 30 polling = yes
heal
within 400 link = LIVE
expect links <= 1
expect most-in-flight = 1
fault mute
within 30 polling = yes
heal
within 400 link = LIVE
expect links <= 1
expect most-in-flight = 1
fault mute
within 30 polling = yes
heal
within 400 link = LIVE
expect links <= 1
expect most-in-flight = 1
fault mute
within 30 polling = yes
heal
within 400 link = LIVE
expect links <= 1
expect most-in-flight = 1
fault mute
within 30 polling = yes
heal
within 400 link = LIVE
expect links <= 1
expect most-in-flight = 1
fault mute
within 30 polling = yes
heal
within 400 link = LIVE
expect links <= 1
expect most-in-flight = 1
fault mute
within 30 polling = yes
heal
within 400 link = LIVE
expect links <= 1
expect most-in-flight = 1
fault mute
within 30 polling = yes
heal
within 400 link = LIVE
expect links <= 1
expect most-in-flight = 1
fault mute
within 30 polling = yes
heal
within 400 link = LIVE
expect links <= 1
expect most-in-flight = 1
fault mute
within 30 polling = yes
heal
within 400 link = LIVE
expect links <= 1
expect most-in-flight = 1
fault mute
within 30 polling = yes
heal
within 400 link = LIVE
expect links <= 1
expect most-in-flight = 1
fault mute
within 30 polling = yes
heal
within 400 link = LIVE
expect links <= 1
expect most-in-flight = 1
fault mute
within 30 polling = yes
heal
within 400 link = LIVE
expect links <= 1
expect most-in-flight = 1
