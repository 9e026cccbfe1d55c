/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evertick-match-list.h"

#include <accounts/accounts.h>
#include <glib/gi18n.h>
#include <math.h>

#include "evertick-detail-fact.h"
#include "evertick-format.h"
#include "evertick-words.h"

#define MOST_MATCHES 50

struct _EvertickMatchList {
  GtkWidget parent_instance;

  GtkWidget    *scrolled;
  GtkListBox   *list;
  GPtrArray    *matches;       /* FeedMatch, a row of the list each */
  GCancellable *cancellable;   /* of the search under way */
};

G_DEFINE_FINAL_TYPE (EvertickMatchList, evertick_match_list, GTK_TYPE_WIDGET)

enum {
  PROP_0,
  PROP_SEARCHING,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum {
  FOUND,
  SELECTED,
  ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
append_part (GString    *text,
             const char *part)
{
  if (part == NULL || *part == '\0')
    return;
  g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", part);
}

char *
evertick_match_list_dup_description (const FeedMatch *match)
{
  const FeedListing *listing = match->listing;
  g_autofree char *expiry = evertick_detail_fact_dup_expiry (listing);
  g_autofree char *provider = account_id_dup_provider (match->venue);
  g_autofree char *venue = evertick_words_dup_venue (provider);
  GString *text = g_string_new (NULL);

  append_part (text, listing->name);
  append_part (text, listing->exchange);
  append_part (text, evertick_detail_fact_get_kind (listing->kind));
  append_part (text, expiry);
  if (listing->lot_size > 1) {
    g_autofree char *lot = evertick_format_price (listing->lot_size, -1);
    /* Translators: how many units a contract has: "lot 75" */
    g_autofree char *part = g_strdup_printf (_ ("lot %s"), lot);

    append_part (text, part);
  }
  append_part (text, venue);
  return g_string_free (text, FALSE);
}

static GtkWidget *
create_label (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  return label;
}

static GtkWidget *
create_row (const FeedMatch *match)
{
  g_autofree char *description = evertick_match_list_dup_description (match);
  g_autofree char *sentence = g_strdup_printf ("%s, %s", match->listing->symbol, description);
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *detail = create_label (description);

  gtk_widget_add_css_class (detail, "caption");
  gtk_widget_add_css_class (detail, "dim-label");
  gtk_widget_add_css_class (box, "match");
  gtk_box_append (GTK_BOX (box), create_label (match->listing->symbol));
  gtk_box_append (GTK_BOX (box), detail);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence, -1);
  return row;
}

/* What is not real comes last, however well it matches (transfer full both) */
static GPtrArray *
put_demo_last (GPtrArray *matches)
{
  GPtrArray *sorted = g_ptr_array_new_with_free_func ((GDestroyNotify) feed_match_free);

  for (gboolean demo = FALSE; matches != NULL && demo <= TRUE; demo++) {
    for (guint i = 0; i < matches->len; i++) {
      FeedMatch *match = matches->pdata[i];

      if (g_str_equal (match->venue, EVERTICK_DEMO_VENUE) == demo)
        g_ptr_array_add (sorted, feed_match_copy (match));
    }
  }
  g_clear_pointer (&matches, g_ptr_array_unref);
  return sorted;
}

/* matches: (transfer full) */
static void
show_matches (EvertickMatchList *self,
              GPtrArray         *matches)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  g_clear_pointer (&self->matches, g_ptr_array_unref);
  self->matches = put_demo_last (matches);
  for (guint i = 0; i < self->matches->len; i++)
    gtk_list_box_append (self->list, create_row (self->matches->pdata[i]));
  row = gtk_list_box_get_row_at_index (self->list, 0);
  if (row != NULL)
    gtk_list_box_select_row (self->list, row);
  gtk_widget_set_visible (GTK_WIDGET (self), row != NULL);
}

static void
stop_searching (EvertickMatchList *self)
{
  if (self->cancellable == NULL)
    return;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SEARCHING]);
}

static void
on_search_ready (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (EvertickMatchList) self = EVERTICK_MATCH_LIST (user_data);
  g_autoptr (GError) error = NULL;
  GPtrArray *matches = feed_manager_search_finish (FEED_MANAGER (source), result, &error);

  /* Another search took its place, or nobody wants to know any more */
  if (g_task_get_cancellable (G_TASK (result)) != self->cancellable || self->list == NULL) {
    g_clear_pointer (&matches, g_ptr_array_unref);
    return;
  }
  show_matches (self, matches);
  g_clear_object (&self->cancellable);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SEARCHING]);
  g_signal_emit (self, signals[FOUND], 0, error);
}

static void
on_row_selected (EvertickMatchList *self)
{
  if (self->list != NULL)
    g_signal_emit (self, signals[SELECTED], 0);
}

static void
on_row_activated (EvertickMatchList *self)
{
  g_signal_emit (self, signals[ACTIVATED], 0);
}

static void
evertick_match_list_get_property (GObject    *object,
                                  guint       prop_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  switch (prop_id) {
  case PROP_SEARCHING:
    g_value_set_boolean (value, evertick_match_list_get_searching (EVERTICK_MATCH_LIST (object)));
    break;

  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
evertick_match_list_dispose (GObject *object)
{
  EvertickMatchList *self = EVERTICK_MATCH_LIST (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->list = NULL;
  g_clear_pointer (&self->scrolled, gtk_widget_unparent);
  g_clear_pointer (&self->matches, g_ptr_array_unref);
  G_OBJECT_CLASS (evertick_match_list_parent_class)->dispose (object);
}

static void
evertick_match_list_class_init (EvertickMatchListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = evertick_match_list_get_property;
  object_class->dispose = evertick_match_list_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);

  /**
   * EvertickMatchList:searching:
   *
   * Whether an answer is awaited.
   */
  properties[PROP_SEARCHING] =
    g_param_spec_boolean ("searching", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * EvertickMatchList::found:
   * @error: (nullable): why there is no answer
   *
   * An answer came.
   */
  signals[FOUND] = g_signal_new ("found", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
  /**
   * EvertickMatchList::selected:
   *
   * Another one is, or none.
   */
  signals[SELECTED] = g_signal_new ("selected", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * EvertickMatchList::activated:
   *
   * The selected one is wanted.
   */
  signals[ACTIVATED] = g_signal_new ("activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
evertick_match_list_init (EvertickMatchList *self)
{
  GtkWidget *list = gtk_list_box_new ();

  self->list = GTK_LIST_BOX (list);
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_BROWSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Instruments found"), -1);
  g_signal_connect_object (list, "row-selected", G_CALLBACK (on_row_selected), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (list, "row-activated", G_CALLBACK (on_row_activated), self,
                           G_CONNECT_SWAPPED);
  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), list);
  gtk_widget_add_css_class (self->scrolled, "card");
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
evertick_match_list_new (void)
{
  return g_object_new (EVERTICK_TYPE_MATCH_LIST, NULL);
}

void
evertick_match_list_search (EvertickMatchList *self,
                            FeedManager       *manager,
                            const char        *text,
                            const char        *venue)
{
  const FeedSearch search = { .text = text, .venue = venue, .max = MOST_MATCHES };

  g_return_if_fail (EVERTICK_IS_MATCH_LIST (self) && FEED_IS_MANAGER (manager) && text != NULL);

  stop_searching (self);
  if (*text == '\0') {
    show_matches (self, NULL);
    return;
  }
  self->cancellable = g_cancellable_new ();
  feed_manager_search_async (manager, &search, self->cancellable, on_search_ready,
                             g_object_ref (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SEARCHING]);
}

gboolean
evertick_match_list_get_searching (EvertickMatchList *self)
{
  g_return_val_if_fail (EVERTICK_IS_MATCH_LIST (self), FALSE);

  return self->cancellable != NULL;
}

const FeedMatch *
evertick_match_list_get_selected (EvertickMatchList *self)
{
  GtkListBoxRow *row;

  g_return_val_if_fail (EVERTICK_IS_MATCH_LIST (self), NULL);

  row = gtk_list_box_get_selected_row (self->list);
  return row != NULL ? self->matches->pdata[gtk_list_box_row_get_index (row)] : NULL;
}

guint
evertick_match_list_get_n_matches (EvertickMatchList *self)
{
  g_return_val_if_fail (EVERTICK_IS_MATCH_LIST (self), 0);

  return self->matches != NULL ? self->matches->len : 0;
}

/* Into view, without the focus */
static void
scroll_to (EvertickMatchList *self,
           GtkListBoxRow     *row)
{
  GtkAdjustment *adjustment = gtk_list_box_get_adjustment (self->list);
  graphene_rect_t bounds;

  if (adjustment != NULL
      && gtk_widget_compute_bounds (GTK_WIDGET (row), GTK_WIDGET (self->list), &bounds))
    gtk_adjustment_clamp_page (adjustment, bounds.origin.y, bounds.origin.y + bounds.size.height);
}

void
evertick_match_list_move (EvertickMatchList *self,
                          int                step)
{
  GtkListBoxRow *row;

  g_return_if_fail (EVERTICK_IS_MATCH_LIST (self));

  row = gtk_list_box_get_selected_row (self->list);
  if (row != NULL)
    row = gtk_list_box_get_row_at_index (self->list, gtk_list_box_row_get_index (row) + step);
  if (row == NULL)
    return;
  gtk_list_box_select_row (self->list, row);
  scroll_to (self, row);
}
