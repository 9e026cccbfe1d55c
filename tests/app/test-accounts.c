/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Accounts in the window, over a keyring that is a file. */
#include <accounts/accounts.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "evertick-account-bar.h"
#include "evertick-account-choice.h"
#include "evertick-account-dialog.h"
#include "evertick-account-group.h"
#include "evertick-credential-group.h"
#include "evertick-feed-bar.h"
#include "evertick-preferences.h"
#include "evertick-session.h"
#include "support/test-support.h"

#define DEADLINE_MS 20000

typedef struct {
  FeedManager      *manager;
  EvertickAccounts *accounts;
} Fixture;

static FeedCredentials *
example (void)
{
  FeedCredentials *credentials = feed_credentials_new ();

  feed_credentials_set (credentials, "client-code", "Q771829");
  feed_credentials_set (credentials, "pin", "7391");
  feed_credentials_set (credentials, "api-key", "apikeyZq8");
  feed_credentials_set (credentials, "totp-secret", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP");
  return credentials;
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->manager = feed_manager_new (NULL);
  fixture->accounts = evertick_accounts_new ();
  evertick_accounts_set_manager (fixture->accounts, fixture->manager);
}

static gboolean
is_true (gpointer user_data)
{
  return *(gboolean *) user_data;
}

static void
on_removed (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  gboolean *removed = user_data;
  g_autoptr (GError) error = NULL;

  *removed = evertick_accounts_remove_finish (EVERTICK_ACCOUNTS (source), result, &error);
  g_assert_no_error (error);
}

static void
remove_account (EvertickAccounts *accounts,
                const char       *id)
{
  gboolean removed = FALSE;

  evertick_accounts_remove_async (accounts, id, NULL, on_removed, &removed);
  g_assert_true (test_wait_until (is_true, &removed, DEADLINE_MS));
  g_assert_null (evertick_accounts_find (accounts, id));
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  GListModel *list = evertick_accounts_get_list (fixture->accounts);

  while (g_list_model_get_n_items (list) > 0) {
    g_autoptr (EvertickAccount) account = g_list_model_get_item (list, 0);

    remove_account (fixture->accounts, evertick_account_get_id (account));
  }
  evertick_accounts_stop (fixture->accounts);
  g_assert_finalize_object (fixture->accounts);
  feed_manager_stop (fixture->manager);
  g_assert_finalize_object (fixture->manager);
}

static EvertickAccountDialog *
open_dialog (Fixture         *fixture,
             EvertickAccount *account)
{
  GtkWidget *dialog = evertick_account_dialog_new (fixture->accounts, account, NULL);

  gtk_window_present (GTK_WINDOW (dialog));
  return EVERTICK_ACCOUNT_DIALOG (dialog);
}

static void
act (EvertickAccountDialog *dialog,
     const char            *action)
{
  gtk_widget_activate_action (GTK_WIDGET (dialog), action, NULL);
}

static gboolean
is_gone (gpointer user_data)
{
  return *(gpointer *) user_data == NULL;
}

static void
save (EvertickAccountDialog *dialog)
{
  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  act (dialog, "account.save");
  g_assert_true (test_wait_until (is_gone, &dialog, DEADLINE_MS));
}

static void
test_life (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr (FeedCredentials) credentials = example ();
  EvertickAccountDialog *dialog = open_dialog (fixture, NULL);
  EvertickAccount *account;

  evertick_account_dialog_fill (dialog, "", credentials);
  g_assert_cmpstr (evertick_account_dialog_get_errors (dialog), ==, "");
  save (dialog);
  account = evertick_accounts_find (fixture->accounts, "angel-one");
  g_assert_nonnull (account);
  g_assert_cmpstr (evertick_account_get_title (account), ==, "Angel One");
  g_assert_true (feed_credentials_equal (evertick_account_get_credentials (account), credentials));
  /* Changed */
  dialog = open_dialog (fixture, account);
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (dialog)), ==, "Angel One");
  feed_credentials_set (credentials, "pin", "8204");
  evertick_account_dialog_fill (dialog, "", credentials);
  save (dialog);
  g_assert_true (evertick_accounts_find (fixture->accounts, "angel-one") == account);
  g_assert_cmpstr (feed_credentials_get (evertick_account_get_credentials (account), "pin"), ==,
                   "8204");
}

/* Nothing is said before anything is typed; then all of it */
static void
test_errors (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr (FeedCredentials) credentials = feed_credentials_new ();
  EvertickAccountDialog *dialog = open_dialog (fixture, NULL);
  g_auto (GStrv) lines = NULL;

  feed_credentials_set (credentials, "client-code", "Q771829");
  feed_credentials_set (credentials, "pin", "12x4");
  evertick_account_dialog_fill (dialog, "", credentials);
  lines = g_strsplit (evertick_account_dialog_get_errors (dialog), "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 3);
  act (dialog, "account.save");
  g_assert_null (evertick_accounts_find (fixture->accounts, "angel-one"));
  gtk_window_destroy (GTK_WINDOW (dialog));
}

/* One account under two names would be two of its streams for the same symbols */
static void
test_same (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr (FeedCredentials) credentials = example ();
  EvertickAccountDialog *dialog = open_dialog (fixture, NULL);

  evertick_account_dialog_fill (dialog, "", credentials);
  save (dialog);
  dialog = open_dialog (fixture, NULL);
  feed_credentials_set (credentials, "client-code", "q771829");
  feed_credentials_set (credentials, "pin", "8204");
  evertick_account_dialog_fill (dialog, "second", credentials);
  g_assert_cmpstr (evertick_account_dialog_get_errors (dialog), ==,
                   "This account is there already, as “Angel One”");
  act (dialog, "account.save");
  g_assert_null (evertick_accounts_find (fixture->accounts, "angel-one@second"));
  feed_credentials_set (credentials, "client-code", "Q771830");
  evertick_account_dialog_fill (dialog, "second", credentials);
  g_assert_cmpstr (evertick_account_dialog_get_errors (dialog), ==, "");
  gtk_window_destroy (GTK_WINDOW (dialog));
}

/* The label of the entry that has the focus */
static const char *
get_focused (EvertickAccountDialog *dialog)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (dialog));

  g_assert_true (GTK_IS_TEXT (focus));
  return adw_preferences_row_get_title (
    ADW_PREFERENCES_ROW (gtk_widget_get_ancestor (focus, ADW_TYPE_ENTRY_ROW)));
}

static void
press_enter (EvertickAccountDialog *dialog)
{
  g_signal_emit_by_name (gtk_window_get_focus (GTK_WINDOW (dialog)), "activate");
}

/* One can begin to type, and Enter leads to what is not right until all of it is */
static void
test_enter (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr (FeedCredentials) credentials = example ();
  g_autoptr (FeedCredentials) some = example ();
  EvertickAccountDialog *dialog = open_dialog (fixture, NULL);

  g_assert_cmpstr (get_focused (dialog), ==, "C_lient code");
  press_enter (dialog);
  g_assert_cmpstr (get_focused (dialog), ==, "C_lient code");
  feed_credentials_set (some, "api-key", "with blanks");
  evertick_account_dialog_fill (dialog, "", some);
  press_enter (dialog);
  g_assert_cmpstr (get_focused (dialog), ==, "_API key");
  evertick_account_dialog_fill (dialog, "", credentials);
  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  press_enter (dialog);
  g_assert_true (test_wait_until (is_gone, &dialog, DEADLINE_MS));
  g_assert_nonnull (evertick_accounts_find (fixture->accounts, "angel-one"));
  /* A second one is named first; one that is changed begins with its first entry */
  dialog = open_dialog (fixture, NULL);
  g_assert_cmpstr (get_focused (dialog), ==, "_Name, to tell it from the other");
  gtk_window_destroy (GTK_WINDOW (dialog));
  dialog = open_dialog (fixture, evertick_accounts_find (fixture->accounts, "angel-one"));
  g_assert_cmpstr (get_focused (dialog), ==, "C_lient code");
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
on_saved (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  gboolean *saved = user_data;
  g_autoptr (GError) error = NULL;

  *saved = evertick_accounts_save_finish (EVERTICK_ACCOUNTS (source), result, &error);
  g_assert_no_error (error);
}

static void
keep (Fixture    *fixture,
      const char *id)
{
  g_autoptr (FeedCredentials) credentials = example ();
  gboolean saved = FALSE;

  evertick_accounts_save_async (fixture->accounts, id, credentials, NULL, on_saved, &saved);
  g_assert_true (test_wait_until (is_true, &saved, DEADLINE_MS));
}

static void
test_second (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr (FeedCredentials) credentials = example ();
  EvertickAccountDialog *dialog;

  keep (fixture, "angel-one");
  feed_credentials_set (credentials, "client-code", "Q771830");
  dialog = open_dialog (fixture, NULL);
  evertick_account_dialog_fill (dialog, "", credentials);
  g_assert_cmpstr (evertick_account_dialog_get_errors (dialog), !=, "");
  evertick_account_dialog_fill (dialog, "second", credentials);
  g_assert_cmpstr (evertick_account_dialog_get_errors (dialog), ==, "");
  save (dialog);
  g_assert_nonnull (evertick_accounts_find (fixture->accounts, "angel-one@second"));
  /* Once more is one too many */
  feed_credentials_set (credentials, "client-code", "Q771831");
  dialog = open_dialog (fixture, NULL);
  evertick_account_dialog_fill (dialog, "second", credentials);
  g_assert_nonnull (strstr (evertick_account_dialog_get_errors (dialog), "an account “second”"));
  gtk_window_destroy (GTK_WINDOW (dialog));
}

/* The first unless another is chosen, and nothing to be chosen where there is one */
static void
test_choice (Fixture      *fixture,
             gconstpointer data)
{
  GtkWidget *row = g_object_ref_sink (g_object_new (EVERTICK_TYPE_ACCOUNT_CHOICE, NULL));
  EvertickAccountChoice *choice = EVERTICK_ACCOUNT_CHOICE (row);

  evertick_account_choice_set_accounts (choice, fixture->accounts);
  g_assert_null (evertick_account_choice_get_venue (choice));
  evertick_account_choice_set_venue (choice, "angel-one");
  g_assert_cmpstr (evertick_account_choice_get_venue (choice), ==, "angel-one");
  keep (fixture, "angel-one@second");
  g_assert_cmpstr (evertick_account_choice_get_venue (choice), ==, "angel-one@second");
  g_assert_false (gtk_widget_get_visible (row));
  keep (fixture, "angel-one");
  g_assert_true (gtk_widget_get_visible (row));
  /* What was chosen stays when others come */
  g_assert_cmpstr (evertick_account_choice_get_venue (choice), ==, "angel-one@second");
  evertick_account_choice_set_venue (choice, "demo");
  g_assert_cmpstr (evertick_account_choice_get_venue (choice), ==, "demo");
  g_assert_false (gtk_widget_get_visible (row));
  evertick_account_choice_set_venue (choice, "angel-one@second");
  g_assert_cmpstr (evertick_account_choice_get_venue (choice), ==, "angel-one");
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), 1);
  g_assert_cmpstr (evertick_account_choice_get_venue (choice), ==, "angel-one@second");
  g_assert_finalize_object (row);
}

static gboolean
has_both (gpointer user_data)
{
  EvertickAccount *first = evertick_accounts_find (user_data, "angel-one");
  EvertickAccount *second = evertick_accounts_find (user_data, "angel-one@second");

  return first != NULL && evertick_account_get_credentials (first) != NULL
         && second != NULL && evertick_account_get_credentials (second) != NULL;
}

/* What a later run finds */
static void
test_loaded (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr (EvertickAccounts) later = evertick_accounts_new ();

  keep (fixture, "angel-one@second");
  keep (fixture, "angel-one");
  evertick_accounts_load (later);
  g_assert_true (test_wait_until (has_both, later, DEADLINE_MS));
  g_assert_null (evertick_accounts_get_trouble (later));
  remove_account (later, "angel-one");
  g_assert_cmpuint (g_list_model_get_n_items (evertick_accounts_get_list (later)), ==, 1);
}

static gboolean
is_wanted (gpointer user_data)
{
  return evertick_accounts_get_wanted (user_data) != NULL;
}

/* The bar is there while a symbol is watched that nobody can log in for */
static void
test_wanted (Fixture      *fixture,
             gconstpointer data)
{
  GtkWidget *bar = g_object_ref_sink (evertick_account_bar_new ());
  g_autoptr (EvertickStatus) status = evertick_status_new (fixture->manager);
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (evertick_status_get_text (status), ==, "No Symbols");
  evertick_account_bar_set_accounts (EVERTICK_ACCOUNT_BAR (bar), fixture->accounts);
  g_assert_null (evertick_account_bar_get_text (EVERTICK_ACCOUNT_BAR (bar)));
  feed_manager_subscribe (fixture->manager, "angel-one", "NSE:INFY-EQ", &error);
  g_assert_no_error (error);
  g_assert_true (test_wait_until (is_wanted, fixture->accounts, DEADLINE_MS));
  g_assert_nonnull (strstr (evertick_account_bar_get_text (EVERTICK_ACCOUNT_BAR (bar)),
                            "Angel One"));
  g_assert_cmpstr (evertick_status_get_text (status), ==, "Not Connected");
  keep (fixture, "angel-one");
  g_assert_null (evertick_account_bar_get_text (EVERTICK_ACCOUNT_BAR (bar)));
  g_assert_finalize_object (bar);
}

typedef struct {
  GSubprocess     *process;
  FeedCredentials *credentials;
  char            *list;
} Venue;

/* A simulated Angel One, where the manager takes it for the real one */
static void
start_venue (Venue       *venue,
             FeedManager *manager)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDataInputStream) output = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *line = NULL;
  JsonObject *root, *account;

  venue->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                                     &error, g_getenv ("EVERTICK_FEEDCTL"), "simulate", "--venue",
                                     "angel-one", "--until-eof", NULL);
  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (venue->process));
  line = g_data_input_stream_read_line (output, NULL, NULL, &error);
  g_assert_no_error (error);
  json_parser_load_from_data (parser, line, -1, &error);
  g_assert_no_error (error);
  root = json_node_get_object (json_parser_get_root (parser));
  venue->list = g_strdup (json_object_get_string_member (root, "instruments"));
  account = json_object_get_object_member (root, "account");
  venue->credentials = feed_credentials_new ();
  feed_credentials_set (venue->credentials, "client-code",
                        json_object_get_string_member (account, "client_code"));
  feed_credentials_set (venue->credentials, "pin", json_object_get_string_member (account, "pin"));
  feed_credentials_set (venue->credentials, "api-key",
                        json_object_get_string_member (account, "api_key"));
  feed_credentials_set (venue->credentials, "totp-secret",
                        json_object_get_string_member (account, "totp_secret"));
  feed_manager_set_endpoints (manager, "angel-one", json_object_get_string_member (root, "stream"),
                              json_object_get_string_member (root, "rest"), &error);
  g_assert_no_error (error);
}

static void
stop_venue (Venue *venue)
{
  g_subprocess_force_exit (venue->process);
  g_clear_object (&venue->process);
  g_clear_pointer (&venue->credentials, feed_credentials_unref);
  g_clear_pointer (&venue->list, g_free);
}

static gboolean
has_verdict (gpointer user_data)
{
  const char *message = evertick_account_dialog_get_message (user_data);

  return *message != '\0' && !g_str_has_suffix (message, "…");
}

static EvertickAccountDialog *
try (Fixture     *fixture,
     const Venue *venue)
{
  EvertickAccountDialog *dialog = open_dialog (fixture, NULL);

  evertick_account_dialog_fill (dialog, "", venue->credentials);
  act (dialog, "account.test");
  g_assert_cmpstr (evertick_account_dialog_get_message (dialog), ==, "Logging in…");
  g_assert_true (test_wait_until (has_verdict, dialog, DEADLINE_MS));
  return dialog;
}

static void
test_accepted (Fixture      *fixture,
               gconstpointer data)
{
  EvertickAccountDialog *dialog;
  Venue venue;

  start_venue (&venue, fixture->manager);
  dialog = try (fixture, &venue);
  g_assert_cmpstr (evertick_account_dialog_get_message (dialog), ==,
                   "Logged in, and the stream opens: the account works");
  /* What is typed after it has not been tried */
  feed_credentials_set (venue.credentials, "pin", "9999");
  evertick_account_dialog_fill (dialog, "", venue.credentials);
  g_assert_cmpstr (evertick_account_dialog_get_message (dialog), ==, "");
  gtk_window_destroy (GTK_WINDOW (dialog));
  stop_venue (&venue);
}

static void
test_refused (Fixture      *fixture,
              gconstpointer data)
{
  EvertickAccountDialog *dialog;
  Venue venue;

  start_venue (&venue, fixture->manager);
  feed_credentials_set (venue.credentials, "pin", "9999");
  dialog = try (fixture, &venue);
  g_test_message ("%s", evertick_account_dialog_get_message (dialog));
  g_assert_nonnull (strstr (evertick_account_dialog_get_message (dialog), "PIN"));
  g_assert_null (strstr (evertick_account_dialog_get_message (dialog), "9999"));
  gtk_window_destroy (GTK_WINDOW (dialog));
  stop_venue (&venue);
}

/* Nothing comes any more, and it can be tried again */
static void
test_stopped (Fixture      *fixture,
              gconstpointer data)
{
  EvertickAccountDialog *dialog;
  Venue venue;

  start_venue (&venue, fixture->manager);
  dialog = open_dialog (fixture, NULL);
  evertick_account_dialog_fill (dialog, "", venue.credentials);
  act (dialog, "account.test");
  act (dialog, "account.test");
  g_assert_cmpstr (evertick_account_dialog_get_message (dialog), ==, "");
  /* What was under way lets go of it */
  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  gtk_window_destroy (GTK_WINDOW (dialog));
  g_assert_true (test_wait_until (is_gone, &dialog, DEADLINE_MS));
  stop_venue (&venue);
}

/* What was entered stays, and can be used all the same */
static void
test_no_keyring (Fixture      *fixture,
                 gconstpointer data)
{
  g_autoptr (FeedCredentials) credentials = example ();
  const char *path = g_getenv ("SECRET_FILE_TEST_PATH");
  g_autofree char *aside = g_strconcat (path, ".aside", NULL);
  EvertickAccountDialog *dialog = open_dialog (fixture, NULL);
  EvertickAccount *account;

  /* A folder cannot be written over */
  g_rename (path, aside);
  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  evertick_account_dialog_fill (dialog, "", credentials);
  act (dialog, "account.save");
  g_assert_true (test_wait_until (has_verdict, dialog, DEADLINE_MS));
  g_test_message ("%s", evertick_account_dialog_get_message (dialog));
  g_assert_null (evertick_accounts_find (fixture->accounts, "angel-one"));
  g_assert_cmpstr (evertick_account_dialog_get_errors (dialog), ==, "");
  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  act (dialog, "account.use");
  g_assert_true (test_wait_until (is_gone, &dialog, DEADLINE_MS));
  account = evertick_accounts_find (fixture->accounts, "angel-one");
  g_assert_nonnull (account);
  g_assert_true (feed_credentials_equal (evertick_account_get_credentials (account), credentials));
  g_assert_false (evertick_account_get_kept (account));
  remove_account (fixture->accounts, "angel-one");
  g_assert_cmpint (g_rmdir (path), ==, 0);
  g_rename (aside, path);
}

static gboolean
is_refused (gpointer user_data)
{
  return evertick_accounts_get_refused (user_data) != NULL;
}

/* The lasting bar is silent of what the account's bar explains, and of nothing else */
static void
check_said_once (Fixture *fixture)
{
  g_autoptr (EvertickStatus) status = evertick_status_new (fixture->manager);
  GtkWidget *bar = g_object_ref_sink (evertick_feed_bar_new ());

  evertick_feed_bar_set_status (EVERTICK_FEED_BAR (bar), status);
  g_assert_true (evertick_feed_bar_get_revealed (EVERTICK_FEED_BAR (bar)));
  g_object_set (bar, "explained", "angel-one@second", NULL);
  g_assert_false (evertick_feed_bar_get_revealed (EVERTICK_FEED_BAR (bar)));
  g_object_set (bar, "explained", "angel-one", NULL);
  g_assert_false (evertick_feed_bar_get_revealed (EVERTICK_FEED_BAR (bar)));
  g_object_set (bar, "explained", "binance", NULL);
  g_assert_true (evertick_feed_bar_get_revealed (EVERTICK_FEED_BAR (bar)));
  g_assert_finalize_object (bar);
}

/* The venue's own words, where one looks for them */
static void
test_refusal_shown (Fixture      *fixture,
                    gconstpointer data)
{
  GtkWidget *bar = g_object_ref_sink (evertick_account_bar_new ());
  g_autoptr (FeedCredentials) other = example ();
  g_autoptr (GError) error = NULL;
  const char *state, *text;
  Venue venue;

  start_venue (&venue, fixture->manager);
  evertick_account_bar_set_accounts (EVERTICK_ACCOUNT_BAR (bar), fixture->accounts);
  feed_credentials_set (venue.credentials, "pin", "9999");
  evertick_accounts_use (fixture->accounts, "angel-one", venue.credentials, &error);
  g_assert_no_error (error);
  feed_manager_set_list_base (fixture->manager, "angel-one", venue.list, &error);
  g_assert_no_error (error);
  feed_manager_subscribe (fixture->manager, "angel-one", "NSE:RELIANCE-EQ", &error);
  g_assert_no_error (error);
  feed_manager_start (fixture->manager);
  g_assert_true (test_wait_until (is_refused, fixture->accounts, DEADLINE_MS));
  state = evertick_account_get_state (evertick_accounts_find (fixture->accounts, "angel-one"));
  text = evertick_account_bar_get_text (EVERTICK_ACCOUNT_BAR (bar));
  g_test_message ("%s", text);
  g_assert_true (g_str_has_prefix (state, "Refused: wrong PIN"));
  g_assert_true (g_str_has_prefix (text, "Angel One refuses the log-in: wrong PIN"));
  check_said_once (fixture);
  /* Once it is changed nothing is refused any more */
  evertick_accounts_use (fixture->accounts, "angel-one", other, &error);
  g_assert_no_error (error);
  g_assert_null (evertick_accounts_get_refused (fixture->accounts));
  g_assert_finalize_object (bar);
  stop_venue (&venue);
}

static void
test_named (void)
{
  static const FeedCredentialField fields[] = {
    { "client-code", "Client code", "hint", TRUE }, { "pin", "PIN", "hint", FALSE }, { NULL },
  };

  g_assert_cmpuint (evertick_credential_group_find_named (fields, ""), ==, 0);
  g_assert_cmpuint (evertick_credential_group_find_named (fields, "The PIN is missing"), ==, 1);
  g_assert_cmpuint (evertick_credential_group_find_named (
                      fields, "The PIN is missing\nThe client code is letters"), ==, 0);
}

static void
test_mnemonics (void)
{
  g_autoptr (GString) taken = g_string_new ("ct");
  g_autofree char *client = evertick_credential_group_mark ("Client code", taken);
  g_autofree char *totp = evertick_credential_group_mark ("TOTP secret", taken);
  g_autofree char *none = evertick_credential_group_mark ("Cl", taken);

  g_assert_cmpstr (client, ==, "C_lient code");
  g_assert_cmpstr (totp, ==, "T_OTP secret");
  g_assert_cmpstr (none, ==, "Cl");
}

static void
find_texts (GtkWidget *widget,
            GPtrArray *texts)
{
  if (GTK_IS_TEXT (widget))
    g_ptr_array_add (texts, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    find_texts (child, texts);
}

/* What is secret is not to be seen, and lies where GTK wipes it */
static void
test_entries (void)
{
  static const FeedCredentialField fields[] = {
    { "client-code", "Client code", "hint", TRUE }, { "pin", "PIN", "hint", FALSE }, { NULL },
  };
  GtkWidget *group = g_object_ref_sink (g_object_new (EVERTICK_TYPE_CREDENTIAL_GROUP, NULL));
  EvertickCredentialGroup *entries = EVERTICK_CREDENTIAL_GROUP (group);
  g_autoptr (GPtrArray) texts = g_ptr_array_new ();
  g_autoptr (FeedCredentials) typed = NULL;

  evertick_credential_group_set_fields (entries, fields, "");
  find_texts (group, texts);
  g_assert_cmpuint (texts->len, ==, 2);
  g_assert_true (gtk_text_get_visibility (texts->pdata[0]));
  g_assert_false (gtk_text_get_visibility (texts->pdata[1]));
  g_assert_true (GTK_IS_PASSWORD_ENTRY_BUFFER (gtk_text_get_buffer (texts->pdata[1])));
  gtk_editable_set_text (texts->pdata[0], "  Q7 \n");
  gtk_editable_set_text (texts->pdata[1], " ");
  typed = evertick_credential_group_dup_credentials (entries);
  g_assert_cmpstr (feed_credentials_get (typed, "client-code"), ==, "Q7");
  g_assert_null (feed_credentials_get (typed, "pin"));
  evertick_credential_group_wipe (entries);
  g_assert_false (evertick_credential_group_is_touched (entries));
  g_assert_finalize_object (group);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_autofree char *path = g_build_filename (g_get_home_dir (), "test.keyring", NULL);

  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PATH", path, TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "of the test", TRUE);
  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  adw_init ();
  ADD ("/accounts/life", test_life);
  ADD ("/accounts/errors", test_errors);
  ADD ("/accounts/same", test_same);
  ADD ("/accounts/enter", test_enter);
  ADD ("/accounts/second", test_second);
  ADD ("/accounts/choice", test_choice);
  ADD ("/accounts/loaded", test_loaded);
  ADD ("/accounts/wanted", test_wanted);
  ADD ("/accounts/accepted", test_accepted);
  ADD ("/accounts/refused", test_refused);
  ADD ("/accounts/stopped", test_stopped);
  ADD ("/accounts/no-keyring", test_no_keyring);
  ADD ("/accounts/refusal-shown", test_refusal_shown);
  g_test_add_func ("/accounts/named", test_named);
  g_test_add_func ("/accounts/mnemonics", test_mnemonics);
  g_test_add_func ("/accounts/entries", test_entries);
  return g_test_run ();
}
