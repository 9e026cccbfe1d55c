/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/feed-venue-name.h"

#include <string.h>

#include "feed/core/feed-error.h"

#define MAX_ACCOUNT 64    /* characters */

static gboolean
is_account_name (const char *account)
{
  if (!g_utf8_validate (account, -1, NULL) || *account == '\0' ||
      g_utf8_strlen (account, -1) > MAX_ACCOUNT)
    return FALSE;
  for (const char *p = account; *p != '\0'; p = g_utf8_next_char (p)) {
    if (!g_unichar_isprint (g_utf8_get_char (p)))
      return FALSE;
  }
  return TRUE;
}

gboolean
feed_venue_name_split (const char *name,
                       char      **provider,
                       char      **account,
                       GError    **error)
{
  const char *at = strchr (name, '@');

  *account = NULL;
  if (at != NULL && !is_account_name (at + 1)) {
    *provider = NULL;
    g_set_error (error, FEED_ERROR, FEED_ERROR_UNKNOWN_VENUE,
                 "The name of an account is 1 to %d printable characters", MAX_ACCOUNT);
    return FALSE;
  }
  *provider = at != NULL ? g_strndup (name, at - name) : g_strdup (name);
  *account = at != NULL ? g_strdup (at + 1) : NULL;
  return TRUE;
}

char *
feed_venue_name_dup_shown (const char *provider_name,
                           const char *name)
{
  const char *at = strchr (name, '@');

  return at != NULL ? g_strdup_printf ("%s (%s)", provider_name, at + 1)
                    : g_strdup (provider_name);
}
