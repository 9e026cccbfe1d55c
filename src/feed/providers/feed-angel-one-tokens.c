/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/providers/feed-angel-one-tokens.h"

#include <string.h>

#include "feed/providers/feed-provider.h"

#define FIRST_CAPACITY 16
#define KEY_WORDS 4

/* Segment and token, padded with zeros */
typedef struct {
  guint64 words[KEY_WORDS];
} Key;

typedef struct {
  Key   key;
  guint slot;   /* FEED_NO_SLOT = the place is free */
} Entry;

struct _FeedAngelOneTokens {
  Entry     *entries;   /* open addressing, linear probing, at most half full */
  guint      capacity;  /* a power of two */
  guint      used;
  GPtrArray *slots;     /* of FeedAngelOneInstrument; NULL = free */
};

static inline Key
make_key (guint8      segment,
          const char *token,
          gsize       length)
{
  char bytes[sizeof (Key)] = { (char) segment };
  Key key;

  G_STATIC_ASSERT (sizeof (Key) > FEED_ANGEL_ONE_TOKEN_FIELD);
  for (gsize i = 0; i < length && token[i] != '\0'; i++)
    bytes[i + 1] = token[i];
  memcpy (&key, bytes, sizeof key);
  return key;
}

static inline gboolean
is_same (const Key *a,
         const Key *b)
{
  return memcmp (a, b, sizeof *a) == 0;
}

static inline guint
hash_key (const Key *key)
{
  guint64 hash = 0;

  for (guint i = 0; i < KEY_WORDS; i++) {
    hash = (hash ^ key->words[i]) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
    hash ^= hash >> 32;
  }
  return (guint) hash;
}

/* The place of a key, or the free place where it belongs */
static inline guint
find_place (const FeedAngelOneTokens *self,
            const Key                *key)
{
  guint mask = self->capacity - 1;
  guint place = hash_key (key) & mask;

  while (self->entries[place].slot != FEED_NO_SLOT && !is_same (&self->entries[place].key, key))
    place = (place + 1) & mask;
  return place;
}

static Entry *
new_entries (guint capacity)
{
  Entry *entries = g_new0 (Entry, capacity);

  for (guint i = 0; i < capacity; i++)
    entries[i].slot = FEED_NO_SLOT;
  return entries;
}

static void
grow (FeedAngelOneTokens *self)
{
  g_autofree Entry *old = self->entries;
  guint n_old = self->capacity;

  self->capacity = n_old * 2;
  self->entries = new_entries (self->capacity);
  for (guint i = 0; i < n_old; i++)
    if (old[i].slot != FEED_NO_SLOT)
      self->entries[find_place (self, &old[i].key)] = old[i];
}

/* Frees a place and moves up what was pushed behind it, so that no probe ends too early */
static void
vacate (FeedAngelOneTokens *self,
        guint               hole)
{
  guint mask = self->capacity - 1;
  guint next = (hole + 1) & mask;

  for (; self->entries[next].slot != FEED_NO_SLOT; next = (next + 1) & mask) {
    guint home = hash_key (&self->entries[next].key) & mask;

    if (((next - home) & mask) >= ((next - hole) & mask)) {
      self->entries[hole] = self->entries[next];
      hole = next;
    }
  }
  self->entries[hole].slot = FEED_NO_SLOT;
  self->used--;
}

static void
free_instrument (gpointer data)
{
  FeedAngelOneInstrument *instrument = data;

  if (instrument == NULL)
    return;
  g_free (instrument->symbol);
  g_free (instrument);
}

/* Tokens are digits; whatever else may be one some day can be written into JSON as it is */
gboolean
feed_angel_one_is_token (const char *text)
{
  gsize length = strlen (text);

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (text[i]) && text[i] != '-' && text[i] != '_')
      return FALSE;
  return length > 0 && length <= FEED_ANGEL_ONE_TOKEN_FIELD;
}

/**
 * feed_angel_one_tokens_new:
 *
 * Returns: (transfer full): no instruments
 */
FeedAngelOneTokens *
feed_angel_one_tokens_new (void)
{
  FeedAngelOneTokens *self = g_new0 (FeedAngelOneTokens, 1);

  self->capacity = FIRST_CAPACITY;
  self->entries = new_entries (self->capacity);
  self->slots = g_ptr_array_new_with_free_func (free_instrument);
  return self;
}

/**
 * feed_angel_one_tokens_free:
 * @self: (transfer full): instruments
 *
 * Frees them.
 */
void
feed_angel_one_tokens_free (FeedAngelOneTokens *self)
{
  g_free (self->entries);
  g_ptr_array_unref (self->slots);
  g_free (self);
}

/**
 * feed_angel_one_tokens_get_n_slots:
 * @self: instruments
 *
 * Returns: the number that all slots in use are below
 */
guint
feed_angel_one_tokens_get_n_slots (const FeedAngelOneTokens *self)
{
  return self->slots->len;
}

/**
 * feed_angel_one_tokens_get:
 * @self: instruments
 * @slot: a slot
 *
 * Returns: (nullable) (transfer none): what is in it
 */
FeedAngelOneInstrument *
feed_angel_one_tokens_get (const FeedAngelOneTokens *self,
                           guint                     slot)
{
  return slot < self->slots->len ? g_ptr_array_index (self->slots, slot) : NULL;
}

static void
forget_token (FeedAngelOneTokens     *self,
              FeedAngelOneInstrument *instrument)
{
  Key key;

  if (*instrument->token == '\0')
    return;
  key = make_key (instrument->exchange->segment, instrument->token, strlen (instrument->token));
  vacate (self, find_place (self, &key));
  *instrument->token = '\0';
}

/**
 * feed_angel_one_tokens_remove:
 * @self: instruments
 * @slot: a slot; a free one is no error
 *
 * Frees the slot.
 */
void
feed_angel_one_tokens_remove (FeedAngelOneTokens *self,
                              guint               slot)
{
  FeedAngelOneInstrument *instrument = feed_angel_one_tokens_get (self, slot);

  if (instrument == NULL)
    return;
  forget_token (self, instrument);
  self->slots->pdata[slot] = NULL;
  free_instrument (instrument);
}

/**
 * feed_angel_one_tokens_add:
 * @self: instruments
 * @slot: a slot
 * @exchange: where it is traded
 * @symbol: its canonical symbol
 *
 * Takes the slot for an instrument, whose token is not known yet.
 */
void
feed_angel_one_tokens_add (FeedAngelOneTokens         *self,
                           guint                       slot,
                           const FeedAngelOneExchange *exchange,
                           const char                 *symbol)
{
  FeedAngelOneInstrument *instrument = g_new0 (FeedAngelOneInstrument, 1);

  feed_angel_one_tokens_remove (self, slot);
  instrument->symbol = g_strdup (symbol);
  instrument->exchange = exchange;
  if (slot >= self->slots->len)
    g_ptr_array_set_size (self->slots, (int) slot + 1);
  self->slots->pdata[slot] = instrument;
}

/**
 * feed_angel_one_tokens_set:
 * @self: instruments
 * @slot: a slot in use
 * @token: what packets call it
 *
 * Another slot of the same token loses it.
 *
 * Returns: whether @token can be one
 */
gboolean
feed_angel_one_tokens_set (FeedAngelOneTokens *self,
                           guint               slot,
                           const char         *token)
{
  FeedAngelOneInstrument *instrument = feed_angel_one_tokens_get (self, slot);
  guint8 segment;
  guint known;
  Entry entry;

  if (instrument == NULL || !feed_angel_one_is_token (token))
    return FALSE;
  segment = instrument->exchange->segment;
  known = feed_angel_one_tokens_find (self, segment, token, strlen (token));
  if (known != FEED_NO_SLOT)
    forget_token (self, feed_angel_one_tokens_get (self, known));
  forget_token (self, instrument);
  if ((self->used + 1) * 2 > self->capacity)
    grow (self);
  entry.key = make_key (segment, token, strlen (token));
  entry.slot = slot;
  self->entries[find_place (self, &entry.key)] = entry;
  self->used++;
  g_strlcpy (instrument->token, token, sizeof instrument->token);
  return TRUE;
}

/**
 * feed_angel_one_tokens_find:
 * @self: instruments
 * @segment: an exchangeType
 * @token: (array length=length): a token, up to a NUL or its length
 * @length: bytes of @token
 *
 * Returns: its slot, or %FEED_NO_SLOT
 */
guint
feed_angel_one_tokens_find (const FeedAngelOneTokens *self,
                            guint8                    segment,
                            const char               *token,
                            gsize                     length)
{
  Key key;

  if (length > FEED_ANGEL_ONE_TOKEN_FIELD)
    return FEED_NO_SLOT;
  key = make_key (segment, token, length);
  return self->entries[find_place (self, &key)].slot;
}
