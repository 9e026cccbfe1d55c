# SPDX-License-Identifier: GPL-3.0-or-later
# A stream that goes mute is suspect within T_soft, polled a round trip later, and yellow
subscribe 10
start
at 60
expect colour = green
fault mute
mark
within silence+0 link = SUSPECT
figure suspect after
mark
within 0.1 polled > 0
within 1 link = BACKOFF
expect colour = yellow
expect polling = yes
within 3 rows.polled = 10
expect safe.0 = yes
heal
within 60 link = LIVE
within 6 colour = green
expect rows.live = 10
