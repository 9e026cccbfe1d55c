/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "evertick-endpoint-group.h"
#include "evertick-preferences.h"
#include "evertick-threshold-row.h"

typedef struct {
  GSettings           *settings;
  EvertickSession     *session;
  EvertickPreferences *window;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->settings = feed_settings_open ();
  g_assert_nonnull (fixture->settings);
  fixture->session = evertick_session_new (fixture->settings, NULL);
  fixture->window = EVERTICK_PREFERENCES (evertick_preferences_new (fixture->session, NULL));
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_assert_null (fixture->window);
  g_assert_finalize_object (fixture->session);
  for (int i = 0; i < FEED_N_CONFIG_KEYS; i++)
    g_settings_reset (fixture->settings, feed_config_get_field (i)->name);
  g_assert_finalize_object (fixture->settings);
}

static void
apply (Fixture *fixture)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "preferences.apply", NULL);
}

static int
get_stored (Fixture      *fixture,
            FeedConfigKey key)
{
  return g_settings_get_int (fixture->settings, feed_config_get_field (key)->name);
}

static void
test_good_is_stored_together (Fixture      *fixture,
                              gconstpointer data)
{
  evertick_preferences_set_threshold (fixture->window, FEED_CONFIG_SILENCE_MIN, 2000);
  evertick_preferences_set_threshold (fixture->window, FEED_CONFIG_POLL_INTERVAL, 2000);
  g_assert_cmpstr (evertick_preferences_get_errors (fixture->window), ==, "");
  g_assert_cmpint (get_stored (fixture, FEED_CONFIG_SILENCE_MIN), ==, 3000);
  apply (fixture);
  g_assert_cmpint (get_stored (fixture, FEED_CONFIG_SILENCE_MIN), ==, 2000);
  g_assert_cmpint (get_stored (fixture, FEED_CONFIG_POLL_INTERVAL), ==, 2000);
}

static void
test_bad_is_refused_with_all_errors (Fixture      *fixture,
                                     gconstpointer data)
{
  const char *errors;
  g_auto (GStrv) lines = NULL;

  evertick_preferences_set_threshold (fixture->window, FEED_CONFIG_SILENCE_MIN, 20000);
  evertick_preferences_set_threshold (fixture->window, FEED_CONFIG_DEAD_AFTER, 2000);
  errors = evertick_preferences_get_errors (fixture->window);
  lines = g_strsplit (errors, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), >=, 2);
  g_assert_nonnull (strstr (errors, "silence-min"));
  g_assert_nonnull (strstr (errors, "dead-after"));
  apply (fixture);
  g_assert_cmpint (get_stored (fixture, FEED_CONFIG_SILENCE_MIN), ==, 3000);
  g_assert_cmpint (get_stored (fixture, FEED_CONFIG_DEAD_AFTER), ==, 24000);
  /* Defaults put it right */
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "preferences.defaults", NULL);
  g_assert_cmpstr (evertick_preferences_get_errors (fixture->window), ==, "");
}

static void
test_stored_are_shown (void)
{
  g_autoptr (GSettings) settings = feed_settings_open ();
  g_autoptr (EvertickSession) session = evertick_session_new (settings, NULL);
  GtkWidget *window;

  /* A bad combination that came from elsewhere is shown as such at once */
  g_settings_set_int (settings, "silence-min", 20000);
  window = evertick_preferences_new (session, NULL);
  g_assert_nonnull (strstr (evertick_preferences_get_errors (EVERTICK_PREFERENCES (window)),
                            "silence-min"));
  gtk_window_destroy (GTK_WINDOW (window));
  g_settings_reset (settings, "silence-min");
}

static void
test_every_threshold_has_a_row (void)
{
  for (int key = 0; key < FEED_N_CONFIG_KEYS; key++) {
    GtkWidget *row = g_object_ref_sink (evertick_threshold_row_new (key));
    const FeedConfigField *field = feed_config_get_field (key);
    EvertickThresholdRow *threshold = EVERTICK_THRESHOLD_ROW (row);

    g_assert_cmpint (evertick_threshold_row_get_value (threshold), ==, field->default_value);
    evertick_threshold_row_set_value (threshold, field->max);
    g_assert_cmpint (evertick_threshold_row_get_value (threshold), ==, field->max);
    evertick_threshold_row_set_value (threshold, field->min);
    g_assert_cmpint (evertick_threshold_row_get_value (threshold), ==, field->min);
    g_assert_finalize_object (row);
  }
}

static void
test_endpoints (void)
{
  g_autoptr (GSettings) settings = feed_settings_open ();
  g_autoptr (GSettings) venue = feed_settings_open_venue ("binance");
  g_autoptr (EvertickSession) session = evertick_session_new (settings, NULL);
  g_autofree char *stored = NULL;
  g_autofree char *kept = NULL;
  const EvertickEndpoints local = { "ws://127.0.0.1:1", "http://127.0.0.1:2", "" };
  const EvertickEndpoints plain = { "ws://example.org", "http://127.0.0.1:2", "" };
  const EvertickEndpoints plain_list = { "", "", "http://example.org" };
  const EvertickEndpoints own = { "", "", "" };
  GtkWidget *group;

  g_settings_set_strv (settings, "watchlist", NULL);
  g_assert_true (evertick_session_start (session));
  group = g_object_ref_sink (evertick_endpoint_group_new (session, "binance"));
  g_assert_true (evertick_endpoint_group_apply (EVERTICK_ENDPOINT_GROUP (group), &local));
  stored = g_settings_get_string (venue, "stream-url");
  g_assert_cmpstr (stored, ==, "ws://127.0.0.1:1");
  /* Plain text to another host is refused, and nothing changes */
  g_assert_false (evertick_endpoint_group_apply (EVERTICK_ENDPOINT_GROUP (group), &plain));
  g_assert_false (evertick_endpoint_group_apply (EVERTICK_ENDPOINT_GROUP (group), &plain_list));
  kept = g_settings_get_string (venue, "stream-url");
  g_assert_cmpstr (kept, ==, "ws://127.0.0.1:1");
  g_assert_cmpstr (adw_preferences_group_get_description (ADW_PREFERENCES_GROUP (group)), !=, "");
  g_assert_true (evertick_endpoint_group_apply (EVERTICK_ENDPOINT_GROUP (group), &own));
  g_assert_finalize_object (group);
  evertick_session_stop (session);
  g_settings_reset (settings, "watchlist");
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  /* The runner gives folders of its own; isolated ones would hide the MIME types that GTK loads its
   * icons by */
  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  adw_init ();
  ADD ("/preferences/good-is-stored-together", test_good_is_stored_together);
  ADD ("/preferences/bad-is-refused-with-all-errors", test_bad_is_refused_with_all_errors);
  g_test_add_func ("/preferences/stored-are-shown", test_stored_are_shown);
  g_test_add_func ("/preferences/every-threshold-has-a-row", test_every_threshold_has_a_row);
  g_test_add_func ("/preferences/endpoints", test_endpoints);
  return g_test_run ();
}
