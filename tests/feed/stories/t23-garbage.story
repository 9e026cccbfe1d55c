# SPDX-License-Identifier: GPL-3.0-or-later
# What is no message is counted, and costs no link
subscribe 1
start
at 20
mark
garbage 1000
wait 2
expect garbage = 1000
expect dials = 0
expect colour = green
