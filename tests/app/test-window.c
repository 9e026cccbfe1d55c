/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "evertick-add-dialog.h"
#include "evertick-health-card.h"
#include "evertick-window.h"
#include "support/test-support.h"

#define DEADLINE_MS 60000

typedef struct {
  GSettings       *settings;
  EvertickSession *session;
  EvertickWindow  *window;
} Fixture;

/* With the real simulator as the demo market */
static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  const char *const ids[] = { "demo:INFY", "demo:BTCUSDT", "demo:ETHUSDT", NULL };

  fixture->settings = feed_settings_open ();
  g_assert_nonnull (fixture->settings);
  g_settings_set_strv (fixture->settings, "watchlist", ids);
  fixture->session = evertick_session_new (fixture->settings, g_getenv ("EVERTICK_FEEDCTL"));
  g_assert_true (evertick_session_start (fixture->session));
  fixture->window = EVERTICK_WINDOW (evertick_window_new (NULL, fixture->session));
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static gboolean
is_gone (gpointer user_data)
{
  return *(gpointer *) user_data == NULL;
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_assert_true (test_wait_until (is_gone, &fixture->window, DEADLINE_MS));
  evertick_session_stop (fixture->session);
  g_assert_finalize_object (fixture->session);
  g_settings_reset (fixture->settings, "watchlist");
  g_assert_finalize_object (fixture->settings);
}

static gboolean
is_live (gpointer user_data)
{
  Fixture *fixture = user_data;
  GListModel *rows = evertick_window_get_rows (fixture->window);
  EvertickStatus *status = evertick_window_get_status (fixture->window);

  if (evertick_status_get_colour (status) != FEED_COLOUR_GREEN)
    return FALSE;
  for (guint i = 0; i < g_list_model_get_n_items (rows); i++) {
    g_autoptr (FeedInstrument) row = g_list_model_get_item (rows, i);

    if (!isfinite (feed_instrument_get_last (row)) || !isfinite (feed_instrument_get_bid (row)))
      return FALSE;
  }
  return TRUE;
}

/* A widget below root with this accessible label, or NULL */
static GtkWidget *
find_labelled (GtkWidget  *root,
               const char *label)
{
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    g_autofree char *mismatch =
      gtk_test_accessible_check_property (GTK_ACCESSIBLE (child),
                                          GTK_ACCESSIBLE_PROPERTY_LABEL,
                                          label,
                                          NULL);
    GtkWidget *found;

    if (mismatch == NULL)
      return child;
    found = find_labelled (child, label);
    if (found != NULL)
      return found;
  }
  return NULL;
}

static gboolean
row_is_named (gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (FeedInstrument) row =
    g_list_model_get_item (evertick_window_get_rows (fixture->window), 0);

  return find_labelled (GTK_WIDGET (fixture->window), feed_instrument_get_symbol (row)) != NULL;
}

static void
test_demo_goes_live (Fixture      *fixture,
                     gconstpointer data)
{
  g_assert_true (test_wait_until (is_live, fixture, DEADLINE_MS));
  g_assert_cmpstr (evertick_status_get_text (evertick_window_get_status (fixture->window)), ==,
                   "Demo · Live · WebSocket");
  g_assert_nonnull (find_labelled (GTK_WIDGET (fixture->window),
                                   "Feed status: Live, WebSocket, demo market"));
  g_assert_true (test_wait_until (row_is_named, fixture, DEADLINE_MS));
}

/* The first widget below root of a type, or NULL */
static GtkWidget *
find_type (GtkWidget *root,
           GType      type)
{
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = G_TYPE_CHECK_INSTANCE_TYPE (child, type) ? child : find_type (child, type);

    if (found != NULL)
      return found;
  }
  return NULL;
}

static gboolean
card_is_named (gpointer user_data)
{
  Fixture *fixture = user_data;
  GtkWidget *card = find_type (GTK_WIDGET (fixture->window), EVERTICK_TYPE_HEALTH_CARD);

  return card != NULL && gtk_widget_get_mapped (card) &&
         gtk_test_accessible_has_property (GTK_ACCESSIBLE (card), GTK_ACCESSIBLE_PROPERTY_LABEL) &&
         gtk_widget_grab_focus (card);
}

/* The health page has a card a connection, which a keyboard reaches and a screen reader can say;
 * the report tells what happened too */
static void
test_health (Fixture      *fixture,
             gconstpointer data)
{
  g_autofree char *report = NULL;
  GtkWidget *switcher;

  g_assert_true (test_wait_until (is_live, fixture, DEADLINE_MS));
  evertick_window_set_drawer_open (fixture->window, TRUE);
  switcher = find_type (GTK_WIDGET (fixture->window), GTK_TYPE_STACK_SWITCHER);
  g_assert_nonnull (switcher);
  gtk_stack_set_visible_child_name (gtk_stack_switcher_get_stack (GTK_STACK_SWITCHER (switcher)),
                                    "health");
  g_assert_true (test_wait_until (card_is_named, fixture, DEADLINE_MS));
  report = evertick_status_dup_report (evertick_window_get_status (fixture->window));
  g_assert_nonnull (strstr (report, "source: stream "));
  g_assert_nonnull (strstr (report, " demo WARMING -> LIVE: stream proven after "));
}

static gboolean
log_has_rows (gpointer user_data)
{
  Fixture *fixture = user_data;
  FeedManager *manager = evertick_session_get_manager (fixture->session);

  return g_list_model_get_n_items (G_LIST_MODEL (feed_manager_get_event_log (manager))) > 0;
}

static void
test_actions (Fixture      *fixture,
              gconstpointer data)
{
  GtkWidget *window = GTK_WIDGET (fixture->window);
  gboolean open;

  g_assert_true (test_wait_until (log_has_rows, fixture, DEADLINE_MS));
  g_assert_true (gtk_widget_activate_action (window, "win.drawer", NULL));
  g_object_get (fixture->window, "drawer-open", &open, NULL);
  g_assert_true (open);
  for (guint i = 0; i < 4; i++)
    g_assert_true (gtk_widget_activate_action (window, "win.next-pane", NULL));
  g_assert_true (gtk_widget_activate_action (window, "win.previous-pane", NULL));
  g_assert_true (gtk_widget_activate_action (window, "win.search", NULL));
  g_assert_true (gtk_widget_activate_action (window, "win.retry", NULL));
  g_assert_true (gtk_widget_activate_action (window, "win.retry-venue", "s", "demo"));
  g_assert_true (gtk_widget_activate_action (window, "win.drawer", NULL));
  g_object_get (fixture->window, "drawer-open", &open, NULL);
  g_assert_false (open);
}

typedef struct {
  GtkWidget *dialog;
} DialogWatch;

static gboolean
dialog_said_something (gpointer user_data)
{
  DialogWatch *watch = user_data;

  return watch->dialog == NULL
         || *evertick_add_dialog_get_message (EVERTICK_ADD_DIALOG (watch->dialog)) != '\0';
}

static void
open_dialog (Fixture     *fixture,
             DialogWatch *watch,
             const char  *symbol)
{
  watch->dialog = evertick_add_dialog_new (fixture->session, GTK_WINDOW (fixture->window));
  g_object_add_weak_pointer (G_OBJECT (watch->dialog), (gpointer *) &watch->dialog);
  evertick_add_dialog_set_symbol (EVERTICK_ADD_DIALOG (watch->dialog), "demo", symbol);
  gtk_window_present (GTK_WINDOW (watch->dialog));
  gtk_widget_activate_action (watch->dialog, "dialog.add", NULL);
}

static void
test_add (Fixture      *fixture,
          gconstpointer data)
{
  EvertickWatchlist *watchlist = evertick_session_get_watchlist (fixture->session);
  DialogWatch watch = { NULL };

  g_assert_true (test_wait_until (is_live, fixture, DEADLINE_MS));
  open_dialog (fixture, &watch, "nosuchsymbol");
  g_assert_true (test_wait_until (dialog_said_something, &watch, DEADLINE_MS));
  g_assert_nonnull (watch.dialog);
  g_assert_cmpuint (evertick_watchlist_get_size (watchlist), ==, 3);
  gtk_window_destroy (GTK_WINDOW (watch.dialog));
  g_assert_true (test_wait_until (is_gone, &watch.dialog, DEADLINE_MS));

  open_dialog (fixture, &watch, "tcs");
  g_assert_true (test_wait_until (is_gone, &watch.dialog, DEADLINE_MS));
  g_assert_true (evertick_watchlist_contains (watchlist, "demo:TCS"));
}

static gboolean
has_demo_trouble (gpointer user_data)
{
  return evertick_session_get_note (user_data) != NULL;
}

static void
test_no_simulator (void)
{
  g_autoptr (GSettings) settings = feed_settings_open ();
  EvertickSession *session = evertick_session_new (settings, "/nonexistent/feedctl");

  g_assert_true (evertick_session_start (session));
  g_assert_true (test_wait_until (has_demo_trouble, session, DEADLINE_MS));
  g_assert_nonnull (strstr (evertick_session_get_note (session), "demo market"));
  evertick_session_stop (session);
  g_assert_finalize_object (session);
}

static void
test_bad_settings_refuse_to_start (void)
{
  g_autoptr (GSettings) settings = feed_settings_open ();
  EvertickSession *session = evertick_session_new (settings, NULL);
  GtkWidget *window;

  g_settings_set_int (settings, "silence-min", 20000);
  g_settings_set_int (settings, "dead-after", 2000);
  g_assert_false (evertick_session_start (session));
  g_assert_null (evertick_session_get_manager (session));
  g_assert_nonnull (strstr (evertick_session_get_problem (session), "silence-min"));
  g_assert_nonnull (strstr (evertick_session_get_problem (session), "dead-after"));
  window = evertick_window_new (NULL, session);
  gtk_window_present (GTK_WINDOW (window));
  g_assert_null (evertick_window_get_rows (EVERTICK_WINDOW (window)));
  gtk_widget_activate_action (window, "win.reset-thresholds", NULL);
  g_assert_null (evertick_session_get_problem (session));
  g_assert_nonnull (evertick_window_get_rows (EVERTICK_WINDOW (window)));
  gtk_window_destroy (GTK_WINDOW (window));
  evertick_session_stop (session);
  g_assert_finalize_object (session);
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
  ADD ("/window/demo-goes-live", test_demo_goes_live);
  ADD ("/window/actions", test_actions);
  ADD ("/window/health", test_health);
  ADD ("/window/add", test_add);
  g_test_add_func ("/session/no-simulator", test_no_simulator);
  g_test_add_func ("/session/bad-settings-refuse-to-start", test_bad_settings_refuse_to_start);
  return g_test_run ();
}
