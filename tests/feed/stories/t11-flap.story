# SPDX-License-Identifier: GPL-3.0-or-later
# A link that drops every 40 s for 45 min: at most ten changes of colour
subscribe 4
fault trade-interval 0.2
fault drop-after 40
start
at 2700
figure colours
expect colours <= 10
expect moves.LIVE >= 2
expect moves.LIVE <= 4
