/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evertick-account-row.h"

#include <glib/gi18n.h>

struct _EvertickAccountRow {
  AdwActionRow parent_instance;

  GtkWidget       *edit_button;
  GtkWidget       *remove_button;
  EvertickAccount *account;
};

G_DEFINE_FINAL_TYPE (EvertickAccountRow, evertick_account_row, ADW_TYPE_ACTION_ROW)

enum {
  EDIT,
  REMOVE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
on_edit_clicked (EvertickAccountRow *self)
{
  g_signal_emit (self, signals[EDIT], 0, self->account);
}

static void
on_remove_clicked (EvertickAccountRow *self)
{
  g_signal_emit (self, signals[REMOVE], 0, self->account);
}

static void
on_state_changed (EvertickAccountRow *self)
{
  g_autofree char *markup = g_markup_escape_text (evertick_account_get_state (self->account), -1);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), markup);
  /* What does not fit */
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), evertick_account_get_state (self->account));
}

static void
evertick_account_row_dispose (GObject *object)
{
  g_clear_object (&EVERTICK_ACCOUNT_ROW (object)->account);
  G_OBJECT_CLASS (evertick_account_row_parent_class)->dispose (object);
}

static void
evertick_account_row_class_init (EvertickAccountRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = evertick_account_row_dispose;

  /**
   * EvertickAccountRow::edit:
   * @account: the row's
   *
   * It is to be changed.
   */
  signals[EDIT] = g_signal_new ("edit",
                                G_TYPE_FROM_CLASS (klass),
                                G_SIGNAL_RUN_LAST,
                                0, NULL, NULL, NULL,
                                G_TYPE_NONE,
                                1, EVERTICK_TYPE_ACCOUNT);
  /**
   * EvertickAccountRow::remove:
   * @account: the row's
   *
   * It is to be removed.
   */
  signals[REMOVE] = g_signal_new ("remove",
                                  G_TYPE_FROM_CLASS (klass),
                                  G_SIGNAL_RUN_LAST,
                                  0, NULL, NULL, NULL,
                                  G_TYPE_NONE,
                                  1, EVERTICK_TYPE_ACCOUNT);

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/evertick/Evertick/evertick-account-row.ui");
  gtk_widget_class_bind_template_child (widget_class, EvertickAccountRow, edit_button);
  gtk_widget_class_bind_template_child (widget_class, EvertickAccountRow, remove_button);
  gtk_widget_class_bind_template_callback (widget_class, on_edit_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_remove_clicked);
}

static void
evertick_account_row_init (EvertickAccountRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* Which account a button is for, to whoever cannot see the row */
static void
name_buttons (EvertickAccountRow *self,
              const char         *title)
{
  g_autofree char *edit = g_strdup_printf (_ ("Change %s"), title);
  g_autofree char *remove = g_strdup_printf (_ ("Remove %s"), title);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->edit_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, edit, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->remove_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, remove, -1);
}

GtkWidget *
evertick_account_row_new (EvertickAccount *account)
{
  EvertickAccountRow *self;
  g_autofree char *markup = NULL;

  g_return_val_if_fail (EVERTICK_IS_ACCOUNT (account), NULL);

  self = g_object_new (EVERTICK_TYPE_ACCOUNT_ROW, NULL);
  self->account = g_object_ref (account);
  markup = g_markup_escape_text (evertick_account_get_title (account), -1);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), markup);
  name_buttons (self, evertick_account_get_title (account));
  g_signal_connect_object (account, "notify::state", G_CALLBACK (on_state_changed), self,
                           G_CONNECT_SWAPPED);
  on_state_changed (self);
  return GTK_WIDGET (self);
}
