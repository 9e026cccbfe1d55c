# SPDX-License-Identifier: GPL-3.0-or-later
# Two hours of sleep: dialled within 0.5 s of waking, whatever the old socket looks like
subscribe 4
start
at 60
tell sleep
expect link = PARKED
mark
tell wake
tell boot-jump
within 0.5 dials = 1
within 20 link = LIVE
expect moves.BACKOFF = 0
