/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/feedsim-angel-book.h"

#include "simulator/feedsim-walk.h"

/* Rows of the list where nobody says how many */
#define FEW_INSTRUMENTS 5000
/* Made-up symbols that are traded beside the well-known ones: some of each segment */
#define N_BESIDE 32

struct _FeedsimAngelBook {
  FeedsimAngelMaster *master;
  FeedsimWalk        *walk;
  GPtrArray          *entries;   /* by the instrument's index */
  GHashTable         *by_token;  /* of row */
};

static guint
hash_row (gconstpointer data)
{
  const FeedsimAngelRow *row = data;

  return g_str_hash (row->token) * 31 + row->segment;
}

static gboolean
equal_rows (gconstpointer a,
            gconstpointer b)
{
  const FeedsimAngelRow *one = a;
  const FeedsimAngelRow *other = b;

  return one->segment == other->segment && g_str_equal (one->token, other->token);
}

static FeedsimAngelEntry *
add_row (FeedsimAngelBook      *self,
         const FeedsimAngelRow *row)
{
  FeedsimAngelEntry *entry = g_new0 (FeedsimAngelEntry, 1);
  g_autofree char *symbol = g_strconcat (feedsim_angel_segment_get_exchange (row->segment), ":",
                                         row->symbol, NULL);
  FeedsimPreset preset = {
    .symbol = symbol, .base = row->name, .quote = "INR", .price = row->price,
    .tick = row->tick > 0 ? row->tick : 0.05, .ticks_per_second = row->ticks_per_second,
    .day_change = row->day_change, .day_volume = row->day_volume, .lot = row->lot,
    .forgets_trades = TRUE,
  };

  entry->row = *row;
  entry->instrument = feedsim_walk_add (self->walk, &preset);
  g_ptr_array_add (self->entries, entry);
  g_hash_table_insert (self->by_token, &entry->row, entry);
  return entry;
}

/**
 * feedsim_angel_book_new:
 * @options: seed, symbols, rate and the length of the list
 *
 * Returns: (transfer full): the book of a market before its first tick
 */
FeedsimAngelBook *
feedsim_angel_book_new (const FeedsimOptions *options)
{
  FeedsimAngelBook *self = g_new0 (FeedsimAngelBook, 1);
  guint n_symbols = options->n_symbols > 0 ? options->n_symbols :
                    feedsim_angel_known_count () + N_BESIDE;
  guint n_rows = options->n_instruments > 0 ? options->n_instruments : FEW_INSTRUMENTS;

  self->master = feedsim_angel_master_new (MAX (n_rows, n_symbols), g_get_real_time ());
  self->walk = feedsim_walk_new (options->seed, options->ticks_per_second == 0);
  self->entries = g_ptr_array_new_with_free_func (g_free);
  self->by_token = g_hash_table_new (hash_row, equal_rows);
  for (guint i = 0; i < n_symbols; i++) {
    FeedsimAngelRow row;

    feedsim_angel_master_get (self->master, i, &row);
    add_row (self, &row);
  }
  if (options->ticks_per_second > 0)
    feedsim_walk_set_total_rate (self->walk, options->ticks_per_second);
  return self;
}

void
feedsim_angel_book_free (FeedsimAngelBook *self)
{
  g_hash_table_unref (self->by_token);
  g_ptr_array_unref (self->entries);
  feedsim_angel_master_free (self->master);
  g_object_unref (self->walk);
  g_free (self);
}

FeedsimAngelMaster *
feedsim_angel_book_get_master (FeedsimAngelBook *self)
{
  return self->master;
}

FeedsimMarket *
feedsim_angel_book_get_market (FeedsimAngelBook *self)
{
  return FEEDSIM_MARKET (self->walk);
}

/**
 * feedsim_angel_book_get:
 * @self: the book
 * @index: of an instrument in its market
 *
 * Returns: (transfer none): what is known of it
 */
FeedsimAngelEntry *
feedsim_angel_book_get (FeedsimAngelBook *self,
                        guint             index)
{
  return g_ptr_array_index (self->entries, index);
}

/**
 * feedsim_angel_book_find:
 * @self: the book
 * @segment: a segment
 * @token: what may be a token of it
 *
 * What is on the list and was not traded so far is from now on.
 *
 * Returns: (transfer none) (nullable): what is known of it
 */
FeedsimAngelEntry *
feedsim_angel_book_find (FeedsimAngelBook   *self,
                         FeedsimAngelSegment segment,
                         const char         *token)
{
  FeedsimAngelRow row = { .segment = segment };
  FeedsimAngelEntry *found;

  if (g_strlcpy (row.token, token, sizeof row.token) >= sizeof row.token)
    return NULL;
  found = g_hash_table_lookup (self->by_token, &row);
  if (found == NULL && feedsim_angel_master_find (self->master, segment, token, &row))
    found = add_row (self, &row);
  return found;
}
