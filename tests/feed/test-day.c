/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <feed/feed.h>
#include <string.h>

#include "feed/feed-manager-private.h"
#include "support/sim-account.h"
#include "support/sim-venue.h"
#include "support/test-exchange.h"

/* Two days of a trader in virtual time: the log has to read as he would have written it, word for
 * word. What it says is in day.log; where the words change on purpose, EVERTICK_WRITE_GOLDEN=1 writes
 * it anew. */

#define SECOND ((gint64) G_USEC_PER_SEC)
#define VENUE "sim-account"
#define HEADER "# SPDX-License-Identifier: GPL-3.0-or-later\n"
#define ZONE_US (330 * 60 * SECOND)

typedef struct {
  FeedClock   *clock;
  SimVenue    *venue;
  SimFaults   *faults;
  FeedManager *manager;
  GString     *log;
  int          day;      /* of the month, of the newest line */
} Day;

static GDateTime *
new_ist (gint64 wall_us)
{
  return g_date_time_new_from_unix_utc ((wall_us + ZONE_US) / SECOND);
}

static void
append_time (Day   *day,
             gint64 wall_us)
{
  g_autoptr (GDateTime) at = new_ist (wall_us);
  g_autofree char *date = g_date_time_format (at, "%a %d %b %Y");

  if (g_date_time_get_day_of_month (at) != day->day)
    g_string_append_printf (day->log, "%s%s\n", day->day != 0 ? "\n" : "", date);
  day->day = g_date_time_get_day_of_month (at);
  g_string_append_printf (day->log, "%02d:%02d:%02d  ", g_date_time_get_hour (at),
                          g_date_time_get_minute (at), g_date_time_get_second (at));
}

/* From when to when, by the clock of the lines, as whoever shows a gap adds it to its words */
static void
append_range (Day           *day,
              const FeedGap *gap)
{
  g_autoptr (GDateTime) start = new_ist (gap->start_us);
  g_autoptr (GDateTime) end = new_ist (gap->start_us + gap->length_us);
  g_autofree char *from = g_date_time_format (start, "%H:%M:%S");
  g_autofree char *to = g_date_time_format (end, "%H:%M:%S");

  g_string_append_printf (day->log, "; %s to %s", from, to);
}

static void
on_event (FeedManager *manager,
          FeedEvent   *event,
          Day         *day)
{
  FeedLinkState from = feed_event_get_from (event), to = feed_event_get_to (event);
  const char *text = feed_event_get_text (event);

  append_time (day, feed_event_get_time_us (event));
  if (feed_event_get_kind (event) != FEED_EVENT_KIND_STATE)
    g_string_append (day->log, text);
  else if (from != to)
    g_string_append_printf (day->log, "%s → %s: %s", feed_link_state_to_string (from),
                            feed_link_state_to_string (to), text);
  else
    g_string_append_printf (day->log, "%s%s%s",
                            feed_colour_to_string (feed_event_get_colour (event)),
                            text != NULL && *text != '\0' ? ": " : "", text);
  if (feed_event_get_gap (event) != NULL)
    append_range (day, feed_event_get_gap (event));
  g_string_append_c (day->log, '\n');
}

/* What happens by itself until a time of the clock on the wall */
static void
pass_until (Day        *day,
            const char *time)
{
  gint64 left_us = test_exchange_ist (time) - feed_clock_wall_us (day->clock);

  g_assert_cmpint (left_us, >=, 0);
  feed_clock_advance (day->clock, left_us);
}

/* Its sessions end at five in the morning */
static void
open_account (Day *day)
{
  g_autoptr (FeedCredentials) credentials = sim_account_new_credentials (SIM_ACCOUNT_PIN);

  day->faults->account = TRUE;
  day->faults->rollover_us = G_TIME_SPAN_DAY;
  day->faults->rollover_at_us = 5 * G_TIME_SPAN_HOUR - ZONE_US;
  day->manager->context.create = sim_account_create_provider;
  g_assert_true (feed_manager_set_credentials (day->manager, VENUE, credentials, NULL));
}

static void
trade_every (Day   *day,
             double seconds)
{
  day->faults->trade_interval_us = (gint64) (seconds * (double) SECOND);
}

static void
live_monday (Day *day)
{
  pass_until (day, "2026-11-23T09:00:00");
  trade_every (day, 0.5);
  pass_until (day, "2026-11-23T11:00:00");
  sim_venue_close (day->venue, 1006);
  /* Nobody trades over lunch, but for a trade every few seconds */
  pass_until (day, "2026-11-23T13:00:00");
  trade_every (day, 5);
  pass_until (day, "2026-11-23T14:00:00");
  trade_every (day, 0.5);
  pass_until (day, "2026-11-23T23:55:00");
  trade_every (day, 0);
}

/* A holiday of NSE; MCX trades in the evening */
static void
live_tuesday (Day *day)
{
  /* The venue's night: it is down for half a minute, and at five every session ends */
  pass_until (day, "2026-11-24T03:00:00");
  day->faults->refuse = TRUE;
  sim_venue_close (day->venue, 1001);
  pass_until (day, "2026-11-24T03:00:30");
  day->faults->refuse = FALSE;
  pass_until (day, "2026-11-24T05:00:00");
  sim_venue_close (day->venue, 1000);
  pass_until (day, "2026-11-24T17:00:00");
  trade_every (day, 0.5);
  pass_until (day, "2026-11-24T23:55:00");
  trade_every (day, 0);
}

/* The stream is down for hours while nobody trades; a session that cannot be renewed */
static void
live_wednesday (Day *day)
{
  pass_until (day, "2026-11-25T01:10:00");
  day->faults->refuse = TRUE;
  sim_venue_close (day->venue, 1001);
  pass_until (day, "2026-11-25T04:30:00");
  day->faults->refuse = FALSE;
  pass_until (day, "2026-11-25T04:55:00");
  day->faults->refresh_refused = TRUE;
  pass_until (day, "2026-11-25T05:00:00");
  sim_venue_close (day->venue, 1000);
  pass_until (day, "2026-11-25T06:00:00");
  day->faults->refresh_refused = FALSE;
  pass_until (day, "2026-11-25T09:00:00");
  trade_every (day, 0.5);
  pass_until (day, "2026-11-25T15:45:00");
}

/* Nobody was there at night, and the stream does not come */
static void
live_thursday (Day *day)
{
  trade_every (day, 0);
  pass_until (day, "2026-11-26T08:59:50");
  day->faults->refuse = TRUE;
  day->faults->refresh_refused = TRUE;
  feed_manager_start (day->manager);
  pass_until (day, "2026-11-26T09:00:00");
  trade_every (day, 0.5);
  pass_until (day, "2026-11-26T09:01:00");
  day->faults->refuse = FALSE;
  pass_until (day, "2026-11-26T09:16:00");
}

static void
live_through (Day *day)
{
  static const char *const symbols[] = { "RELIANCE", "INFY", "MCXGOLD", NULL };

  trade_every (day, 0);
  for (guint i = 0; symbols[i] != NULL; i++)
    feed_manager_subscribe (day->manager, VENUE, symbols[i], NULL);
  feed_manager_start (day->manager);
  live_monday (day);
  live_tuesday (day);
  live_wednesday (day);
  feed_manager_stop (day->manager);
  live_thursday (day);
  feed_manager_stop (day->manager);
}

static void
compare (const char *said)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "feed", "day.log", NULL);
  g_autofree char *golden = NULL;
  g_auto (GStrv) lines = g_strsplit (said, "\n", -1);
  g_auto (GStrv) wanted = NULL;
  g_autoptr (GError) error = NULL;

  if (g_getenv ("EVERTICK_WRITE_GOLDEN") != NULL)
    g_file_set_contents (path, said, -1, &error);
  g_assert_no_error (error);
  g_file_get_contents (path, &golden, NULL, &error);
  g_assert_no_error (error);
  wanted = g_strsplit (golden, "\n", -1);
  for (guint i = 0; lines[i] != NULL && wanted[i] != NULL; i++)
    g_assert_cmpstr (lines[i], ==, wanted[i]);
  g_assert_cmpstr (said, ==, golden);
}

static void
test_day (void)
{
  Day day = { .log = g_string_new (HEADER) };

  test_exchange_set ("NSE");
  day.clock = feed_clock_new_manual (1000 * SECOND, test_exchange_ist ("2026-11-23T08:30:00"));
  day.venue = sim_venue_new (day.clock);
  day.faults = sim_venue_get_faults (day.venue);
  day.manager = feed_manager_new_full (NULL, day.clock, FEED_TRANSPORT (day.venue), 1);
  g_signal_connect (day.manager, "event", G_CALLBACK (on_event), &day);
  open_account (&day);
  live_through (&day);
  compare (day.log->str);
  g_assert_finalize_object (day.manager);
  feed_clock_advance (day.clock, 10 * SECOND);
  g_assert_finalize_object (day.venue);
  feed_clock_unref (day.clock);
  g_string_free (day.log, TRUE);
  test_exchange_set (NULL);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/feed/day", test_day);
  return g_test_run ();
}
