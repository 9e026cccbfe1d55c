/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evertick-session.h"

#include <accounts/accounts.h>
#include <glib/gi18n.h>

#include "evertick-demo.h"
#include "evertick-words.h"

/* The end of the program waits no longer for a disk */
#define JOURNAL_TIMEOUT_MS 1000

struct _EvertickSession {
  GObject parent_instance;

  GSettings         *settings;
  char              *simulator;
  char              *journal;
  FeedManager       *manager;
  FeedKeeper        *keeper;
  EvertickAccounts  *accounts;
  EvertickWatchlist *watchlist;
  EvertickDemo      *demo;
  EvertickPractice  *practice;
  char              *problem;
  char              *list_trouble, *endpoint_trouble;
  char              *note;
  guint              reload_idle;
};

G_DEFINE_FINAL_TYPE (EvertickSession, evertick_session, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_PROBLEM,
  PROP_NOTE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum {
  STARTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
set_problem (EvertickSession *self,
             const char      *problem)
{
  if (g_strcmp0 (self->problem, problem) == 0)
    return;
  g_free (self->problem);
  self->problem = g_strdup (problem);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}

static void
update_note (EvertickSession *self)
{
  const char *demo = self->demo != NULL ? evertick_demo_get_trouble (self->demo) : NULL;
  const char *note = demo != NULL ? demo
                     : self->endpoint_trouble != NULL ? self->endpoint_trouble
                     : self->list_trouble;

  if (g_strcmp0 (self->note, note) == 0)
    return;
  g_free (self->note);
  self->note = g_strdup (note);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NOTE]);
}

static void
set_endpoint_trouble (EvertickSession *self,
                      const char      *venue,
                      GError          *error)
{
  g_clear_pointer (&self->endpoint_trouble, g_free);
  if (error != NULL)
    /* Translators: a venue's id, then what is wrong with its addresses */
    self->endpoint_trouble = g_strdup_printf (_ ("Endpoints of %s: %s"), venue, error->message);
  update_note (self);
}

static void
on_demo_ready (EvertickSession *self,
               const char      *stream_base,
               const char      *rest_base)
{
  g_autoptr (GError) error = NULL;

  feed_manager_set_endpoints (self->manager, EVERTICK_DEMO_VENUE, stream_base, rest_base, &error);
  set_endpoint_trouble (self, EVERTICK_DEMO_VENUE, error);
}

static void
start_demo (EvertickSession *self)
{
  if (self->demo == NULL) {
    if (self->simulator == NULL)
      return;
    self->demo = evertick_demo_new (self->simulator, feed_manager_get_clock (self->manager));
    g_signal_connect_object (self->demo, "ready", G_CALLBACK (on_demo_ready), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (self->demo, "notify::trouble", G_CALLBACK (update_note), self,
                             G_CONNECT_SWAPPED);
    evertick_practice_set_demo (self->practice, self->demo, feed_manager_get_clock (self->manager));
  }
  evertick_demo_start (self->demo);
}

static const char *
or_null (const char *text)
{
  return text != NULL && *text != '\0' ? text : NULL;
}

/* The demo market has no address of its own: it is the child's, unless both were set */
static gboolean
apply_endpoints (EvertickSession         *self,
                 const char              *venue,
                 const EvertickEndpoints *endpoints,
                 GError                 **error)
{
  gboolean is_demo = g_str_equal (venue, EVERTICK_DEMO_VENUE);
  const char *stream_base = or_null (endpoints->stream_base);
  const char *rest_base = or_null (endpoints->rest_base);

  if (is_demo && (stream_base == NULL || rest_base == NULL)) {
    start_demo (self);
    return TRUE;
  }
  if (!feed_manager_set_list_base (self->manager, venue, or_null (endpoints->list_base), error) ||
      !feed_manager_set_endpoints (self->manager, venue, stream_base, rest_base, error))
    return FALSE;
  if (is_demo && self->demo != NULL)
    evertick_demo_stop (self->demo);
  return TRUE;
}

/* Each account of a venue is where the venue is */
static gboolean
apply_to_accounts (EvertickSession         *self,
                   const char              *venue,
                   const EvertickEndpoints *endpoints,
                   GError                 **error)
{
  GListModel *accounts = evertick_accounts_get_list (self->accounts);

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++) {
    g_autoptr (EvertickAccount) account = g_list_model_get_item (accounts, i);
    const char *id = evertick_account_get_id (account);
    g_autofree char *provider = account_id_dup_provider (id);

    if (g_str_equal (provider, venue) && !g_str_equal (id, venue)
        && !apply_endpoints (self, id, endpoints, error))
      return FALSE;
  }
  return TRUE;
}

static void
apply_stored_endpoints (EvertickSession *self)
{
  const char *const *venues = feed_provider_registry_get_ids ();

  for (guint i = 0; venues[i] != NULL; i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *stream = NULL;
    g_autofree char *rest = NULL;
    g_autofree char *list = feed_settings_dup_list_base (venues[i]);
    EvertickEndpoints endpoints;

    feed_settings_get_endpoints (venues[i], &stream, &rest);
    endpoints = (EvertickEndpoints) { stream, rest, list };
    if (!apply_endpoints (self, venues[i], &endpoints, &error))
      set_endpoint_trouble (self, venues[i], error);
  }
}

static void
create_feed (EvertickSession *self,
             FeedConfig      *config)
{
  self->manager = feed_manager_new (config);
  if (self->journal != NULL)
    self->keeper = feed_keeper_new (self->manager, self->journal, "Evertick " EVERTICK_VERSION);
  self->watchlist = evertick_watchlist_new (self->manager, self->settings);
  apply_stored_endpoints (self);
  self->list_trouble = evertick_watchlist_load (self->watchlist);
  update_note (self);
  feed_manager_start (self->manager);
  evertick_accounts_set_manager (self->accounts, self->manager);
  evertick_accounts_load (self->accounts);
  g_signal_emit (self, signals[STARTED], 0);
}

static void
on_journal_closed (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  gboolean *closed = user_data;
  g_autoptr (GError) error = NULL;

  if (!feed_keeper_close_finish (FEED_KEEPER (source), result, &error))
    g_message ("%s", error->message);
  *closed = TRUE;
}

static void
close_journal (EvertickSession *self)
{
  gboolean closed = FALSE;

  if (self->keeper == NULL)
    return;
  feed_keeper_close_async (self->keeper, JOURNAL_TIMEOUT_MS, on_journal_closed, &closed);
  while (!closed)
    g_main_context_iteration (NULL, TRUE);
  g_clear_object (&self->keeper);
}

static gboolean
on_reload_idle (gpointer user_data)
{
  EvertickSession *self = EVERTICK_SESSION (user_data);

  self->reload_idle = 0;
  evertick_session_start (self);
  return G_SOURCE_REMOVE;
}

static void
on_settings_changed (EvertickSession *self,
                     const char      *key)
{
  for (int i = 0; i < FEED_N_CONFIG_KEYS; i++) {
    if (!g_str_equal (feed_config_get_field (i)->name, key) || self->reload_idle != 0)
      continue;
    self->reload_idle = g_idle_add (on_reload_idle, self);
    g_source_set_name_by_id (self->reload_idle, "thresholds changed");
  }
}

static void
evertick_session_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  EvertickSession *self = EVERTICK_SESSION (object);

  switch (prop_id) {
  case PROP_PROBLEM:
    g_value_set_string (value, self->problem);
    break;

  case PROP_NOTE:
    g_value_set_string (value, self->note);
    break;

  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
evertick_session_dispose (GObject *object)
{
  EvertickSession *self = EVERTICK_SESSION (object);

  evertick_session_stop (self);
  g_clear_object (&self->practice);
  g_clear_object (&self->accounts);
  g_clear_object (&self->demo);
  g_clear_object (&self->watchlist);
  g_clear_object (&self->manager);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (evertick_session_parent_class)->dispose (object);
}

static void
evertick_session_finalize (GObject *object)
{
  EvertickSession *self = EVERTICK_SESSION (object);

  g_free (self->simulator);
  g_free (self->journal);
  g_free (self->problem);
  g_free (self->list_trouble);
  g_free (self->endpoint_trouble);
  g_free (self->note);
  G_OBJECT_CLASS (evertick_session_parent_class)->finalize (object);
}

static void
evertick_session_class_init (EvertickSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = evertick_session_get_property;
  object_class->dispose = evertick_session_dispose;
  object_class->finalize = evertick_session_finalize;

  /**
   * EvertickSession:problem:
   *
   * Every error of the thresholds in settings, one a line, or NULL.
   */
  properties[PROP_PROBLEM] =
    g_param_spec_string ("problem", NULL, NULL, NULL,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  /**
   * EvertickSession:note:
   *
   * What else keeps a part of it from running, in words, or NULL.
   */
  properties[PROP_NOTE] =
    g_param_spec_string ("note", NULL, NULL, NULL,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * EvertickSession::started:
   *
   * The manager exists now.
   */
  signals[STARTED] = g_signal_new ("started",
                                   G_TYPE_FROM_CLASS (klass),
                                   G_SIGNAL_RUN_LAST,
                                   0, NULL, NULL, NULL,
                                   G_TYPE_NONE,
                                   0);
}

static void
evertick_session_init (EvertickSession *self)
{
  self->practice = evertick_practice_new ();
  self->accounts = evertick_accounts_new ();
}

EvertickSession *
evertick_session_new (GSettings  *settings,
                      const char *simulator)
{
  EvertickSession *self = g_object_new (EVERTICK_TYPE_SESSION, NULL);

  g_set_object (&self->settings, settings);
  self->simulator = g_strdup (simulator);
  if (settings != NULL)
    g_signal_connect_object (settings, "changed", G_CALLBACK (on_settings_changed), self,
                             G_CONNECT_SWAPPED);
  return self;
}

void
evertick_session_keep_journal (EvertickSession *self,
                               const char      *path)
{
  g_return_if_fail (EVERTICK_IS_SESSION (self));
  g_return_if_fail (self->manager == NULL);

  g_free (self->journal);
  self->journal = g_strdup (path);
}

gboolean
evertick_session_start (EvertickSession *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FeedConfig) config = NULL;

  g_return_val_if_fail (EVERTICK_IS_SESSION (self), FALSE);

  config = feed_settings_load_config (self->settings, &error);
  if (config == NULL) {
    set_problem (self, error->message);
    return FALSE;
  }
  set_problem (self, NULL);
  if (self->manager != NULL)
    feed_manager_set_config (self->manager, config);
  else
    create_feed (self, config);
  return TRUE;
}

void
evertick_session_stop (EvertickSession *self)
{
  g_return_if_fail (EVERTICK_IS_SESSION (self));

  g_clear_handle_id (&self->reload_idle, g_source_remove);
  evertick_accounts_stop (self->accounts);
  if (self->demo != NULL)
    evertick_demo_stop (self->demo);
  if (self->manager != NULL)
    feed_manager_stop (self->manager);
  close_journal (self);
}

FeedManager *
evertick_session_get_manager (EvertickSession *self)
{
  g_return_val_if_fail (EVERTICK_IS_SESSION (self), NULL);

  return self->manager;
}

EvertickWatchlist *
evertick_session_get_watchlist (EvertickSession *self)
{
  g_return_val_if_fail (EVERTICK_IS_SESSION (self), NULL);

  return self->watchlist;
}

GSettings *
evertick_session_get_settings (EvertickSession *self)
{
  g_return_val_if_fail (EVERTICK_IS_SESSION (self), NULL);

  return self->settings;
}

const char *
evertick_session_get_problem (EvertickSession *self)
{
  g_return_val_if_fail (EVERTICK_IS_SESSION (self), NULL);

  return self->problem;
}

const char *
evertick_session_get_note (EvertickSession *self)
{
  g_return_val_if_fail (EVERTICK_IS_SESSION (self), NULL);

  return self->note;
}

EvertickPractice *
evertick_session_get_practice (EvertickSession *self)
{
  g_return_val_if_fail (EVERTICK_IS_SESSION (self), NULL);

  return self->practice;
}

EvertickAccounts *
evertick_session_get_accounts (EvertickSession *self)
{
  g_return_val_if_fail (EVERTICK_IS_SESSION (self), NULL);

  return self->accounts;
}

gboolean
evertick_session_set_endpoints (EvertickSession         *self,
                                const char              *venue,
                                const EvertickEndpoints *endpoints,
                                GError                 **error)
{
  g_autoptr (GSettings) settings = NULL;

  g_return_val_if_fail (EVERTICK_IS_SESSION (self), FALSE);
  g_return_val_if_fail (venue != NULL && endpoints != NULL, FALSE);

  if (self->manager != NULL
      && !(apply_endpoints (self, venue, endpoints, error)
           && apply_to_accounts (self, venue, endpoints, error)))
    return FALSE;
  set_endpoint_trouble (self, venue, NULL);
  settings = feed_settings_open_venue (venue);
  if (settings != NULL) {
    g_settings_set_string (settings, "stream-url", endpoints->stream_base);
    g_settings_set_string (settings, "rest-url", endpoints->rest_base);
    g_settings_set_string (settings, "list-url", endpoints->list_base);
  }
  return TRUE;
}

void
evertick_session_reset_thresholds (EvertickSession *self)
{
  g_return_if_fail (EVERTICK_IS_SESSION (self));

  for (int i = 0; self->settings != NULL && i < FEED_N_CONFIG_KEYS; i++)
    g_settings_reset (self->settings, feed_config_get_field (i)->name);
  evertick_session_start (self);
}
