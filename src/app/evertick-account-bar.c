/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evertick-account-bar.h"

#include <glib/gi18n.h>

#include "evertick-account-dialog.h"
#include "evertick-words.h"

struct _EvertickAccountBar {
  GtkWidget parent_instance;

  GtkWidget        *box;
  GtkLabel         *label;
  GtkWidget        *retry_button;
  GtkWidget        *unlock_button;
  GtkWidget        *add_button;
  GtkWidget        *change_button;
  EvertickAccounts *accounts;
};

G_DEFINE_FINAL_TYPE (EvertickAccountBar, evertick_account_bar, GTK_TYPE_WIDGET)

static char *
dup_wanted (const char *wanted,
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

static char *
dup_refused (EvertickAccountBar *self,
             const char         *refused)
{
  FeedManager *manager = evertick_accounts_get_manager (self->accounts);
  g_autofree char *venue = evertick_words_dup_venue (refused);
  const char *refusal = manager != NULL ? feed_manager_get_login_refusal (manager, refused) : NULL;

  /* Translators: a venue, then its words: "Angel One refuses the log-in: wrong PIN" */
  return g_strdup_printf (_ ("%s refuses the log-in: %s"), venue,
                          refusal != NULL ? evertick_words_skip_venue (refusal, refused) : "");
}

/* One that is refused looks as bad as the feed then is */
static void
set_refused (EvertickAccountBar *self,
             const char         *refused)
{
  const char *bad[] = { "feed-bar", "bad", NULL };
  const char *calm[] = { "practice-bar", NULL };

  gtk_widget_set_css_classes (self->box, refused != NULL ? bad : calm);
  gtk_widget_set_visible (self->retry_button, refused != NULL);
  gtk_widget_set_visible (self->change_button, refused != NULL);
  if (refused != NULL)
    gtk_actionable_set_action_target (GTK_ACTIONABLE (self->retry_button), "s", refused);
}

static void
update (EvertickAccountBar *self)
{
  const char *refused = evertick_accounts_get_refused (self->accounts);
  const char *wanted = refused == NULL ? evertick_accounts_get_wanted (self->accounts) : NULL;
  const char *trouble = evertick_accounts_get_trouble (self->accounts);
  EvertickAccount *account = wanted != NULL ? evertick_accounts_find (self->accounts, wanted) : NULL;
  g_autofree char *text = wanted != NULL ? dup_wanted (wanted, account, trouble)
                          : refused != NULL ? dup_refused (self, refused) : NULL;

  gtk_label_set_text (self->label, text != NULL ? text : "");
  /* What does not fit */
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->label), text);
  gtk_widget_set_visible (self->unlock_button, wanted != NULL && trouble != NULL);
  gtk_widget_set_visible (self->add_button, wanted != NULL && account == NULL);
  set_refused (self, refused);
  gtk_widget_set_visible (self->box, text != NULL);
}

static GtkWindow *
get_window (EvertickAccountBar *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return root != NULL ? GTK_WINDOW (root) : NULL;
}

static void
on_add_activated (GtkWidget  *widget,
                  const char *action,
                  GVariant   *parameter)
{
  EvertickAccountBar *self = EVERTICK_ACCOUNT_BAR (widget);
  const char *wanted = evertick_accounts_get_wanted (self->accounts);
  GtkWidget *dialog = evertick_account_dialog_new (self->accounts, NULL, get_window (self));

  if (wanted != NULL)
    evertick_account_dialog_set_provider (EVERTICK_ACCOUNT_DIALOG (dialog), wanted);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_change_activated (GtkWidget  *widget,
                     const char *action,
                     GVariant   *parameter)
{
  EvertickAccountBar *self = EVERTICK_ACCOUNT_BAR (widget);
  const char *refused = evertick_accounts_get_refused (self->accounts);
  EvertickAccount *account = refused != NULL ? evertick_accounts_find (self->accounts, refused)
                                             : NULL;

  if (account != NULL)
    gtk_window_present (GTK_WINDOW (evertick_account_dialog_new (self->accounts, account,
                                                                 get_window (self))));
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
  gtk_widget_class_bind_template_child (widget_class, EvertickAccountBar, retry_button);
  gtk_widget_class_bind_template_child (widget_class, EvertickAccountBar, add_button);
  gtk_widget_class_bind_template_child (widget_class, EvertickAccountBar, change_button);
  gtk_widget_class_install_action (widget_class, "account-bar.add", NULL, on_add_activated);
  gtk_widget_class_install_action (widget_class, "account-bar.change", NULL, on_change_activated);
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
