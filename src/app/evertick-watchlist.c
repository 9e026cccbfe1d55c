/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evertick-watchlist.h"

#include <glib/gi18n.h>

#define KEY "watchlist"

typedef struct {
  char    *id;
  guint    instrument;   /* FEED_NO_INSTRUMENT: could not be subscribed, kept for another day */
  gboolean removed;
} Entry;

struct _EvertickWatchlist {
  GObject parent_instance;

  FeedManager *manager;
  GSettings   *settings;
  GPtrArray   *entries;
  GHashTable  *by_id;     /* the same, borrowed */
};

G_DEFINE_FINAL_TYPE (EvertickWatchlist, evertick_watchlist, G_TYPE_OBJECT)

enum {
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->id);
  g_free (entry);
}

static Entry *
find (EvertickWatchlist *self,
      const char        *id)
{
  return g_hash_table_lookup (self->by_id, id);
}

static Entry *
append (EvertickWatchlist *self,
        const char        *id,
        guint              instrument)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->id = g_strdup (id);
  entry->instrument = instrument;
  g_ptr_array_add (self->entries, entry);
  g_hash_table_insert (self->by_id, entry->id, entry);
  return entry;
}

static void
save_and_tell (EvertickWatchlist *self)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  g_auto (GStrv) strv = NULL;

  for (guint i = 0; i < self->entries->len; i++) {
    Entry *entry = g_ptr_array_index (self->entries, i);

    if (!entry->removed)
      g_strv_builder_add (ids, entry->id);
  }
  strv = g_strv_builder_end (ids);
  if (self->settings != NULL)
    g_settings_set_strv (self->settings, KEY, (const char *const *) strv);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* Canonical id of what was subscribed */
static const char *
get_id (EvertickWatchlist *self,
        guint              instrument)
{
  FeedBoard *board = feed_manager_get_board (self->manager);

  return feed_instrument_get_id (feed_board_get_by_index (board, instrument));
}

static gboolean
load_one (EvertickWatchlist *self,
          const char        *text,
          GError           **error)
{
  g_auto (GStrv) parts = g_strsplit (text, ":", 2);
  guint instrument;

  if (g_strv_length (parts) != 2) {
    g_set_error (error, FEED_ERROR, FEED_ERROR_UNKNOWN_SYMBOL,
                 _ ("“%s” is not of the form venue:symbol"), text);
    return FALSE;
  }
  instrument = feed_manager_subscribe (self->manager, parts[0], parts[1], error);
  if (instrument == FEED_NO_INSTRUMENT)
    return FALSE;
  if (find (self, get_id (self, instrument)) != NULL)
    feed_manager_unsubscribe (self->manager, instrument);
  else
    append (self, get_id (self, instrument), instrument);
  return TRUE;
}

static void
evertick_watchlist_dispose (GObject *object)
{
  EvertickWatchlist *self = EVERTICK_WATCHLIST (object);

  for (guint i = 0; self->manager != NULL && i < self->entries->len; i++) {
    Entry *entry = g_ptr_array_index (self->entries, i);

    if (entry->instrument != FEED_NO_INSTRUMENT)
      feed_manager_unsubscribe (self->manager, entry->instrument);
  }
  g_clear_object (&self->manager);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (evertick_watchlist_parent_class)->dispose (object);
}

static void
evertick_watchlist_finalize (GObject *object)
{
  g_hash_table_unref (EVERTICK_WATCHLIST (object)->by_id);
  g_ptr_array_unref (EVERTICK_WATCHLIST (object)->entries);
  G_OBJECT_CLASS (evertick_watchlist_parent_class)->finalize (object);
}

static void
evertick_watchlist_class_init (EvertickWatchlistClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = evertick_watchlist_dispose;
  object_class->finalize = evertick_watchlist_finalize;

  /**
   * EvertickWatchlist::changed:
   *
   * A symbol came, went or came back.
   */
  signals[CHANGED] = g_signal_new ("changed",
                                   G_TYPE_FROM_CLASS (klass),
                                   G_SIGNAL_RUN_LAST,
                                   0, NULL, NULL, NULL,
                                   G_TYPE_NONE,
                                   0);
}

static void
evertick_watchlist_init (EvertickWatchlist *self)
{
  self->entries = g_ptr_array_new_with_free_func (entry_free);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
}

EvertickWatchlist *
evertick_watchlist_new (FeedManager *manager,
                        GSettings   *settings)
{
  EvertickWatchlist *self;

  g_return_val_if_fail (FEED_IS_MANAGER (manager), NULL);

  self = g_object_new (EVERTICK_TYPE_WATCHLIST, NULL);
  self->manager = g_object_ref (manager);
  g_set_object (&self->settings, settings);
  return self;
}

char *
evertick_watchlist_load (EvertickWatchlist *self)
{
  static const char *const builtin[] = {
    "demo:INFY", "demo:TCS", "demo:RELIANCE", "demo:SBIN", "demo:BTCUSDT", "demo:ETHUSDT", NULL
  };
  g_auto (GStrv) stored = NULL;
  g_autoptr (GString) trouble = NULL;
  const char *const *ids = builtin;

  g_return_val_if_fail (EVERTICK_IS_WATCHLIST (self), NULL);

  if (self->settings != NULL) {
    stored = g_settings_get_strv (self->settings, KEY);
    ids = (const char *const *) stored;
  }
  for (guint i = 0; ids[i] != NULL; i++) {
    g_autoptr (GError) error = NULL;

    if (load_one (self, ids[i], &error))
      continue;
    if (find (self, ids[i]) == NULL)
      append (self, ids[i], FEED_NO_INSTRUMENT);
    if (trouble == NULL)
      trouble = g_string_new (NULL);
    g_string_append_printf (trouble, "%s%s: %s", trouble->len > 0 ? "; " : "", ids[i],
                            error->message);
  }
  g_signal_emit (self, signals[CHANGED], 0);
  return trouble != NULL ? g_string_free (g_steal_pointer (&trouble), FALSE) : NULL;
}

gboolean
evertick_watchlist_add (EvertickWatchlist *self,
                        const char        *venue,
                        const char        *symbol,
                        GError           **error)
{
  guint instrument;
  Entry *entry;

  g_return_val_if_fail (EVERTICK_IS_WATCHLIST (self), FALSE);
  g_return_val_if_fail (venue != NULL && symbol != NULL, FALSE);

  instrument = feed_manager_subscribe (self->manager, venue, symbol, error);
  if (instrument == FEED_NO_INSTRUMENT)
    return FALSE;
  entry = find (self, get_id (self, instrument));
  if (entry == NULL) {
    append (self, get_id (self, instrument), instrument);
    save_and_tell (self);
    return TRUE;
  }
  if (entry->instrument == FEED_NO_INSTRUMENT)
    entry->instrument = instrument;
  else
    feed_manager_unsubscribe (self->manager, instrument);
  if (!entry->removed) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS, _ ("%s is in the list already"), symbol);
    return FALSE;
  }
  entry->removed = FALSE;
  save_and_tell (self);
  return TRUE;
}

/* Told once for all: the list is stored and filtered as a whole */
static void
set_removed (EvertickWatchlist *self,
             const char *const *ids,
             gboolean           removed)
{
  gboolean changed = FALSE;

  for (guint i = 0; ids[i] != NULL; i++) {
    Entry *entry = find (self, ids[i]);

    if (entry == NULL || entry->removed == removed)
      continue;
    entry->removed = removed;
    changed = TRUE;
  }
  if (changed)
    save_and_tell (self);
}

void
evertick_watchlist_remove (EvertickWatchlist *self,
                           const char *const *ids)
{
  g_return_if_fail (EVERTICK_IS_WATCHLIST (self));

  set_removed (self, ids, TRUE);
}

void
evertick_watchlist_restore (EvertickWatchlist *self,
                            const char *const *ids)
{
  g_return_if_fail (EVERTICK_IS_WATCHLIST (self));

  set_removed (self, ids, FALSE);
}

static void
forget_one (EvertickWatchlist *self,
            const char        *id)
{
  Entry *entry = find (self, id);
  guint instrument;

  if (entry == NULL || !entry->removed)
    return;
  instrument = entry->instrument;
  g_hash_table_remove (self->by_id, id);
  g_ptr_array_remove (self->entries, entry);
  if (instrument != FEED_NO_INSTRUMENT)
    feed_manager_unsubscribe (self->manager, instrument);
}

void
evertick_watchlist_forget (EvertickWatchlist *self,
                           const char *const *ids)
{
  g_return_if_fail (EVERTICK_IS_WATCHLIST (self));

  for (guint i = 0; ids[i] != NULL; i++)
    forget_one (self, ids[i]);
}

gboolean
evertick_watchlist_contains (EvertickWatchlist *self,
                             const char        *id)
{
  const Entry *entry;

  g_return_val_if_fail (EVERTICK_IS_WATCHLIST (self), FALSE);

  entry = find (self, id);
  return entry != NULL && !entry->removed;
}

guint
evertick_watchlist_get_size (EvertickWatchlist *self)
{
  guint size = 0;

  g_return_val_if_fail (EVERTICK_IS_WATCHLIST (self), 0);

  for (guint i = 0; i < self->entries->len; i++)
    size += !((Entry *) g_ptr_array_index (self->entries, i))->removed;
  return size;
}
