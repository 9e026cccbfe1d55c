/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "accounts/account-id.h"

#include <string.h>

#include "accounts/account-error.h"

#define MAX_NAME 32

char *
account_id_new (const char *provider,
                const char *name)
{
  g_return_val_if_fail (provider != NULL, NULL);

  return name != NULL && *name != '\0' ? g_strconcat (provider, "@", name, NULL)
                                       : g_strdup (provider);
}

char *
account_id_dup_provider (const char *id)
{
  g_return_val_if_fail (id != NULL, NULL);

  return g_strndup (id, strcspn (id, "@"));
}

const char *
account_id_get_name (const char *id)
{
  const char *at;

  g_return_val_if_fail (id != NULL, NULL);

  at = strchr (id, '@');
  return at != NULL ? at + 1 : "";
}

gboolean
account_id_check_name (const char *name,
                       GError    **error)
{
  gsize length;

  g_return_val_if_fail (name != NULL, FALSE);

  length = strlen (name);
  if (length > 0 && length <= MAX_NAME && strspn (name, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "-_.")
      == length)
    return TRUE;
  g_set_error (error, ACCOUNT_ERROR, ACCOUNT_ERROR_NAME,
               "An account's name has 1 to %d letters, digits, dots, dashes and underscores", MAX_NAME);
  return FALSE;
}
