# SPDX-License-Identifier: GPL-3.0-or-later
# One instrument that trades every 25 s is live, and green for 99 % of an hour
subscribe 1
fault trade-interval 25
start
within 60 link = LIVE
mark
wait 3600
expect green-percent >= 99
figure green-percent
expect dials = 0
