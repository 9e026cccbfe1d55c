/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* FeedProvider: what the class's functions say of instruments, by name. */
#include "feed/providers/feed-provider.h"

/**
 * feed_provider_set_mode:
 * @self: a provider
 * @mode: how much its stream shall carry
 *
 * Holds from the next subscription on. Without effect on a venue that leaves no choice.
 */
void
feed_provider_set_mode (FeedProvider *self,
                        FeedMode      mode)
{
  g_return_if_fail (FEED_IS_PROVIDER (self));

  if (FEED_PROVIDER_GET_CLASS (self)->set_mode != NULL)
    FEED_PROVIDER_GET_CLASS (self)->set_mode (self, mode);
}

/**
 * feed_provider_parse_listing:
 * @self: a provider with an instrument list
 * @object: one row of the list, a whole JSON object
 * @length: its bytes
 * @scratch: room for strings of @listing that @object does not have as they are
 * @listing: (out caller-allocates): what the row says; borrows from @object and @scratch
 * @error: return location
 *
 * Returns: OK, IGNORED for a row of no use, or ERROR
 */
FeedDecode
feed_provider_parse_listing (FeedProvider *self,
                             const char   *object,
                             gsize         length,
                             GString      *scratch,
                             FeedListing  *listing,
                             GError      **error)
{
  g_return_val_if_fail (FEED_IS_PROVIDER (self), FEED_DECODE_IGNORED);
  g_return_val_if_fail (FEED_PROVIDER_GET_CLASS (self)->parse_listing != NULL, FEED_DECODE_IGNORED);

  g_string_truncate (scratch, 0);
  feed_listing_init (listing);
  return FEED_PROVIDER_GET_CLASS (self)->parse_listing (self, object, length, scratch, listing,
                                                        error);
}

/**
 * feed_provider_set_listing:
 * @self: a provider whose instruments are keyed by its list
 * @slot: an instrument that was added
 * @listing: what the list says of it
 *
 * To be called before the slot is subscribed or polled. What is needed of @listing is copied.
 */
void
feed_provider_set_listing (FeedProvider      *self,
                           guint              slot,
                           const FeedListing *listing)
{
  g_return_if_fail (FEED_IS_PROVIDER (self));
  g_return_if_fail (listing != NULL);

  if (FEED_PROVIDER_GET_CLASS (self)->set_listing != NULL)
    FEED_PROVIDER_GET_CLASS (self)->set_listing (self, slot, listing);
}

/**
 * feed_provider_get_exchange:
 * @self: a provider
 * @symbol: a canonical symbol
 *
 * Returns: (transfer none) (nullable): the exchange whose hours it keeps; %NULL: it never closes
 */
const char *
feed_provider_get_exchange (FeedProvider *self,
                            const char   *symbol)
{
  g_return_val_if_fail (FEED_IS_PROVIDER (self), NULL);
  g_return_val_if_fail (symbol != NULL, NULL);

  if (FEED_PROVIDER_GET_CLASS (self)->get_exchange == NULL)
    return NULL;
  return FEED_PROVIDER_GET_CLASS (self)->get_exchange (self, symbol);
}
