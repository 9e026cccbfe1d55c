/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/feedsim-weight.h"

#define MINUTE_US (60 * (gint64) G_USEC_PER_SEC)
#define REFUSALS_TO_BAN 10
#define BAN_US (2 * MINUTE_US)

static guint
seconds_up (gint64 us)
{
  return (guint) ((us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);
}

/**
 * feedsim_weight_take:
 * @self: the budget
 * @weight: of the request
 * @real_us: now, by the wall clock
 * @retry_after_s: (out): when to come again, where it is refused
 *
 * Returns: the HTTP status: 200; 429 over the budget; 418 for who does not stop at that
 */
guint
feedsim_weight_take (FeedsimWeight *self,
                     guint          weight,
                     gint64         real_us,
                     guint         *retry_after_s)
{
  gint64 minute = real_us / MINUTE_US;

  *retry_after_s = 0;
  if (real_us < self->banned_until_us) {
    *retry_after_s = seconds_up (self->banned_until_us - real_us);
    return 418;
  }
  if (minute != self->minute) {
    self->minute = minute;
    self->used = 0;
    self->refused = 0;
  }
  self->used = MIN (self->used + weight, G_MAXINT);
  if (self->used <= FEEDSIM_WEIGHT_LIMIT)
    return 200;
  self->refused++;
  if (self->refused > REFUSALS_TO_BAN) {
    self->banned_until_us = real_us + BAN_US;
    *retry_after_s = seconds_up (BAN_US);
    return 418;
  }
  *retry_after_s = seconds_up ((minute + 1) * MINUTE_US - real_us);
  return 429;
}
