/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evertick-health-card.h"

#include "evertick-fact-flow.h"
#include "evertick-health-fact.h"
#include "evertick-share-bar.h"
#include "evertick-words.h"

#define SPACING 6

struct _EvertickHealthCard {
  GtkListBoxRow parent_instance;

  GtkImage         *icon;
  GtkLabel         *heading;
  EvertickFactFlow *facts;
  GtkWidget        *shares;
  FeedHealth       *health;
  FeedClock        *clock;
};

G_DEFINE_FINAL_TYPE (EvertickHealthCard, evertick_health_card, GTK_TYPE_LIST_BOX_ROW)

static void
update_heading (EvertickHealthCard     *self,
                const EvertickLinkView *view)
{
  const char *classes[] = { evertick_words_colour_class (view->colour), NULL };
  g_autofree char *heading = evertick_link_view_dup_heading (view);
  g_autofree char *sentence = evertick_health_fact_dup_sentence (view);

  gtk_image_set_from_icon_name (self->icon, evertick_words_colour_icon (view->colour));
  gtk_widget_set_css_classes (GTK_WIDGET (self->icon), classes);
  gtk_label_set_text (self->heading, heading);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, sentence,
                                  -1);
}

static void
update (EvertickHealthCard *self)
{
  EvertickLinkView view;

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  evertick_link_view_read (&view, self->health, self->clock);
  update_heading (self, &view);
  for (guint fact = 0; fact < EVERTICK_N_FACTS; fact++) {
    g_autofree char *value = evertick_health_fact_dup_value (fact, &view);

    evertick_fact_flow_set_value (self->facts, fact, value);
  }
  evertick_share_bar_set (EVERTICK_SHARE_BAR (self->shares), view.figures.stream_percent,
                          view.figures.poll_percent, view.figures.neither_percent);
}

static void
evertick_health_card_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (evertick_health_card_parent_class)->map (widget);
  update (EVERTICK_HEALTH_CARD (widget));
}

static void
evertick_health_card_dispose (GObject *object)
{
  EvertickHealthCard *self = EVERTICK_HEALTH_CARD (object);

  g_clear_object (&self->health);
  g_clear_pointer (&self->clock, feed_clock_unref);
  G_OBJECT_CLASS (evertick_health_card_parent_class)->dispose (object);
}

static void
evertick_health_card_class_init (EvertickHealthCardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = evertick_health_card_dispose;
  GTK_WIDGET_CLASS (klass)->map = evertick_health_card_map;
}

static GtkWidget *
create_heading (EvertickHealthCard *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, SPACING);

  self->icon = GTK_IMAGE (g_object_new (GTK_TYPE_IMAGE,
                                        "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                                        NULL));
  self->heading = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->heading, 0);
  gtk_label_set_wrap (self->heading, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->heading), "heading");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->icon));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->heading));
  return box;
}

static void
evertick_health_card_init (EvertickHealthCard *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, SPACING);

  self->shares = evertick_share_bar_new ();
  gtk_widget_set_margin_top (self->shares, 3);
  self->facts = EVERTICK_FACT_FLOW (evertick_fact_flow_new ());
  for (guint fact = 0; fact < EVERTICK_N_FACTS; fact++)
    evertick_fact_flow_add (self->facts, evertick_health_fact_get_title (fact),
                            fact == EVERTICK_FACT_UPTIME ? self->shares : NULL);
  gtk_widget_add_css_class (box, "health-card");
  gtk_box_append (GTK_BOX (box), create_heading (self));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->facts));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
}

GtkWidget *
evertick_health_card_new (FeedHealth *health,
                          FeedClock  *clock)
{
  EvertickHealthCard *self;

  g_return_val_if_fail (FEED_IS_HEALTH (health) && clock != NULL, NULL);

  self = g_object_new (EVERTICK_TYPE_HEALTH_CARD, NULL);
  self->health = g_object_ref (health);
  self->clock = feed_clock_ref (clock);
  g_signal_connect_object (health, "updated", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
