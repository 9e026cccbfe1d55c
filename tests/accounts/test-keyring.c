/* SPDX-License-Identifier: GPL-3.0-or-later */
/* AccountStore over the desktop's own daemon, on a bus and in a home of the test's own. */
#include <string.h>

#include "account-wait.h"
#include "support/test-support.h"

#define DEADLINE_MS 20000
#define SERVICE "org.freedesktop.secrets"
#define COLLECTION "/org/freedesktop/secrets/aliases/default"

typedef struct {
  GSubprocess *daemon;
  gboolean     there;
} Keyring;

/* Never freed: it would wait until libsecret lets go of its connection */
static GTestDBus *bus;

static void
on_name_appeared (GDBusConnection *connection,
                  const char      *name,
                  const char      *owner,
                  gpointer         user_data)
{
  Keyring *keyring = user_data;

  keyring->there = TRUE;
}

static void
on_name_vanished (GDBusConnection *connection,
                  const char      *name,
                  gpointer         user_data)
{
  Keyring *keyring = user_data;

  keyring->there = FALSE;
}

static gboolean
is_there (gpointer user_data)
{
  Keyring *keyring = user_data;

  return keyring->there;
}

static gboolean
is_gone (gpointer user_data)
{
  return !is_there (user_data);
}

/* Unlocked by a password on its standard input, which it reads to the end */
static void
start_daemon (Keyring *keyring)
{
  g_autoptr (GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE
                               | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GError) error = NULL;
  GOutputStream *input;

  g_subprocess_launcher_setenv (launcher, "HOME", g_get_home_dir (), TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_DATA_HOME", g_get_user_data_dir (), TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_RUNTIME_DIR", g_get_user_runtime_dir (), TRUE);
  /* It warns that there is no window to ask for a password in */
  g_subprocess_launcher_unsetenv (launcher, "G_DEBUG");
  keyring->daemon = g_subprocess_launcher_spawn (launcher, &error, "gnome-keyring-daemon",
                                                 "--foreground", "--unlock", "--components=secrets",
                                                 NULL);
  g_assert_no_error (error);
  input = g_subprocess_get_stdin_pipe (keyring->daemon);
  g_assert_true (g_output_stream_write_all (input, "password", strlen ("password"), NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (input, NULL, NULL));
}

static void
lock (void)
{
  g_autoptr (GDBusConnection) connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = NULL;
  const char *const paths[] = { COLLECTION, NULL };

  reply = g_dbus_connection_call_sync (connection, SERVICE, "/org/freedesktop/secrets",
                                       "org.freedesktop.Secret.Service", "Lock",
                                       g_variant_new ("(^ao)", paths), NULL,
                                       G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
}

static void
check_unlocked (AccountStore *store)
{
  g_autoptr (FeedCredentials) credentials = account_wait_example ();
  g_autoptr (FeedCredentials) loaded = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) ids = NULL;

  g_assert_true (account_wait_save (store, "angel-one", credentials, &error));
  g_assert_no_error (error);
  loaded = account_wait_load (store, "angel-one", &error);
  g_assert_no_error (error);
  g_assert_true (feed_credentials_equal (credentials, loaded));
  g_assert_null (account_wait_load (store, "angel-one@other", &error));
  g_assert_error (error, ACCOUNT_ERROR, ACCOUNT_ERROR_NOT_FOUND);
  g_clear_error (&error);
  ids = account_wait_list (store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (ids), ==, 1);
}

/* Nobody is there to answer the daemon's question: for it that is a user who dismissed it */
static void
check_locked (AccountStore *store)
{
  g_autoptr (FeedCredentials) credentials = account_wait_example ();
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) ids = account_wait_list (store, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (ids), ==, 1);
  g_assert_null (account_wait_load (store, "angel-one", &error));
  g_assert_error (error, ACCOUNT_ERROR, ACCOUNT_ERROR_LOCKED);
  g_clear_error (&error);
  g_assert_false (account_wait_save (store, "angel-one", credentials, &error));
  g_assert_error (error, ACCOUNT_ERROR, ACCOUNT_ERROR_LOCKED);
  g_clear_error (&error);
  g_assert_false (account_wait_remove (store, "angel-one", &error));
  g_assert_error (error, ACCOUNT_ERROR, ACCOUNT_ERROR_LOCKED);
}

static void
check_absent (AccountStore *store)
{
  g_autoptr (FeedCredentials) credentials = account_wait_example ();
  g_autoptr (GError) error = NULL;

  g_assert_null (account_wait_list (store, &error));
  g_assert_error (error, ACCOUNT_ERROR, ACCOUNT_ERROR_NO_KEYRING);
  g_assert_null (strstr (error->message, "org.freedesktop"));
  g_clear_error (&error);
  g_assert_null (account_wait_load (store, "angel-one", &error));
  g_assert_error (error, ACCOUNT_ERROR, ACCOUNT_ERROR_NO_KEYRING);
  g_clear_error (&error);
  g_assert_false (account_wait_save (store, "angel-one", credentials, &error));
  g_assert_error (error, ACCOUNT_ERROR, ACCOUNT_ERROR_NO_KEYRING);
}

static void
test_daemon (void)
{
  g_autoptr (AccountStore) store = account_store_new ();
  g_autofree char *program = g_find_program_in_path ("gnome-keyring-daemon");
  Keyring keyring = { NULL };
  guint watch;

  if (program == NULL) {
    g_test_skip ("there is no gnome-keyring-daemon");
    return;
  }
  g_mkdir_with_parents (g_get_user_data_dir (), 0700);
  g_mkdir_with_parents (g_get_user_runtime_dir (), 0700);
  bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (bus);
  check_absent (store);
  watch = g_bus_watch_name (G_BUS_TYPE_SESSION, SERVICE, G_BUS_NAME_WATCHER_FLAGS_NONE,
                            on_name_appeared, on_name_vanished, &keyring, NULL);
  start_daemon (&keyring);
  g_assert_true (test_wait_until (is_there, &keyring, DEADLINE_MS));
  check_unlocked (store);
  lock ();
  check_locked (store);
  g_subprocess_force_exit (keyring.daemon);
  g_assert_true (test_wait_until (is_gone, &keyring, DEADLINE_MS));
  check_absent (store);
  g_bus_unwatch_name (watch);
  g_clear_object (&keyring.daemon);
  g_test_dbus_stop (bus);
}

static void
test_no_bus (void)
{
  g_autoptr (AccountStore) store = account_store_new ();

  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "disabled:", TRUE);
  check_absent (store);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_unsetenv ("SECRET_BACKEND");
  g_test_add_func ("/keyring/no-bus", test_no_bus);
  g_test_add_func ("/keyring/daemon", test_daemon);
  return g_test_run ();
}
