/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "evertick-change.h"

G_BEGIN_DECLS

/* What the detail page tells of an instrument, in its order */
typedef enum {
  EVERTICK_DETAIL_LAST,
  EVERTICK_DETAIL_CHANGE,
  EVERTICK_DETAIL_BID,
  EVERTICK_DETAIL_ASK,
  EVERTICK_DETAIL_OPEN,
  EVERTICK_DETAIL_RANGE,
  EVERTICK_DETAIL_CLOSE,
  EVERTICK_DETAIL_DAY_AGO,
  EVERTICK_DETAIL_VOLUME,
  EVERTICK_DETAIL_OPEN_INTEREST,
  EVERTICK_DETAIL_EXPIRY,
  EVERTICK_DETAIL_STRIKE,
  EVERTICK_DETAIL_LOT,
  EVERTICK_DETAIL_SOURCE,
  EVERTICK_DETAIL_TRADE_TIME,
  EVERTICK_DETAIL_TIME,
  EVERTICK_DETAIL_DELAY,
  EVERTICK_DETAIL_FLAGS,
  EVERTICK_N_DETAILS
} EvertickDetailFact;

/**
 * EvertickDetailView:
 * @listing: what the venue's list says of it, NULL where that is not known
 * @now_us: monotonic; @wall_us: the same moment, µs since 1970 UTC
 *
 * An instrument at a moment.
 */
typedef struct {
  const FeedTick     *tick;
  const FeedListing  *listing;
  EvertickChangeBasis basis;
  int                 price_decimals, size_decimals;
  gint64              now_us, wall_us;
} EvertickDetailView;

/* Translated, static */
const char *evertick_detail_fact_get_title (EvertickDetailFact fact);
/* In plain words; NULL where there is nothing to say (transfer full) */
char *evertick_detail_fact_dup_value (EvertickDetailFact        fact,
                                      const EvertickDetailView *view);
/* "Equity", "Call": translated, static */
const char *evertick_detail_fact_get_kind (FeedListingKind kind);
/* "28 Jul 2026" in the locale's way; NULL where it does not expire (transfer full) */
char *evertick_detail_fact_dup_expiry (const FeedListing *listing);

G_END_DECLS
