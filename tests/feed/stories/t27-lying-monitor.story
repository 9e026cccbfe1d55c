# SPDX-License-Identifier: GPL-3.0-or-later
# The monitor says that there is no network, and is wrong: found out by itself within 31 s
subscribe 4
fault refuse
start
wait 3
heal
tell network-down
expect link = PARKED
within 31 link = CONNECTING
within 20 link = LIVE
# and of a link that is alive it is not believed at all
tell network-down
expect link = LIVE
