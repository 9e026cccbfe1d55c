/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evertick-quote-row.h"

#include <math.h>

#include "evertick-quote-cell.h"
#include "evertick-words.h"

#define FLASH_US (400 * 1000)

struct _EvertickQuoteRow {
  FeedInstrument *instrument;
  GtkListItem    *items[EVERTICK_N_QUOTE_COLUMNS];
  gint64          flash_end_us;
  double          shown_last;
  guint           shown_revision;
};

EvertickQuoteRow *
evertick_quote_row_new (FeedInstrument *instrument)
{
  EvertickQuoteRow *self = g_new0 (EvertickQuoteRow, 1);

  self->instrument = g_object_ref (instrument);
  self->shown_last = feed_instrument_get_last (instrument);
  self->shown_revision = feed_instrument_get_revision (instrument);
  return self;
}

void
evertick_quote_row_free (EvertickQuoteRow *self)
{
  g_object_unref (self->instrument);
  g_free (self);
}

static EvertickQuoteCell *
get_cell (EvertickQuoteRow   *self,
          EvertickQuoteColumn column)
{
  if (self->items[column] == NULL)
    return NULL;
  return EVERTICK_QUOTE_CELL (gtk_list_item_get_child (self->items[column]));
}

/* GTK's row: the cell's child is in its cell, which is in the row. NULL while not in one */
static GtkWidget *
get_row_widget (EvertickQuoteRow *self)
{
  EvertickQuoteCell *cell = get_cell (self, EVERTICK_QUOTE_SYMBOL);
  GtkWidget *parent = cell != NULL ? gtk_widget_get_parent (GTK_WIDGET (cell)) : NULL;

  return parent != NULL ? gtk_widget_get_parent (parent) : NULL;
}

static void
show_state (EvertickQuoteRow  *self,
            EvertickQuoteCell *cell)
{
  static const char *const classes[] = {
    [FEED_ROW_UNCONFIRMED] = "row-unconfirmed",
    [FEED_ROW_LIVE] = "row-live",
    [FEED_ROW_QUIET] = "row-quiet",
    [FEED_ROW_POLLED] = "row-polled",
    [FEED_ROW_STALE] = "row-stale",
    [FEED_ROW_HALTED] = "row-halted",
    [FEED_ROW_CLOSED] = "row-closed",
    [FEED_ROW_UNKNOWN] = "row-unknown",
  };
  FeedRowState state = feed_instrument_get_state (self->instrument);

  evertick_quote_cell_set_icon_name (cell, evertick_words_row_icon (state));
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++) {
    if (i == state)
      gtk_widget_add_css_class (GTK_WIDGET (cell), classes[i]);
    else
      gtk_widget_remove_css_class (GTK_WIDGET (cell), classes[i]);
  }
}

static void
show_dimming (EvertickQuoteRow *self)
{
  FeedRowState state = feed_instrument_get_state (self->instrument);
  gboolean old = state == FEED_ROW_STALE || state == FEED_ROW_UNCONFIRMED
                 || state == FEED_ROW_HALTED || state == FEED_ROW_CLOSED
                 || state == FEED_ROW_UNKNOWN;
  GtkWidget *row = get_row_widget (self);

  if (row == NULL)
    return;
  if (old)
    gtk_widget_add_css_class (row, "old-quote");
  else
    gtk_widget_remove_css_class (row, "old-quote");
}

static int
sign_of (double value)
{
  return (value > 0) - (value < 0);
}

static void
show_cell (EvertickQuoteRow   *self,
           EvertickQuoteColumn column,
           gint64              now_us)
{
  EvertickQuoteCell *cell = get_cell (self, column);
  const char *venue = feed_instrument_get_venue (self->instrument);

  if (cell == NULL)
    return;
  evertick_quote_cell_take_text (cell,
                                 evertick_quote_column_dup_text (column, self->instrument, now_us));
  switch (column) {
  case EVERTICK_QUOTE_SYMBOL:
    evertick_quote_cell_set_badge (cell, evertick_words_badge (venue));
    show_dimming (self);
    break;

  case EVERTICK_QUOTE_CHANGE:
  case EVERTICK_QUOTE_CHANGE_PERCENT:
    evertick_quote_cell_set_sign (cell, sign_of (feed_instrument_get_change (self->instrument)));
    break;

  case EVERTICK_QUOTE_STATE:
    show_state (self, cell);
    break;

  case EVERTICK_QUOTE_LAST:
  case EVERTICK_QUOTE_BID:
  case EVERTICK_QUOTE_ASK:
  case EVERTICK_QUOTE_VOLUME:
  case EVERTICK_QUOTE_AGE:
  case EVERTICK_N_QUOTE_COLUMNS:
  default:
    break;
  }
}

void
evertick_quote_row_bind (EvertickQuoteRow   *self,
                         EvertickQuoteColumn column,
                         GtkListItem        *item,
                         gint64              now_us)
{
  self->items[column] = item;
  show_cell (self, column, now_us);
  evertick_quote_cell_set_flash (get_cell (self, column), 0);
  evertick_quote_cell_update_accessible (get_cell (self, column));
}

gboolean
evertick_quote_row_unbind (EvertickQuoteRow   *self,
                           EvertickQuoteColumn column,
                           GtkListItem        *item)
{
  if (self->items[column] == item)
    self->items[column] = NULL;
  for (guint i = 0; i < EVERTICK_N_QUOTE_COLUMNS; i++) {
    if (self->items[i] != NULL)
      return FALSE;
  }
  return TRUE;
}

guint
evertick_quote_row_get_position (EvertickQuoteRow *self)
{
  for (guint i = 0; i < EVERTICK_N_QUOTE_COLUMNS; i++) {
    if (self->items[i] != NULL)
      return gtk_list_item_get_position (self->items[i]);
  }
  return GTK_INVALID_LIST_POSITION;
}

int
evertick_quote_row_get_height (EvertickQuoteRow *self)
{
  GtkWidget *row = get_row_widget (self);

  return row != NULL ? gtk_widget_get_height (row) : 0;
}

static void
show_flash (EvertickQuoteRow *self,
            gint64            now_us)
{
  EvertickQuoteCell *cell = get_cell (self, EVERTICK_QUOTE_LAST);
  double last = feed_instrument_get_last (self->instrument);

  if (cell == NULL || !isfinite (self->shown_last) || sign_of (last - self->shown_last) == 0)
    return;
  evertick_quote_cell_set_flash (cell, sign_of (last - self->shown_last));
  self->flash_end_us = now_us + FLASH_US;
}

void
evertick_quote_row_update (EvertickQuoteRow *self,
                           gint64            now_us,
                           gboolean          flash)
{
  guint revision = feed_instrument_get_revision (self->instrument);

  if (self->shown_revision == revision)
    return;
  if (flash)
    show_flash (self, now_us);
  self->shown_revision = revision;
  self->shown_last = feed_instrument_get_last (self->instrument);
  for (guint i = 0; i < EVERTICK_N_QUOTE_COLUMNS; i++) {
    if (i != EVERTICK_QUOTE_AGE)
      show_cell (self, i, now_us);
  }
}

void
evertick_quote_row_update_age (EvertickQuoteRow *self,
                               gint64            now_us)
{
  EvertickQuoteCell *last = get_cell (self, EVERTICK_QUOTE_LAST);

  show_cell (self, EVERTICK_QUOTE_AGE, now_us);
  if (last != NULL && self->flash_end_us != 0 && now_us >= self->flash_end_us) {
    evertick_quote_cell_set_flash (last, 0);
    self->flash_end_us = 0;
  }
}

void
evertick_quote_row_update_accessible (EvertickQuoteRow *self)
{
  g_autofree char *sentence = evertick_quote_column_dup_sentence (self->instrument);
  GtkWidget *row = get_row_widget (self);

  for (guint i = 0; i < EVERTICK_N_QUOTE_COLUMNS; i++) {
    EvertickQuoteCell *cell = get_cell (self, i);

    if (cell != NULL)
      evertick_quote_cell_update_accessible (cell);
  }
  if (row != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (row),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL, sentence,
                                    -1);
}
