/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "accounts/account-store.h"

#include <string.h>

#include "accounts/account-error.h"
#include "accounts/account-id.h"
#include "accounts/account-secret.h"

#define VENUE "venue"
#define ACCOUNT "account"
#define LOCKED "The keyring is locked, and was not unlocked"

struct _AccountStore {
  GObject parent_instance;
};

G_DEFINE_FINAL_TYPE (AccountStore, account_store, G_TYPE_OBJECT)

static const SecretSchema schema = {
  .name = "io.github.evertick.Evertick.Account",
  .flags = SECRET_SCHEMA_NONE,
  .attributes = {
    { VENUE, SECRET_SCHEMA_ATTRIBUTE_STRING },
    { ACCOUNT, SECRET_SCHEMA_ATTRIBUTE_STRING },
  },
};

static void
account_store_class_init (AccountStoreClass *klass)
{
}

static void
account_store_init (AccountStore *self)
{
}

static GHashTable *
new_attributes (const char *id)
{
  g_autofree char *provider = account_id_dup_provider (id);

  return secret_attributes_build (&schema, VENUE, provider, ACCOUNT, account_id_get_name (id), NULL);
}

static char *
dup_why_unreachable (GError *error)
{
  if (g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN)
      || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER))
    return g_strdup (g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS)
                     ? "this desktop has no Secret portal"
                     : "no program of this session keeps one");
  g_dbus_error_strip_remote_error (error);
  return g_strdup (error->message);
}

/* In words of ours; cancellation stays what it is. NULL is what libsecret says where a question was
 * dismissed. Takes error */
static GError *
explain (GError *error)
{
  GError *told;

  if (error == NULL)
    return g_error_new_literal (ACCOUNT_ERROR, ACCOUNT_ERROR_LOCKED, LOCKED);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return error;
  if (g_error_matches (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
    told = g_error_new_literal (ACCOUNT_ERROR, ACCOUNT_ERROR_LOCKED, LOCKED);
  else if (g_error_matches (error, SECRET_ERROR, SECRET_ERROR_NO_SUCH_OBJECT))
    told = g_error_new_literal (ACCOUNT_ERROR, ACCOUNT_ERROR_NO_KEYRING,
                                "There is no keyring yet, and none was made");
  else if (error->domain == G_IO_ERROR || error->domain == G_DBUS_ERROR) {
    g_autofree char *why = dup_why_unreachable (error);

    told = g_error_new (ACCOUNT_ERROR, ACCOUNT_ERROR_NO_KEYRING, "No keyring can be reached: %s", why);
  } else
    told = g_error_new (ACCOUNT_ERROR, ACCOUNT_ERROR_FAILED,
                        "The keyring refuses: %s", error->message);
  g_error_free (error);
  return told;
}

/* Takes error, which may be NULL */
static void
fail (GTask  *task,
      GError *error)
{
  g_task_return_error (task, explain (error));
}

static GTask *
new_task (AccountStore       *self,
          const char         *id,
          GCancellable       *cancellable,
          GAsyncReadyCallback callback,
          gpointer            user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_task_data (task, g_strdup (id), g_free);
  return task;
}

static void
free_items (GList *items)
{
  g_list_free_full (items, g_object_unref);
}

/* NULL where it is an item of somebody else */
static char *
dup_id (SecretRetrievable *item)
{
  g_autoptr (GHashTable) attributes = secret_retrievable_get_attributes (item);
  const char *venue = g_hash_table_lookup (attributes, VENUE);
  const char *account = g_hash_table_lookup (attributes, ACCOUNT);

  return venue != NULL && account != NULL ? account_id_new (venue, account) : NULL;
}

static int
compare_ids (gconstpointer a,
             gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
on_listed (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  GError *error = NULL;
  GList *items = secret_password_search_finish (result, &error);

  if (error != NULL) {
    fail (task, error);
    return;
  }
  for (GList *at = items; at != NULL; at = at->next) {
    char *id = dup_id (at->data);

    if (id != NULL)
      g_ptr_array_add (ids, id);
  }
  free_items (items);
  g_ptr_array_sort (ids, compare_ids);
  g_ptr_array_add (ids, NULL);
  g_task_return_pointer (task, g_ptr_array_steal (ids, NULL), (GDestroyNotify) g_strfreev);
}

AccountStore *
account_store_new (void)
{
  return g_object_new (ACCOUNT_TYPE_STORE, NULL);
}

void
account_store_list_async (AccountStore       *self,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  g_autoptr (GHashTable) any = g_hash_table_new (g_str_hash, g_str_equal);

  g_return_if_fail (ACCOUNT_IS_STORE (self));

  secret_password_searchv (&schema, any, SECRET_SEARCH_ALL, cancellable, on_listed,
                           new_task (self, NULL, cancellable, callback, user_data));
}

char **
account_store_list_finish (AccountStore *self,
                           GAsyncResult *result,
                           GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Unlocked where the user lets it be. What is missing is told here from what stays locked: libsecret's
 * own calls answer both with nothing. Takes task */
static void
find (GTask              *task,
      GAsyncReadyCallback callback)
{
  g_autoptr (GHashTable) attributes = new_attributes (g_task_get_task_data (task));

  secret_password_searchv (&schema, attributes, SECRET_SEARCH_UNLOCK, g_task_get_cancellable (task),
                           callback, task);
}

static void
on_retrieved (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (SecretValue) value =
    secret_retrievable_retrieve_secret_finish (SECRET_RETRIEVABLE (source), result, &error);
  FeedCredentials *credentials;
  const char *text;
  gsize length;

  if (value == NULL) {
    fail (task, error);
    return;
  }
  text = secret_value_get (value, &length);
  credentials = account_secret_decode (text, length, &error);
  if (credentials != NULL)
    g_task_return_pointer (task, credentials, (GDestroyNotify) feed_credentials_unref);
  else
    g_task_return_error (task, error);
}

static void
fail_not_found (GTask *task)
{
  g_task_return_new_error (task, ACCOUNT_ERROR, ACCOUNT_ERROR_NOT_FOUND,
                           "The keyring has no account “%s”", (char *) g_task_get_task_data (task));
}

static void
on_found_to_load (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GList *items = secret_password_search_finish (result, &error);

  if (error != NULL)
    fail (task, error);
  else if (items == NULL)
    fail_not_found (task);
  else
    secret_retrievable_retrieve_secret (items->data, g_task_get_cancellable (task), on_retrieved,
                                        g_object_ref (task));
  free_items (items);
}

void
account_store_load_async (AccountStore       *self,
                          const char         *id,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  g_return_if_fail (ACCOUNT_IS_STORE (self));
  g_return_if_fail (id != NULL);

  find (new_task (self, id, cancellable, callback, user_data), on_found_to_load);
}

FeedCredentials *
account_store_load_finish (AccountStore *self,
                           GAsyncResult *result,
                           GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_saved (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (secret_password_store_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    fail (task, error);
}

/* What a keyring's own window calls it */
static char *
dup_label (const char *id)
{
  g_autofree char *provider_id = account_id_dup_provider (id);
  g_autoptr (FeedProvider) provider = feed_provider_registry_create (provider_id, NULL);
  const char *venue = provider != NULL ? feed_provider_get_info (provider)->name : provider_id;
  const char *name = account_id_get_name (id);

  return g_strdup_printf ("Evertick: %s%s%s", venue, *name != '\0' ? ", " : "", name);
}

void
account_store_save_async (AccountStore       *self,
                          const char         *id,
                          FeedCredentials    *credentials,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  g_autoptr (GHashTable) attributes = NULL;
  g_autoptr (SecretValue) value = NULL;
  g_autofree char *label = NULL;

  g_return_if_fail (ACCOUNT_IS_STORE (self));
  g_return_if_fail (id != NULL && credentials != NULL);

  attributes = new_attributes (id);
  label = dup_label (id);
  value = account_secret_encode (credentials);
  secret_password_storev_binary (&schema, attributes, SECRET_COLLECTION_DEFAULT, label, value,
                                 cancellable, on_saved,
                                 new_task (self, id, cancellable, callback, user_data));
}

gboolean
account_store_save_finish (AccountStore *self,
                           GAsyncResult *result,
                           GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_cleared (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (secret_password_clear_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    fail (task, error);
}

static void
on_found_to_remove (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GHashTable) attributes = new_attributes (g_task_get_task_data (task));
  GError *error = NULL;
  GList *items = secret_password_search_finish (result, &error);

  if (error != NULL)
    fail (task, error);
  else if (items == NULL)
    fail_not_found (task);
  else
    secret_password_clearv (&schema, attributes, g_task_get_cancellable (task), on_cleared,
                            g_object_ref (task));
  free_items (items);
}

void
account_store_remove_async (AccountStore       *self,
                            const char         *id,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_return_if_fail (ACCOUNT_IS_STORE (self));
  g_return_if_fail (id != NULL);

  find (new_task (self, id, cancellable, callback, user_data), on_found_to_remove);
}

gboolean
account_store_remove_finish (AccountStore *self,
                             GAsyncResult *result,
                             GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
