/* SPDX-License-Identifier: GPL-3.0-or-later */
/* AccountStore over a keyring that is a file, as in a sandbox. */
#include <glib/gstdio.h>
#include <libsecret/secret.h>
#include <string.h>

#include "account-wait.h"

static void
test_life (void)
{
  g_autoptr (AccountStore) store = account_store_new ();
  g_autoptr (FeedCredentials) credentials = account_wait_example ();
  g_autoptr (FeedCredentials) other = account_wait_example ();
  g_autoptr (FeedCredentials) loaded = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) none = account_wait_list (store, &error);
  g_auto (GStrv) two = NULL;
  g_auto (GStrv) one = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (none), ==, 0);
  feed_credentials_set (other, "pin", "820416");
  g_assert_true (account_wait_save (store, "angel-one@second", credentials, &error));
  g_assert_true (account_wait_save (store, "angel-one", credentials, &error));
  /* Saved again it is replaced */
  g_assert_true (account_wait_save (store, "angel-one@second", other, &error));
  two = account_wait_list (store, &error);
  g_assert_cmpuint (g_strv_length (two), ==, 2);
  g_assert_cmpstr (two[0], ==, "angel-one");
  g_assert_cmpstr (two[1], ==, "angel-one@second");
  loaded = account_wait_load (store, "angel-one@second", &error);
  g_assert_no_error (error);
  g_assert_true (feed_credentials_equal (loaded, other));
  g_assert_true (account_wait_remove (store, "angel-one", &error));
  one = account_wait_list (store, &error);
  g_assert_cmpuint (g_strv_length (one), ==, 1);
  g_assert_true (account_wait_remove (store, "angel-one@second", &error));
  g_assert_no_error (error);
  g_assert_finalize_object (g_steal_pointer (&store));
}

static void
test_missing (void)
{
  g_autoptr (AccountStore) store = account_store_new ();
  g_autoptr (GError) error = NULL;

  g_assert_null (account_wait_load (store, "angel-one@third", &error));
  g_assert_error (error, ACCOUNT_ERROR, ACCOUNT_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "angel-one@third"));
  g_clear_error (&error);
  g_assert_false (account_wait_remove (store, "angel-one@third", &error));
  g_assert_error (error, ACCOUNT_ERROR, ACCOUNT_ERROR_NOT_FOUND);
}

static void
on_cancelled (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  gboolean *done = user_data;
  g_autoptr (GError) error = NULL;

  g_assert_null (account_store_load_finish (ACCOUNT_STORE (source), result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  *done = TRUE;
}

static void
test_cancelled (void)
{
  g_autoptr (AccountStore) store = account_store_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  gboolean done = FALSE;

  g_cancellable_cancel (cancellable);
  account_store_load_async (store, "angel-one", cancellable, on_cancelled, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
}

static void
on_found (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  GList **items = user_data;
  g_autoptr (GError) error = NULL;

  *items = secret_password_search_finish (result, &error);
  g_assert_no_error (error);
}

/* What a keyring may show, and search, without being unlocked */
static void
check_seen (SecretRetrievable *item)
{
  g_autoptr (GHashTable) attributes = secret_retrievable_get_attributes (item);
  g_autofree char *label = secret_retrievable_get_label (item);

  g_hash_table_remove (attributes, "xdg:schema");
  g_assert_cmpuint (g_hash_table_size (attributes), ==, 2);
  g_assert_cmpstr (g_hash_table_lookup (attributes, "venue"), ==, "angel-one");
  g_assert_cmpstr (g_hash_table_lookup (attributes, "account"), ==, "mine");
  g_assert_cmpstr (label, ==, "Evertick: Angel One, mine");
}

static void
test_nothing_is_seen (void)
{
  g_autoptr (AccountStore) store = account_store_new ();
  g_autoptr (FeedCredentials) credentials = account_wait_example ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) any = g_hash_table_new (g_str_hash, g_str_equal);
  g_auto (GStrv) ids = feed_credentials_dup_ids (credentials);
  g_autofree char *contents = NULL;
  GList *items = NULL;
  gsize length;

  g_assert_true (account_wait_save (store, "angel-one@mine", credentials, &error));
  secret_password_searchv (NULL, any, SECRET_SEARCH_ALL, NULL, on_found, &items);
  while (items == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (g_list_length (items), ==, 1);
  check_seen (items->data);
  g_list_free_full (items, g_object_unref);

  g_file_get_contents (g_getenv ("SECRET_FILE_TEST_PATH"), &contents, &length, &error);
  g_assert_no_error (error);
  for (guint i = 0; ids[i] != NULL; i++) {
    const char *value = feed_credentials_get (credentials, ids[i]);

    g_assert_null (memmem (contents, length, value, strlen (value)));
    g_assert_null (memmem (contents, length, ids[i], strlen (ids[i])));
  }
  g_assert_true (account_wait_remove (store, "angel-one@mine", &error));
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  int code;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  /* One file for all tests: libsecret looks for it once */
  folder = g_dir_make_tmp ("accounts-XXXXXX", NULL);
  path = g_build_filename (folder, "test.keyring", NULL);
  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PATH", path, TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "of the test", TRUE);
  g_test_add_func ("/store/life", test_life);
  g_test_add_func ("/store/missing", test_missing);
  g_test_add_func ("/store/cancelled", test_cancelled);
  g_test_add_func ("/store/nothing-is-seen", test_nothing_is_seen);
  code = g_test_run ();
  g_unlink (path);
  g_rmdir (folder);
  return code;
}
