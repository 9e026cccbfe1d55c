# SPDX-License-Identifier: GPL-3.0-or-later
# A log-in that is not answered turns red after ten seconds at the latest
account
fault rest-hangs
subscribe 4
log-in 4321
start
at 6
expect colour = yellow
at 11
expect colour = red
heal
within 61 link = LIVE
