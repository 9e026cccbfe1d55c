/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * SoakMarket:
 *
 * `feedctl simulate --chaos` as a child process: where it is, what it lists, and which faults there
 * are at the moment, as its log tells.
 */
typedef struct _SoakMarket SoakMarket;

/* line: of the fault log, the child's own text; parsed: the same */
typedef void (*SoakMarketFaultFunc) (const char *line,
                                     JsonObject *parsed,
                                     gpointer    user_data);

typedef struct {
  const char *feedctl;
  guint       seed;
  double      pace;
  guint       n_symbols;
  double      ticks_per_second;
} SoakMarketOptions;

/* Waits for the child's first line */
SoakMarket *soak_market_new (const SoakMarketOptions *options,
                             SoakMarketFaultFunc      on_fault,
                             gpointer                 user_data,
                             GError                 **error);
/* Ends the child */
void        soak_market_free (SoakMarket *self);
const char *soak_market_get_stream (SoakMarket *self);
const char *soak_market_get_rest (SoakMarket *self);
/* Array of strings */
JsonArray *soak_market_get_symbols (SoakMarket *self);
/* The child ended by itself */
gboolean soak_market_is_gone (SoakMarket *self);
/* No more faults, and none that lasts */
void  soak_market_calm (SoakMarket *self);
guint soak_market_count_faults (SoakMarket *self);
/* Since when the stream, and REST, could be used all the time: monotonic µs, G_MAXINT64 = it cannot
 * be used now. A wait that the venue asked for counts as part of the fault */
gint64 soak_market_get_stream_since (SoakMarket *self);
gint64 soak_market_get_rest_since (SoakMarket *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SoakMarket, soak_market_free)

G_END_DECLS
