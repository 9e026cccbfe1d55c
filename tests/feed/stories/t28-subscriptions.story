# SPDX-License-Identifier: GPL-3.0-or-later
# Subscriptions change in every state, to none and back
subscribe 3
start
# CONNECTING
unsubscribe 0
within 1 link = WARMING
resubscribe 0
within 10 link = LIVE
unsubscribe 1
wait 2
resubscribe 1
wait 5
expect rows.live = 3
# SUSPECT
fault mute
within 20 link = SUSPECT
unsubscribe 2
resubscribe 2
within 10 link = BACKOFF
unsubscribe 2
resubscribe 2
within 4 rows.polled = 3
heal
# PARKED
fault refuse
close 1006
wait 2
tell network-down
expect link = PARKED
unsubscribe 0
resubscribe 0
heal
tell network-up
within 60 link = LIVE
# none at all
unsubscribe 0
unsubscribe 1
unsubscribe 2
expect link = IDLE
mark
wait 60
expect requests = 0
expect dials = 0
resubscribe 0
resubscribe 1
within 20 link = LIVE
wait 2
expect row.0 = live
expect row.1 = live
