/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "feedsim/feedsim-options.h"
#include "simulator/feedsim-client.h"
#include "simulator/feedsim-market.h"

G_BEGIN_DECLS

#define FEEDSIM_TYPE_VENUE (feedsim_venue_get_type ())
G_DECLARE_DERIVABLE_TYPE (FeedsimVenue, feedsim_venue, FEEDSIM, VENUE, GObject)

/**
 * FeedsimVenueClass:
 * @has_log_in: there are tokens, which can expire
 * @new_client: takes a connection to the stream; with another status than 0 it is to be refused
 * @publish: tells who has subscribed to it what happened in the market
 * @publish_second: (nullable): called once a second
 * @send_again: says so many messages of what it said last to one client once more, fewer if it
 *   cannot follow
 * @send_stale: (nullable): says what is long past to one that has just subscribed
 * @expire: (nullable): the tokens are no longer good
 * @answer: answers a REST request
 * @answer_status: refuses a REST request with a status
 * @answer_limited: refuses a REST request with 429 and the seconds to wait
 * @count: (nullable): adds members to an object that counts what its clients did
 * @describe: (nullable): adds members to the description, each with a comma before it
 *
 * How one venue speaks. Ports, faults and the market's time are the same for all.
 */
struct _FeedsimVenueClass {
  GObjectClass parent_class;

  gboolean has_log_in;

  FeedsimClient *(*new_client) (FeedsimVenue *self,
                                GSocket      *socket,
                                guint         refusal_status);
  void (*publish)        (FeedsimVenue       *self,
                          const FeedsimEvent *event,
                          GPtrArray          *clients);
  void (*publish_second) (FeedsimVenue *self,
                          GPtrArray    *clients);
  void (*send_again)     (FeedsimVenue  *self,
                          FeedsimClient *client,
                          guint          count);
  void (*send_stale)     (FeedsimVenue  *self,
                          FeedsimClient *client);
  void (*expire)         (FeedsimVenue *self,
                          FeedsimScope  scope,
                          GPtrArray    *clients);
  void (*answer)         (FeedsimVenue      *self,
                          SoupServerMessage *message);
  void (*answer_status)  (FeedsimVenue      *self,
                          SoupServerMessage *message,
                          guint              status);
  void (*answer_limited) (FeedsimVenue      *self,
                          SoupServerMessage *message,
                          guint              retry_after_s);
  void (*count)          (FeedsimVenue *self,
                          GString      *out);
  void (*describe)       (FeedsimVenue *self,
                          const char   *rest_url,
                          GString      *out);
};

FeedsimVenue *feedsim_venue_new (const FeedsimOptions *options,
                                 GError              **error);
gboolean feedsim_venue_is_known (const char *name);
void     feedsim_venue_set_market (FeedsimVenue  *self,
                                   FeedsimMarket *market);
FeedsimMarket *feedsim_venue_get_market (FeedsimVenue *self);

G_END_DECLS
