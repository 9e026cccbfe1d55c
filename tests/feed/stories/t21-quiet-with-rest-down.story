# SPDX-License-Identifier: GPL-3.0-or-later
# A lull while REST is down: yellow, because nothing proves that it is one; the link is kept
subscribe 4
start
at 60
mark
fault trade-interval 0
fault rest-status 503
within 20 colour = yellow
wait 20
expect link = SUSPECT
heal
fault trade-interval 0.1
within 10 colour = green
expect dials = 0
