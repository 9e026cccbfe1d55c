/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/core/feed-backoff.h"
#include "feed/feed-exchanges.h"
#include "feed/feed-lists.h"
#include "feed/feed-shard.h"

G_BEGIN_DECLS

/**
 * FeedVenue:
 *
 * All that the manager has of one venue: its endpoints, its budget and as many connections as the
 * venue's limits make of the subscribed instruments.
 */
typedef struct _FeedVenue FeedVenue;

/* What all venues of a manager share. Borrowed. */
typedef struct {
  FeedClock     *clock;
  FeedTransport *transport;
  FeedConfig    *config;
  FeedRandom    *random;
  GListStore    *connections;    /* of FeedHealth: venues add theirs */
  FeedExchanges *exchanges;
  /* feed_provider_registry_create(), unless a test has other venues */
  FeedProvider *(*create)(const char *id,
                          GError **error);
  FeedShardEvents events;
  FeedLists      *lists;         /* NULL: instruments are not looked up */
  /* What the venue's list says of an instrument is known; its user data is that of events. listing
   * NULL: there is no room for it, as error says */
  void (*listed)(gpointer           user_data,
                 guint              instrument,
                 const FeedListing *listing,
                 const GError      *error);
} FeedVenueContext;

/* id: PROVIDER or PROVIDER@ACCOUNT. NULL with FEED_ERROR_UNKNOWN_VENUE */
FeedVenue *feed_venue_new (const char             *id,
                           const FeedVenueContext *context,
                           GError                **error);
void        feed_venue_free (FeedVenue *self);
const char *feed_venue_get_id (FeedVenue *self);
/* Answers for the venue where no connection is meant: names, addresses, lookups */
FeedProvider *feed_venue_get_provider (FeedVenue *self);
FeedQuota    *feed_venue_get_quota (FeedVenue *self);
/* NULL where the venue has no accounts */
FeedLogin *feed_venue_get_login (FeedVenue *self);
gboolean   feed_venue_set_endpoints (FeedVenue  *self,
                                     const char *stream_base,
                                     const char *rest_base,
                                     GError    **error);
/* Whether credentials may be tried, as far as their form shows; NULL always may, where there are
 * accounts at all. Fails with FEED_ERROR_CREDENTIALS */
gboolean feed_venue_check_account (FeedVenue             *self,
                                   const FeedCredentials *credentials,
                                   GError               **error);
/* NULL: nobody is to be logged in. Fails as above and changes nothing then */
gboolean feed_venue_set_credentials (FeedVenue       *self,
                                     FeedCredentials *credentials,
                                     GError         **error);
/* The task's result is TRUE where the account could be used */
void feed_venue_test_account_async (FeedVenue       *self,
                                    FeedCredentials *credentials,
                                    GTask           *task);
/* FALSE where that changed nothing: the venue has no modes, or this is its mode */
gboolean feed_venue_set_mode (FeedVenue *self,
                              FeedMode   mode);
/* NULL: the venue's own */
gboolean feed_venue_set_list_base (FeedVenue  *self,
                                   const char *list_base,
                                   GError    **error);
/* The context's thresholds are others: every connection starts anew */
void feed_venue_reconnect (FeedVenue *self);
void feed_venue_start (FeedVenue *self);
void feed_venue_stop (FeedVenue *self);
/* symbol is canonical. FALSE with FEED_ERROR_LIMIT */
gboolean feed_venue_add (FeedVenue  *self,
                         guint       instrument,
                         const char *symbol,
                         GError    **error);
void feed_venue_remove (FeedVenue *self,
                        guint      instrument);
/* The venue need not be asked for what it knows of the instrument */
void feed_venue_set_info_known (FeedVenue *self,
                                guint      instrument,
                                gboolean   halted);
void feed_venue_notify (FeedVenue              *self,
                        FeedSupervisorEventType event);
/* An exchange does something else than before */
void feed_venue_follow_hours (FeedVenue *self);
/* Other calendars hold */
void feed_venue_review_hours (FeedVenue *self);
/* Once a second */
void feed_venue_measure (FeedVenue *self);
/* FALSE where the venue does not have it */
gboolean feed_venue_get_row_facts (FeedVenue    *self,
                                   guint         instrument,
                                   FeedRowFacts *facts);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FeedVenue, feed_venue_free)

G_END_DECLS
