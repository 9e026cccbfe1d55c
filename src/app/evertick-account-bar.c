/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evertick-account-bar.h"

#include <glib/gi18n.h>

#include "evertick-account-dialog.h"

struct _EvertickAccountBar {
  GtkWidget parent_instance;

  GtkWidget        *box;
  GtkLabel         *label;
  GtkWidget        *unlock_button;
  GtkWidget        *add_button;
  EvertickAccounts *accounts;
};

G_DEFINE_FINAL_TYPE (EvertickAccountBar, evertick_account_bar, GTK_TYPE_WIDGET)

static char *
dup_text (const char *wanted,
          EvertickAccount *account,
          const char *trouble)
{
  g_autoptr (FeedProvider) provider = feed_provider_registry_create (wanted, NULL);
  const char *venue = provider != NULL ? feed_provider_get_info (provider)->name : wanted;

  if (account != NULL)
    /* Translators: a venue, then what the keyring says */
    return g_strdup_printf (_ ("%s waits for its account. %s."), venue,
                            trouble != NULL ? trouble : evertick_account_get_state (account));
  if (trouble != NULL)
    return g_strdup_printf (_ ("%s needs an account. %s."), venue, trouble);
  return g_strdup_printf (_ ("%s needs an account: its prices begin when you add one."), venue);
}

static void
update (EvertickAccountBar *self)
{
  const char *wanted = evertick_accounts_get_wanted (self->accounts);
  const char *trouble = evertick_accounts_get_trouble (self->accounts);
  EvertickAccount *account = wanted != NULL ? evertick_accounts_find (self->accounts, wanted) : NULL;
  g_autofree char *text = wanted != NULL ? dup_text (wanted, account, trouble) : NULL;

  gtk_label_set_text (self->label, text != NULL ? text : "");
  gtk_widget_set_visible (self->unlock_button, trouble != NULL);
  gtk_widget_set_visible (self->add_button, account == NULL);
  gtk_widget_set_visible (self->box, wanted != NULL);
}

static void
on_add_activated (GtkWidget  *widget,
                  const char *action,
                  GVariant   *parameter)
{
  EvertickAccountBar *self = EVERTICK_ACCOUNT_BAR (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  const char *wanted = evertick_accounts_get_wanted (self->accounts);
  GtkWidget *dialog = evertick_account_dialog_new (self->accounts, NULL,
                                                   root != NULL ? GTK_WINDOW (root) : NULL);

  if (wanted != NULL)
    evertick_account_dialog_set_provider (EVERTICK_ACCOUNT_DIALOG (dialog), wanted);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_unlock_activated (GtkWidget  *widget,
                     const char *action,
                     GVariant   *parameter)
{
  evertick_accounts_load (EVERTICK_ACCOUNT_BAR (widget)->accounts);
}

static void
evertick_account_bar_dispose (GObject *object)
{
  EvertickAccountBar *self = EVERTICK_ACCOUNT_BAR (object);

  g_clear_object (&self->accounts);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (evertick_account_bar_parent_class)->dispose (object);
}

static void
evertick_account_bar_class_init (EvertickAccountBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = evertick_account_bar_dispose;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_STATUS);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/evertick/Evertick/evertick-account-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, EvertickAccountBar, box);
  gtk_widget_class_bind_template_child (widget_class, EvertickAccountBar, label);
  gtk_widget_class_bind_template_child (widget_class, EvertickAccountBar, unlock_button);
  gtk_widget_class_bind_template_child (widget_class, EvertickAccountBar, add_button);
  gtk_widget_class_install_action (widget_class, "account-bar.add", NULL, on_add_activated);
  gtk_widget_class_install_action (widget_class, "account-bar.unlock", NULL, on_unlock_activated);
}

static void
evertick_account_bar_init (EvertickAccountBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
evertick_account_bar_new (void)
{
  return g_object_new (EVERTICK_TYPE_ACCOUNT_BAR, NULL);
}

void
evertick_account_bar_set_accounts (EvertickAccountBar *self,
                                   EvertickAccounts   *accounts)
{
  g_return_if_fail (EVERTICK_IS_ACCOUNT_BAR (self) && EVERTICK_IS_ACCOUNTS (accounts));
  g_return_if_fail (self->accounts == NULL);

  self->accounts = g_object_ref (accounts);
  g_signal_connect_object (accounts, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

const char *
evertick_account_bar_get_text (EvertickAccountBar *self)
{
  g_return_val_if_fail (EVERTICK_IS_ACCOUNT_BAR (self), NULL);

  return gtk_widget_get_visible (self->box) ? gtk_label_get_text (self->label) : NULL;
}
