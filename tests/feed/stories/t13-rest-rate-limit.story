# SPDX-License-Identifier: GPL-3.0-or-later
# REST wants to be left alone: it is, and the stream is not touched
subscribe 4
start
at 60
fault rest-status 429
fault retry-after 60
mark
always colour = green
always link = LIVE
wait 300
expect requests <= 6
expect unwelcome = 0
expect dials = 0
