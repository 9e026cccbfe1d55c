/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evertick-health-card.h"

#include "evertick-health-fact.h"
#include "evertick-share-bar.h"
#include "evertick-words.h"

#define COLUMN_SPACING 24
#define ROW_SPACING 6

struct _EvertickHealthCard {
  GtkListBoxRow parent_instance;

  GtkImage   *icon;
  GtkLabel   *heading;
  GtkWidget  *shares;
  GtkWidget  *places[EVERTICK_N_FACTS];    /* hidden where there is nothing to say */
  GtkLabel   *values[EVERTICK_N_FACTS];
  FeedHealth *health;
  FeedClock  *clock;
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

    gtk_widget_set_visible (self->places[fact], value != NULL);
    gtk_label_set_text (self->values[fact], value != NULL ? value : "");
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
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, ROW_SPACING);

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

static GtkWidget *
create_label (const char *text,
              const char *style_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, style_class);
  return label;
}

/* A fact is a title with its value below it: as many stand side by side as there is room for */
static GtkWidget *
create_fact (EvertickHealthCard *self,
             EvertickHealthFact  fact)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *title = create_label (evertick_health_fact_get_title (fact), "caption");
  GtkWidget *value = create_label (NULL, "numeric");
  GtkWidget *place = gtk_flow_box_child_new ();

  gtk_widget_add_css_class (title, "dim-label");
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), value);
  if (fact == EVERTICK_FACT_UPTIME) {
    self->shares = evertick_share_bar_new ();
    gtk_widget_set_margin_top (self->shares, 3);
    gtk_box_append (GTK_BOX (box), self->shares);
  }
  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (place), box);
  gtk_widget_set_focusable (place, FALSE);
  self->values[fact] = GTK_LABEL (value);
  self->places[fact] = place;
  return place;
}

static void
evertick_health_card_init (EvertickHealthCard *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, ROW_SPACING);
  GtkWidget *flow = gtk_flow_box_new ();

  gtk_widget_add_css_class (box, "health-card");
  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (flow), GTK_SELECTION_NONE);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (flow), COLUMN_SPACING);
  gtk_flow_box_set_row_spacing (GTK_FLOW_BOX (flow), ROW_SPACING);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (flow), 5);
  for (guint fact = 0; fact < EVERTICK_N_FACTS; fact++)
    gtk_flow_box_append (GTK_FLOW_BOX (flow), create_fact (self, fact));
  gtk_box_append (GTK_BOX (box), create_heading (self));
  gtk_box_append (GTK_BOX (box), flow);
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
