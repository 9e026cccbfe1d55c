# SPDX-License-Identifier: GPL-3.0-or-later
# The stream never says anything, REST moves: given up by 7 s, and polled all the time
subscribe 10
fault mute
start
within 7 link = BACKOFF
figure mute from the start is found out after
always poll-gap <= 1.5
always link != LIVE
always colour != green
wait 120
release
heal
within 130 link = LIVE
