/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Listings as rows of the database and back.
 */
#include "feed/store/feed-catalog-rows.h"

#include <math.h>
#include <string.h>

#define MAX_DECIMALS 18

const char *
feed_catalog_rows_short (const FeedListing *listing)
{
  gsize length = strlen (listing->exchange);

  return length > 0 && strncmp (listing->symbol, listing->exchange, length) == 0
         && listing->symbol[length] == ':' ? listing->symbol + length + 1 : listing->symbol;
}

/* NaN becomes NULL by itself */
void
feed_catalog_rows_bind (sqlite3_stmt      *statement,
                        const FeedListing *listing)
{
  const char *const texts[] = {
    listing->symbol, feed_catalog_rows_short (listing), listing->key, listing->name,
    listing->exchange,
  };
  int column = 1;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    sqlite3_bind_text (statement, column++, texts[i], -1, SQLITE_STATIC);
  sqlite3_bind_int (statement, column++, (int) listing->kind);
  sqlite3_bind_int (statement, column++, listing->expiry);
  sqlite3_bind_double (statement, column++, listing->strike);
  sqlite3_bind_double (statement, column++, listing->lot_size);
  sqlite3_bind_double (statement, column++, listing->tick_size);
  sqlite3_bind_int (statement, column++, listing->price_decimals);
  sqlite3_bind_int (statement, column, listing->size_decimals);
}

static char *
dup_text (sqlite3_stmt *statement,
          int           column)
{
  const char *text = (const char *) sqlite3_column_text (statement, column);

  return text != NULL ? g_utf8_make_valid (text, -1) : g_strdup ("");
}

static double
get_double (sqlite3_stmt *statement,
            int           column)
{
  return sqlite3_column_type (statement, column) == SQLITE_NULL
         ? NAN : sqlite3_column_double (statement, column);
}

FeedListing *
feed_catalog_rows_get (sqlite3_stmt *statement)
{
  FeedListing *listing = g_new (FeedListing, 1);
  int kind = sqlite3_column_int (statement, 5);

  feed_listing_init (listing);
  listing->symbol = dup_text (statement, 0);
  listing->key = dup_text (statement, 2);
  listing->name = dup_text (statement, 3);
  listing->exchange = dup_text (statement, 4);
  listing->kind = kind >= 0 && kind < FEED_N_LISTING_KINDS ? (FeedListingKind) kind
                                                           : FEED_LISTING_OTHER;
  listing->expiry = MAX (sqlite3_column_int (statement, 6), 0);
  listing->strike = get_double (statement, 7);
  listing->lot_size = get_double (statement, 8);
  listing->tick_size = get_double (statement, 9);
  listing->price_decimals = CLAMP (sqlite3_column_int (statement, 10), -1, MAX_DECIMALS);
  listing->size_decimals = CLAMP (sqlite3_column_int (statement, 11), -1, MAX_DECIMALS);
  return listing;
}
