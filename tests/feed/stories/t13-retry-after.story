# SPDX-License-Identifier: GPL-3.0-or-later
# Retry-After 7 at the handshake: not dialled before, whatever the user presses
subscribe 4
fault handshake-status 429
fault retry-after 7
start
within 1 link = BACKOFF
mark
always dials = 0
wait 3
tell retry-now
wait 3.9
release
heal
within 1 dials = 1
within 30 link = LIVE
