/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/core/feed-listing.h"

G_BEGIN_DECLS

/* The words of a listing or of a query, in one form: capitals, letters and digits apart, each behind
 * two blanks: "  NIFTY  26  NOV  24500  CE". A word begins where two blanks and it are; that is what
 * makes trigrams tell a beginning from a middle. */

/* Appends the words of a listing, each once */
void feed_catalog_words_of_listing (const FeedListing *listing,
                                    GString           *out);
/* Appends the first words of what somebody types */
void feed_catalog_words_of_query (const char *text,
                                  GString    *out);
/* The query's words each begin a word of the listing, or (anywhere) are somewhere in it, if they have
 * three characters or more */
gboolean feed_catalog_words_match (const char *query,
                                   const char *words,
                                   gboolean    anywhere);
/* Whether anywhere makes a difference */
gboolean feed_catalog_words_may_be_anywhere (const char *query);
/* The expression of the full-text index that all such listings satisfy */
void feed_catalog_words_to_match (const char *query,
                                  gboolean    anywhere,
                                  GString    *out);

G_END_DECLS
