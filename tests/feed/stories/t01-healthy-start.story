# SPDX-License-Identifier: GPL-3.0-or-later
# Ten ticks a second: a polled price first, green 3 s after the socket opened, nothing twice
subscribe 1
fault trade-interval 0.1
start
within 1 polled > 0
expect first = poll
expect stream = 0
within 1 link = WARMING
always link != BACKOFF
within 3.02 colour = green
figure green after the socket opened
expect link = LIVE
expect dials = 1
wait 300
expect colour = green
expect moves.LIVE = 1
