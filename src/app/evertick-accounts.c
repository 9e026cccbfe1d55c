/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evertick-accounts.h"

#include <accounts/accounts.h>
#include <glib/gi18n.h>

#include "evertick-words.h"

struct _EvertickAccounts {
  GObject parent_instance;

  AccountStore *store;
  GListStore   *list;
  FeedManager  *manager;
  GCancellable *cancellable;
  GQueue        to_load;     /* ids */
  gboolean      loading;
  guint         board_idle;  /* the watched symbols changed */
  char         *trouble;
  char         *wanted;
  char         *refused;
};

G_DEFINE_FINAL_TYPE (EvertickAccounts, evertick_accounts, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_TROUBLE,
  PROP_WANTED,
  PROP_REFUSED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
set_text (EvertickAccounts *self,
          char            **text,
          const char       *value,
          int               prop_id)
{
  if (g_strcmp0 (*text, value) == 0)
    return;
  g_free (*text);
  *text = g_strdup (value);
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop_id]);
}

static int
compare_accounts (gconstpointer a,
                  gconstpointer b,
                  gpointer      user_data)
{
  return g_strcmp0 (evertick_account_get_id (EVERTICK_ACCOUNT ((gpointer) a)),
                    evertick_account_get_id (EVERTICK_ACCOUNT ((gpointer) b)));
}

/* The worst of the connections that use the account; they share its session */
static FeedHealth *
find_health (EvertickAccounts *self,
             const char       *id)
{
  GListModel *connections = feed_manager_get_connections (self->manager);
  FeedHealth *worst = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (connections); i++) {
    g_autoptr (FeedHealth) health = g_list_model_get_item (connections, i);

    if (g_str_equal (feed_health_get_venue (health), id)
        && (worst == NULL || feed_health_get_colour (health) > feed_health_get_colour (worst)))
      worst = health;
  }
  return worst;
}

static void
update_states (EvertickAccounts *self)
{
  GListModel *list = G_LIST_MODEL (self->list);
  const char *refused = NULL;

  for (guint i = 0; self->manager != NULL && i < g_list_model_get_n_items (list); i++) {
    g_autoptr (EvertickAccount) account = g_list_model_get_item (list, i);
    const char *id = evertick_account_get_id (account);
    const char *refusal = feed_manager_get_login_refusal (self->manager, id);
    g_autofree char *state = NULL;

    if (evertick_account_get_credentials (account) == NULL)
      continue;
    state = evertick_account_describe (find_health (self, id),
                                       refusal != NULL ? evertick_words_skip_venue (refusal, id)
                                                       : NULL);
    evertick_account_set_state (account, state);
    if (refused == NULL && refusal != NULL)
      refused = id;
  }
  set_text (self, &self->refused, refused, PROP_REFUSED);
}

static gboolean
wants_account (EvertickAccounts *self,
               const char       *id)
{
  EvertickAccount *account = evertick_accounts_find (self, id);
  g_autofree char *provider_id = account_id_dup_provider (id);
  g_autoptr (FeedProvider) provider = feed_provider_registry_create (provider_id, NULL);

  return provider != NULL && feed_provider_has_account (provider)
         && (account == NULL || evertick_account_get_credentials (account) == NULL);
}

/* A watched symbol may wait for its account, or for more, before there is a connection for it */
static void
update_wanted (EvertickAccounts *self)
{
  GListModel *board;
  g_autofree char *wanted = NULL;
  g_autofree char *last = NULL;

  if (self->manager == NULL || self->loading)
    return;
  board = G_LIST_MODEL (feed_manager_get_board (self->manager));
  for (guint i = 0; wanted == NULL && i < g_list_model_get_n_items (board); i++) {
    g_autoptr (FeedInstrument) instrument = g_list_model_get_item (board, i);
    const char *venue = feed_instrument_get_venue (instrument);

    /* Thousands of rows are of few venues */
    if (g_strcmp0 (venue, last) == 0)
      continue;
    g_free (last);
    last = g_strdup (venue);
    if (wants_account (self, venue))
      wanted = account_id_dup_provider (venue);
  }
  set_text (self, &self->wanted, wanted, PROP_WANTED);
}

static gboolean
on_board_idle (gpointer user_data)
{
  EvertickAccounts *self = EVERTICK_ACCOUNTS (user_data);

  self->board_idle = 0;
  update_wanted (self);
  return G_SOURCE_REMOVE;
}

/* Once for all rows that come and go together */
static void
on_board_changed (EvertickAccounts *self)
{
  if (self->board_idle != 0)
    return;
  self->board_idle = g_idle_add (on_board_idle, self);
  g_source_set_name_by_id (self->board_idle, "accounts wanted");
}

static void
update (EvertickAccounts *self)
{
  update_states (self);
  update_wanted (self);
}

static EvertickAccount *
ensure_account (EvertickAccounts *self,
                const char       *id)
{
  EvertickAccount *account = evertick_accounts_find (self, id);
  g_autoptr (EvertickAccount) fresh = NULL;

  if (account != NULL)
    return account;
  fresh = evertick_account_new (id);
  g_list_store_insert_sorted (self->list, fresh, compare_accounts, NULL);
  return fresh;
}

/* From now on the feed logs in with them */
static gboolean
use (EvertickAccounts *self,
     const char       *id,
     FeedCredentials  *credentials,
     GError          **error)
{
  if (self->manager != NULL
      && !feed_manager_set_credentials (self->manager, id, credentials, error))
    return FALSE;
  evertick_account_set_credentials (ensure_account (self, id), credentials);
  return TRUE;
}

static void
finish_loading (EvertickAccounts *self,
                const char       *trouble)
{
  self->loading = FALSE;
  g_queue_clear_full (&self->to_load, g_free);
  set_text (self, &self->trouble, trouble, PROP_TROUBLE);
  update (self);
}

/* One after the other, so that the user is asked for the keyring's password once at most */
static void
on_loaded (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (EvertickAccounts) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (FeedCredentials) credentials =
    account_store_load_finish (ACCOUNT_STORE (source), result, &error);
  g_autofree char *id = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  id = g_queue_pop_head (&self->to_load);
  if (credentials != NULL)
    use (self, id, credentials, &error);
  if (error != NULL)
    evertick_account_set_state (ensure_account (self, id), error->message);
  if (g_error_matches (error, ACCOUNT_ERROR, ACCOUNT_ERROR_LOCKED)
      || g_queue_is_empty (&self->to_load)) {
    finish_loading (self, error != NULL && error->domain == ACCOUNT_ERROR ? error->message : NULL);
    return;
  }
  account_store_load_async (self->store, g_queue_peek_head (&self->to_load), self->cancellable,
                            on_loaded, g_object_ref (self));
}

static void
on_listed (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (EvertickAccounts) self = user_data;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) ids = account_store_list_finish (ACCOUNT_STORE (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  for (guint i = 0; ids != NULL && ids[i] != NULL; i++) {
    EvertickAccount *account = ensure_account (self, ids[i]);

    evertick_account_set_kept (account, TRUE);
    if (evertick_account_get_credentials (account) != NULL)
      continue;
    evertick_account_set_state (account, _ ("Waiting for the keyring"));
    g_queue_push_tail (&self->to_load, g_strdup (ids[i]));
  }
  if (g_queue_is_empty (&self->to_load))
    finish_loading (self, error != NULL ? error->message : NULL);
  else
    account_store_load_async (self->store, g_queue_peek_head (&self->to_load), self->cancellable,
                              on_loaded, g_object_ref (self));
}

static void
evertick_accounts_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  EvertickAccounts *self = EVERTICK_ACCOUNTS (object);

  switch (prop_id) {
  case PROP_TROUBLE:
    g_value_set_string (value, self->trouble);
    break;

  case PROP_WANTED:
    g_value_set_string (value, self->wanted);
    break;

  case PROP_REFUSED:
    g_value_set_string (value, self->refused);
    break;

  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
evertick_accounts_dispose (GObject *object)
{
  evertick_accounts_stop (EVERTICK_ACCOUNTS (object));
  G_OBJECT_CLASS (evertick_accounts_parent_class)->dispose (object);
}

static void
evertick_accounts_finalize (GObject *object)
{
  EvertickAccounts *self = EVERTICK_ACCOUNTS (object);

  g_queue_clear_full (&self->to_load, g_free);
  g_object_unref (self->cancellable);
  g_object_unref (self->store);
  g_object_unref (self->list);
  g_free (self->trouble);
  g_free (self->wanted);
  g_free (self->refused);
  G_OBJECT_CLASS (evertick_accounts_parent_class)->finalize (object);
}

static void
evertick_accounts_class_init (EvertickAccountsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = evertick_accounts_get_property;
  object_class->dispose = evertick_accounts_dispose;
  object_class->finalize = evertick_accounts_finalize;

  /**
   * EvertickAccounts:trouble:
   *
   * Why the keyring gave nothing, in words, or NULL.
   */
  properties[PROP_TROUBLE] =
    g_param_spec_string ("trouble", NULL, NULL, NULL,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  /**
   * EvertickAccounts:wanted:
   *
   * The provider whose symbols are watched without an account that could be used, or NULL.
   */
  properties[PROP_WANTED] =
    g_param_spec_string ("wanted", NULL, NULL, NULL,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  /**
   * EvertickAccounts:refused:
   *
   * The id of an account whose log-in the venue refuses, or NULL.
   */
  properties[PROP_REFUSED] =
    g_param_spec_string ("refused", NULL, NULL, NULL,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
evertick_accounts_init (EvertickAccounts *self)
{
  self->store = account_store_new ();
  self->list = g_list_store_new (EVERTICK_TYPE_ACCOUNT);
  self->cancellable = g_cancellable_new ();
  g_queue_init (&self->to_load);
}

EvertickAccounts *
evertick_accounts_new (void)
{
  return g_object_new (EVERTICK_TYPE_ACCOUNTS, NULL);
}

void
evertick_accounts_set_manager (EvertickAccounts *self,
                               FeedManager      *manager)
{
  g_return_if_fail (EVERTICK_IS_ACCOUNTS (self) && FEED_IS_MANAGER (manager));
  g_return_if_fail (self->manager == NULL);

  self->manager = g_object_ref (manager);
  g_signal_connect_object (manager, "health", G_CALLBACK (update_states), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (feed_manager_get_connections (manager), "items-changed",
                           G_CALLBACK (update_states), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (feed_manager_get_board (manager), "items-changed",
                           G_CALLBACK (on_board_changed), self, G_CONNECT_SWAPPED);
}

void
evertick_accounts_stop (EvertickAccounts *self)
{
  g_return_if_fail (EVERTICK_IS_ACCOUNTS (self));

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->board_idle, g_source_remove);
  if (self->manager == NULL)
    return;
  g_signal_handlers_disconnect_by_data (feed_manager_get_board (self->manager), self);
  g_signal_handlers_disconnect_by_data (self->manager, self);
  g_signal_handlers_disconnect_by_data (feed_manager_get_connections (self->manager), self);
  g_clear_object (&self->manager);
}

FeedManager *
evertick_accounts_get_manager (EvertickAccounts *self)
{
  g_return_val_if_fail (EVERTICK_IS_ACCOUNTS (self), NULL);

  return self->manager;
}

void
evertick_accounts_load (EvertickAccounts *self)
{
  g_return_if_fail (EVERTICK_IS_ACCOUNTS (self));

  if (self->loading)
    return;
  self->loading = TRUE;
  account_store_list_async (self->store, self->cancellable, on_listed, g_object_ref (self));
}

GListModel *
evertick_accounts_get_list (EvertickAccounts *self)
{
  g_return_val_if_fail (EVERTICK_IS_ACCOUNTS (self), NULL);

  return G_LIST_MODEL (self->list);
}

EvertickAccount *
evertick_accounts_find (EvertickAccounts *self,
                        const char       *id)
{
  GListModel *list;

  g_return_val_if_fail (EVERTICK_IS_ACCOUNTS (self) && id != NULL, NULL);

  list = G_LIST_MODEL (self->list);
  for (guint i = 0; i < g_list_model_get_n_items (list); i++) {
    /* The list keeps it */
    g_autoptr (EvertickAccount) account = g_list_model_get_item (list, i);

    if (g_str_equal (evertick_account_get_id (account), id))
      return account;
  }
  return NULL;
}

EvertickAccount *
evertick_accounts_find_same (EvertickAccounts      *self,
                             EvertickAccount       *account,
                             FeedProvider          *provider,
                             const FeedCredentials *credentials)
{
  GListModel *list;

  g_return_val_if_fail (EVERTICK_IS_ACCOUNTS (self) && credentials != NULL, NULL);

  list = G_LIST_MODEL (self->list);
  for (guint i = 0; i < g_list_model_get_n_items (list); i++) {
    /* The list keeps it */
    g_autoptr (EvertickAccount) other = g_list_model_get_item (list, i);
    FeedCredentials *others = evertick_account_get_credentials (other);
    g_autofree char *id = account_id_dup_provider (evertick_account_get_id (other));

    if (other != account && others != NULL
        && g_str_equal (id, feed_provider_get_info (provider)->id)
        && feed_provider_is_same_account (provider, credentials, others))
      return other;
  }
  return NULL;
}

const char *
evertick_accounts_get_trouble (EvertickAccounts *self)
{
  g_return_val_if_fail (EVERTICK_IS_ACCOUNTS (self), NULL);

  return self->trouble;
}

const char *
evertick_accounts_get_wanted (EvertickAccounts *self)
{
  g_return_val_if_fail (EVERTICK_IS_ACCOUNTS (self), NULL);

  return self->wanted;
}

const char *
evertick_accounts_get_refused (EvertickAccounts *self)
{
  g_return_val_if_fail (EVERTICK_IS_ACCOUNTS (self), NULL);

  return self->refused;
}

gboolean
evertick_accounts_use (EvertickAccounts *self,
                       const char       *id,
                       FeedCredentials  *credentials,
                       GError          **error)
{
  g_return_val_if_fail (EVERTICK_IS_ACCOUNTS (self), FALSE);
  g_return_val_if_fail (id != NULL && credentials != NULL, FALSE);

  if (!use (self, id, credentials, error))
    return FALSE;
  update (self);
  return TRUE;
}

/* What a save or a removal is about */
typedef struct {
  char            *id;
  FeedCredentials *credentials;   /* NULL: they are removed */
} Change;

static void
change_free (gpointer data)
{
  Change *change = data;

  g_free (change->id);
  g_clear_pointer (&change->credentials, feed_credentials_unref);
  g_free (change);
}

static GTask *
new_change (EvertickAccounts   *self,
            const char         *id,
            FeedCredentials    *credentials,
            GCancellable       *cancellable,
            GAsyncReadyCallback callback,
            gpointer            user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Change *change = g_new0 (Change, 1);

  change->id = g_strdup (id);
  change->credentials = credentials != NULL ? feed_credentials_ref (credentials) : NULL;
  g_task_set_task_data (task, change, change_free);
  return task;
}

static void
on_saved (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  EvertickAccounts *self = g_task_get_source_object (task);
  Change *change = g_task_get_task_data (task);
  GError *error = NULL;

  if (!account_store_save_finish (ACCOUNT_STORE (source), result, &error)
      || !use (self, change->id, change->credentials, &error)) {
    g_task_return_error (task, error);
    return;
  }
  evertick_account_set_kept (ensure_account (self, change->id), TRUE);
  update (self);
  g_task_return_boolean (task, TRUE);
}

void
evertick_accounts_save_async (EvertickAccounts   *self,
                              const char         *id,
                              FeedCredentials    *credentials,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_return_if_fail (EVERTICK_IS_ACCOUNTS (self));
  g_return_if_fail (id != NULL && credentials != NULL);

  account_store_save_async (self->store, id, credentials, cancellable, on_saved,
                            new_change (self, id, credentials, cancellable, callback, user_data));
}

gboolean
evertick_accounts_save_finish (EvertickAccounts *self,
                               GAsyncResult     *result,
                               GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
forget (EvertickAccounts *self,
        const char       *id)
{
  EvertickAccount *account = evertick_accounts_find (self, id);
  guint position;

  if (self->manager != NULL)
    feed_manager_set_credentials (self->manager, id, NULL, NULL);
  if (account != NULL && g_list_store_find (self->list, account, &position))
    g_list_store_remove (self->list, position);
  update (self);
}

static void
on_removed (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Change *change = g_task_get_task_data (task);
  GError *error = NULL;

  if (!account_store_remove_finish (ACCOUNT_STORE (source), result, &error)
      && !g_error_matches (error, ACCOUNT_ERROR, ACCOUNT_ERROR_NOT_FOUND)) {
    g_task_return_error (task, error);
    return;
  }
  g_clear_error (&error);
  forget (g_task_get_source_object (task), change->id);
  g_task_return_boolean (task, TRUE);
}

void
evertick_accounts_remove_async (EvertickAccounts   *self,
                                const char         *id,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  EvertickAccount *account;

  g_return_if_fail (EVERTICK_IS_ACCOUNTS (self));
  g_return_if_fail (id != NULL);

  task = new_change (self, id, NULL, cancellable, callback, user_data);
  account = evertick_accounts_find (self, id);
  if (account == NULL || evertick_account_get_kept (account)) {
    account_store_remove_async (self->store, id, cancellable, on_removed, g_steal_pointer (&task));
    return;
  }
  forget (self, id);
  g_task_return_boolean (task, TRUE);
}

gboolean
evertick_accounts_remove_finish (EvertickAccounts *self,
                                 GAsyncResult     *result,
                                 GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
