/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evertick-depth-table.h"

#include <glib/gi18n.h>
#include <math.h>

#include "evertick-format.h"

#define N_COLUMNS 6
#define N_SHOWN 5
#define COLUMN_SPACING 18
#define ROW_SPACING 2

struct _EvertickDepthTable {
  GtkWidget parent_instance;

  GtkWidget *grid;
  GtkLabel  *cells[N_SHOWN][N_COLUMNS];
};

G_DEFINE_FINAL_TYPE (EvertickDepthTable, evertick_depth_table, GTK_TYPE_WIDGET)

/* A label turns round by itself; numbers stay at the right: units stand below units */
static void
align (EvertickDepthTable *self)
{
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

  for (GtkWidget *cell = gtk_widget_get_first_child (self->grid); cell != NULL;
       cell = gtk_widget_get_next_sibling (cell))
    gtk_label_set_xalign (GTK_LABEL (cell), rtl ? 0 : 1);
}

static void
evertick_depth_table_direction_changed (GtkWidget       *widget,
                                        GtkTextDirection previous)
{
  GTK_WIDGET_CLASS (evertick_depth_table_parent_class)->direction_changed (widget, previous);
  align (EVERTICK_DEPTH_TABLE (widget));
}

static void
evertick_depth_table_dispose (GObject *object)
{
  EvertickDepthTable *self = EVERTICK_DEPTH_TABLE (object);

  g_clear_pointer (&self->grid, gtk_widget_unparent);
  G_OBJECT_CLASS (evertick_depth_table_parent_class)->dispose (object);
}

static void
evertick_depth_table_class_init (EvertickDepthTableClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = evertick_depth_table_dispose;
  widget_class->direction_changed = evertick_depth_table_direction_changed;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_css_name (widget_class, "depthtable");
}

static GtkLabel *
add_cell (EvertickDepthTable *self,
          const char         *text,
          int                 column,
          int                 row)
{
  GtkLabel *cell = GTK_LABEL (gtk_label_new (text));

  gtk_grid_attach (GTK_GRID (self->grid), GTK_WIDGET (cell), column, row, 1, 1);
  return cell;
}

static void
evertick_depth_table_init (EvertickDepthTable *self)
{
  const char *const titles[N_COLUMNS] = {
    N_ ("Orders"), N_ ("Size"), N_ ("Bid"), N_ ("Ask"), N_ ("Size"), N_ ("Orders"),
  };

  self->grid = gtk_grid_new ();
  gtk_grid_set_column_spacing (GTK_GRID (self->grid), COLUMN_SPACING);
  gtk_grid_set_row_spacing (GTK_GRID (self->grid), ROW_SPACING);
  for (int column = 0; column < N_COLUMNS; column++) {
    GtkLabel *title = add_cell (self, _ (titles[column]), column, 0);

    gtk_widget_add_css_class (GTK_WIDGET (title), "caption");
    gtk_widget_add_css_class (GTK_WIDGET (title), "dim-label");
    for (int level = 0; level < N_SHOWN; level++) {
      self->cells[level][column] = add_cell (self, EVERTICK_UNKNOWN, column, level + 1);
      gtk_widget_add_css_class (GTK_WIDGET (self->cells[level][column]), "numeric");
    }
  }
  gtk_widget_set_parent (self->grid, GTK_WIDGET (self));
  align (self);
}

GtkWidget *
evertick_depth_table_new (void)
{
  return g_object_new (EVERTICK_TYPE_DEPTH_TABLE, NULL);
}

static void
show_number (GtkLabel *cell,
             double    value,
             int       decimals)
{
  g_autofree char *text = evertick_format_price (value, decimals);

  gtk_label_set_text (cell, text);
}

/* What a screen reader says of the whole: a sentence a level */
static void
tell (EvertickDepthTable *self,
      guint               n_levels)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint level = 0; level < n_levels; level++) {
    GtkLabel **cells = self->cells[level];

    /* Translators: a level of the order book: bid price, its size, ask price, its size */
    g_string_append_printf (text, _ ("Bid %s, size %s; ask %s, size %s. "),
                            gtk_label_get_text (cells[2]), gtk_label_get_text (cells[1]),
                            gtk_label_get_text (cells[3]), gtk_label_get_text (cells[4]));
  }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Best five"), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text->str,
                                  -1);
}

void
evertick_depth_table_set (EvertickDepthTable *self,
                          const FeedDepth    *depth,
                          int                 price_decimals,
                          int                 size_decimals)
{
  static const FeedDepth none;

  g_return_if_fail (EVERTICK_IS_DEPTH_TABLE (self));

  depth = depth != NULL ? depth : &none;
  for (guint level = 0; level < N_SHOWN; level++) {
    GtkLabel **cells = self->cells[level];
    gboolean buys = level < depth->n_buy;
    gboolean sells = level < depth->n_sell;

    show_number (cells[0], buys && depth->buy[level].orders >= 0 ? depth->buy[level].orders : NAN, 0);
    show_number (cells[1], buys ? depth->buy[level].size : NAN, size_decimals);
    show_number (cells[2], buys ? depth->buy[level].price : NAN, price_decimals);
    show_number (cells[3], sells ? depth->sell[level].price : NAN, price_decimals);
    show_number (cells[4], sells ? depth->sell[level].size : NAN, size_decimals);
    show_number (cells[5], sells && depth->sell[level].orders >= 0 ? depth->sell[level].orders : NAN,
                 0);
  }
  tell (self, MIN (MAX (depth->n_buy, depth->n_sell), N_SHOWN));
}
