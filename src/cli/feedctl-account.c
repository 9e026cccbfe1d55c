/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/feedctl-account.h"

#include <accounts/accounts.h>
#include <stdio.h>

#include "cli/feedctl-venue.h"

static void
set_none_error (const char                *provider,
                const FeedCredentialField *fields,
                GError                   **error)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (; fields->id != NULL; fields++) {
    g_autofree char *name = account_environment_variable (provider, fields->id);

    g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", name);
  }
  g_set_error (error, FEED_ERROR, FEED_ERROR_CREDENTIALS,
               "%s asks for an account, and the environment gives none: set %s", provider,
               names->str);
}

FeedCredentials *
feedctl_account_find (const char *venue,
                      GError    **error)
{
  g_autofree char *provider = account_id_dup_provider (venue);
  const FeedCredentialField *fields = feedctl_venue_get_credential_fields (venue);
  g_autoptr (GError) local_error = NULL;
  FeedCredentials *credentials = account_credentials_from_environment (provider, fields,
                                                                       &local_error);

  if (local_error != NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  else if (credentials == NULL)
    set_none_error (provider, fields, error);
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
