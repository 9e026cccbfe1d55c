/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evertick-account-group.h"

#include <glib/gi18n.h>

#include "evertick-account-dialog.h"
#include "evertick-account-row.h"

struct _EvertickAccountGroup {
  AdwPreferencesGroup parent_instance;

  GtkListBox       *list;
  GtkWidget        *reload_button;
  EvertickAccounts *accounts;
  char             *failure;      /* of the last removal, NULL = it went well */
};

G_DEFINE_FINAL_TYPE (EvertickAccountGroup, evertick_account_group, ADW_TYPE_PREFERENCES_GROUP)

static GtkWindow *
get_window (EvertickAccountGroup *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return root != NULL ? GTK_WINDOW (root) : NULL;
}

static void
update_notice (EvertickAccountGroup *self)
{
  const char *trouble = self->failure != NULL ? self->failure
                        : evertick_accounts_get_trouble (self->accounts);
  guint n_accounts = g_list_model_get_n_items (evertick_accounts_get_list (self->accounts));
  const char *notice = trouble != NULL ? trouble
                       : n_accounts > 0 ? _ ("Kept in the keyring, and nowhere else")
                       : _ ("None yet. An account is kept in the keyring, and nowhere else");

  if (trouble != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self), "refused");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "refused");
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self), notice);
  gtk_widget_set_visible (GTK_WIDGET (self->list), n_accounts > 0);
  gtk_widget_set_visible (self->reload_button,
                          evertick_accounts_get_trouble (self->accounts) != NULL);
}

static void
on_edited (EvertickAccountGroup *self,
           EvertickAccount      *account)
{
  gtk_window_present (GTK_WINDOW (evertick_account_dialog_new (self->accounts, account,
                                                               get_window (self))));
}

static void
on_removed (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (EvertickAccountGroup) self = user_data;
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->failure, g_free);
  if (!evertick_accounts_remove_finish (EVERTICK_ACCOUNTS (source), result, &error))
    self->failure = g_strdup (error->message);
  if (self->accounts != NULL)
    update_notice (self);
}

typedef struct {
  EvertickAccountGroup *group;
  char                 *id;
} Removal;

static void
removal_free (gpointer  data,
              GClosure *closure)
{
  Removal *removal = data;

  g_object_unref (removal->group);
  g_free (removal->id);
  g_free (removal);
}

static void
on_removal_answered (AdwMessageDialog *dialog,
                     const char       *response,
                     Removal          *removal)
{
  EvertickAccountGroup *self = removal->group;

  if (g_str_equal (response, "remove") && self->accounts != NULL)
    evertick_accounts_remove_async (self->accounts, removal->id, NULL, on_removed,
                                    g_object_ref (self));
}

static void
on_removal_asked (EvertickAccountGroup *self,
                  EvertickAccount      *account)
{
  g_autofree char *heading = g_strdup_printf (_ ("Remove %s?"), evertick_account_get_title (account));
  GtkWidget *dialog =
    adw_message_dialog_new (get_window (self), heading,
                            _ ("What you entered is removed from the keyring, and its symbols get "
                               "no more prices."));
  Removal *removal = g_new0 (Removal, 1);

  removal->group = g_object_ref (self);
  removal->id = g_strdup (evertick_account_get_id (account));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog),
                                    "cancel", _ ("_Cancel"), "remove", _ ("_Remove"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "remove",
                                              ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_removal_answered), removal, removal_free,
                         0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static GtkWidget *
create_row (gpointer item,
            gpointer user_data)
{
  EvertickAccountGroup *self = EVERTICK_ACCOUNT_GROUP (user_data);
  GtkWidget *row = evertick_account_row_new (EVERTICK_ACCOUNT (item));

  g_signal_connect_object (row, "edit", G_CALLBACK (on_edited), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "remove", G_CALLBACK (on_removal_asked), self, G_CONNECT_SWAPPED);
  return row;
}

static void
on_add_activated (GtkWidget  *widget,
                  const char *action,
                  GVariant   *parameter)
{
  on_edited (EVERTICK_ACCOUNT_GROUP (widget), NULL);
}

static void
on_reload_activated (GtkWidget  *widget,
                     const char *action,
                     GVariant   *parameter)
{
  evertick_accounts_load (EVERTICK_ACCOUNT_GROUP (widget)->accounts);
}

static void
evertick_account_group_dispose (GObject *object)
{
  EvertickAccountGroup *self = EVERTICK_ACCOUNT_GROUP (object);

  if (self->accounts != NULL)
    gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  g_clear_object (&self->accounts);
  G_OBJECT_CLASS (evertick_account_group_parent_class)->dispose (object);
}

static void
evertick_account_group_finalize (GObject *object)
{
  g_free (EVERTICK_ACCOUNT_GROUP (object)->failure);
  G_OBJECT_CLASS (evertick_account_group_parent_class)->finalize (object);
}

static void
evertick_account_group_class_init (EvertickAccountGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = evertick_account_group_dispose;
  object_class->finalize = evertick_account_group_finalize;
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/evertick/Evertick/evertick-account-group.ui");
  gtk_widget_class_bind_template_child (widget_class, EvertickAccountGroup, list);
  gtk_widget_class_bind_template_child (widget_class, EvertickAccountGroup, reload_button);
  gtk_widget_class_install_action (widget_class, "accounts.add", NULL, on_add_activated);
  gtk_widget_class_install_action (widget_class, "accounts.reload", NULL, on_reload_activated);
}

static void
evertick_account_group_init (EvertickAccountGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
evertick_account_group_new (EvertickAccounts *accounts)
{
  EvertickAccountGroup *self;

  g_return_val_if_fail (EVERTICK_IS_ACCOUNTS (accounts), NULL);

  self = g_object_new (EVERTICK_TYPE_ACCOUNT_GROUP, NULL);
  self->accounts = g_object_ref (accounts);
  gtk_list_box_bind_model (self->list, evertick_accounts_get_list (accounts), create_row, self, NULL);
  g_signal_connect_object (accounts, "notify::trouble", G_CALLBACK (update_notice), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (evertick_accounts_get_list (accounts), "items-changed",
                           G_CALLBACK (update_notice), self, G_CONNECT_SWAPPED);
  update_notice (self);
  return GTK_WIDGET (self);
}

const char *
evertick_account_group_get_notice (EvertickAccountGroup *self)
{
  g_return_val_if_fail (EVERTICK_IS_ACCOUNT_GROUP (self), NULL);

  return adw_preferences_group_get_description (ADW_PREFERENCES_GROUP (self));
}
