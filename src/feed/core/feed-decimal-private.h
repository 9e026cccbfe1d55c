/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/core/feed-decimal.h"

G_BEGIN_DECLS

/* A JSON number taken apart: mantissa without its point, which wraps where it has more digits than
 * FEED_DECIMAL_SAFE_DIGITS */
typedef struct {
  guint64  mantissa;
  gsize    n_integer, n_fraction;    /* digits before and after the point */
  int      exponent;                 /* as written; kept within ±99999 */
  gboolean negative, has_exponent;
} FeedDecimalParts;

#define FEED_DECIMAL_SAFE_DIGITS 19

/* Reads the JSON number at the start of at..end. Returns its end, NULL where there is none */
const char *feed_decimal_scan (const char       *at,
                               const char       *end,
                               FeedDecimalParts *parts);
/* The double nearest to the number at..end that was taken apart; FALSE where it is not finite or
 * too long */
gboolean feed_decimal_from_parts (const char             *at,
                                  const char             *end,
                                  const FeedDecimalParts *parts,
                                  double                 *value);

G_END_DECLS
