# SPDX-License-Identifier: GPL-3.0-or-later
# The same where nobody told us, and the link is half open
subscribe 4
start
at 60
fault half-open
mark
tell boot-jump
heal
within 0.5 dials = 1
within 20 link = LIVE
expect dials = 1
