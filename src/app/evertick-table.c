/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evertick-table.h"

#include <glib/gi18n.h>

static void
set_name (GtkWidget  *widget,
          const char *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
}

void
evertick_table_set_hint (GtkWidget  *title,
                         const char *name,
                         const char *hint)
{
  set_name (title, name);
  gtk_widget_set_tooltip_text (title, hint);
  if (hint != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (title),
                                    GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, hint,
                                    -1);
  else
    gtk_accessible_reset_property (GTK_ACCESSIBLE (title), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
}

void
evertick_table_name_parts (GtkColumnView *view,
                           const char    *name)
{
  GListModel *columns = gtk_column_view_get_columns (view);
  GtkWidget *header = gtk_widget_get_first_child (GTK_WIDGET (view));
  GtkWidget *title = gtk_widget_get_first_child (header);

  set_name (gtk_widget_get_last_child (GTK_WIDGET (view)), name);
  set_name (header, _ ("Column titles"));
  for (guint i = 0; title != NULL && i < g_list_model_get_n_items (columns); i++) {
    g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

    set_name (title, gtk_column_view_column_get_title (column));
    title = gtk_widget_get_next_sibling (title);
  }
}
