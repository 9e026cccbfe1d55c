# SPDX-License-Identifier: GPL-3.0-or-later
# Down when the market opens: REST is asked at once, and the outage counts from the bell
exchange NSE
clock 2026-11-26T09:14:00
fault refuse
fault trade-interval 0
subscribe 4
start
wait 59
expect colour = grey
mark
fault trade-interval 0.1
wait 1.1
expect polling = yes
within 5 polled > 0
expect colour = yellow
within 2 row.0 = polled
heal
within 60 colour = green
