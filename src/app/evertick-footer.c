/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evertick-footer.h"

#include <glib/gi18n.h>

#include "evertick-format.h"
#include "evertick-words.h"

#define UPDATE_INTERVAL_S 1

struct _EvertickFooter {
  GtkWidget parent_instance;

  GtkWidget      *box;
  GtkLabel       *counts, *rate, *latency, *gaps;
  EvertickStatus *status;
  guint           timeout;
};

G_DEFINE_FINAL_TYPE (EvertickFooter, evertick_footer, GTK_TYPE_WIDGET)

typedef struct {
  double ticks_per_second;
  gint64 p50_us, p99_us;
  guint  gaps;
} Totals;

static void
add_up (EvertickStatus *status,
        Totals         *totals)
{
  GListModel *connections =
    feed_manager_get_connections (evertick_status_get_manager (status));

  *totals = (Totals) { .p50_us = -1, .p99_us = -1 };
  for (guint i = 0; i < g_list_model_get_n_items (connections); i++) {
    g_autoptr (FeedHealth) health = g_list_model_get_item (connections, i);
    const FeedHealthFigures *figures = feed_health_get_figures (health);

    totals->ticks_per_second += figures->ticks_per_second;
    totals->p50_us = MAX (totals->p50_us, figures->latency_p50_us);
    totals->p99_us = MAX (totals->p99_us, figures->latency_p99_us);
    totals->gaps += figures->gaps;
  }
}

static gboolean
on_timeout (gpointer user_data)
{
  EvertickFooter *self = EVERTICK_FOOTER (user_data);
  FeedManager *manager = evertick_status_get_manager (self->status);
  guint states[FEED_N_ROW_STATES] = { 0 };
  g_autofree char *counts = NULL;
  g_autofree char *rate_number = NULL;
  g_autofree char *rate = NULL;
  g_autofree char *p50 = NULL;
  g_autofree char *p99 = NULL;
  g_autofree char *latency = NULL;
  g_autofree char *gaps = NULL;
  Totals totals;

  feed_board_count_states (feed_manager_get_board (manager), states);
  counts = evertick_footer_format_counts (states);
  add_up (self->status, &totals);
  rate_number = evertick_format_count ((guint64) (totals.ticks_per_second + 0.5));
  rate = g_strdup_printf (_ ("%s ticks/s"), rate_number);
  p50 = evertick_format_ms (totals.p50_us);
  p99 = evertick_format_ms (totals.p99_us);
  latency = g_strdup_printf (_ ("p50 %s p99 %s ms"), p50, p99);
  gaps = g_strdup_printf (_ ("gaps %u"), totals.gaps);
  gtk_label_set_text (self->counts, counts);
  gtk_label_set_text (self->rate, rate);
  gtk_label_set_text (self->latency, latency);
  gtk_label_set_text (self->gaps, gaps);
  return G_SOURCE_CONTINUE;
}

static void
start (EvertickFooter *self)
{
  if (self->status == NULL || self->timeout != 0)
    return;
  self->timeout = g_timeout_add_seconds (UPDATE_INTERVAL_S, on_timeout, self);
  g_source_set_name_by_id (self->timeout, "footer figures");
  on_timeout (self);
}

static void
evertick_footer_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (evertick_footer_parent_class)->map (widget);
  start (EVERTICK_FOOTER (widget));
}

static void
evertick_footer_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&EVERTICK_FOOTER (widget)->timeout, g_source_remove);
  GTK_WIDGET_CLASS (evertick_footer_parent_class)->unmap (widget);
}

static void
evertick_footer_dispose (GObject *object)
{
  EvertickFooter *self = EVERTICK_FOOTER (object);

  g_clear_handle_id (&self->timeout, g_source_remove);
  g_clear_object (&self->status);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (evertick_footer_parent_class)->dispose (object);
}

static void
evertick_footer_class_init (EvertickFooterClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = evertick_footer_dispose;
  widget_class->map = evertick_footer_map;
  widget_class->unmap = evertick_footer_unmap;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/evertick/Evertick/evertick-footer.ui");
  gtk_widget_class_bind_template_child (widget_class, EvertickFooter, box);
  gtk_widget_class_bind_template_child (widget_class, EvertickFooter, counts);
  gtk_widget_class_bind_template_child (widget_class, EvertickFooter, rate);
  gtk_widget_class_bind_template_child (widget_class, EvertickFooter, latency);
  gtk_widget_class_bind_template_child (widget_class, EvertickFooter, gaps);
}

static void
evertick_footer_init (EvertickFooter *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
evertick_footer_new (void)
{
  return g_object_new (EVERTICK_TYPE_FOOTER, NULL);
}

void
evertick_footer_set_status (EvertickFooter *self,
                            EvertickStatus *status)
{
  g_return_if_fail (EVERTICK_IS_FOOTER (self) && EVERTICK_IS_STATUS (status));

  g_set_object (&self->status, status);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    start (self);
}

char *
evertick_footer_format_counts (const guint *counts)
{
  static const FeedRowState order[] = {
    FEED_ROW_LIVE, FEED_ROW_QUIET, FEED_ROW_POLLED, FEED_ROW_UNCONFIRMED, FEED_ROW_STALE,
    FEED_ROW_HALTED, FEED_ROW_UNKNOWN, FEED_ROW_CLOSED
  };
  g_autoptr (GString) text = g_string_new (NULL);
  guint total = 0;

  g_return_val_if_fail (counts != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    total += counts[order[i]];
  g_string_append_printf (text, ngettext ("%'u symbol", "%'u symbols", total), total);
  for (guint i = 0; i < G_N_ELEMENTS (order); i++) {
    if (counts[order[i]] > 0)
      g_string_append_printf (text, " · %'u %s", counts[order[i]],
                              evertick_words_row_state (order[i]));
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}
