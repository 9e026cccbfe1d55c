/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/feedsim-angel-limit.h"

#define HOUR_US (3600 * (gint64) G_USEC_PER_SEC)
/* A little short, so that a client that keeps to the limit is not caught by the jitter of a busy
 * machine. */
#define SECOND_US (950 * 1000)

struct _FeedsimAngelLimit {
  guint   per_second;
  guint   per_hour;
  gint64 *times;       /* a ring of per_hour, of those that were let through */
  guint   first;
  guint   count;
};

/**
 * feedsim_angel_limit_new:
 * @per_second: requests let through in any second, at least 1
 * @per_hour: …and in any hour
 *
 * Returns: (transfer full): a limit nobody has used yet
 */
FeedsimAngelLimit *
feedsim_angel_limit_new (guint per_second,
                         guint per_hour)
{
  FeedsimAngelLimit *self = g_new0 (FeedsimAngelLimit, 1);

  self->per_second = per_second;
  self->per_hour = MAX (per_hour, per_second);
  self->times = g_new (gint64, self->per_hour);
  return self;
}

void
feedsim_angel_limit_free (FeedsimAngelLimit *self)
{
  g_free (self->times);
  g_free (self);
}

/**
 * feedsim_angel_limit_take:
 * @self: the limit
 * @now_us: monotonic
 *
 * Returns: whether one more is let through; what is not, does not count
 */
gboolean
feedsim_angel_limit_take (FeedsimAngelLimit *self,
                          gint64             now_us)
{
  while (self->count > 0 && now_us - self->times[self->first] >= HOUR_US) {
    self->first = (self->first + 1) % self->per_hour;
    self->count--;
  }
  if (self->count == self->per_hour)
    return FALSE;
  if (self->count >= self->per_second) {
    guint before = (self->first + self->count - self->per_second) % self->per_hour;

    if (now_us - self->times[before] < SECOND_US)
      return FALSE;
  }
  self->times[(self->first + self->count) % self->per_hour] = now_us;
  self->count++;
  return TRUE;
}
