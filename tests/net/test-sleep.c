/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/net/feed-sleep.h"
#include "support/test-support.h"

/* Logind's words over a bus of our own, on which the test is logind. */

#define DEADLINE_MS 10000
#define RETRY_MS 200
#define NAME "org.freedesktop.login1"
#define PATH "/org/freedesktop/login1"
#define INTERFACE "org.freedesktop.login1.Manager"

typedef struct {
  GTestDBus       *bus;
  GDBusConnection *logind;
  FeedSleep       *sleep;
  guint            owner, n_told;
  gboolean         owned, about_to;
} Fixture;

static void
on_name_acquired (GDBusConnection *bus,
                  const char      *name,
                  gpointer         user_data)
{
  ((Fixture *) user_data)->owned = TRUE;
}

static void
on_sleep (FeedSleep *sleep,
          gboolean   about_to,
          Fixture   *self)
{
  self->n_told++;
  self->about_to = about_to;
}

static gboolean
is_owned (gpointer user_data)
{
  return ((Fixture *) user_data)->owned;
}

static gboolean
is_settled (gpointer user_data)
{
  return feed_sleep_is_settled (((Fixture *) user_data)->sleep);
}

static gboolean
is_told (gpointer user_data)
{
  return ((Fixture *) user_data)->n_told > 0;
}

static void
say (Fixture    *self,
     const char *path,
     const char *member,
     GVariant   *parameters)
{
  g_assert_true (g_dbus_connection_emit_signal (self->logind, NULL, path, INTERFACE, member,
                                                parameters, NULL));
}

/* The bus takes its time to learn who listens: says it until it is heard */
static void
be_heard (Fixture *self)
{
  for (guint i = 0; i < DEADLINE_MS / RETRY_MS && self->n_told == 0; i++) {
    say (self, PATH, "PrepareForSleep", g_variant_new ("(b)", FALSE));
    test_wait_until (is_told, self, RETRY_MS);
  }
  g_assert_cmpuint (self->n_told, ==, 1);
}

static void
expect (Fixture *self,
        gboolean about_to)
{
  self->n_told = 0;
  say (self, PATH, "PrepareForSleep", g_variant_new ("(b)", about_to));
  g_assert_true (test_wait_until (is_told, self, DEADLINE_MS));
  g_assert_cmpuint (self->n_told, ==, 1);
  g_assert_cmpint (self->about_to, ==, about_to);
}

/* Logind's own client, and not the shared one: it is another process as far as the bus knows */
static void
test_logind (void)
{
  Fixture self = { 0 };
  GDBusConnectionFlags flags = G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                               G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION;
  g_autofree char *daemon = g_find_program_in_path ("dbus-daemon");

  if (daemon == NULL) {
    g_test_skip ("there is no dbus-daemon");
    return;
  }
  self.bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (self.bus);
  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", g_test_dbus_get_bus_address (self.bus), TRUE);
  self.logind = g_dbus_connection_new_for_address_sync (g_test_dbus_get_bus_address (self.bus),
                                                        flags, NULL, NULL, NULL);
  g_assert_nonnull (self.logind);
  self.owner = g_bus_own_name_on_connection (self.logind, NAME, G_BUS_NAME_OWNER_FLAGS_NONE,
                                             on_name_acquired, NULL, &self, NULL);
  g_assert_true (test_wait_until (is_owned, &self, DEADLINE_MS));
  self.sleep = feed_sleep_new ();
  g_signal_connect (self.sleep, "sleep", G_CALLBACK (on_sleep), &self);
  g_assert_true (test_wait_until (is_settled, &self, DEADLINE_MS));
  be_heard (&self);
  expect (&self, TRUE);
  expect (&self, FALSE);
  /* What is not that word is none */
  self.n_told = 0;
  say (&self, "/elsewhere", "PrepareForSleep", g_variant_new ("(b)", TRUE));
  say (&self, PATH, "PrepareForShutdown", g_variant_new ("(b)", TRUE));
  say (&self, PATH, "PrepareForSleep", g_variant_new ("(s)", "true"));
  say (&self, PATH, "PrepareForSleep", g_variant_new ("(b)", FALSE));
  g_assert_true (test_wait_until (is_told, &self, DEADLINE_MS));
  g_assert_cmpuint (self.n_told, ==, 1);
  feed_sleep_stop (self.sleep);
  g_assert_finalize_object (self.sleep);
  g_bus_unown_name (self.owner);
  g_clear_object (&self.logind);
  g_test_dbus_stop (self.bus);
  g_clear_object (&self.bus);
  g_unsetenv ("DBUS_SYSTEM_BUS_ADDRESS");
}

/* No bus: nothing is said, and nothing else happens */
static void
test_no_bus (void)
{
  Fixture self = { 0 };

  if (g_test_subprocess ()) {
    g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/no/such/socket", TRUE);
    self.sleep = feed_sleep_new ();
    g_assert_true (test_wait_until (is_settled, &self, DEADLINE_MS));
    feed_sleep_stop (self.sleep);
    g_assert_finalize_object (self.sleep);
    return;
  }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
}

/* Its owner lets go before the bus has answered */
static gboolean
is_gone (gpointer user_data)
{
  return *(gpointer *) user_data == NULL;
}

static void
test_stop_early (void)
{
  gpointer sleep = feed_sleep_new ();
  FeedSleep *own = sleep;

  g_object_add_weak_pointer (sleep, &sleep);
  feed_sleep_stop (own);
  g_object_unref (own);
  g_assert_true (test_wait_until (is_gone, &sleep, DEADLINE_MS));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/net/sleep/stop-early", test_stop_early);
  g_test_add_func ("/net/sleep/logind", test_logind);
  g_test_add_func ("/net/sleep/no-bus", test_no_bus);
  return g_test_run ();
}
