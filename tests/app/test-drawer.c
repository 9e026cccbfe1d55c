/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "evertick-drawer.h"
#include "evertick-event-column.h"
#include "feed/feed-event-log-private.h"
#include "support/test-support.h"

#define DEADLINE_MS 60000

typedef struct {
  FeedEventLog   *log;
  GtkWindow      *window;
  EvertickDrawer *drawer;
} Fixture;

static void
append (FeedEventLog *log,
        FeedEventKind kind,
        const char   *text)
{
  const FeedEventFields fields = {
    .kind = kind, .time_us = g_get_real_time (), .venue = "demo", .connection = "demo",
    .from = FEED_LINK_LIVE, .to = FEED_LINK_BACKOFF, .text = text,
  };

  feed_event_log_append (log, &fields);
}

/* Yesterday's */
static void
append_gap (FeedEventLog *log,
            gint64        lost,
            gint64        length_us)
{
  g_autoptr (GDateTime) start = g_date_time_new_local (2026, 1, 2, 10, 42, 7);
  const FeedGap gap = {
    .instrument = 0, .cause = FEED_CAUSE_MUTE, .backfill = FEED_BACKFILL_PARTIAL,
    .start_us = g_date_time_to_unix (start) * G_USEC_PER_SEC,
    .detected_after_us = 4200000, .polled_after_us = lost > 0 ? 5000000 : -1,
    .length_us = length_us, .live_after_us = 9500000, .lost = lost, .backfilled = lost / 2,
  };
  const FeedEventFields fields = {
    .kind = FEED_EVENT_KIND_GAP, .time_us = gap.start_us + gap.length_us, .venue = "demo",
    .connection = "demo", .cause = gap.cause, .text = "in English", .gap = &gap,
    .symbol = lost > 0 ? "BTCUSDT" : NULL,
  };

  feed_event_log_append (log, &fields);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->log = feed_event_log_new ();
  append_gap (fixture->log, 20, 9000000);
  append_gap (fixture->log, 0, 9000000);
  append (fixture->log, FEED_EVENT_KIND_NOTE, "started");
  append (fixture->log, FEED_EVENT_KIND_STATE, "closed");
  append (fixture->log, FEED_EVENT_KIND_TROUBLE, "refused");
  append (fixture->log, FEED_EVENT_KIND_STATE, "again");
  fixture->window = GTK_WINDOW (gtk_window_new ());
  fixture->drawer = EVERTICK_DRAWER (evertick_drawer_new ());
  evertick_drawer_set_log (fixture->drawer, fixture->log);
  gtk_window_set_child (fixture->window, GTK_WIDGET (fixture->drawer));
  gtk_window_present (fixture->window);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  gtk_window_destroy (fixture->window);
  g_object_unref (fixture->log);
}

static void
assert_text (FeedEvent          *event,
             EvertickEventColumn column,
             const char         *expected)
{
  g_autofree char *text = evertick_event_column_dup_text (column, event);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_gap_words (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr (FeedEvent) costly = g_list_model_get_item (G_LIST_MODEL (fixture->log), 0);
  g_autoptr (FeedEvent) cheap = g_list_model_get_item (G_LIST_MODEL (fixture->log), 1);
  g_autoptr (FeedEventLog) log = feed_event_log_new ();
  g_autoptr (FeedEvent) instant = NULL;

  assert_text (costly, EVERTICK_EVENT_TIME, "2026-01-02 10:42:16.000");
  assert_text (costly, EVERTICK_EVENT_CHANGE, "Gap of BTCUSDT");
  assert_text (costly, EVERTICK_EVENT_CAUSE,
               "9 s, 20 trades lost, 10 fetched: stream mute, REST has newer prices; "
               "10:42:07 to 10:42:16; noticed after 4.2 s; first polled price after 5 s");
  assert_text (cheap, EVERTICK_EVENT_CHANGE, "Gap");
  assert_text (cheap, EVERTICK_EVENT_CAUSE,
               "9 s, no trade lost: stream mute, REST has newer prices; "
               "10:42:07 to 10:42:16; noticed after 4.2 s");
  append_gap (log, 3, 0);
  instant = g_list_model_get_item (G_LIST_MODEL (log), 0);
  assert_text (instant, EVERTICK_EVENT_CAUSE,
               "3 trades lost, 1 fetched: stream mute, REST has newer prices; "
               "noticed after 4.2 s; first polled price after 5 s");
}

/* The first widget of a type below root, or NULL */
static GtkWidget *
find (GtkWidget *root,
      GType      type)
{
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = G_TYPE_CHECK_INSTANCE_TYPE (child, type) ? child : find (child, type);

    if (found != NULL)
      return found;
  }
  return NULL;
}

static guint
count_rows (Fixture *fixture)
{
  return g_list_model_get_n_items (evertick_drawer_get_events (fixture->drawer));
}

static void
test_kinds (Fixture      *fixture,
            gconstpointer data)
{
  static const guint expected[] = { 6, 2, 2, 1 };
  GtkDropDown *kinds = GTK_DROP_DOWN (find (GTK_WIDGET (fixture->drawer), GTK_TYPE_DROP_DOWN));
  g_autofree char *mismatch =
    gtk_test_accessible_check_property (GTK_ACCESSIBLE (kinds), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                        "What the log shows", NULL);

  g_assert_null (mismatch);
  g_assert_cmpuint (g_list_model_get_n_items (gtk_drop_down_get_model (kinds)), ==,
                    G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++) {
    gtk_drop_down_set_selected (kinds, i);
    g_assert_cmpuint (count_rows (fixture), ==, expected[i]);
  }
  /* Together with the words */
  gtk_drop_down_set_selected (kinds, 1);
  evertick_drawer_set_filter (fixture->drawer, "again");
  g_assert_cmpuint (count_rows (fixture), ==, 1);
  append (fixture->log, FEED_EVENT_KIND_NOTE, "again");
  g_assert_cmpuint (count_rows (fixture), ==, 1);
  gtk_drop_down_set_selected (kinds, 0);
  g_assert_cmpuint (count_rows (fixture), ==, 2);
}

static gboolean
has_one_row (gpointer user_data)
{
  return count_rows (user_data) == 1;
}

static gboolean
has_all_rows (gpointer user_data)
{
  return count_rows (user_data) == 6;
}

static void
test_escape (Fixture      *fixture,
             gconstpointer data)
{
  GtkWidget *entry = find (GTK_WIDGET (fixture->drawer), GTK_TYPE_SEARCH_ENTRY);

  gtk_editable_set_text (GTK_EDITABLE (entry), "refused");
  g_assert_true (test_wait_until (has_one_row, fixture, DEADLINE_MS));
  g_signal_emit_by_name (entry, "stop-search");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "");
  g_assert_true (test_wait_until (has_all_rows, fixture, DEADLINE_MS));
}

#define ADD(path, func) g_test_add ("/drawer/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_type_ensure (EVERTICK_TYPE_DRAWER);
  ADD ("gap-words", test_gap_words);
  ADD ("kinds", test_kinds);
  ADD ("escape", test_escape);
  return g_test_run ();
}
