# SPDX-License-Identifier: GPL-3.0-or-later
# Somebody on our address uses the minute's budget up: we are refused once, and wait
subscribe 100
fault refuse
fault trade-interval 0.5
start
at 20
fault others-weight 6000
wait 120
expect unwelcome = 0
expect most-weight <= 6000
heal
within 140 link = LIVE
