# SPDX-License-Identifier: GPL-3.0-or-later
# The other end is gone and says nothing, not even that: not green for longer than T_soft + 5 s
subscribe 4
start
at 60
fault half-open
within silence+5 colour != green
figure a half-open link was green for
heal
within 60 link = LIVE
