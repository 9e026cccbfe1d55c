# SPDX-License-Identifier: GPL-3.0-or-later
# Three streams of an account die without a word: the venue counts them still, and a fourth is not
# dialled before it has noticed; prices go on by polling
account
fault trade-interval 1
subscribe 250
log-in 4321
start
at 100
expect connections = 3
fault half-open
within 60 link = BACKOFF
heal
mark
always dials = 0
wait 20
told connection limit: the venue allows no further stream on this account (an account may have 3 streams
release
within 40 rows.live = 250
expect dials >= 1
