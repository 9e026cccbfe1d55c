/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evertick-health-page.h"

#include <glib/gi18n.h>

#include "evertick-health-card.h"

struct _EvertickHealthPage {
  GtkWidget parent_instance;

  GtkWidget   *scrolled;
  GtkListBox  *list;
  FeedManager *manager;
};

G_DEFINE_FINAL_TYPE (EvertickHealthPage, evertick_health_page, GTK_TYPE_WIDGET)

static GtkWidget *
create_card (gpointer item,
             gpointer user_data)
{
  EvertickHealthPage *self = EVERTICK_HEALTH_PAGE (user_data);

  return evertick_health_card_new (item, feed_manager_get_clock (self->manager));
}

static gboolean
evertick_health_page_grab_focus (GtkWidget *widget)
{
  EvertickHealthPage *self = EVERTICK_HEALTH_PAGE (widget);
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, 0);

  return row != NULL && gtk_widget_grab_focus (GTK_WIDGET (row));
}

static void
evertick_health_page_dispose (GObject *object)
{
  EvertickHealthPage *self = EVERTICK_HEALTH_PAGE (object);

  if (self->list != NULL)
    gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  self->list = NULL;
  g_clear_pointer (&self->scrolled, gtk_widget_unparent);
  g_clear_object (&self->manager);
  G_OBJECT_CLASS (evertick_health_page_parent_class)->dispose (object);
}

static void
evertick_health_page_class_init (EvertickHealthPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = evertick_health_page_dispose;
  widget_class->grab_focus = evertick_health_page_grab_focus;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
evertick_health_page_init (EvertickHealthPage *self)
{
  GtkWidget *list = gtk_list_box_new ();
  GtkWidget *nothing = gtk_label_new (_ ("There is no connection yet: add a symbol"));

  self->list = GTK_LIST_BOX (list);
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_list_box_set_placeholder (self->list, nothing);
  gtk_widget_add_css_class (nothing, "dim-label");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Health of the connections"),
                                  -1);
  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (self->scrolled), 60);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), list);
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
}

GtkWidget *
evertick_health_page_new (void)
{
  return g_object_new (EVERTICK_TYPE_HEALTH_PAGE, NULL);
}

void
evertick_health_page_set_manager (EvertickHealthPage *self,
                                  FeedManager        *manager)
{
  g_return_if_fail (EVERTICK_IS_HEALTH_PAGE (self) && FEED_IS_MANAGER (manager));
  g_return_if_fail (self->manager == NULL);

  self->manager = g_object_ref (manager);
  gtk_list_box_bind_model (self->list, feed_manager_get_connections (manager), create_card, self,
                           NULL);
}
