/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/core/feed-json.h"
#include "feed/core/feed-tick.h"

G_BEGIN_DECLS

/**
 * FeedBinanceValue:
 * @type: STRING, NUMBER (an integer), or another type, which carries nothing
 * @has_decimal: whether a STRING was read as the number that is in it
 * @text: a STRING as it stands in the message; not set where has_decimal is
 * @integer: a NUMBER
 * @decimal: the number in a STRING
 *
 * One value of a message, read but not yet understood: what it means depends on keys that may
 * come later. The venue writes prices and sizes as strings, ids and times as integers.
 */
typedef struct {
  FeedJsonType type;
  gboolean     has_decimal;
  FeedSlice    text;
  union {
    gint64 integer;
    double decimal;
  };
} FeedBinanceValue;

/* These take the next value, whatever it is; FALSE where the JSON is broken. The second is for
 * keys whose strings are numbers: it reads them in one go */
gboolean feed_binance_value_read (FeedBinanceValue *self,
                                  FeedJson         *json);
gboolean feed_binance_value_read_decimal (FeedBinanceValue *self,
                                          FeedJson         *json);

/* These return NULL, or what is wrong, static */

/* 0 or more */
const char *feed_binance_value_to_size (const FeedBinanceValue *self,
                                        double                 *size);
/* Above 0; a 0 stands for "there is none" and becomes NaN */
const char *feed_binance_value_to_price (const FeedBinanceValue *self,
                                         double                 *price);
/* least or more */
const char *feed_binance_value_to_id (const FeedBinanceValue *self,
                                      gint64                  least,
                                      gint64                 *id);
/* Milliseconds or microseconds since 1970, as µs */
const char *feed_binance_value_to_time (const FeedBinanceValue *self,
                                        gint64                 *time_us);
/* A string with its escapes resolved: the slice itself, or a copy in buffer; an empty slice where
 * it does not fit or is no text */
FeedSlice feed_binance_unescape (FeedSlice text,
                                 char     *buffer,
                                 gsize     size);

G_END_DECLS
