/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evertick-drawer.h"

#include <glib/gi18n.h>
#include <string.h>

#include "evertick-detail-page.h"
#include "evertick-event-column.h"
#include "evertick-health-page.h"
#include "evertick-table.h"

/**
 * EvertickDrawer:
 *
 * The log is oldest first. Export and copy take it so, through the filter; only the table turns it
 * round.
 */
struct _EvertickDrawer {
  GtkWidget parent_instance;

  GtkWidget            *box;
  GtkStack             *stack;
  EvertickHealthPage   *health_page;
  EvertickDetailPage   *detail_page;
  GtkColumnView        *view;
  GtkEditable          *filter_entry;
  GtkDropDown          *kind_drop_down;
  GtkCustomFilter      *filter;
  GListModel           *events;
  GtkFileChooserNative *chooser;
  GCancellable         *cancellable;
  char                 *needle;
  gboolean              at_top; /* before the change under way */
};

G_DEFINE_FINAL_TYPE (EvertickDrawer, evertick_drawer, GTK_TYPE_WIDGET)

enum {
  MESSAGE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
tell (EvertickDrawer *self,
      const char     *text)
{
  g_signal_emit (self, signals[MESSAGE], 0, text);
}

/* The rows of the drop-down behind "Everything" */
static gboolean
has_chosen_kind (EvertickDrawer *self,
                 FeedEvent      *event)
{
  static const FeedEventKind kinds[] = {
    FEED_EVENT_KIND_STATE, FEED_EVENT_KIND_GAP, FEED_EVENT_KIND_TROUBLE,
  };
  guint selected = gtk_drop_down_get_selected (self->kind_drop_down);

  return selected == 0 || selected > G_N_ELEMENTS (kinds)
         || feed_event_get_kind (event) == kinds[selected - 1];
}

static gboolean
matches (gpointer item,
         gpointer user_data)
{
  EvertickDrawer *self = user_data;

  if (!has_chosen_kind (self, FEED_EVENT (item)))
    return FALSE;
  return self->needle == NULL || evertick_event_column_match (FEED_EVENT (item), self->needle);
}

/* Stable sort: equal times keep the log's order, so the sign alone would not turn them round */
static int
compare_newest_first (gconstpointer a,
                      gconstpointer b,
                      gpointer      user_data)
{
  gint64 left_us = feed_event_get_time_us (FEED_EVENT ((gpointer) a));
  gint64 right_us = feed_event_get_time_us (FEED_EVENT ((gpointer) b));

  return (left_us < right_us) - (left_us > right_us);
}

/* The table keeps the row at its top where it is when others come above it. Who looks at the newest
 * row wants to see the newer ones: noted before the table hears of a change, done after it */
static void
on_rows_about_to_change (EvertickDrawer *self)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->view));

  self->at_top = self->at_top
                 || adjustment == NULL || gtk_adjustment_get_value (adjustment) < 1.0;
}

static void
on_rows_changed (EvertickDrawer *self,
                 guint           position,
                 guint           removed,
                 guint           added,
                 GListModel     *rows)
{
  GtkWidget *list = gtk_widget_get_last_child (GTK_WIDGET (self->view));

  if (self->at_top && g_list_model_get_n_items (rows) > 0)
    gtk_widget_activate_action (list, "list.scroll-to-item", "u", 0);
  self->at_top = FALSE;
}

static EvertickEventColumn
get_factory_column (GtkListItemFactory *factory)
{
  return GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (factory), "column"));
}

/* Asked for by the pointer: with X each tooltip that is set asks the server where the pointer is, and
 * waits for the answer */
static gboolean
on_query_tooltip (GtkWidget  *cell,
                  int         x,
                  int         y,
                  gboolean    keyboard_mode,
                  GtkTooltip *tooltip)
{
  gtk_tooltip_set_text (tooltip, gtk_inscription_get_text (GTK_INSCRIPTION (cell)));
  return TRUE;
}

static void
on_setup (GtkListItemFactory *factory,
          GtkListItem        *item)
{
  GtkWidget *cell = gtk_inscription_new (NULL);
  guint width_chars = evertick_event_column_get_width_chars (get_factory_column (factory));

  gtk_inscription_set_min_chars (GTK_INSCRIPTION (cell), MIN (width_chars, 12));
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (cell), width_chars);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (cell),
                                     GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_widget_add_css_class (cell, "numeric");
  gtk_widget_set_has_tooltip (cell, TRUE);
  g_signal_connect (cell, "query-tooltip", G_CALLBACK (on_query_tooltip), NULL);
  gtk_list_item_set_child (item, cell);
}

/* Once for all cells of it */
static void
name_row (GtkWidget *cell,
          FeedEvent *event)
{
  GtkWidget *parent = gtk_widget_get_parent (cell);
  GtkWidget *row = parent != NULL ? gtk_widget_get_parent (parent) : NULL;
  g_autofree char *sentence = NULL;

  if (row == NULL)
    return;
  sentence = evertick_event_column_dup_sentence (event);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, sentence,
                                  -1);
}

static void
on_bind (GtkListItemFactory *factory,
         GtkListItem        *item)
{
  EvertickEventColumn column = get_factory_column (factory);
  GtkWidget *cell = gtk_list_item_get_child (item);
  FeedEvent *event = gtk_list_item_get_item (item);
  g_autofree char *text = evertick_event_column_dup_text (column, event);

  gtk_inscription_set_text (GTK_INSCRIPTION (cell), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (cell),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, text,
                                  -1);
  if (column == EVERTICK_EVENT_TIME)
    name_row (cell, event);
}

static void
append_column (EvertickDrawer     *self,
               EvertickEventColumn column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) view_column = NULL;

  g_object_set_data (G_OBJECT (factory), "column", GUINT_TO_POINTER (column));
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), NULL);
  view_column = gtk_column_view_column_new (evertick_event_column_get_title (column), factory);
  gtk_column_view_column_set_resizable (view_column, TRUE);
  gtk_column_view_column_set_expand (view_column, column == EVERTICK_EVENT_CAUSE);
  gtk_column_view_append_column (self->view, view_column);
}

static void
on_search_changed (EvertickDrawer *self)
{
  evertick_drawer_set_filter (self, gtk_editable_get_text (self->filter_entry));
}

/* Escape, which is at home in a search bar that goes away: this entry stays, and is empty then */
static void
on_stop_search (EvertickDrawer *self)
{
  gtk_editable_set_text (self->filter_entry, "");
}

static void
on_kind_changed (EvertickDrawer *self)
{
  if (self->filter != NULL)
    gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
}

static void
on_copy_activated (GtkWidget  *widget,
                   const char *action,
                   GVariant   *parameter)
{
  EvertickDrawer *self = EVERTICK_DRAWER (widget);
  g_autofree char *csv = NULL;

  if (self->events == NULL)
    return;
  csv = feed_event_log_to_csv (self->events);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), csv);
  tell (self, _ ("Log copied"));
}

static void
on_written (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (EvertickDrawer) self = EVERTICK_DRAWER (user_data);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error)) {
    tell (self, _ ("Log exported"));
    return;
  }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  text = g_strdup_printf (_ ("The log could not be exported: %s"), error->message);
  tell (self, text);
}

static void
on_chooser_response (EvertickDrawer       *self,
                     int                   response,
                     GtkFileChooserNative *chooser)
{
  g_autoptr (GFile) file = NULL;
  g_autoptr (GBytes) bytes = NULL;
  const char *format = g_object_get_data (G_OBJECT (chooser), "format");
  char *text;

  if (response == GTK_RESPONSE_ACCEPT) {
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
    text = g_str_equal (format, "csv") ? feed_event_log_to_csv (self->events)
                                       : feed_event_log_to_json (self->events);
    bytes = g_bytes_new_take (text, strlen (text));
    g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_NONE,
                                         self->cancellable, on_written, g_object_ref (self));
  }
  g_clear_object (&self->chooser);
}

static void
on_export_activated (GtkWidget  *widget,
                     const char *action,
                     GVariant   *parameter)
{
  EvertickDrawer *self = EVERTICK_DRAWER (widget);
  const char *format = g_variant_get_string (parameter, NULL);
  gboolean is_csv = g_str_equal (format, "csv");

  if (self->events == NULL || self->chooser != NULL)
    return;
  self->chooser = gtk_file_chooser_native_new (_ ("Export the Reconnect Log"),
                                               GTK_WINDOW (gtk_widget_get_root (widget)),
                                               GTK_FILE_CHOOSER_ACTION_SAVE,
                                               _ ("_Export"),
                                               NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser),
                                     is_csv ? "evertick-log.csv" : "evertick-log.json");
  g_object_set_data (G_OBJECT (self->chooser), "format",
                     (gpointer) (is_csv ? "csv" : "json"));
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_chooser_response), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/* Also for the template: what is about the log is shown beside the log */
static gboolean
is_log_page (EvertickDrawer *self,
             const char     *page)
{
  return g_strcmp0 (page, "log") == 0;
}

static gboolean
evertick_drawer_grab_focus (GtkWidget *widget)
{
  EvertickDrawer *self = EVERTICK_DRAWER (widget);

  if (is_log_page (self, gtk_stack_get_visible_child_name (self->stack)))
    return gtk_widget_grab_focus (GTK_WIDGET (self->filter_entry));
  return gtk_widget_child_focus (gtk_stack_get_visible_child (self->stack), GTK_DIR_TAB_FORWARD);
}

static void
evertick_drawer_dispose (GObject *object)
{
  EvertickDrawer *self = EVERTICK_DRAWER (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->chooser);
  if (self->view != NULL)
    gtk_column_view_set_model (self->view, NULL);
  self->view = NULL;
  g_clear_object (&self->events);
  g_clear_object (&self->filter);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (evertick_drawer_parent_class)->dispose (object);
}

static void
evertick_drawer_finalize (GObject *object)
{
  EvertickDrawer *self = EVERTICK_DRAWER (object);

  g_clear_object (&self->cancellable);
  g_free (self->needle);
  G_OBJECT_CLASS (evertick_drawer_parent_class)->finalize (object);
}

static void
evertick_drawer_class_init (EvertickDrawerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = evertick_drawer_dispose;
  object_class->finalize = evertick_drawer_finalize;
  widget_class->grab_focus = evertick_drawer_grab_focus;

  /**
   * EvertickDrawer::message:
   * @text: translated
   *
   * Passing news for the user.
   */
  signals[MESSAGE] = g_signal_new ("message",
                                   G_TYPE_FROM_CLASS (klass),
                                   G_SIGNAL_RUN_LAST,
                                   0, NULL, NULL, NULL,
                                   G_TYPE_NONE,
                                   1,
                                   G_TYPE_STRING);

  g_type_ensure (EVERTICK_TYPE_DETAIL_PAGE);
  g_type_ensure (EVERTICK_TYPE_HEALTH_PAGE);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/evertick/Evertick/evertick-drawer.ui");
  gtk_widget_class_bind_template_child (widget_class, EvertickDrawer, box);
  gtk_widget_class_bind_template_child (widget_class, EvertickDrawer, stack);
  gtk_widget_class_bind_template_child (widget_class, EvertickDrawer, health_page);
  gtk_widget_class_bind_template_child (widget_class, EvertickDrawer, detail_page);
  gtk_widget_class_bind_template_callback (widget_class, is_log_page);
  gtk_widget_class_bind_template_child (widget_class, EvertickDrawer, view);
  gtk_widget_class_bind_template_child (widget_class, EvertickDrawer, filter_entry);
  gtk_widget_class_bind_template_child (widget_class, EvertickDrawer, kind_drop_down);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_stop_search);
  gtk_widget_class_bind_template_callback (widget_class, on_kind_changed);
  gtk_widget_class_install_action (widget_class, "log.copy", NULL, on_copy_activated);
  gtk_widget_class_install_action (widget_class, "log.export", "s", on_export_activated);
}

static void
evertick_drawer_init (EvertickDrawer *self)
{
  GtkWidget *pressed;

  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < EVERTICK_N_EVENT_COLUMNS; i++)
    append_column (self, i);
  evertick_table_name_parts (self->view, _ ("Reconnect log"));
  /* What is pressed is the button inside */
  pressed = gtk_widget_get_first_child (GTK_WIDGET (self->kind_drop_down));
  gtk_accessible_update_property (GTK_ACCESSIBLE (pressed), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("What the log shows"), -1);
}

GtkWidget *
evertick_drawer_new (void)
{
  return g_object_new (EVERTICK_TYPE_DRAWER, NULL);
}

void
evertick_drawer_set_log (EvertickDrawer *self,
                         FeedEventLog   *log)
{
  g_autoptr (GtkNoSelection) selection = NULL;
  GtkSorter *sorter;
  GListModel *rows;

  g_return_if_fail (EVERTICK_IS_DRAWER (self) && FEED_IS_EVENT_LOG (log));
  g_return_if_fail (self->events == NULL);

  self->filter = gtk_custom_filter_new (matches, self, NULL);
  self->events = G_LIST_MODEL (gtk_filter_list_model_new (
                                 G_LIST_MODEL (g_object_ref (log)),
                                 GTK_FILTER (g_object_ref (self->filter))));
  sorter = GTK_SORTER (gtk_custom_sorter_new (compare_newest_first, NULL, NULL));
  rows = G_LIST_MODEL (gtk_sort_list_model_new (g_object_ref (self->events), sorter));
  g_signal_connect_object (rows, "items-changed", G_CALLBACK (on_rows_about_to_change), self,
                           G_CONNECT_SWAPPED);
  selection = gtk_no_selection_new (rows);
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (selection));
  g_signal_connect_object (rows, "items-changed", G_CALLBACK (on_rows_changed), self,
                           G_CONNECT_SWAPPED);
}

void
evertick_drawer_set_manager (EvertickDrawer *self,
                             FeedManager    *manager)
{
  g_return_if_fail (EVERTICK_IS_DRAWER (self) && FEED_IS_MANAGER (manager));

  evertick_health_page_set_manager (self->health_page, manager);
}

void
evertick_drawer_set_selection (EvertickDrawer    *self,
                               GtkSelectionModel *selection,
                               FeedClock         *clock)
{
  g_return_if_fail (EVERTICK_IS_DRAWER (self));

  evertick_detail_page_set_selection (self->detail_page, selection, clock);
}

void
evertick_drawer_show_detail (EvertickDrawer *self)
{
  g_return_if_fail (EVERTICK_IS_DRAWER (self));

  gtk_stack_set_visible_child_name (self->stack, "detail");
}

GListModel *
evertick_drawer_get_events (EvertickDrawer *self)
{
  g_return_val_if_fail (EVERTICK_IS_DRAWER (self), NULL);

  return self->events;
}

void
evertick_drawer_set_filter (EvertickDrawer *self,
                            const char     *text)
{
  g_autofree char *folded = NULL;

  g_return_if_fail (EVERTICK_IS_DRAWER (self));

  if (text != NULL && *text != '\0')
    folded = g_utf8_casefold (text, -1);
  if (g_strcmp0 (self->needle, folded) == 0)
    return;
  g_free (self->needle);
  self->needle = g_steal_pointer (&folded);
  if (self->filter != NULL)
    gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
}
