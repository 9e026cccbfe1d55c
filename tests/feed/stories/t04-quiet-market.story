# SPDX-License-Identifier: GPL-3.0-or-later
# Nothing trades for a minute and more, REST says so: green all the time, one question per T_soft
subscribe 2
start
at 60
fault trade-interval 0
mark
always colour = green
always dials = 0
wait 62
expect requests <= 40
expect row.0 = quiet
expect row.1 = quiet
wait 600
