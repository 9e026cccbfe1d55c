# SPDX-License-Identifier: GPL-3.0-or-later
# Without an account there is nothing to do but to say so
account
subscribe 4
start
within 1 colour = red
told log-in refused: no account is set up
at 600
expect requests = 0
expect dials = 0
log-in 4321
within 10 link = LIVE
