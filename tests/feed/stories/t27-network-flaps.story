# SPDX-License-Identifier: GPL-3.0-or-later
# The network goes and comes twenty times a minute: at most ten dials in 60 s, then back
subscribe 4
start
at 30
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
fault partition
tell network-down
wait 1.5
heal
tell network-up
wait 1.5
expect most-dials <= 10
within 150 link = LIVE
