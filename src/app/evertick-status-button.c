/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evertick-status-button.h"

#include "evertick-connection-row.h"

struct _EvertickStatusButton {
  GtkWidget parent_instance;

  GtkWidget      *button;
  GtkImage       *icon;
  GtkLabel       *label;
  GtkListBox     *list;
  EvertickStatus *status;
};

G_DEFINE_FINAL_TYPE (EvertickStatusButton, evertick_status_button, GTK_TYPE_WIDGET)

static void
update (EvertickStatusButton *self)
{
  g_autofree char *icon_name = NULL;
  g_autofree char *style_class = NULL;
  g_autofree char *accessible = NULL;
  const char *classes[] = { NULL, NULL };

  g_object_get (self->status,
                "icon-name", &icon_name,
                "style-class", &style_class,
                "accessible-text", &accessible,
                NULL);
  classes[0] = style_class;
  gtk_image_set_from_icon_name (self->icon, icon_name);
  gtk_widget_set_css_classes (GTK_WIDGET (self->icon), classes);
  gtk_label_set_text (self->label, evertick_status_get_text (self->status));
  /* A menu button is two buttons: the inner one takes the focus, and its name from this one */
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, accessible,
                                  -1);
}

static GtkWidget *
create_row (gpointer item,
            gpointer user_data)
{
  EvertickStatusButton *self = EVERTICK_STATUS_BUTTON (user_data);
  FeedManager *manager = evertick_status_get_manager (self->status);
  GtkWidget *row = gtk_list_box_row_new ();

  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row),
                              evertick_connection_row_new (item, feed_manager_get_clock (manager)));
  return row;
}

static void
on_copy_report_activated (GtkWidget  *widget,
                          const char *action,
                          GVariant   *parameter)
{
  EvertickStatusButton *self = EVERTICK_STATUS_BUTTON (widget);
  g_autofree char *report = NULL;

  if (self->status == NULL)
    return;
  report = evertick_status_dup_report (self->status);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), report);
}

/* It opens a window of its own, to be used beside this one */
static void
on_break_clicked (EvertickStatusButton *self)
{
  gtk_menu_button_popdown (GTK_MENU_BUTTON (self->button));
}

static gboolean
evertick_status_button_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (EVERTICK_STATUS_BUTTON (widget)->button);
}

static void
evertick_status_button_dispose (GObject *object)
{
  EvertickStatusButton *self = EVERTICK_STATUS_BUTTON (object);

  if (self->list != NULL)
    gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  self->list = NULL;
  g_clear_pointer (&self->button, gtk_widget_unparent);
  g_clear_object (&self->status);
  G_OBJECT_CLASS (evertick_status_button_parent_class)->dispose (object);
}

static void
evertick_status_button_class_init (EvertickStatusButtonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = evertick_status_button_dispose;
  widget_class->grab_focus = evertick_status_button_grab_focus;
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/evertick/Evertick/evertick-status-button.ui");
  gtk_widget_class_bind_template_child (widget_class, EvertickStatusButton, button);
  gtk_widget_class_bind_template_child (widget_class, EvertickStatusButton, icon);
  gtk_widget_class_bind_template_child (widget_class, EvertickStatusButton, label);
  gtk_widget_class_bind_template_child (widget_class, EvertickStatusButton, list);
  gtk_widget_class_bind_template_callback (widget_class, on_break_clicked);
  gtk_widget_class_install_action (widget_class, "status.copy-report", NULL,
                                   on_copy_report_activated);
}

static void
evertick_status_button_init (EvertickStatusButton *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
evertick_status_button_new (void)
{
  return g_object_new (EVERTICK_TYPE_STATUS_BUTTON, NULL);
}

void
evertick_status_button_set_status (EvertickStatusButton *self,
                                   EvertickStatus       *status)
{
  FeedManager *manager;

  g_return_if_fail (EVERTICK_IS_STATUS_BUTTON (self) && EVERTICK_IS_STATUS (status));
  g_return_if_fail (self->status == NULL);

  self->status = g_object_ref (status);
  manager = evertick_status_get_manager (status);
  g_signal_connect_object (status, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  gtk_list_box_bind_model (self->list, feed_manager_get_connections (manager), create_row, self,
                           NULL);
  update (self);
}

const char *
evertick_status_button_get_text (EvertickStatusButton *self)
{
  g_return_val_if_fail (EVERTICK_IS_STATUS_BUTTON (self), NULL);

  return gtk_label_get_text (self->label);
}
