/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evertick-quote-cell.h"

#include "evertick-format.h"

#define BADGE_CHARS 9

struct _EvertickQuoteCell {
  GtkWidget parent_instance;

  GtkWidget *icon;
  GtkWidget *inscription;
  GtkWidget *badge;
  char      *accessible;
  gboolean   is_number;
  int        sign;
  int        flash;
};

G_DEFINE_FINAL_TYPE (EvertickQuoteCell, evertick_quote_cell, GTK_TYPE_WIDGET)

/* class_up, class_down: style classes; field: what is set now */
static void
set_direction_class (EvertickQuoteCell *self,
                     int               *field,
                     int                direction,
                     const char        *class_up,
                     const char        *class_down)
{
  GtkWidget *widget = GTK_WIDGET (self);

  direction = (direction > 0) - (direction < 0);
  if (*field == direction)
    return;
  if (*field != 0)
    gtk_widget_remove_css_class (widget, *field > 0 ? class_up : class_down);
  if (direction != 0)
    gtk_widget_add_css_class (widget, direction > 0 ? class_up : class_down);
  *field = direction;
}

/* An inscription does not turn round by itself. Numbers stay at the right: units stand below units */
static void
align (EvertickQuoteCell *self)
{
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

  gtk_inscription_set_xalign (GTK_INSCRIPTION (self->inscription),
                              self->is_number || rtl ? 1.0f : 0.0f);
}

static void
evertick_quote_cell_direction_changed (GtkWidget       *widget,
                                       GtkTextDirection previous)
{
  GTK_WIDGET_CLASS (evertick_quote_cell_parent_class)->direction_changed (widget, previous);
  align (EVERTICK_QUOTE_CELL (widget));
}

static void
evertick_quote_cell_dispose (GObject *object)
{
  EvertickQuoteCell *self = EVERTICK_QUOTE_CELL (object);

  g_clear_pointer (&self->icon, gtk_widget_unparent);
  g_clear_pointer (&self->inscription, gtk_widget_unparent);
  g_clear_pointer (&self->badge, gtk_widget_unparent);
  g_clear_pointer (&self->accessible, g_free);
  G_OBJECT_CLASS (evertick_quote_cell_parent_class)->dispose (object);
}

static void
evertick_quote_cell_class_init (EvertickQuoteCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = evertick_quote_cell_dispose;
  widget_class->direction_changed = evertick_quote_cell_direction_changed;
  gtk_widget_class_set_css_name (widget_class, "quotecell");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
evertick_quote_cell_init (EvertickQuoteCell *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 6);
  self->icon = gtk_image_new ();
  gtk_widget_set_visible (self->icon, FALSE);
  gtk_widget_set_parent (self->icon, GTK_WIDGET (self));
  self->inscription = gtk_inscription_new (NULL);
  gtk_widget_set_hexpand (self->inscription, TRUE);
  gtk_widget_set_parent (self->inscription, GTK_WIDGET (self));
  self->badge = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->badge, "demo-badge");
  gtk_widget_set_valign (self->badge, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (self->badge, FALSE);
  gtk_widget_set_parent (self->badge, GTK_WIDGET (self));
}

GtkWidget *
evertick_quote_cell_new (guint    width_chars,
                         gboolean is_number)
{
  EvertickQuoteCell *self = g_object_new (EVERTICK_TYPE_QUOTE_CELL, NULL);
  GtkInscription *inscription = GTK_INSCRIPTION (self->inscription);

  self->is_number = is_number;
  /* A price that lost its end is another price: the table scrolls before that. Words may end early */
  gtk_inscription_set_min_chars (inscription, is_number ? width_chars - 2
                                                      : width_chars * 2 / 3);
  gtk_inscription_set_nat_chars (inscription, width_chars);
  /* Which option it is stands at the end: its strike, and whether it is a call */
  gtk_inscription_set_text_overflow (inscription,
                                     is_number ? GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END
                                               : GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_MIDDLE);
  align (self);
  if (is_number)
    gtk_widget_add_css_class (GTK_WIDGET (self), "numeric");
  return GTK_WIDGET (self);
}

void
evertick_quote_cell_take_text (EvertickQuoteCell *self,
                               char              *text)
{
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  g_autofree char *guarded = evertick_format_guard (text, rtl);

  g_return_if_fail (EVERTICK_IS_QUOTE_CELL (self));

  gtk_inscription_set_text (GTK_INSCRIPTION (self->inscription), guarded);
}

const char *
evertick_quote_cell_get_text (EvertickQuoteCell *self)
{
  g_return_val_if_fail (EVERTICK_IS_QUOTE_CELL (self), NULL);

  return gtk_inscription_get_text (GTK_INSCRIPTION (self->inscription));
}

void
evertick_quote_cell_set_icon_name (EvertickQuoteCell *self,
                                   const char        *icon_name)
{
  GtkImage *image;

  g_return_if_fail (EVERTICK_IS_QUOTE_CELL (self));

  image = GTK_IMAGE (self->icon);
  if (g_strcmp0 (gtk_image_get_icon_name (image), icon_name) == 0)
    return;
  gtk_image_set_from_icon_name (image, icon_name);
  gtk_widget_set_visible (self->icon, icon_name != NULL);
}

void
evertick_quote_cell_set_badge (EvertickQuoteCell *self,
                               const char        *badge)
{
  g_return_if_fail (EVERTICK_IS_QUOTE_CELL (self));

  /* An ellipsis of the label's own would have the badge shrink before the symbol does */
  if (badge != NULL && g_utf8_strlen (badge, -1) > BADGE_CHARS) {
    g_autofree char *start = g_utf8_substring (badge, 0, BADGE_CHARS - 1);
    g_autofree char *text = g_strconcat (start, "…", NULL);

    gtk_label_set_text (GTK_LABEL (self->badge), text);
  } else {
    gtk_label_set_text (GTK_LABEL (self->badge), badge != NULL ? badge : "");
  }
  gtk_widget_set_visible (self->badge, badge != NULL);
}

void
evertick_quote_cell_set_sign (EvertickQuoteCell *self,
                              int                sign)
{
  g_return_if_fail (EVERTICK_IS_QUOTE_CELL (self));

  set_direction_class (self, &self->sign, sign, "up", "down");
}

void
evertick_quote_cell_set_flash (EvertickQuoteCell *self,
                               int                direction)
{
  g_return_if_fail (EVERTICK_IS_QUOTE_CELL (self));

  set_direction_class (self, &self->flash, direction, "flash-up", "flash-down");
}

void
evertick_quote_cell_update_accessible (EvertickQuoteCell *self)
{
  const char *text;

  g_return_if_fail (EVERTICK_IS_QUOTE_CELL (self));

  text = gtk_inscription_get_text (GTK_INSCRIPTION (self->inscription));
  if (g_strcmp0 (self->accessible, text) == 0)
    return;
  g_free (self->accessible);
  self->accessible = g_strdup (text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->inscription),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, text != NULL ? text : "",
                                  -1);
}
