/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/core/feed-listing.h"

G_BEGIN_DECLS

/**
 * FeedSearch:
 * @text: words as they are typed: "nifty 24500 ce"
 * @venue: the venue to search; NULL = all that have an instrument list
 * @max: as many matches at most
 *
 * What is looked for in the venues' instrument lists. Each word has to be in an instrument's symbol,
 * name, exchange, expiry, strike or kind: at the beginning of a word there, or, from three
 * characters on, anywhere.
 */
typedef struct {
  const char *text, *venue;
  guint       max;
} FeedSearch;

/**
 * FeedMatch:
 * @venue: the venue as it is subscribed to
 * @listing: what its list says of the instrument
 *
 * An instrument that a search found. Owns what it points to.
 */
typedef struct {
  char        *venue;
  FeedListing *listing;
} FeedMatch;

#define FEED_TYPE_MATCH (feed_match_get_type ())

FEED_AVAILABLE_IN_ALL
GType feed_match_get_type (void) G_GNUC_CONST;
FEED_AVAILABLE_IN_ALL
FeedMatch *feed_match_new (const char        *venue,
                           const FeedListing *listing);
FEED_AVAILABLE_IN_ALL
FeedMatch *feed_match_copy (const FeedMatch *self);
FEED_AVAILABLE_IN_ALL
void feed_match_free (FeedMatch *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FeedMatch, feed_match_free)

G_END_DECLS
