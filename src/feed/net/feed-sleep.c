/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/net/feed-sleep.h"

#define LOGIND_NAME      "org.freedesktop.login1"
#define LOGIND_PATH      "/org/freedesktop/login1"
#define LOGIND_INTERFACE "org.freedesktop.login1.Manager"

struct _FeedSleep {
  GObject parent_instance;

  GCancellable *cancellable;
  GDBusProxy   *logind;         /* NULL before the bus answered, or where there is none */
  gboolean      settled;
};

G_DEFINE_FINAL_TYPE (FeedSleep, feed_sleep, G_TYPE_OBJECT)

enum {
  SLEEP,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
on_logind_signal (GDBusProxy *logind,
                  const char *sender,
                  const char *name,
                  GVariant   *parameters,
                  FeedSleep  *self)
{
  gboolean about_to;

  if (!g_str_equal (name, "PrepareForSleep") ||
      !g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(b)")))
    return;
  g_variant_get (parameters, "(b)", &about_to);
  g_signal_emit (self, signals[SLEEP], 0, about_to);
}

static void
on_proxy_ready (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (FeedSleep) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusProxy) logind = g_dbus_proxy_new_for_bus_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->settled = TRUE;
  if (logind == NULL) {
    g_debug ("No system bus, so nobody announces sleep: %s", error->message);
    return;
  }
  /* The default would end the program with the bus */
  g_dbus_connection_set_exit_on_close (g_dbus_proxy_get_connection (logind), FALSE);
  g_signal_connect (logind, "g-signal", G_CALLBACK (on_logind_signal), self);
  self->logind = g_steal_pointer (&logind);
}

static void
feed_sleep_constructed (GObject *object)
{
  FeedSleep *self = FEED_SLEEP (object);

  G_OBJECT_CLASS (feed_sleep_parent_class)->constructed (object);
  g_dbus_proxy_new_for_bus (G_BUS_TYPE_SYSTEM,
                            G_DBUS_PROXY_FLAGS_DO_NOT_LOAD_PROPERTIES |
                            G_DBUS_PROXY_FLAGS_DO_NOT_AUTO_START,
                            NULL, LOGIND_NAME, LOGIND_PATH, LOGIND_INTERFACE, self->cancellable,
                            on_proxy_ready, g_object_ref (self));
}

/* Whoever lets go of it before the bus answered is not kept waiting: see feed_sleep_stop() */
static void
feed_sleep_dispose (GObject *object)
{
  FeedSleep *self = FEED_SLEEP (object);

  feed_sleep_stop (self);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (feed_sleep_parent_class)->dispose (object);
}

static void
feed_sleep_class_init (FeedSleepClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = feed_sleep_constructed;
  G_OBJECT_CLASS (klass)->dispose = feed_sleep_dispose;
  /**
   * FeedSleep::sleep:
   * @about_to: whether the machine is about to sleep; else it woke
   *
   * Logind's word.
   */
  signals[SLEEP] = g_signal_new ("sleep", FEED_TYPE_SLEEP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
}

static void
feed_sleep_init (FeedSleep *self)
{
  self->cancellable = g_cancellable_new ();
}

FeedSleep *
feed_sleep_new (void)
{
  return g_object_new (FEED_TYPE_SLEEP, NULL);
}

gboolean
feed_sleep_is_settled (FeedSleep *self)
{
  g_return_val_if_fail (FEED_IS_SLEEP (self), FALSE);

  return self->settled;
}

void
feed_sleep_stop (FeedSleep *self)
{
  g_return_if_fail (FEED_IS_SLEEP (self));

  g_cancellable_cancel (self->cancellable);
  if (self->logind != NULL)
    g_signal_handlers_disconnect_by_data (self->logind, self);
  g_clear_object (&self->logind);
}
