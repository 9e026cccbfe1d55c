# SPDX-License-Identifier: GPL-3.0-or-later
# The figure that is asked for: at four ticks a second, mute is not green for longer than 6 s
subscribe 4
fault trade-interval 0.25
start
at 60
expect colour = green
fault mute
within 6 colour != green
figure a mute stream of four ticks a second was green for
