/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "simulator/feedsim-instrument.h"
#include "simulator/feedsim-replay.h"

G_BEGIN_DECLS

/* One thing that happened; instrument is NULL for a recorded stream of an unknown shape */
typedef struct {
  FeedsimInstrument   *instrument;
  FeedsimSeries        series;
  const FeedsimRecord *record; /* the text as recorded, or NULL in a market that is made up */
} FeedsimEvent;

#define FEEDSIM_TYPE_MARKET (feedsim_market_get_type ())
G_DECLARE_DERIVABLE_TYPE (FeedsimMarket, feedsim_market, FEEDSIM, MARKET, GObject)

/**
 * FeedsimMarketClass:
 * @starts_on_request: a poll is enough to start it; else only a subscription does
 * @prepare: the market starts now
 * @get_next_due: when the next thing happens, in µs since the start; -1: nothing more ever
 * @step: let it happen: change the instrument, and feedsim_market_emit() it
 * @stamp: a time of the market as it goes out, both in ms of the wall clock
 * @get_time_ms: the venue's own clock
 */
struct _FeedsimMarketClass {
  GObjectClass parent_class;

  gboolean starts_on_request;
  void     (*prepare) (FeedsimMarket *self);
  gint64   (*get_next_due) (FeedsimMarket *self);
  void     (*step) (FeedsimMarket *self);
  gint64   (*stamp) (FeedsimMarket *self,
                     gint64         time_ms);
  gint64 (*get_time_ms) (FeedsimMarket *self);
};

typedef void (*FeedsimMarketEventFunc) (FeedsimMarket      *market,
                                        const FeedsimEvent *event,
                                        gpointer            user_data);
typedef void (*FeedsimMarketBatchFunc) (FeedsimMarket *market,
                                        gpointer       user_data);

void feedsim_market_set_sink (FeedsimMarket         *self,
                              FeedsimMarketEventFunc on_event,
                              FeedsimMarketBatchFunc on_batch,
                              gpointer               user_data);
void     feedsim_market_start (FeedsimMarket *self);
void     feedsim_market_saw_request (FeedsimMarket *self);
gboolean feedsim_market_is_started (FeedsimMarket *self);
void     feedsim_market_set_held (FeedsimMarket *self,
                                  gboolean       held);
gint64 feedsim_market_get_held_us (FeedsimMarket *self);
gint64 feedsim_market_stamp (FeedsimMarket *self,
                             gint64         time_ms);
gint64 feedsim_market_get_time_ms (FeedsimMarket *self);
void   feedsim_market_set_skew (FeedsimMarket *self,
                                gint64         skew_ms);
GPtrArray         *feedsim_market_get_instruments (FeedsimMarket *self);
FeedsimInstrument *feedsim_market_find (FeedsimMarket *self,
                                        const char    *symbol);
void feedsim_market_add_instrument (FeedsimMarket     *self,
                                    FeedsimInstrument *instrument);
void feedsim_market_emit (FeedsimMarket      *self,
                          const FeedsimEvent *event);

G_END_DECLS
