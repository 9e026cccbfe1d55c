# SPDX-License-Identifier: GPL-3.0-or-later
# Dropped links talk on, open and close beside their successors: nobody listens
subscribe 4
start
fault ghosts
at 70
close 1006
within 30 link = LIVE
mark
wait 60
shutdown
within 30 link = LIVE
wait 60
expect moves.BACKOFF = 1
expect dials = 1
expect link = LIVE
