/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/core/feed-calendar.h"
#include "feed/core/feed-clock.h"
#include "feed/feed-event.h"

G_BEGIN_DECLS

/**
 * FeedExchange:
 * @name: its code, "NSE"
 * @phase: OPEN where its hours are not known
 * @opens_us: wall time of the next open
 * @words: what it does now, "closed until Mon 09:15"; NULL where its hours are not known
 * @rehearses: in the round that is being told: it opens within a quarter of an hour
 *
 * What one exchange does at present.
 */
typedef struct {
  const char *name;
  FeedPhase   phase;
  gint64      opens_us;
  char       *words;
  gboolean    rehearses;
} FeedExchange;

/**
 * FeedExchanges:
 *
 * What the exchanges do whose instruments are subscribed, by the clock and their calendars. The
 * calendars are the files `*.ini` in evertick/calendars of the user's data folder, then of the
 * system's; of an exchange that is in several, the first counts.
 */
typedef struct _FeedExchanges FeedExchanges;

typedef struct {
  /* A line for the log */
  void (*note)(gpointer      user_data,
               FeedEventKind kind,
               const char   *text);
  /* A phase, words or a rehearsal: look at all that is asked about */
  void (*changed)(gpointer user_data);
  gpointer user_data;   /* a GObject that owns it: is kept while a callback may give it up */
} FeedExchangesEvents;

FeedExchanges *feed_exchanges_new (FeedClock                 *clock,
                                   const FeedExchangesEvents *events);
void feed_exchanges_free (FeedExchanges *self);
/* The calendars of a file go before all others, and hold for simulated venues too; NULL: no file
 * does. What feed_exchanges_get() gave is to be asked for again. Fails with FEED_ERROR_CONFIG and
 * changes nothing */
gboolean feed_exchanges_set_file (FeedExchanges *self,
                                  const char    *path,
                                  GError       **error);
/* name: static. simulated: only the calendars of a given file count. NULL: always open (transfer
 * none) */
const FeedExchange *feed_exchanges_get (FeedExchanges *self,
                                        const char    *name,
                                        gboolean       simulated);
/* In the order in which they were asked for first */
guint               feed_exchanges_get_n (FeedExchanges *self);
const FeedExchange *feed_exchanges_get_nth (FeedExchanges *self,
                                            guint          n);
/* Once a second at least: whatever somebody does to the clock is followed then. A change of phase
 * is told on time without it, until stopped */
void feed_exchanges_refresh (FeedExchanges *self);
/* The next refresh tells the log how things stand, as the first did */
void feed_exchanges_stop (FeedExchanges *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FeedExchanges, feed_exchanges_free)

G_END_DECLS
