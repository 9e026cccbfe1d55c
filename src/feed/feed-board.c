/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/feed-board-private.h"

#include "feed/feed-instrument-private.h"

struct _FeedBoard {
  GObject parent_instance;

  GPtrArray  *rows;      /* FeedInstrument, in order of adding */
  GPtrArray  *by_index;  /* borrowed from rows; NULL where an index is not in use */
  GHashTable *by_id;     /* the same */
  GPtrArray  *dirty;     /* the same */
  GPtrArray  *flushing;  /* swapped with dirty while notifying */
};

static GType
feed_board_get_item_type (GListModel *model)
{
  return FEED_TYPE_INSTRUMENT;
}

static guint
feed_board_get_n_items (GListModel *model)
{
  return FEED_BOARD (model)->rows->len;
}

static gpointer
feed_board_get_item (GListModel *model,
                     guint       position)
{
  FeedBoard *self = FEED_BOARD (model);

  return position < self->rows->len ? g_object_ref (self->rows->pdata[position]) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = feed_board_get_item_type;
  iface->get_n_items = feed_board_get_n_items;
  iface->get_item = feed_board_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (FeedBoard, feed_board, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
feed_board_finalize (GObject *object)
{
  FeedBoard *self = FEED_BOARD (object);

  g_ptr_array_unref (self->dirty);
  g_ptr_array_unref (self->flushing);
  g_ptr_array_unref (self->by_index);
  g_hash_table_unref (self->by_id);
  g_ptr_array_unref (self->rows);
  G_OBJECT_CLASS (feed_board_parent_class)->finalize (object);
}

static void
feed_board_class_init (FeedBoardClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = feed_board_finalize;
}

static void
feed_board_init (FeedBoard *self)
{
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_index = g_ptr_array_new ();
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->dirty = g_ptr_array_new ();
  self->flushing = g_ptr_array_new ();
}

FeedBoard *
feed_board_new (void)
{
  return g_object_new (FEED_TYPE_BOARD, NULL);
}

/* Makes sure that no tick has to grow the dirty list. */
static void
reserve_dirty (FeedBoard  *self,
               GPtrArray **list)
{
  GPtrArray *roomy = g_ptr_array_sized_new (self->rows->len * 2);

  g_ptr_array_extend (roomy, *list, NULL, NULL);
  g_ptr_array_unref (*list);
  *list = roomy;
}

FeedInstrument *
feed_board_add (FeedBoard  *self,
                const char *venue,
                const char *symbol,
                guint       index)
{
  FeedInstrument *row = feed_instrument_new (venue, symbol, index);
  guint n = self->rows->len;

  g_ptr_array_add (self->rows, row);
  if (index >= self->by_index->len)
    g_ptr_array_set_size (self->by_index, index + 1);
  self->by_index->pdata[index] = row;
  g_hash_table_insert (self->by_id, (gpointer) feed_instrument_get_id (row), row);
  if ((n & (n + 1)) == 0) {
    reserve_dirty (self, &self->dirty);
    reserve_dirty (self, &self->flushing);
  }
  g_list_model_items_changed (G_LIST_MODEL (self), n, 0, 1);
  return row;
}

void
feed_board_remove (FeedBoard *self,
                   guint      index)
{
  FeedInstrument *row = feed_board_get_by_index (self, index);
  guint position;

  g_return_if_fail (row != NULL);

  if (!g_ptr_array_find (self->rows, row, &position))
    g_assert_not_reached ();
  self->by_index->pdata[index] = NULL;
  g_hash_table_remove (self->by_id, feed_instrument_get_id (row));
  g_ptr_array_remove_fast (self->dirty, row);
  for (guint i = 0; i < self->flushing->len; i++) {
    if (self->flushing->pdata[i] == row)
      self->flushing->pdata[i] = NULL;
  }
  g_ptr_array_remove_index (self->rows, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}

void
feed_board_ingest (FeedBoard       *self,
                   const FeedTick  *tick,
                   const FeedDepth *depth,
                   guint            series)
{
  FeedInstrument *row = feed_board_get_by_index (self, tick->instrument);

  if (row != NULL && feed_instrument_ingest (row, tick, depth, series))
    g_ptr_array_add (self->dirty, row);
}

void
feed_board_reserve_depth (FeedBoard *self,
                          guint      index)
{
  FeedInstrument *row = feed_board_get_by_index (self, index);

  if (row != NULL)
    feed_instrument_reserve_depth (row);
}

void
feed_board_forget_quote (FeedBoard *self,
                         guint      index)
{
  FeedInstrument *row = feed_board_get_by_index (self, index);

  if (row != NULL && feed_instrument_forget_quote (row))
    g_ptr_array_add (self->dirty, row);
}

void
feed_board_confirm (FeedBoard *self,
                    guint      index,
                    gint64     fresh_us)
{
  FeedInstrument *row = feed_board_get_by_index (self, index);

  if (row != NULL && feed_instrument_confirm (row, fresh_us))
    g_ptr_array_add (self->dirty, row);
}

void
feed_board_set_state (FeedBoard   *self,
                      guint        index,
                      FeedRowState state)
{
  FeedInstrument *row = feed_board_get_by_index (self, index);

  if (row != NULL && feed_instrument_set_state (row, state))
    g_ptr_array_add (self->dirty, row);
}

void
feed_board_set_decimals (FeedBoard *self,
                         guint      index,
                         int        price_decimals,
                         int        size_decimals)
{
  FeedInstrument *row = feed_board_get_by_index (self, index);

  if (row != NULL && feed_instrument_set_decimals (row, price_decimals, size_decimals))
    g_ptr_array_add (self->dirty, row);
}

void
feed_board_set_listing (FeedBoard         *self,
                        guint              index,
                        const FeedListing *listing)
{
  FeedInstrument *row = feed_board_get_by_index (self, index);

  if (row != NULL && feed_instrument_set_listing (row, listing))
    g_ptr_array_add (self->dirty, row);
}

/* A handler of notify may ingest, add and remove: the rows being notified are a list of their own. */
guint
feed_board_flush (FeedBoard *self)
{
  GPtrArray *flushing;
  guint n;

  g_return_val_if_fail (FEED_IS_BOARD (self), 0);

  if (self->dirty->len == 0 || self->flushing->len > 0)
    return 0;
  flushing = self->dirty;
  self->dirty = self->flushing;
  self->flushing = flushing;
  n = flushing->len;
  for (guint i = 0; i < n; i++) {
    if (flushing->pdata[i] != NULL)
      feed_instrument_flush (flushing->pdata[i]);
  }
  g_ptr_array_set_size (flushing, 0);
  return n;
}

FeedInstrument *
feed_board_lookup (FeedBoard  *self,
                   const char *id)
{
  g_return_val_if_fail (FEED_IS_BOARD (self), NULL);

  return g_hash_table_lookup (self->by_id, id);
}

FeedInstrument *
feed_board_get_by_index (FeedBoard *self,
                         guint      index)
{
  return index < self->by_index->len ? self->by_index->pdata[index] : NULL;
}

void
feed_board_count_states (FeedBoard *self,
                         guint     *counts)
{
  g_return_if_fail (FEED_IS_BOARD (self));

  for (guint state = 0; state < FEED_N_ROW_STATES; state++)
    counts[state] = 0;
  for (guint i = 0; i < self->rows->len; i++)
    counts[feed_instrument_get_state (self->rows->pdata[i])]++;
}
