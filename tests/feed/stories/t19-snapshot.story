# SPDX-License-Identifier: GPL-3.0-or-later
# The first thing a stream says is five weeks old: shown, never to be traded on
subscribe 2
fault trade-interval 5
fault trade-age 3024000
fault rest-status 503
start
within 8 snapshots >= 1
expect safe.0 = no
# quotes follow, and make the price no younger; a new price does
wait 3
expect safe.0 = no
fault trade-age 0
within 6 safe.0 = yes
