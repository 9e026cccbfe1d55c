/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/net/feed-transport.h"

/*
 * The class of FeedLink: no behaviour of its own, so that a simulated stream inherits none.
 */

G_DEFINE_ABSTRACT_TYPE (FeedLink, feed_link, G_TYPE_OBJECT)

static void
feed_link_class_init (FeedLinkClass *klass)
{
}

static void
feed_link_init (FeedLink *self)
{
}

void
feed_link_send (FeedLink   *self,
                const char *text)
{
  g_return_if_fail (FEED_IS_LINK (self));
  g_return_if_fail (text != NULL);

  FEED_LINK_GET_CLASS (self)->send (self, text);
}

void
feed_link_drop (FeedLink *self)
{
  g_return_if_fail (FEED_IS_LINK (self));

  FEED_LINK_GET_CLASS (self)->drop (self);
}
