# SPDX-License-Identifier: GPL-3.0-or-later
# Dead both ways, without a close: red, with a reason; and back when the way is free again
subscribe 4
start
at 60
fault partition
within silence+5 colour != green
figure a partition was green for
within 40 colour = red
expect reason = REST gives no answer
expect safe.0 = no
wait 120
expect safe.0 = no
heal
within 70 link = LIVE
figure live after the partition
within 6 colour = green
