/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "accounts/account-environment.h"

#include "accounts/account-error.h"

char *
account_environment_variable (const char *provider,
                              const char *field)
{
  g_autofree char *mixed = NULL;
  char *name;

  g_return_val_if_fail (provider != NULL && field != NULL, NULL);

  mixed = g_strdup_printf ("EVERTICK_%s_%s", provider, field);
  name = g_ascii_strup (mixed, -1);
  return g_strdelimit (name, "-", '_');
}

FeedCredentials *
account_credentials_from_environment (const char                *provider,
                                      const FeedCredentialField *fields,
                                      GError                   **error)
{
  g_autoptr (FeedCredentials) credentials = feed_credentials_new ();
  g_autoptr (GString) missing = g_string_new (NULL);
  gboolean any = FALSE;

  g_return_val_if_fail (provider != NULL && fields != NULL, NULL);

  for (; fields->id != NULL; fields++) {
    g_autofree char *variable = account_environment_variable (provider, fields->id);
    const char *value = g_getenv (variable);

    if (value != NULL && *value != '\0') {
      feed_credentials_set (credentials, fields->id, value);
      any = TRUE;
    } else {
      g_string_append_printf (missing, "%s%s", missing->len > 0 ? ", " : "", variable);
    }
  }
  if (!any)
    return NULL;
  if (missing->len == 0)
    return g_steal_pointer (&credentials);
  g_set_error (error, ACCOUNT_ERROR, ACCOUNT_ERROR_ENVIRONMENT,
               "The environment has a part of the account only: %s is not set", missing->str);
  return NULL;
}
