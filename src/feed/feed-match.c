/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * FeedMatch: an instrument that a search found.
 */
#include "feed/feed-match.h"

G_DEFINE_BOXED_TYPE (FeedMatch, feed_match, feed_match_copy, feed_match_free)

/**
 * feed_match_new:
 * @venue: the venue
 * @listing: the instrument
 *
 * Returns: (transfer full): a match that owns copies of both
 */
FeedMatch *
feed_match_new (const char *venue,
                const FeedListing *listing)
{
  FeedMatch *self = g_new (FeedMatch, 1);

  self->venue = g_strdup (venue);
  self->listing = feed_listing_copy (listing);
  return self;
}

/**
 * feed_match_copy:
 * @self: a match
 *
 * Returns: (transfer full): a copy
 */
FeedMatch *
feed_match_copy (const FeedMatch *self)
{
  return feed_match_new (self->venue, self->listing);
}

/**
 * feed_match_free:
 * @self: (transfer full): a match
 */
void
feed_match_free (FeedMatch *self)
{
  g_free (self->venue);
  feed_listing_free (self->listing);
  g_free (self);
}
