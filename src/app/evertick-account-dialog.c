/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evertick-account-dialog.h"

#include <accounts/accounts.h>
#include <glib/gi18n.h>
#include <string.h>

#include "evertick-credential-group.h"
#include "evertick-words.h"

/* Mnemonics of what is there besides the venue's entries: Cancel, Save, Venue, Name, Test,
 * Use Until You Quit */
#define TAKEN_LETTERS "csvntu"

struct _EvertickAccountDialog {
  AdwWindow parent_instance;

  AdwComboRow             *venue_row;
  GtkEditable             *name_row;
  EvertickCredentialGroup *fields;
  GtkLabel                *errors;
  GtkButton               *test_button;
  GtkSpinner              *spinner;
  GtkImage                *message_icon;
  GtkLabel                *message;
  GtkWidget               *use_button;
  EvertickAccounts        *accounts;
  EvertickAccount         *account;       /* NULL: a new one */
  GPtrArray               *providers;     /* of FeedProvider, those that ask for accounts */
  GCancellable            *cancellable;   /* of what is under way */
  gboolean                 saving;
};

G_DEFINE_FINAL_TYPE (EvertickAccountDialog, evertick_account_dialog, ADW_TYPE_WINDOW)

static FeedProvider *
get_provider (EvertickAccountDialog *self)
{
  guint selected = adw_combo_row_get_selected (self->venue_row);

  return selected < self->providers->len ? g_ptr_array_index (self->providers, selected) : NULL;
}

static const char *
get_provider_id (EvertickAccountDialog *self)
{
  return feed_provider_get_info (get_provider (self))->id;
}

/* A first account needs no name */
static gboolean
needs_name (EvertickAccountDialog *self)
{
  return self->account == NULL
         && evertick_accounts_find (self->accounts, get_provider_id (self)) != NULL;
}

static char *
dup_id (EvertickAccountDialog *self)
{
  if (self->account != NULL)
    return g_strdup (evertick_account_get_id (self->account));
  return account_id_new (get_provider_id (self),
                         needs_name (self) ? gtk_editable_get_text (self->name_row) : NULL);
}

static void
say (EvertickAccountDialog *self,
     const char            *text,
     FeedColour             colour)
{
  gboolean has_icon = *text != '\0' && colour != FEED_COLOUR_GREY;

  gtk_label_set_text (self->message, text);
  gtk_widget_set_visible (GTK_WIDGET (self->message_icon), has_icon);
  if (!has_icon)
    return;
  gtk_image_set_from_icon_name (self->message_icon, evertick_words_colour_icon (colour));
  gtk_widget_set_css_classes (GTK_WIDGET (self->message_icon),
                              (const char *[]) { evertick_words_colour_class (colour), NULL });
}

static char *
dup_name_error (EvertickAccountDialog *self)
{
  const char *name = gtk_editable_get_text (self->name_row);
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;

  if (!needs_name (self))
    return NULL;
  if (!account_id_check_name (name, &error))
    return g_strdup (error->message);
  id = dup_id (self);
  return evertick_accounts_find (self->accounts, id) != NULL
         ? g_strdup_printf (_ ("There is an account “%s” already"), name) : NULL;
}

static char *
dup_errors (EvertickAccountDialog *self,
            const FeedCredentials *credentials)
{
  FeedProvider *provider = get_provider (self);
  EvertickAccount *same = evertick_accounts_find_same (self->accounts, self->account, provider,
                                                       credentials);
  g_autoptr (GError) error = NULL;
  g_autofree char *name_error = dup_name_error (self);

  if (same != NULL)
    return g_strdup_printf (_ ("This account is there already, as “%s”"),
                            evertick_account_get_title (same));
  feed_provider_validate_credentials (provider, credentials, &error);
  return evertick_account_dialog_list_errors (name_error, feed_provider_get_info (provider)->name,
                                              error != NULL ? error->message : NULL);
}

static void
update_actions (EvertickAccountDialog *self,
                gboolean               valid)
{
  gboolean busy = self->cancellable != NULL;

  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_button_set_label (self->test_button, busy && !self->saving ? _ ("S_top") : _ ("_Test"));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "account.save", valid && !busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "account.use", valid && !busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "account.test",
                                 valid && !self->saving
                                 && evertick_accounts_get_manager (self->accounts) != NULL);
}

static void
validate (EvertickAccountDialog *self)
{
  g_autoptr (FeedCredentials) credentials = NULL;
  g_autofree char *errors = NULL;

  if (get_provider (self) == NULL)
    return;
  credentials = evertick_credential_group_dup_credentials (self->fields);
  errors = dup_errors (self, credentials);
  gtk_widget_set_visible (GTK_WIDGET (self->name_row), needs_name (self));
  gtk_label_set_text (self->errors, errors != NULL ? errors : "");
  gtk_widget_set_visible (GTK_WIDGET (self->errors),
                          errors != NULL && evertick_credential_group_is_touched (self->fields));
  update_actions (self, errors == NULL);
}

static void
stop (EvertickAccountDialog *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
on_changed (EvertickAccountDialog *self)
{
  if (self->saving)
    return;
  stop (self);
  say (self, "", FEED_COLOUR_GREY);
  gtk_widget_set_visible (self->use_button, FALSE);
  validate (self);
}

static void
on_venue_selected (EvertickAccountDialog *self)
{
  FeedProvider *provider = get_provider (self);

  if (provider == NULL || self->accounts == NULL)
    return;
  evertick_credential_group_set_fields (self->fields,
                                        feed_provider_get_info (provider)->credential_fields,
                                        TAKEN_LETTERS);
  on_changed (self);
}

/* The first entry that is not right, else the first of all */
static void
focus_entry (EvertickAccountDialog *self)
{
  g_autofree char *name_error = dup_name_error (self);
  const char *errors = gtk_label_get_text (self->errors);
  GtkWidget *row = name_error != NULL ? GTK_WIDGET (self->name_row)
                                      : evertick_credential_group_get_row (self->fields, errors);

  gtk_window_set_focus (GTK_WINDOW (self), row);
}

/* Enter: on to what is not right yet, and saves where all is */
static void
on_activated (EvertickAccountDialog *self)
{
  if (*gtk_label_get_text (self->errors) != '\0')
    focus_entry (self);
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "account.save", NULL);
}

/* What is under way, for as long as nothing newer is */
typedef struct {
  EvertickAccountDialog *dialog;
  GCancellable          *cancellable;
} Errand;

static void
errand_free (Errand *errand)
{
  g_object_unref (errand->dialog);
  g_object_unref (errand->cancellable);
  g_free (errand);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Errand, errand_free)

static Errand *
start_errand (EvertickAccountDialog *self)
{
  Errand *errand = g_new0 (Errand, 1);

  stop (self);
  self->cancellable = g_cancellable_new ();
  errand->dialog = g_object_ref (self);
  errand->cancellable = g_object_ref (self->cancellable);
  return errand;
}

/* FALSE where it was stopped, or something newer began */
static gboolean
end_errand (Errand *errand)
{
  EvertickAccountDialog *self = errand->dialog;

  if (self->cancellable != errand->cancellable)
    return FALSE;
  g_clear_object (&self->cancellable);
  self->saving = FALSE;
  validate (self);
  return TRUE;
}

static void
on_tested (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (Errand) errand = user_data;
  g_autoptr (GError) error = NULL;
  gboolean good = feed_manager_test_credentials_finish (FEED_MANAGER (source), result, &error);

  if (!end_errand (errand))
    return;
  if (good)
    say (errand->dialog, _ ("Logged in, and the stream opens: the account works"),
         FEED_COLOUR_GREEN);
  else
    say (errand->dialog, error->message,
         g_error_matches (error, FEED_ERROR, FEED_ERROR_BUSY) ? FEED_COLOUR_YELLOW
                                                              : FEED_COLOUR_RED);
}

static void
on_test_activated (GtkWidget  *widget,
                   const char *action,
                   GVariant   *parameter)
{
  EvertickAccountDialog *self = EVERTICK_ACCOUNT_DIALOG (widget);
  g_autoptr (FeedCredentials) credentials = NULL;
  g_autofree char *id = NULL;
  Errand *errand;

  if (self->cancellable != NULL) {
    on_changed (self);
    return;
  }
  credentials = evertick_credential_group_dup_credentials (self->fields);
  id = dup_id (self);
  errand = start_errand (self);
  feed_manager_test_credentials_async (evertick_accounts_get_manager (self->accounts),
                                       id,
                                       credentials,
                                       errand->cancellable,
                                       on_tested,
                                       errand);
  say (self, _ ("Logging in…"), FEED_COLOUR_GREY);
  validate (self);
}

static void
on_saved (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (Errand) errand = user_data;
  g_autoptr (GError) error = NULL;
  gboolean saved = evertick_accounts_save_finish (EVERTICK_ACCOUNTS (source), result, &error);

  if (!end_errand (errand))
    return;
  if (saved) {
    gtk_window_close (GTK_WINDOW (errand->dialog));
    return;
  }
  say (errand->dialog, error->message, FEED_COLOUR_RED);
  gtk_widget_set_visible (errand->dialog->use_button, TRUE);
}

/* What the keyring does not take is not to be entered in vain */
static void
on_use_activated (GtkWidget  *widget,
                  const char *action,
                  GVariant   *parameter)
{
  EvertickAccountDialog *self = EVERTICK_ACCOUNT_DIALOG (widget);
  g_autoptr (FeedCredentials) credentials =
    evertick_credential_group_dup_credentials (self->fields);
  g_autofree char *id = dup_id (self);
  g_autoptr (GError) error = NULL;

  if (evertick_accounts_use (self->accounts, id, credentials, &error))
    gtk_window_close (GTK_WINDOW (self));
  else
    say (self, error->message, FEED_COLOUR_RED);
}

static void
on_save_activated (GtkWidget  *widget,
                   const char *action,
                   GVariant   *parameter)
{
  EvertickAccountDialog *self = EVERTICK_ACCOUNT_DIALOG (widget);
  g_autoptr (FeedCredentials) credentials =
    evertick_credential_group_dup_credentials (self->fields);
  g_autofree char *id = dup_id (self);
  Errand *errand = start_errand (self);

  self->saving = TRUE;
  evertick_accounts_save_async (self->accounts, id, credentials, errand->cancellable, on_saved,
                                errand);
  say (self, _ ("Waiting for the keyring…"), FEED_COLOUR_GREY);
  validate (self);
}

static void
fill_venues (EvertickAccountDialog *self)
{
  const char *const *venues = feed_provider_registry_get_ids ();
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (guint i = 0; venues[i] != NULL; i++) {
    g_autoptr (FeedProvider) provider = feed_provider_registry_create (venues[i], NULL);

    if (provider == NULL || !feed_provider_has_account (provider))
      continue;
    gtk_string_list_append (names, feed_provider_get_info (provider)->name);
    g_ptr_array_add (self->providers, g_steal_pointer (&provider));
  }
  adw_combo_row_set_model (self->venue_row, G_LIST_MODEL (names));
}

static void
evertick_account_dialog_dispose (GObject *object)
{
  EvertickAccountDialog *self = EVERTICK_ACCOUNT_DIALOG (object);

  stop (self);
  if (self->fields != NULL)
    evertick_credential_group_wipe (self->fields);
  self->fields = NULL;
  g_clear_object (&self->accounts);
  g_clear_object (&self->account);
  G_OBJECT_CLASS (evertick_account_dialog_parent_class)->dispose (object);
}

static void
evertick_account_dialog_finalize (GObject *object)
{
  g_ptr_array_unref (EVERTICK_ACCOUNT_DIALOG (object)->providers);
  G_OBJECT_CLASS (evertick_account_dialog_parent_class)->finalize (object);
}

static void
evertick_account_dialog_class_init (EvertickAccountDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = evertick_account_dialog_dispose;
  object_class->finalize = evertick_account_dialog_finalize;
  g_type_ensure (EVERTICK_TYPE_CREDENTIAL_GROUP);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/evertick/Evertick/evertick-account-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, EvertickAccountDialog, venue_row);
  gtk_widget_class_bind_template_child (widget_class, EvertickAccountDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, EvertickAccountDialog, fields);
  gtk_widget_class_bind_template_child (widget_class, EvertickAccountDialog, errors);
  gtk_widget_class_bind_template_child (widget_class, EvertickAccountDialog, test_button);
  gtk_widget_class_bind_template_child (widget_class, EvertickAccountDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, EvertickAccountDialog, message_icon);
  gtk_widget_class_bind_template_child (widget_class, EvertickAccountDialog, message);
  gtk_widget_class_bind_template_child (widget_class, EvertickAccountDialog, use_button);
  gtk_widget_class_bind_template_callback (widget_class, on_venue_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_activated);
  gtk_widget_class_install_action (widget_class, "account.save", NULL, on_save_activated);
  gtk_widget_class_install_action (widget_class, "account.test", NULL, on_test_activated);
  gtk_widget_class_install_action (widget_class, "account.use", NULL, on_use_activated);
}

static void
evertick_account_dialog_init (EvertickAccountDialog *self)
{
  self->providers = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
show_account (EvertickAccountDialog *self)
{
  FeedCredentials *credentials = evertick_account_get_credentials (self->account);
  g_autofree char *provider = account_id_dup_provider (evertick_account_get_id (self->account));

  gtk_window_set_title (GTK_WINDOW (self), evertick_account_get_title (self->account));
  evertick_account_dialog_set_provider (self, provider);
  gtk_widget_set_sensitive (GTK_WIDGET (self->venue_row), FALSE);
  if (credentials != NULL)
    evertick_credential_group_set_credentials (self->fields, credentials);
}

GtkWidget *
evertick_account_dialog_new (EvertickAccounts *accounts,
                             EvertickAccount  *account,
                             GtkWindow        *parent)
{
  EvertickAccountDialog *self;

  g_return_val_if_fail (EVERTICK_IS_ACCOUNTS (accounts), NULL);

  self = g_object_new (EVERTICK_TYPE_ACCOUNT_DIALOG, "transient-for", parent, NULL);
  self->accounts = g_object_ref (accounts);
  g_set_object (&self->account, account);
  fill_venues (self);
  on_venue_selected (self);
  if (account != NULL)
    show_account (self);
  validate (self);
  focus_entry (self);
  return GTK_WIDGET (self);
}

void
evertick_account_dialog_set_provider (EvertickAccountDialog *self,
                                      const char            *provider)
{
  g_return_if_fail (EVERTICK_IS_ACCOUNT_DIALOG (self) && provider != NULL);

  for (guint i = 0; i < self->providers->len; i++)
    if (g_str_equal (feed_provider_get_info (g_ptr_array_index (self->providers, i))->id, provider))
      adw_combo_row_set_selected (self->venue_row, i);
}

void
evertick_account_dialog_fill (EvertickAccountDialog *self,
                              const char            *name,
                              const FeedCredentials *credentials)
{
  g_return_if_fail (EVERTICK_IS_ACCOUNT_DIALOG (self));
  g_return_if_fail (name != NULL && credentials != NULL);

  gtk_editable_set_text (self->name_row, name);
  evertick_credential_group_set_credentials (self->fields, credentials);
}

const char *
evertick_account_dialog_get_errors (EvertickAccountDialog *self)
{
  g_return_val_if_fail (EVERTICK_IS_ACCOUNT_DIALOG (self), NULL);

  return gtk_label_get_text (self->errors);
}

const char *
evertick_account_dialog_get_message (EvertickAccountDialog *self)
{
  g_return_val_if_fail (EVERTICK_IS_ACCOUNT_DIALOG (self), NULL);

  return gtk_label_get_text (self->message);
}

/* The provider names itself first and parts what it says by "; " */
char *
evertick_account_dialog_list_errors (const char *name_error,
                                     const char *venue,
                                     const char *form_error)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autofree char *prefix = g_strconcat (venue, ": ", NULL);
  g_auto (GStrv) parts = NULL;

  if (name_error != NULL)
    g_string_append (lines, name_error);
  if (form_error != NULL)
    parts = g_strsplit (g_str_has_prefix (form_error, prefix) ? form_error + strlen (prefix)
                                                              : form_error, "; ", -1);
  for (guint i = 0; parts != NULL && parts[i] != NULL; i++) {
    gunichar first = g_utf8_get_char (parts[i]);

    if (first == 0)
      continue;
    if (lines->len > 0)
      g_string_append_c (lines, '\n');
    g_string_append_unichar (lines, g_unichar_toupper (first));
    g_string_append (lines, g_utf8_next_char (parts[i]));
  }
  return lines->len > 0 ? g_string_free (g_steal_pointer (&lines), FALSE) : NULL;
}
