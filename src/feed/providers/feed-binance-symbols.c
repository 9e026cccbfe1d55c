/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/providers/feed-binance-symbols.h"

#include <string.h>

#define FIRST_CAPACITY 16

typedef struct {
  guint32 hash;
  guint   slot;
  guint8  length;   /* 0 = the place is free */
  char    symbol[FEED_BINANCE_MAX_SYMBOL];
} Entry;

struct _FeedBinanceSymbols {
  Entry      *entries;    /* open addressing, linear probing, at most half full */
  guint       capacity;   /* a power of two */
  guint       used;
  GHashTable *by_slot;    /* slot → symbol */
};

static guint32
hash_bytes (const char *at,
            gsize       length)
{
  guint64 hash = length;

  while (length > 0) {
    gsize step = MIN (length, 8);
    guint64 word = 0;

    for (gsize i = 0; i < step; i++)
      word = word << 8 | (guint8) at[i];
    hash = (hash ^ word) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
    hash ^= hash >> 32;
    at += step;
    length -= step;
  }
  return (guint32) hash;
}

/* The place of a symbol, or the free place where it belongs */
static guint
find_place (const FeedBinanceSymbols *self,
            guint32                   hash,
            const char               *at,
            gsize                     length)
{
  guint mask = self->capacity - 1;
  guint place = hash & mask;

  while (self->entries[place].length != 0) {
    const Entry *entry = &self->entries[place];

    if (entry->hash == hash && entry->length == length && memcmp (entry->symbol, at, length) == 0)
      break;
    place = (place + 1) & mask;
  }
  return place;
}

static void
grow (FeedBinanceSymbols *self)
{
  g_autofree Entry *old = self->entries;
  guint n_old = self->capacity;

  self->capacity = n_old * 2;
  self->entries = g_new0 (Entry, self->capacity);
  for (guint i = 0; i < n_old; i++)
    if (old[i].length != 0)
      self->entries[find_place (self, old[i].hash, old[i].symbol, old[i].length)] = old[i];
}

/* Frees a place and moves up what was pushed behind it, so that no probe ends too early */
static void
vacate (FeedBinanceSymbols *self,
        guint               hole)
{
  guint mask = self->capacity - 1;

  for (guint next = (hole + 1) & mask; self->entries[next].length != 0; next = (next + 1) & mask) {
    guint home = self->entries[next].hash & mask;

    if (((next - home) & mask) >= ((next - hole) & mask)) {
      self->entries[hole] = self->entries[next];
      hole = next;
    }
  }
  self->entries[hole].length = 0;
  self->used--;
}

/**
 * feed_binance_symbols_new:
 *
 * Returns: (transfer full): an empty map
 */
FeedBinanceSymbols *
feed_binance_symbols_new (void)
{
  FeedBinanceSymbols *self = g_new0 (FeedBinanceSymbols, 1);

  self->capacity = FIRST_CAPACITY;
  self->entries = g_new0 (Entry, self->capacity);
  self->by_slot = g_hash_table_new_full (g_direct_hash, g_direct_equal, NULL, g_free);
  return self;
}

/**
 * feed_binance_symbols_free:
 * @self: (transfer full): a map
 *
 * Frees the map.
 */
void
feed_binance_symbols_free (FeedBinanceSymbols *self)
{
  g_free (self->entries);
  g_hash_table_unref (self->by_slot);
  g_free (self);
}

/**
 * feed_binance_symbols_add:
 * @self: a map
 * @slot: a slot
 * @symbol: its symbol
 *
 * Joins the two; whatever either was joined with before is forgotten.
 *
 * Returns: whether the symbol has a length that can be kept
 */
gboolean
feed_binance_symbols_add (FeedBinanceSymbols *self,
                          guint               slot,
                          const char         *symbol)
{
  gsize length = strlen (symbol);
  guint known;
  Entry *entry;

  if (length == 0 || length > FEED_BINANCE_MAX_SYMBOL)
    return FALSE;
  known = feed_binance_symbols_find (self, symbol, length);
  if (known != FEED_NO_SLOT)
    feed_binance_symbols_remove (self, known);
  feed_binance_symbols_remove (self, slot);
  if ((self->used + 1) * 2 > self->capacity)
    grow (self);

  entry = &self->entries[find_place (self, hash_bytes (symbol, length), symbol, length)];
  entry->hash = hash_bytes (symbol, length);
  entry->slot = slot;
  entry->length = (guint8) length;
  memcpy (entry->symbol, symbol, length);
  self->used++;
  g_hash_table_insert (self->by_slot, GUINT_TO_POINTER (slot), g_strdup (symbol));
  return TRUE;
}

/**
 * feed_binance_symbols_remove:
 * @self: a map
 * @slot: a slot; a free one is no error
 *
 * Frees the slot.
 */
void
feed_binance_symbols_remove (FeedBinanceSymbols *self,
                             guint               slot)
{
  const char *symbol = feed_binance_symbols_get (self, slot);
  gsize length;

  if (symbol == NULL)
    return;
  length = strlen (symbol);
  vacate (self, find_place (self, hash_bytes (symbol, length), symbol, length));
  g_hash_table_remove (self->by_slot, GUINT_TO_POINTER (slot));
}

/**
 * feed_binance_symbols_find:
 * @self: a map
 * @at: a symbol's bytes
 * @length: how many
 *
 * Returns: its slot, or %FEED_NO_SLOT
 */
guint
feed_binance_symbols_find (const FeedBinanceSymbols *self,
                           const char               *at,
                           gsize                     length)
{
  const Entry *entry;

  if (length == 0 || length > FEED_BINANCE_MAX_SYMBOL)
    return FEED_NO_SLOT;
  entry = &self->entries[find_place (self, hash_bytes (at, length), at, length)];
  return entry->length != 0 ? entry->slot : FEED_NO_SLOT;
}

/**
 * feed_binance_symbols_get:
 * @self: a map
 * @slot: a slot
 *
 * Returns: (nullable): its symbol
 */
const char *
feed_binance_symbols_get (const FeedBinanceSymbols *self,
                          guint                     slot)
{
  return g_hash_table_lookup (self->by_slot, GUINT_TO_POINTER (slot));
}
