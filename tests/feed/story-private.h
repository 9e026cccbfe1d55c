/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <feed/feed.h>

#include "feed/story.h"
#include "support/sim-venue.h"

G_BEGIN_DECLS

#define STORY_SECOND ((gint64) G_USEC_PER_SEC)
#define STORY_MAX_INDICES 2048
#define STORY_N_LINKS 8

typedef struct {
  FeedClock   *clock;
  SimVenue    *venue;
  SimFaults   *faults;
  FeedManager *manager;
  FeedHealth  *health;                  /* of the first connection */
  const char  *venue_id;
  guint        n_symbols;
  guint        index[STORY_MAX_INDICES];  /* the manager's, by symbol */
  gint64       started_us;              /* 0 = not yet */
  GPtrArray   *always;                  /* char **: WHAT OP VALUE */
  gint64       took_us;                 /* the last "within" */
  gint64       tape[STORY_MAX_INDICES], quote[STORY_MAX_INDICES];
  gboolean     ids_restarted;

  /* since the last mark */
  gint64     marked_us;
  guint      stream, polled, snapshots, future, missed, n_disorder;
  FeedSource first;
  guint      colours, moves[STORY_N_LINKS];
  FeedColour colour;
  gint64     polled_us, poll_gap_us;
  gint64     green_us, green_since_us;   /* NEVER = it is not */
  guint      dials, requests;
} Story;

/* story-facts.c */
void story_watch (Story *self);
void story_mark (Story *self);
/* What WHAT is now: a word, or a number as text */
char *story_get_fact (Story      *self,
                      const char *what);

G_END_DECLS
