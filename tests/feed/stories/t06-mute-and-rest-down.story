# SPDX-License-Identifier: GPL-3.0-or-later
# Mute, and REST cannot say why: yellow 5 s after the question at the latest, red after 60 s
subscribe 4
start
at 60
fault mute
fault rest-status 503
within 20 link = SUSPECT
within 5 colour = yellow
within 60 colour = red
figure red after
expect reason = REST gives no answer
within 20 row.0 = stale
expect safe.0 = no
heal
within 100 link = LIVE
within 6 colour = green
