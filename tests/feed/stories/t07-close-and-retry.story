# SPDX-License-Identifier: GPL-3.0-or-later
# Whatever the venue says when it closes: polled at once, dialled when it may be, and back
subscribe 4
start
# 0
wait 70
expect link = LIVE
mark
close 0
expect polling = yes
within 1 dials = 1
within 60 link = LIVE
# 1000
wait 70
expect link = LIVE
mark
close 1000
expect polling = yes
within 1 dials = 1
within 60 link = LIVE
# 1001
wait 70
expect link = LIVE
mark
close 1001
expect polling = yes
within 1 dials = 1
within 60 link = LIVE
# 1005
wait 70
expect link = LIVE
mark
close 1005
expect polling = yes
within 1 dials = 1
within 60 link = LIVE
# 1006
wait 70
expect link = LIVE
mark
close 1006
expect polling = yes
within 1 dials = 1
within 60 link = LIVE
# 1014
wait 70
expect link = LIVE
mark
close 1014
expect polling = yes
within 1 dials = 1
within 60 link = LIVE
# 1009
wait 70
expect link = LIVE
mark
close 1009
expect polling = yes
within 1 dials = 1
within 60 link = LIVE
# 1011
wait 70
expect link = LIVE
mark
close 1011
expect polling = yes
within 1 dials = 1
within 60 link = LIVE
# 4999
wait 70
expect link = LIVE
mark
close 4999
expect polling = yes
within 1 dials = 1
within 60 link = LIVE
