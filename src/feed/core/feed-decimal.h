/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/core/feed-macros.h"

G_BEGIN_DECLS

/* Enough for any finite double with up to 17 decimals, and the NUL */
#define FEED_DECIMAL_BUFFER 352

/* The number in text, correctly rounded; the whole text has to be a JSON number, finite as a
 * double. scale, where not NULL: digits after the decimal point, trailing zeros left out */
FEED_AVAILABLE_IN_ALL
gboolean feed_decimal_parse (const char *text,
                             gsize       length,
                             double     *value,
                             int        *scale);
/* value with so many decimals (0..17), correctly rounded, '.' as the point whatever the locale;
 * −1 = the shortest text without exponent that reads back as value. Returns the length; the text
 * is NUL-terminated. value is finite */
FEED_AVAILABLE_IN_ALL
gsize feed_decimal_format (char  *buffer,
                           gsize  size,
                           double value,
                           int    decimals);

G_END_DECLS
