/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * FeedListing: one row of a venue's instrument list.
 */
#include "feed/core/feed-listing.h"

#include <math.h>

static const char *const kind_names[] = {
  "index", "equity", "spot", "future", "call", "put", "other",
};

G_STATIC_ASSERT (G_N_ELEMENTS (kind_names) == FEED_N_LISTING_KINDS);

G_DEFINE_BOXED_TYPE (FeedListing, feed_listing, feed_listing_copy, feed_listing_free)

/**
 * feed_listing_init:
 * @self: (out caller-allocates): a listing
 *
 * Makes @self one of which nothing is known.
 */
void
feed_listing_init (FeedListing *self)
{
  *self = (FeedListing) {
    .symbol = "", .key = "", .name = "", .exchange = "",
    .kind = FEED_LISTING_OTHER,
    .strike = NAN, .lot_size = NAN, .tick_size = NAN,
    .price_decimals = -1, .size_decimals = -1,
  };
}

/**
 * feed_listing_copy:
 * @self: a listing
 *
 * Returns: (transfer full): a copy that owns its strings, freed by feed_listing_free()
 */
FeedListing *
feed_listing_copy (const FeedListing *self)
{
  FeedListing *copy = g_new (FeedListing, 1);

  *copy = *self;
  copy->symbol = g_strdup (self->symbol);
  copy->key = g_strdup (self->key);
  copy->name = g_strdup (self->name);
  copy->exchange = g_strdup (self->exchange);
  return copy;
}

/**
 * feed_listing_free:
 * @self: (transfer full): a listing made by feed_listing_copy()
 */
void
feed_listing_free (FeedListing *self)
{
  g_free ((char *) self->symbol);
  g_free ((char *) self->key);
  g_free ((char *) self->name);
  g_free ((char *) self->exchange);
  g_free (self);
}

/**
 * feed_listing_kind_to_string:
 * @kind: a kind
 *
 * Returns: its name as printed
 */
const char *
feed_listing_kind_to_string (FeedListingKind kind)
{
  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (kind_names), "unknown");

  return kind_names[kind];
}
