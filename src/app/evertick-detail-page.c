/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evertick-detail-page.h"

#include <glib/gi18n.h>

#include "evertick-depth-table.h"
#include "evertick-detail-fact.h"
#include "evertick-fact-flow.h"
#include "evertick-words.h"

#define UPDATE_INTERVAL_MS 250

struct _EvertickDetailPage {
  GtkWidget parent_instance;

  GtkWidget          *stack;
  GtkLabel           *heading;
  EvertickFactFlow   *facts;
  EvertickDepthTable *depth_table;
  GtkSelectionModel  *selection;
  FeedClock          *clock;
  FeedInstrument     *instrument;
  EvertickChangeBasis basis;       /* of the instrument */
  guint               revision;    /* shown */
  guint               update_timeout;
};

G_DEFINE_FINAL_TYPE (EvertickDetailPage, evertick_detail_page, GTK_TYPE_WIDGET)

/* "RELIANCE-EQ · NSE · Equity · Reliance": what there is of it */
static void
show_heading (EvertickDetailPage *self)
{
  const FeedListing *listing = feed_instrument_get_listing (self->instrument);
  g_autoptr (GString) text = g_string_new (feed_instrument_get_symbol (self->instrument));

  if (listing != NULL && *listing->name != '\0')
    g_string_append_printf (text, " · %s", listing->name);
  if (listing != NULL && *listing->exchange != '\0')
    g_string_append_printf (text, " · %s", listing->exchange);
  if (listing != NULL)
    g_string_append_printf (text, " · %s", evertick_detail_fact_get_kind (listing->kind));
  g_string_append_printf (text, " · %s",
                          evertick_words_row_state (feed_instrument_get_state (self->instrument)));
  gtk_label_set_text (self->heading, text->str);
}

static void
show (EvertickDetailPage *self)
{
  const FeedDepth *depth = feed_instrument_get_depth (self->instrument);
  EvertickDetailView view = {
    .tick = feed_instrument_get_merged (self->instrument),
    .listing = feed_instrument_get_listing (self->instrument),
    .basis = self->basis,
    .price_decimals = feed_instrument_get_price_decimals (self->instrument),
    .size_decimals = feed_instrument_get_size_decimals (self->instrument),
    .now_us = feed_clock_monotonic_us (self->clock),
    .wall_us = feed_clock_wall_us (self->clock),
  };

  show_heading (self);
  for (guint fact = 0; fact < EVERTICK_N_DETAILS; fact++) {
    g_autofree char *value = evertick_detail_fact_dup_value (fact, &view);

    evertick_fact_flow_set_value (self->facts, fact, value);
  }
  gtk_widget_set_visible (GTK_WIDGET (self->depth_table), depth != NULL);
  evertick_depth_table_set (self->depth_table, depth, view.price_decimals, view.size_decimals);
  self->revision = feed_instrument_get_revision (self->instrument);
}

static gboolean
on_update_timeout (gpointer user_data)
{
  EvertickDetailPage *self = EVERTICK_DETAIL_PAGE (user_data);

  if (self->instrument != NULL
      && feed_instrument_get_revision (self->instrument) != self->revision)
    show (self);
  return G_SOURCE_CONTINUE;
}

static void
on_selection_changed (EvertickDetailPage *self)
{
  g_autoptr (GtkBitset) bits = gtk_selection_model_get_selection (self->selection);
  g_autoptr (FeedInstrument) instrument = NULL;

  if (gtk_bitset_get_size (bits) == 1)
    instrument = g_list_model_get_item (G_LIST_MODEL (self->selection),
                                        gtk_bitset_get_minimum (bits));
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), instrument != NULL ? "detail" : "nothing");
  if (!g_set_object (&self->instrument, instrument))
    return;
  if (instrument == NULL)
    return;
  self->basis = evertick_change_get_basis (instrument);
  show (self);
}

static void
evertick_detail_page_map (GtkWidget *widget)
{
  EvertickDetailPage *self = EVERTICK_DETAIL_PAGE (widget);

  GTK_WIDGET_CLASS (evertick_detail_page_parent_class)->map (widget);
  if (self->instrument != NULL)
    show (self);
  self->update_timeout = g_timeout_add (UPDATE_INTERVAL_MS, on_update_timeout, self);
  g_source_set_name_by_id (self->update_timeout, "detail of an instrument");
}

static void
evertick_detail_page_unmap (GtkWidget *widget)
{
  EvertickDetailPage *self = EVERTICK_DETAIL_PAGE (widget);

  g_clear_handle_id (&self->update_timeout, g_source_remove);
  GTK_WIDGET_CLASS (evertick_detail_page_parent_class)->unmap (widget);
}

static void
evertick_detail_page_dispose (GObject *object)
{
  EvertickDetailPage *self = EVERTICK_DETAIL_PAGE (object);

  g_clear_handle_id (&self->update_timeout, g_source_remove);
  g_clear_pointer (&self->stack, gtk_widget_unparent);
  g_clear_object (&self->selection);
  g_clear_object (&self->instrument);
  g_clear_pointer (&self->clock, feed_clock_unref);
  G_OBJECT_CLASS (evertick_detail_page_parent_class)->dispose (object);
}

static void
evertick_detail_page_class_init (EvertickDetailPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = evertick_detail_page_dispose;
  widget_class->map = evertick_detail_page_map;
  widget_class->unmap = evertick_detail_page_unmap;
  g_type_ensure (EVERTICK_TYPE_DEPTH_TABLE);
  g_type_ensure (EVERTICK_TYPE_FACT_FLOW);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/evertick/Evertick/evertick-detail-page.ui");
  gtk_widget_class_bind_template_child (widget_class, EvertickDetailPage, stack);
  gtk_widget_class_bind_template_child (widget_class, EvertickDetailPage, heading);
  gtk_widget_class_bind_template_child (widget_class, EvertickDetailPage, facts);
  gtk_widget_class_bind_template_child (widget_class, EvertickDetailPage, depth_table);
}

static void
evertick_detail_page_init (EvertickDetailPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint fact = 0; fact < EVERTICK_N_DETAILS; fact++)
    evertick_fact_flow_add (self->facts, evertick_detail_fact_get_title (fact), NULL);
}

GtkWidget *
evertick_detail_page_new (void)
{
  return g_object_new (EVERTICK_TYPE_DETAIL_PAGE, NULL);
}

void
evertick_detail_page_set_selection (EvertickDetailPage *self,
                                    GtkSelectionModel  *selection,
                                    FeedClock          *clock)
{
  g_return_if_fail (EVERTICK_IS_DETAIL_PAGE (self) && GTK_IS_SELECTION_MODEL (selection));
  g_return_if_fail (clock != NULL && self->selection == NULL);

  self->selection = g_object_ref (selection);
  self->clock = feed_clock_ref (clock);
  g_signal_connect_object (selection, "selection-changed", G_CALLBACK (on_selection_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (selection, "items-changed", G_CALLBACK (on_selection_changed), self,
                           G_CONNECT_SWAPPED);
  on_selection_changed (self);
}

FeedInstrument *
evertick_detail_page_get_instrument (EvertickDetailPage *self)
{
  g_return_val_if_fail (EVERTICK_IS_DETAIL_PAGE (self), NULL);

  return self->instrument;
}
