# SPDX-License-Identifier: GPL-3.0-or-later
# Other programs hold all streams of the account: the log and the state say that it is the limit of
# connections, and no rate of anything; one dial a minute, and prices come by polling
account
fault trade-interval 0.5
subscribe 3
log-in 4321
fault handshake-status 429
start
within 10 link = BACKOFF
told connection limit: the venue allows no further stream on this account (HTTP 429: Connection
expect reason = connection limit: the venue allows no further stream on this account
always dials <= 3
wait 100
heal
within 70 link = LIVE
