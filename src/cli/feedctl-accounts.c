/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <accounts/accounts.h>
#include <feed/feed.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "cli/feedctl.h"

#define MAX_LINE 4096

static void
on_done (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  GAsyncResult **out = user_data;

  *out = g_object_ref (result);
}

static void
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static FeedctlExit
fail (GError *error)
{
  fprintf (stderr, "feedctl account: %s\n", error->message);
  return FEEDCTL_EXIT_FAILED;
}

static char **
dup_ids (AccountStore *store,
         GError      **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  account_store_list_async (store, NULL, on_done, &result);
  wait_for (&result);
  return account_store_list_finish (store, result, error);
}

static FeedctlExit
list (AccountStore *store)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) ids = dup_ids (store, &error);

  if (ids == NULL)
    return fail (error);
  for (guint i = 0; ids[i] != NULL; i++)
    printf ("%s\n", ids[i]);
  return FEEDCTL_EXIT_OK;
}

/* A line of standard input without its end; NULL where there is none, or it is too long. To be freed
 * with feed_secret_free() */
static char *
read_line (void)
{
  char *line = g_malloc0 (MAX_LINE);
  gsize length;

  if (fgets (line, MAX_LINE, stdin) == NULL) {
    feed_secret_free (line);
    return NULL;
  }
  length = strlen (line);
  if (length == 0 || line[length - 1] != '\n') {
    if (length == MAX_LINE - 1) {
      feed_secret_free (line);
      return NULL;
    }
    return line;
  }
  line[length - 1] = '\0';
  return line;
}

/* Asks on the terminal; what is secret is not echoed */
static char *
ask (const FeedCredentialField *field)
{
  struct termios before, silent;
  gboolean hides = !field->shown && tcgetattr (STDIN_FILENO, &before) == 0;
  char *line;

  fprintf (stderr, "%s (%s): ", field->label, field->hint);
  if (hides) {
    silent = before;
    silent.c_lflag &= ~(tcflag_t) ECHO;
    tcsetattr (STDIN_FILENO, TCSAFLUSH, &silent);
  }
  line = read_line ();
  if (hides) {
    tcsetattr (STDIN_FILENO, TCSAFLUSH, &before);
    fputc ('\n', stderr);
  }
  return line;
}

static FeedCredentials *
ask_for_all (const FeedCredentialField *fields)
{
  FeedCredentials *credentials = feed_credentials_new ();

  for (guint i = 0; fields[i].id != NULL; i++) {
    char *value = ask (&fields[i]);

    if (value != NULL && *value != '\0')
      feed_credentials_set (credentials, fields[i].id, value);
    feed_secret_free (value);
  }
  return credentials;
}

static gboolean
is_field (const FeedCredentialField *fields,
          const char                *id)
{
  for (guint i = 0; fields[i].id != NULL; i++)
    if (strcmp (fields[i].id, id) == 0)
      return TRUE;
  return FALSE;
}

/* Lines "pin=1234", in any order */
static FeedCredentials *
read_all (const FeedCredentialField *fields,
          GError                   **error)
{
  g_autoptr (FeedCredentials) credentials = feed_credentials_new ();
  gboolean good = TRUE;
  char *line;

  while (good && (line = read_line ()) != NULL) {
    char *equals = strchr (line, '=');
    g_autofree char *id = equals != NULL ? g_strndup (line, equals - line) : NULL;

    good = *line == '\0' || (id != NULL && is_field (fields, id));
    if (id != NULL && good)
      feed_credentials_set (credentials, id, equals + 1);
    feed_secret_free (line);
  }
  if (good)
    return g_steal_pointer (&credentials);
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                       "a line of the input is not FIELD=VALUE of the venue's fields");
  return NULL;
}

/* Whether an account of the keyring is the one of these credentials; one that cannot be read is not */
static gboolean
holds (AccountStore          *store,
       const char            *id,
       FeedProvider          *provider,
       const FeedCredentials *credentials)
{
  g_autofree char *provider_id = account_id_dup_provider (id);
  g_autoptr (FeedCredentials) kept = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  if (strcmp (provider_id, feed_provider_get_info (provider)->id) != 0)
    return FALSE;
  account_store_load_async (store, id, NULL, on_done, &result);
  wait_for (&result);
  kept = account_store_load_finish (store, result, NULL);
  return kept != NULL && feed_provider_is_same_account (provider, kept, credentials);
}

/* Under one name alone: its streams are counted once, too */
static gboolean
check_new (AccountStore          *store,
           const char            *id,
           FeedProvider          *provider,
           const FeedCredentials *credentials,
           GError               **error)
{
  g_auto (GStrv) ids = dup_ids (store, error);

  if (ids == NULL)
    return FALSE;
  for (guint i = 0; ids[i] != NULL; i++)
    if (strcmp (ids[i], id) != 0 && holds (store, ids[i], provider, credentials)) {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   "this account is there already, as %s", ids[i]);
      return FALSE;
    }
  return TRUE;
}

static FeedctlExit
add (AccountStore *store,
     const char   *id,
     FeedProvider *provider)
{
  const FeedCredentialField *fields = feed_provider_get_info (provider)->credential_fields;
  g_autoptr (FeedCredentials) credentials = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  credentials = isatty (STDIN_FILENO) ? ask_for_all (fields) : read_all (fields, &error);
  if (credentials == NULL || !feed_provider_validate_credentials (provider, credentials, &error)
      || !check_new (store, id, provider, credentials, &error))
    return fail (error);
  account_store_save_async (store, id, credentials, NULL, on_done, &result);
  wait_for (&result);
  return account_store_save_finish (store, result, &error) ? FEEDCTL_EXIT_OK : fail (error);
}

static FeedctlExit
remove_account (AccountStore *store,
                const char   *id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  account_store_remove_async (store, id, NULL, on_done, &result);
  wait_for (&result);
  return account_store_remove_finish (store, result, &error) ? FEEDCTL_EXIT_OK : fail (error);
}

static FeedProvider *
create_provider (const char *id,
                 GError    **error)
{
  g_autofree char *provider_id = account_id_dup_provider (id);
  g_autoptr (FeedProvider) provider = feed_provider_registry_create (provider_id, error);

  if (provider == NULL || (strchr (id, '@') != NULL
                           && !account_id_check_name (account_id_get_name (id), error)))
    return NULL;
  if (feed_provider_has_account (provider))
    return g_steal_pointer (&provider);
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s asks for no account",
               feed_provider_get_info (provider)->name);
  return NULL;
}

/* What each venue asks for, its variables too */
static char *
describe_fields (void)
{
  const char *const *ids = feed_provider_registry_get_ids ();
  GString *text = g_string_new ("Fields, with the variables of the environment that stand for them "
                                "where there is no keyring:\n");

  for (guint i = 0; ids[i] != NULL; i++) {
    g_autoptr (FeedProvider) provider = feed_provider_registry_create (ids[i], NULL);
    const FeedCredentialField *fields = feed_provider_get_info (provider)->credential_fields;

    for (; fields != NULL && fields->id != NULL; fields++) {
      g_autofree char *variable = account_environment_variable (ids[i], fields->id);

      g_string_append_printf (text, "  %-10s %-12s %s\n", ids[i], fields->id, variable);
    }
  }
  g_string_append (text, "\nExit: 0 done, 1 the keyring or the venue's form refuses it, 2 usage.");
  return g_string_free (text, FALSE);
}

static gboolean
parse_arguments (int      argc,
                 char  ***argv,
                 GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("list | add VENUE[@NAME] | "
                                                             "remove VENUE[@NAME]");
  g_autofree char *fields = describe_fields ();

  g_option_context_set_summary (context,
                                "Keeps accounts in the keyring. “add” asks for each field; where "
                                "standard input is no terminal it reads lines FIELD=VALUE from it.");
  g_option_context_set_description (context, fields);
  if (!g_option_context_parse (context, &argc, argv, error))
    return FALSE;
  if (argc == 2 && strcmp ((*argv)[1], "list") == 0)
    return TRUE;
  if (argc == 3 && (strcmp ((*argv)[1], "add") == 0 || strcmp ((*argv)[1], "remove") == 0))
    return TRUE;
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                       "say “list”, “add VENUE” or “remove VENUE”");
  return FALSE;
}

/**
 * feedctl_accounts:
 * @argc: how many arguments
 * @argv: the arguments, the name of the sub-command first
 *
 * Lists, adds and removes accounts of the keyring. No secret is ever an argument.
 *
 * Returns: an exit code
 */
int
feedctl_accounts (int    argc,
                  char **argv)
{
  g_autoptr (AccountStore) store = account_store_new ();
  g_autoptr (FeedProvider) provider = NULL;
  g_autoptr (GError) error = NULL;

  g_set_prgname ("feedctl account");
  /* No copy of what is typed stays in a buffer */
  setvbuf (stdin, NULL, _IONBF, 0);
  if (!parse_arguments (argc, &argv, &error)
      || (argv[2] != NULL && (provider = create_provider (argv[2], &error)) == NULL)) {
    fprintf (stderr, "feedctl account: %s; see feedctl account --help\n", error->message);
    return FEEDCTL_EXIT_USAGE;
  }
  if (provider == NULL)
    return list (store);
  return strcmp (argv[1], "add") == 0 ? add (store, argv[2], provider)
                                      : remove_account (store, argv[2]);
}
