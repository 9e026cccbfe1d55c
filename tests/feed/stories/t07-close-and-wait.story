# SPDX-License-Identifier: GPL-3.0-or-later
# Codes after which the venue is left alone for a while
subscribe 4
start
# 1012: not before 5 s are over
wait 70
expect link = LIVE
mark
close 1012
always dials = 0
wait 4.9
release
within 17 dials = 1
within 90 link = LIVE
# 1013: not before 5 s are over
wait 70
expect link = LIVE
mark
close 1013
always dials = 0
wait 4.9
release
within 17 dials = 1
within 90 link = LIVE
# 1002: not before 15 s are over
wait 70
expect link = LIVE
mark
close 1002
always dials = 0
wait 14.9
release
within 17 dials = 1
within 90 link = LIVE
# 1003: not before 15 s are over
wait 70
expect link = LIVE
mark
close 1003
always dials = 0
wait 14.9
release
within 17 dials = 1
within 90 link = LIVE
# 1007: not before 15 s are over
wait 70
expect link = LIVE
mark
close 1007
always dials = 0
wait 14.9
release
within 17 dials = 1
within 90 link = LIVE
# 1010: not before 15 s are over
wait 70
expect link = LIVE
mark
close 1010
always dials = 0
wait 14.9
release
within 17 dials = 1
within 90 link = LIVE
