/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evertick-connection-row.h"

#include <glib/gi18n.h>

#include "evertick-format.h"
#include "evertick-words.h"

struct _EvertickConnectionRow {
  GtkWidget parent_instance;

  GtkWidget  *box;
  GtkImage   *icon;
  GtkLabel   *title, *since, *trouble, *next, *figures;
  GtkButton  *retry;
  FeedHealth *health;
  FeedClock  *clock;
};

G_DEFINE_FINAL_TYPE (EvertickConnectionRow, evertick_connection_row, GTK_TYPE_WIDGET)

static void
set_text_or_hide (GtkLabel   *label,
                  const char *text)
{
  gtk_label_set_text (label, text);
  gtk_widget_set_visible (GTK_WIDGET (label), *text != '\0');
}

static char *
dup_since (const EvertickLinkView *view)
{
  g_autofree char *time = NULL;

  if (view->figures.since_us == 0)
    return g_strdup ("");
  time = evertick_format_time_of_day (view->wall_us - (view->now_us - view->figures.since_us),
                                      FALSE);
  return g_strdup_printf (_ ("since %s"), time);
}

static void
update (EvertickConnectionRow *self)
{
  const char *classes[] = { NULL, NULL };
  EvertickLinkView view;
  g_autofree char *since = NULL;
  g_autofree char *title = NULL;
  g_autofree char *next = NULL;
  g_autofree char *figures = NULL;
  gboolean bad;

  evertick_link_view_read (&view, self->health, self->clock);
  bad = view.colour == FEED_COLOUR_YELLOW || view.colour == FEED_COLOUR_RED;
  since = dup_since (&view);
  title = evertick_link_view_dup_heading (&view);
  next = bad ? evertick_link_view_dup_next (&view) : g_strdup ("");
  figures = evertick_link_view_dup_figures (&view);
  classes[0] = evertick_words_colour_class (view.colour);
  gtk_image_set_from_icon_name (self->icon, evertick_words_colour_icon (view.colour));
  gtk_widget_set_css_classes (GTK_WIDGET (self->icon), classes);
  gtk_label_set_text (self->title, title);
  set_text_or_hide (self->since, since);
  set_text_or_hide (self->trouble, bad ? evertick_words_cause (view.reason) : "");
  set_text_or_hide (self->next, next);
  gtk_label_set_text (self->figures, figures);
}

static void
evertick_connection_row_dispose (GObject *object)
{
  EvertickConnectionRow *self = EVERTICK_CONNECTION_ROW (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->health);
  g_clear_pointer (&self->clock, feed_clock_unref);
  G_OBJECT_CLASS (evertick_connection_row_parent_class)->dispose (object);
}

static void
evertick_connection_row_class_init (EvertickConnectionRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = evertick_connection_row_dispose;
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/evertick/Evertick/evertick-connection-row.ui");
  gtk_widget_class_bind_template_child (widget_class, EvertickConnectionRow, box);
  gtk_widget_class_bind_template_child (widget_class, EvertickConnectionRow, icon);
  gtk_widget_class_bind_template_child (widget_class, EvertickConnectionRow, title);
  gtk_widget_class_bind_template_child (widget_class, EvertickConnectionRow, since);
  gtk_widget_class_bind_template_child (widget_class, EvertickConnectionRow, trouble);
  gtk_widget_class_bind_template_child (widget_class, EvertickConnectionRow, next);
  gtk_widget_class_bind_template_child (widget_class, EvertickConnectionRow, figures);
  gtk_widget_class_bind_template_child (widget_class, EvertickConnectionRow, retry);
}

static void
evertick_connection_row_init (EvertickConnectionRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
evertick_connection_row_new (FeedHealth *health,
                             FeedClock  *clock)
{
  EvertickConnectionRow *self;
  g_autofree char *label = NULL;

  g_return_val_if_fail (FEED_IS_HEALTH (health) && clock != NULL, NULL);

  self = g_object_new (EVERTICK_TYPE_CONNECTION_ROW, NULL);
  self->health = g_object_ref (health);
  self->clock = feed_clock_ref (clock);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->retry), "s",
                                    feed_health_get_venue (health));
  label = g_strdup_printf (_ ("Retry %s now"), feed_health_get_venue_name (health));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->retry),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_signal_connect_object (health, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (health, "updated", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
