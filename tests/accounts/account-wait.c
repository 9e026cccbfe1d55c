/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "account-wait.h"

#include "support/test-support.h"

#define DEADLINE_MS 20000

static void
on_done (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  GAsyncResult **out = user_data;

  *out = g_object_ref (result);
}

static gboolean
has_result (gpointer user_data)
{
  GAsyncResult **result = user_data;

  return *result != NULL;
}

static void
wait (GAsyncResult **result)
{
  g_assert_true (test_wait_until (has_result, result, DEADLINE_MS));
}

char **
account_wait_list (AccountStore *store,
                   GError      **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  account_store_list_async (store, NULL, on_done, &result);
  wait (&result);
  return account_store_list_finish (store, result, error);
}

FeedCredentials *
account_wait_load (AccountStore *store,
                   const char   *id,
                   GError      **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  account_store_load_async (store, id, NULL, on_done, &result);
  wait (&result);
  return account_store_load_finish (store, result, error);
}

gboolean
account_wait_save (AccountStore    *store,
                   const char      *id,
                   FeedCredentials *credentials,
                   GError         **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  account_store_save_async (store, id, credentials, NULL, on_done, &result);
  wait (&result);
  return account_store_save_finish (store, result, error);
}

gboolean
account_wait_remove (AccountStore *store,
                     const char   *id,
                     GError      **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  account_store_remove_async (store, id, NULL, on_done, &result);
  wait (&result);
  return account_store_remove_finish (store, result, error);
}

FeedCredentials *
account_wait_example (void)
{
  FeedCredentials *credentials = feed_credentials_new ();

  feed_credentials_set (credentials, "client-code", "QXCLIENT77");
  feed_credentials_set (credentials, "pin", "739105");
  feed_credentials_set (credentials, "api-key", "apikeyZq8");
  feed_credentials_set (credentials, "totp-secret", "JBSWY3DPEHPK3PXP");
  return credentials;
}
