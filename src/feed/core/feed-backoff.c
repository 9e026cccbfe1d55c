/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How long to wait before the next try: a uniform draw below an exponential, from a seed.
 */
#include "feed/core/feed-backoff.h"

/**
 * feed_random_init:
 * @self: a generator
 * @seed: any number; the same seed gives the same numbers again
 */
void
feed_random_init (FeedRandom *self,
                  guint64     seed)
{
  self->state = seed;
}

/**
 * feed_random_next:
 * @self: a generator
 *
 * The generator is SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number
 * generators", OOPSLA 2014).
 *
 * Returns: 64 random bits
 */
guint64
feed_random_next (FeedRandom *self)
{
  guint64 z = self->state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

/**
 * feed_random_between:
 * @self: a generator
 * @low: smallest number to draw
 * @high: largest number to draw
 *
 * Returns: a uniform draw from @low to @high, both included; @low where @high is below it
 */
gint64
feed_random_between (FeedRandom *self,
                     gint64      low,
                     gint64      high)
{
  guint64 span = (guint64) high - (guint64) low + 1;
  guint64 unfair, bits;

  if (high < low)
    return low;
  if (span == 0)    /* all 64 bits */
    return (gint64) feed_random_next (self);
  /* Draws below 2^64 mod span would make the small results likelier: draw again */
  unfair = -span % span;
  do
    bits = feed_random_next (self);
  while (bits < unfair);
  return (gint64) ((guint64) low + bits % span);
}

/**
 * feed_backoff_next_us:
 * @random: where the draw comes from
 * @attempt: failures so far
 * @min_us: shortest delay
 * @base_us: longest delay after no failure; doubled by each
 * @cap_us: longest delay ever
 *
 * Returns: a delay, µs
 */
gint64
feed_backoff_next_us (FeedRandom *random,
                      guint       attempt,
                      gint64      min_us,
                      gint64      base_us,
                      gint64      cap_us)
{
  gint64 top = cap_us;

  if (attempt < 63 && base_us < (cap_us >> attempt))
    top = base_us << attempt;
  return feed_random_between (random, min_us, MAX (min_us, top));
}
