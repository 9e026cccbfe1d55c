/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/feedctl-account.h"

#include <accounts/accounts.h>
#include <stdio.h>

#include "cli/feedctl-venue.h"

static void
on_loaded (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  GAsyncResult **out = user_data;

  *out = g_object_ref (result);
}

static FeedCredentials *
load (const char *venue,
      GError    **error)
{
  g_autoptr (AccountStore) store = account_store_new ();
  g_autoptr (GAsyncResult) result = NULL;

  account_store_load_async (store, venue, NULL, on_loaded, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return account_store_load_finish (store, result, error);
}

/* Both places, and what to do about it */
static void
set_none_error (const char                *provider,
                const FeedCredentialField *fields,
                const char                *keyring,
                GError                   **error)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (; fields->id != NULL; fields++) {
    g_autofree char *name = account_environment_variable (provider, fields->id);

    g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", name);
  }
  g_set_error (error, FEED_ERROR, FEED_ERROR_CREDENTIALS,
               "%s asks for an account, and there is none (%s): keep one with “feedctl account add %s”, "
               "or set %s", provider, keyring, provider, names->str);
}

/* An account that is named is one of the keyring */
FeedCredentials *
feedctl_account_find (const char *venue,
                      GError    **error)
{
  g_autofree char *provider = account_id_dup_provider (venue);
  const FeedCredentialField *fields = feedctl_venue_get_credential_fields (venue);
  gboolean named = *account_id_get_name (venue) != '\0';
  g_autoptr (GError) local_error = NULL;
  FeedCredentials *credentials = NULL;

  if (!named)
    credentials = account_credentials_from_environment (provider, fields, &local_error);
  if (credentials == NULL && local_error == NULL)
    credentials = load (venue, &local_error);
  if (!named && (g_error_matches (local_error, ACCOUNT_ERROR, ACCOUNT_ERROR_NOT_FOUND)
                 || g_error_matches (local_error, ACCOUNT_ERROR, ACCOUNT_ERROR_NO_KEYRING)))
    set_none_error (provider, fields, local_error->message, error);
  else if (local_error != NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  return credentials;
}

FeedctlExit
feedctl_account_apply (FeedManager *manager,
                       const char  *venue)
{
  g_autoptr (FeedCredentials) credentials = NULL;
  g_autoptr (GError) error = NULL;

  if (feedctl_venue_get_credential_fields (venue) == NULL)
    return FEEDCTL_EXIT_OK;
  credentials = feedctl_account_find (venue, &error);
  if (credentials != NULL && feed_manager_set_credentials (manager, venue, credentials, &error))
    return FEEDCTL_EXIT_OK;
  fprintf (stderr, "%s: %s\n", g_get_prgname (), error->message);
  return FEEDCTL_EXIT_USAGE;
}
