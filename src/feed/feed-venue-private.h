/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/core/feed-balance.h"
#include "feed/feed-resolver.h"
#include "feed/feed-venue.h"

G_BEGIN_DECLS

/* The connection is being told of the instrument */
#define FEED_NO_PLACE G_MAXUINT

/* Where an instrument is connected. */
typedef struct {
  guint        instrument;
  char        *symbol;
  FeedListing *listing;     /* NULL: not known, or the venue needs none */
  FeedShard   *shard;       /* NULL: it waits for its listing */
  guint        slot;
  FeedShard   *next;        /* NULL, or it is moving there */
  guint        next_slot;
  gboolean     info_known, halted;
  gboolean     unknown;     /* the venue's list does not have it */

  const FeedExchange *exchange;   /* NULL: always open */
} FeedPlace;

struct _FeedVenue {
  const FeedVenueContext *context;
  char                   *id;
  FeedProvider           *provider;
  FeedQuota              *quota;
  FeedLogin              *login;     /* NULL: the venue has no accounts */
  GPtrArray              *shards;    /* FeedShard */
  GHashTable             *places;    /* instrument → FeedPlace */
  FeedMode                mode;
  FeedResolver           *resolver;  /* NULL: instruments are known by their symbols */
  gboolean                running;

  /* feed-venue-balance.c */
  FeedBalance     balance;
  FeedBalanceMove move;              /* what the newest moves were for, and of which shards */
  FeedCause       move_cause;        /* of the newest that gets no stream */
  GArray         *moving;            /* instruments under way */
  guint           n_moved;           /* not told yet */
  gboolean        is_move_failed;
  gint64          unmoved_until_us;  /* a move failed: none is tried before */
};

void feed_venue_give_up_shard (FeedVenue *self,
                               guint      index);
void feed_venue_follow_shard_hours (FeedVenue *self,
                                    FeedShard *shard);

/* feed-venue-balance.c: instruments change over to another connection */
/* Once a second */
void feed_venue_balance (FeedVenue *self);
/* The place stays where it is */
void feed_venue_unmove (FeedPlace *place);
/* Nothing is under way any more */
void feed_venue_end_moves (FeedVenue *self);
/* Nothing more is to go there while others have room: it is empty, its instruments are leaving, or it
 * gets no stream */
gboolean feed_venue_is_left (FeedVenue *self,
                             guint      index);

G_END_DECLS
