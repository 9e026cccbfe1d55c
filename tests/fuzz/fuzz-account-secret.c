/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a keyring has as an account may be anything: it is refused with a reason, or it is credentials
 * that are the same once more when they are written and read again.
 */
#include <accounts/account-error.h>
#include <accounts/account-secret.h>

#include "fuzz/fuzz-target.h"

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autofree char *text = fuzz_copy (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (FeedCredentials) read = account_secret_decode (text, size, &error);
  g_autoptr (FeedCredentials) again = NULL;
  g_autoptr (SecretValue) value = NULL;
  const char *written;
  gsize length;

  if (read == NULL) {
    g_assert_error (error, ACCOUNT_ERROR, ACCOUNT_ERROR_DAMAGED);
    return 0;
  }
  value = account_secret_encode (read);
  written = secret_value_get (value, &length);
  again = account_secret_decode (written, length, NULL);
  g_assert_nonnull (again);
  g_assert_true (feed_credentials_equal (read, again));
  return 0;
}
