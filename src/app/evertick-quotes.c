/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evertick-quotes.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "evertick-change.h"
#include "evertick-csv.h"
#include "evertick-frame-pump.h"
#include "evertick-quote-cell.h"
#include "evertick-quote-column.h"
#include "evertick-quote-row.h"
#include "evertick-table.h"

#define AGE_INTERVAL_MS 250
#define AGES_A_SECOND 4

/**
 * EvertickQuotes:
 *
 * Nothing here runs per tick: the pump calls once a frame with what changed, and only rows on the
 * screen are shown anew. The column view keeps many more rows alive than it shows.
 */
struct _EvertickQuotes {
  GtkWidget parent_instance;

  GtkStack          *stack;
  GtkScrolledWindow *scroller;
  GtkColumnView     *view;
  FeedClock         *clock;
  EvertickWatchlist *watchlist;
  EvertickFramePump *pump;
  GtkCustomFilter   *filter;
  GtkSorter         *sorters[EVERTICK_N_QUOTE_COLUMNS];
  GListModel        *rows;      /* owned by the view's model */
  GListModel        *filtered;  /* the same in no order, owned by it too */
  GHashTable        *bound;     /* FeedInstrument → EvertickQuoteRow */
  char              *search;
  gboolean           flash;
  guint              age_timeout;
  guint              age_count;
  guint              basis_idle;  /* the heading of the change is to be looked at */
};

G_DEFINE_FINAL_TYPE (EvertickQuotes, evertick_quotes, GTK_TYPE_WIDGET)

enum {
  PROP_0,
  PROP_SEARCH,
  PROP_FLASH,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum {
  REMOVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

typedef void (*RowFunc) (EvertickQuotes   *self,
                         EvertickQuoteRow *row,
                         gint64            now_us);

/* All rows have the height of the first that is known */
static int
get_row_height (EvertickQuotes *self)
{
  GHashTableIter iter;
  gpointer row;

  g_hash_table_iter_init (&iter, self->bound);
  while (g_hash_table_iter_next (&iter, NULL, &row)) {
    int height = evertick_quote_row_get_height (row);

    if (height > 0)
      return height;
  }
  return 0;
}

static void
for_each_row_on_screen (EvertickQuotes *self,
                        RowFunc         func)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  gint64 now_us = feed_clock_monotonic_us (self->clock);
  double top = gtk_adjustment_get_value (adjustment);
  double bottom = top + gtk_adjustment_get_page_size (adjustment);
  int height = get_row_height (self);
  GHashTableIter iter;
  gpointer row;

  if (height == 0)
    return;
  g_hash_table_iter_init (&iter, self->bound);
  while (g_hash_table_iter_next (&iter, NULL, &row)) {
    guint position = evertick_quote_row_get_position (row);

    if ((position + 1.0) * height >= top && (double) position * height <= bottom)
      func (self, row, now_us);
  }
}

static void
update_row (EvertickQuotes   *self,
            EvertickQuoteRow *row,
            gint64            now_us)
{
  evertick_quote_row_update (row, now_us, self->flash);
}

static void
update_row_age (EvertickQuotes   *self,
                EvertickQuoteRow *row,
                gint64            now_us)
{
  evertick_quote_row_update_age (row, now_us);
}

static void
update_row_accessible (EvertickQuotes   *self,
                       EvertickQuoteRow *row,
                       gint64            now_us)
{
  evertick_quote_row_update_accessible (row);
}

static void
on_flushed (EvertickQuotes *self)
{
  for_each_row_on_screen (self, update_row);
}

static void
on_scrolled (EvertickQuotes *self)
{
  if (self->clock == NULL)
    return;
  for_each_row_on_screen (self, update_row);
  for_each_row_on_screen (self, update_row_age);
}

static gboolean
on_age_timeout (gpointer user_data)
{
  EvertickQuotes *self = EVERTICK_QUOTES (user_data);

  for_each_row_on_screen (self, update_row_age);
  self->age_count = (self->age_count + 1) % AGES_A_SECOND;
  if (self->age_count != 0)
    return G_SOURCE_CONTINUE;
  for_each_row_on_screen (self, update_row_accessible);
  /* Costs nothing but for the sorters of the columns that are sorted by */
  for (guint i = 0; i < EVERTICK_N_QUOTE_COLUMNS; i++) {
    if (i != EVERTICK_QUOTE_SYMBOL)
      gtk_sorter_changed (self->sorters[i], GTK_SORTER_CHANGE_DIFFERENT);
  }
  return G_SOURCE_CONTINUE;
}

static gboolean
matches (gpointer item,
         gpointer user_data)
{
  EvertickQuotes *self = user_data;
  FeedInstrument *row = FEED_INSTRUMENT (item);
  g_autofree char *symbol = NULL;

  if (!evertick_watchlist_contains (self->watchlist, feed_instrument_get_id (row)))
    return FALSE;
  if (self->search == NULL)
    return TRUE;
  symbol = g_utf8_casefold (feed_instrument_get_id (row), -1);
  return strstr (symbol, self->search) != NULL;
}

static int
compare (gconstpointer a,
         gconstpointer b,
         gpointer      user_data)
{
  return evertick_quote_column_compare (GPOINTER_TO_UINT (user_data),
                                        FEED_INSTRUMENT ((gpointer) a),
                                        FEED_INSTRUMENT ((gpointer) b));
}

static void
update_page (EvertickQuotes *self)
{
  const char *page = "rows";

  if (self->rows != NULL && g_list_model_get_n_items (self->rows) == 0)
    page = self->search == NULL ? "empty" : "no-match";
  gtk_stack_set_visible_child_name (self->stack, page);
}

static EvertickQuoteColumn
get_factory_column (GtkListItemFactory *factory)
{
  return GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (factory), "column"));
}

/* The nth title of the header, which holds a box with the text; GTK 4.8 has no name for it */
static GtkWidget *
get_title (EvertickQuotes *self,
           guint           n)
{
  GtkWidget *header = gtk_widget_get_first_child (GTK_WIDGET (self->view));
  GtkWidget *title = gtk_widget_get_first_child (header);

  while (title != NULL && n-- > 0)
    title = gtk_widget_get_next_sibling (title);
  return title;
}

/* What the rows in view are compared with is said above them */
static gboolean
on_basis_idle (gpointer user_data)
{
  EvertickQuotes *self = EVERTICK_QUOTES (user_data);
  EvertickChangeBasis basis = evertick_change_get_common_basis (self->filtered);
  GListModel *columns = gtk_column_view_get_columns (self->view);

  self->basis_idle = 0;
  for (guint i = 0; i < g_list_model_get_n_items (columns); i++) {
    g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);
    EvertickQuoteColumn id = get_factory_column (gtk_column_view_column_get_factory (column));

    if (id == EVERTICK_QUOTE_CHANGE)
      gtk_column_view_column_set_title (column, evertick_change_get_title (basis));
    if (id == EVERTICK_QUOTE_CHANGE || id == EVERTICK_QUOTE_CHANGE_PERCENT)
      evertick_table_set_hint (get_title (self, i), gtk_column_view_column_get_title (column),
                               evertick_change_get_hint (basis));
  }
  return G_SOURCE_REMOVE;
}

/* Once for all rows that come and go together */
static void
on_filtered_changed (EvertickQuotes *self)
{
  if (self->basis_idle != 0)
    return;
  self->basis_idle = g_idle_add (on_basis_idle, self);
  g_source_set_name_by_id (self->basis_idle, "what changes are against");
}

static void
on_watchlist_changed (EvertickQuotes *self)
{
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
  update_page (self);
}

/* Asked for by the pointer: what a tooltip would say is not kept for each of thousands of cells */
static gboolean
on_query_tooltip (GtkWidget   *cell,
                  int          x,
                  int          y,
                  gboolean     keyboard_mode,
                  GtkTooltip  *tooltip,
                  GtkListItem *item)
{
  FeedInstrument *instrument = gtk_list_item_get_item (item);
  EvertickQuoteColumn column =
    GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (cell), "column"));
  const char *hint = instrument != NULL ? evertick_quote_column_get_hint (column, instrument)
                                        : NULL;

  gtk_tooltip_set_text (tooltip, hint);
  return hint != NULL;
}

static void
on_setup (GtkListItemFactory *factory,
          GtkListItem        *item,
          EvertickQuotes     *self)
{
  EvertickQuoteColumn column = get_factory_column (factory);
  GtkWidget *cell = evertick_quote_cell_new (evertick_quote_column_get_width_chars (column),
                                             evertick_quote_column_is_number (column));

  g_object_set_data (G_OBJECT (cell), "column", GUINT_TO_POINTER (column));
  gtk_widget_set_has_tooltip (cell, TRUE);
  g_signal_connect_object (cell, "query-tooltip", G_CALLBACK (on_query_tooltip), item, 0);
  gtk_list_item_set_child (item, cell);
}

static void
on_bind (GtkListItemFactory *factory,
         GtkListItem        *item,
         EvertickQuotes     *self)
{
  FeedInstrument *instrument = gtk_list_item_get_item (item);
  EvertickQuoteRow *row = g_hash_table_lookup (self->bound, instrument);

  if (row == NULL) {
    row = evertick_quote_row_new (instrument);
    g_hash_table_insert (self->bound, instrument, row);
  }
  evertick_quote_row_bind (row,
                           get_factory_column (factory),
                           item,
                           feed_clock_monotonic_us (self->clock));
}

static void
on_unbind (GtkListItemFactory *factory,
           GtkListItem        *item,
           EvertickQuotes     *self)
{
  FeedInstrument *instrument = gtk_list_item_get_item (item);
  EvertickQuoteRow *row = g_hash_table_lookup (self->bound, instrument);

  if (row != NULL && evertick_quote_row_unbind (row, get_factory_column (factory), item))
    g_hash_table_remove (self->bound, instrument);
}

static void
append_column (EvertickQuotes     *self,
               EvertickQuoteColumn column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) view_column = NULL;

  g_object_set_data (G_OBJECT (factory), "column", GUINT_TO_POINTER (column));
  g_signal_connect_object (factory, "setup", G_CALLBACK (on_setup), self, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (on_bind), self, 0);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (on_unbind), self, 0);
  self->sorters[column] =
    GTK_SORTER (gtk_custom_sorter_new (compare, GUINT_TO_POINTER (column), NULL));
  view_column = gtk_column_view_column_new (evertick_quote_column_get_title (column), factory);
  gtk_column_view_column_set_sorter (view_column, self->sorters[column]);
  gtk_column_view_column_set_resizable (view_column, TRUE);
  gtk_column_view_column_set_expand (view_column, TRUE);
  gtk_column_view_append_column (self->view, view_column);
}

/* GTK 4.8 has no way to say so. Numbers are at the right in every direction of writing: units stand
 * below units */
static void
align_titles (EvertickQuotes *self)
{
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

  for (guint i = 0; i < EVERTICK_N_QUOTE_COLUMNS; i++) {
    GtkWidget *title = get_title (self, i);
    GtkWidget *box = title != NULL ? gtk_widget_get_first_child (title) : NULL;

    if (box != NULL && evertick_quote_column_is_number (i))
      gtk_widget_set_halign (box, rtl ? GTK_ALIGN_START : GTK_ALIGN_END);
  }
}

static GListModel *
get_selected (EvertickQuotes *self)
{
  GListStore *selected = g_list_store_new (FEED_TYPE_INSTRUMENT);
  GtkSelectionModel *model = gtk_column_view_get_model (self->view);
  g_autoptr (GtkBitset) bits = NULL;

  if (model == NULL)
    return G_LIST_MODEL (selected);
  bits = gtk_selection_model_get_selection (model);
  for (guint i = 0; i < gtk_bitset_get_size (bits); i++) {
    g_autoptr (GObject) row =
      g_list_model_get_item (G_LIST_MODEL (model), gtk_bitset_get_nth (bits, i));

    g_list_store_append (selected, row);
  }
  return G_LIST_MODEL (selected);
}

static void
on_copy_activated (GtkWidget  *widget,
                   const char *action,
                   GVariant   *parameter)
{
  EvertickQuotes *self = EVERTICK_QUOTES (widget);
  g_autoptr (GListModel) selected = get_selected (self);
  g_autofree char *csv = NULL;

  if (self->rows == NULL)
    return;
  csv = evertick_csv_from_instruments (g_list_model_get_n_items (selected) > 0 ? selected
                                                                               : self->rows);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), csv);
}

static void
on_row_activated (EvertickQuotes *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.detail", NULL);
}

static void
on_remove_activated (GtkWidget  *widget,
                     const char *action,
                     GVariant   *parameter)
{
  EvertickQuotes *self = EVERTICK_QUOTES (widget);
  g_autoptr (GListModel) selected = get_selected (self);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) ids = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (selected); i++) {
    g_autoptr (FeedInstrument) row = g_list_model_get_item (selected, i);

    g_strv_builder_add (builder, feed_instrument_get_id (row));
  }
  ids = g_strv_builder_end (builder);
  if (ids[0] == NULL)
    return;
  evertick_watchlist_remove (self->watchlist, (const char *const *) ids);
  g_signal_emit (self, signals[REMOVED], 0, ids);
}

/* GTK would walk through every row: the next pane is what is meant */
static gboolean
on_tab (GtkWidget *widget,
        GVariant  *args,
        gpointer   user_data)
{
  gtk_widget_activate_action (GTK_WIDGET (user_data),
                              g_variant_get_boolean (args) ? "win.next-pane"
                                                           : "win.previous-pane",
                              NULL);
  return TRUE;
}

static void
add_tab_shortcuts (EvertickQuotes *self)
{
  static const struct {
    guint           key;
    GdkModifierType modifiers;
    gboolean        forward;
  } keys[] = {
    { GDK_KEY_Tab, (GdkModifierType) 0, TRUE },
    { GDK_KEY_Tab, GDK_SHIFT_MASK, FALSE },
    { GDK_KEY_ISO_Left_Tab, GDK_SHIFT_MASK, FALSE },
  };
  GtkEventController *controller = gtk_shortcut_controller_new ();

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
    GtkShortcut *shortcut =
      gtk_shortcut_new (gtk_keyval_trigger_new (keys[i].key, keys[i].modifiers),
                        gtk_callback_action_new (on_tab, self, NULL));

    gtk_shortcut_set_arguments (shortcut, g_variant_new_boolean (keys[i].forward));
    gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller), shortcut);
  }
  gtk_widget_add_controller (GTK_WIDGET (self->view), controller);
}

static void
evertick_quotes_map (GtkWidget *widget)
{
  EvertickQuotes *self = EVERTICK_QUOTES (widget);

  GTK_WIDGET_CLASS (evertick_quotes_parent_class)->map (widget);
  if (self->clock == NULL || self->age_timeout != 0)
    return;
  self->age_timeout = g_timeout_add (AGE_INTERVAL_MS, on_age_timeout, self);
  g_source_set_name_by_id (self->age_timeout, "ages of quotes");
}

static void
evertick_quotes_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&EVERTICK_QUOTES (widget)->age_timeout, g_source_remove);
  GTK_WIDGET_CLASS (evertick_quotes_parent_class)->unmap (widget);
}

static void
evertick_quotes_direction_changed (GtkWidget       *widget,
                                   GtkTextDirection previous)
{
  GTK_WIDGET_CLASS (evertick_quotes_parent_class)->direction_changed (widget, previous);
  align_titles (EVERTICK_QUOTES (widget));
}

static gboolean
evertick_quotes_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (EVERTICK_QUOTES (widget)->view));
}

static void
evertick_quotes_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  EvertickQuotes *self = EVERTICK_QUOTES (object);

  switch (prop_id) {
  case PROP_SEARCH:
    g_value_set_string (value, self->search);
    break;

  case PROP_FLASH:
    g_value_set_boolean (value, self->flash);
    break;

  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
evertick_quotes_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  EvertickQuotes *self = EVERTICK_QUOTES (object);

  switch (prop_id) {
  case PROP_SEARCH:
    evertick_quotes_set_search (self, g_value_get_string (value));
    break;

  case PROP_FLASH:
    if (self->flash == g_value_get_boolean (value))
      break;
    self->flash = g_value_get_boolean (value);
    g_object_notify_by_pspec (object, pspec);
    break;

  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
evertick_quotes_dispose (GObject *object)
{
  EvertickQuotes *self = EVERTICK_QUOTES (object);

  g_clear_handle_id (&self->age_timeout, g_source_remove);
  g_clear_handle_id (&self->basis_idle, g_source_remove);
  if (self->pump != NULL)
    g_object_run_dispose (G_OBJECT (self->pump));
  g_clear_object (&self->pump);
  if (self->view != NULL)
    gtk_column_view_set_model (self->view, NULL);
  self->rows = self->filtered = NULL;
  g_clear_object (&self->filter);
  g_clear_pointer ((GtkWidget **) &self->stack, gtk_widget_unparent);
  self->view = NULL;
  g_hash_table_remove_all (self->bound);
  g_clear_object (&self->watchlist);
  g_clear_pointer (&self->clock, feed_clock_unref);
  G_OBJECT_CLASS (evertick_quotes_parent_class)->dispose (object);
}

static void
evertick_quotes_finalize (GObject *object)
{
  EvertickQuotes *self = EVERTICK_QUOTES (object);

  for (guint i = 0; i < EVERTICK_N_QUOTE_COLUMNS; i++)
    g_clear_object (&self->sorters[i]);
  g_hash_table_unref (self->bound);
  g_free (self->search);
  G_OBJECT_CLASS (evertick_quotes_parent_class)->finalize (object);
}

static void
evertick_quotes_class_init (EvertickQuotesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = evertick_quotes_get_property;
  object_class->set_property = evertick_quotes_set_property;
  object_class->dispose = evertick_quotes_dispose;
  object_class->finalize = evertick_quotes_finalize;
  widget_class->map = evertick_quotes_map;
  widget_class->unmap = evertick_quotes_unmap;
  widget_class->grab_focus = evertick_quotes_grab_focus;
  widget_class->direction_changed = evertick_quotes_direction_changed;

  /**
   * EvertickQuotes:search:
   *
   * Only symbols that contain it are shown; NULL or "" shows all.
   */
  properties[PROP_SEARCH] =
    g_param_spec_string ("search", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  /**
   * EvertickQuotes:flash:
   *
   * Whether a new last price is marked for a moment.
   */
  properties[PROP_FLASH] =
    g_param_spec_boolean ("flash", NULL, NULL, TRUE,
                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * EvertickQuotes::removed:
   * @ids: NULL-terminated
   *
   * The user removed these from the watchlist.
   */
  signals[REMOVED] = g_signal_new ("removed",
                                   G_TYPE_FROM_CLASS (klass),
                                   G_SIGNAL_RUN_LAST,
                                   0, NULL, NULL, NULL,
                                   G_TYPE_NONE,
                                   1,
                                   G_TYPE_STRV);

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/evertick/Evertick/evertick-quotes.ui");
  gtk_widget_class_bind_template_child (widget_class, EvertickQuotes, stack);
  gtk_widget_class_bind_template_child (widget_class, EvertickQuotes, scroller);
  gtk_widget_class_bind_template_child (widget_class, EvertickQuotes, view);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
  gtk_widget_class_install_action (widget_class, "quotes.copy", NULL, on_copy_activated);
  gtk_widget_class_install_action (widget_class, "quotes.remove", NULL, on_remove_activated);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "quotes.copy",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "quotes.remove", NULL);
}

static void
evertick_quotes_init (EvertickQuotes *self)
{
  self->flash = TRUE;
  self->bound = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) evertick_quote_row_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < EVERTICK_N_QUOTE_COLUMNS; i++)
    append_column (self, i);
  align_titles (self);
  evertick_table_name_parts (self->view, _ ("Quotes"));
  add_tab_shortcuts (self);
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->scroller), "value-changed",
                           G_CALLBACK (on_scrolled), self, G_CONNECT_SWAPPED);
}

GtkWidget *
evertick_quotes_new (void)
{
  return g_object_new (EVERTICK_TYPE_QUOTES, NULL);
}

void
evertick_quotes_set_feed (EvertickQuotes    *self,
                          FeedManager       *manager,
                          EvertickWatchlist *watchlist)
{
  g_autoptr (GtkMultiSelection) selection = NULL;
  GtkFilterListModel *filtered;
  GtkSortListModel *sorted;
  FeedBoard *board;

  g_return_if_fail (EVERTICK_IS_QUOTES (self) && self->rows == NULL);
  g_return_if_fail (FEED_IS_MANAGER (manager) && EVERTICK_IS_WATCHLIST (watchlist));

  board = feed_manager_get_board (manager);
  self->clock = feed_clock_ref (feed_manager_get_clock (manager));
  self->watchlist = g_object_ref (watchlist);
  self->filter = gtk_custom_filter_new (matches, self, NULL);
  filtered = gtk_filter_list_model_new (G_LIST_MODEL (g_object_ref (board)),
                                        GTK_FILTER (g_object_ref (self->filter)));
  sorted = gtk_sort_list_model_new (G_LIST_MODEL (filtered),
                                    g_object_ref (gtk_column_view_get_sorter (self->view)));
  self->rows = G_LIST_MODEL (sorted);
  self->filtered = G_LIST_MODEL (filtered);
  selection = gtk_multi_selection_new (G_LIST_MODEL (sorted));
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (selection));
  g_signal_connect_object (sorted, "items-changed", G_CALLBACK (update_page), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (watchlist, "changed", G_CALLBACK (on_watchlist_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (filtered, "items-changed", G_CALLBACK (on_filtered_changed), self,
                           G_CONNECT_SWAPPED);
  on_filtered_changed (self);
  update_page (self);
  self->pump = evertick_frame_pump_new (GTK_WIDGET (self), board);
  g_signal_connect_object (self->pump, "flushed", G_CALLBACK (on_flushed), self,
                           G_CONNECT_SWAPPED);
  if (gtk_widget_get_mapped (GTK_WIDGET (self))) {
    self->age_timeout = g_timeout_add (AGE_INTERVAL_MS, on_age_timeout, self);
    g_source_set_name_by_id (self->age_timeout, "ages of quotes");
  }
}

GListModel *
evertick_quotes_get_rows (EvertickQuotes *self)
{
  g_return_val_if_fail (EVERTICK_IS_QUOTES (self), NULL);

  return self->rows;
}

GtkSelectionModel *
evertick_quotes_get_selection (EvertickQuotes *self)
{
  g_return_val_if_fail (EVERTICK_IS_QUOTES (self), NULL);

  return gtk_column_view_get_model (self->view);
}

void
evertick_quotes_set_search (EvertickQuotes *self,
                            const char     *search)
{
  g_autofree char *folded = NULL;

  g_return_if_fail (EVERTICK_IS_QUOTES (self));

  if (search != NULL && *search != '\0')
    folded = g_utf8_casefold (search, -1);
  if (g_strcmp0 (self->search, folded) == 0)
    return;
  g_free (self->search);
  self->search = g_steal_pointer (&folded);
  if (self->filter != NULL)
    gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
  update_page (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SEARCH]);
}

GtkWidget *
evertick_quotes_get_view (EvertickQuotes *self)
{
  g_return_val_if_fail (EVERTICK_IS_QUOTES (self), NULL);

  return GTK_WIDGET (self->view);
}
