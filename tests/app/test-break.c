/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "evertick-break-window.h"
#include "evertick-practice-bar.h"
#include "evertick-practice-fault.h"
#include "support/test-support.h"

#define DEADLINE_MS 60000

typedef struct {
  FeedClock        *clock;
  EvertickDemo     *demo;
  EvertickPractice *practice;
  GtkWidget        *parent, *window;
} Fixture;

/* With the real simulator */
static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->clock = feed_clock_new ();
  fixture->demo = evertick_demo_new (g_getenv ("EVERTICK_FEEDCTL"), fixture->clock);
  fixture->practice = evertick_practice_new ();
  evertick_practice_set_demo (fixture->practice, fixture->demo, fixture->clock);
  fixture->parent = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (fixture->parent), evertick_practice_bar_new ());
  evertick_practice_bar_set_practice (
    EVERTICK_PRACTICE_BAR (gtk_window_get_child (GTK_WINDOW (fixture->parent))), fixture->practice);
  gtk_window_present (GTK_WINDOW (fixture->parent));
  fixture->window = evertick_break_window_new (fixture->practice, GTK_WINDOW (fixture->parent));
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static gboolean
is_gone (gpointer user_data)
{
  return *(gpointer *) user_data == NULL;
}

static gboolean
is_alone (gpointer user_data)
{
  return G_OBJECT (user_data)->ref_count == 1;
}

/* The panel goes with its window */
static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->parent));
  g_assert_true (test_wait_until (is_gone, &fixture->window, DEADLINE_MS));
  g_assert_true (test_wait_until (is_alone, fixture->practice, DEADLINE_MS));
  g_assert_finalize_object (fixture->practice);
  evertick_demo_stop (fixture->demo);
  g_assert_true (test_wait_until (is_alone, fixture->demo, DEADLINE_MS));
  g_assert_finalize_object (fixture->demo);
  feed_clock_unref (fixture->clock);
}

/* A button below root with this accessible label, or NULL */
static GtkWidget *
find_button (GtkWidget  *root,
             const char *label)
{
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_button (child, label);
    g_autofree char *mismatch = NULL;

    if (found != NULL)
      return found;
    if (!GTK_IS_BUTTON (child))
      continue;
    mismatch = gtk_test_accessible_check_property (GTK_ACCESSIBLE (child),
                                                   GTK_ACCESSIBLE_PROPERTY_LABEL, label, NULL);
    if (mismatch == NULL)
      return child;
  }
  return NULL;
}

static void
press (GtkWidget  *root,
       const char *label)
{
  GtkWidget *button = find_button (root, label);

  g_assert_nonnull (button);
  g_assert_true (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

static gboolean
is_ready (gpointer user_data)
{
  GtkWidget *button = find_button (((Fixture *) user_data)->window, "Start mute");

  return button != NULL && gtk_widget_is_sensitive (button);
}

static gboolean
runs_both (gpointer user_data)
{
  Fixture *fixture = user_data;

  return find_button (fixture->window, "Heal mute") != NULL &&
         find_button (fixture->window, "Heal http 503") != NULL;
}

static gboolean
runs_http (gpointer user_data)
{
  Fixture *fixture = user_data;

  return find_button (fixture->window, "Heal mute") == NULL &&
         find_button (fixture->window, "Heal http 503") != NULL;
}

static gboolean
runs_nothing (gpointer user_data)
{
  return evertick_practice_get_summary (((Fixture *) user_data)->practice) == NULL;
}

static void
test_start_and_heal (Fixture      *fixture,
                     gconstpointer data)
{
  /* Before the market runs nothing can be broken */
  g_assert_false (is_ready (fixture));
  evertick_demo_start (fixture->demo);
  g_assert_true (test_wait_until (is_ready, fixture, DEADLINE_MS));
  press (fixture->window, "Start mute");
  press (fixture->window, "Start http 503");
  g_assert_true (test_wait_until (runs_both, fixture, DEADLINE_MS));
  g_assert_true (g_str_has_prefix (evertick_practice_get_summary (fixture->practice),
                                   "Practice: mute, "));
  press (fixture->window, "Heal mute");
  g_assert_true (test_wait_until (runs_http, fixture, DEADLINE_MS));
  gtk_widget_activate_action (gtk_window_get_child (GTK_WINDOW (fixture->parent)),
                              "practice.heal-all", NULL);
  g_assert_true (test_wait_until (runs_nothing, fixture, DEADLINE_MS));
  g_assert_false (gtk_widget_is_sensitive (find_button (fixture->window, "Start expire-token")));
}

static void
test_market_stops (Fixture      *fixture,
                   gconstpointer data)
{
  evertick_demo_start (fixture->demo);
  g_assert_true (test_wait_until (is_ready, fixture, DEADLINE_MS));
  press (fixture->window, "Start mute");
  press (fixture->window, "Start http 503");
  g_assert_true (test_wait_until (runs_both, fixture, DEADLINE_MS));
  evertick_demo_stop (fixture->demo);
  g_assert_true (runs_nothing (fixture));
  g_assert_false (is_ready (fixture));
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
  ADD ("/break/start-and-heal", test_start_and_heal);
  ADD ("/break/market-stops", test_market_stops);
  return g_test_run ();
}
