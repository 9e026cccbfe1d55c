/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/core/feed-calendar.h"
#include "feed/core/feed-error.h"

#include <string.h>

#define HEAD "[calendar]\nexchanges=NSE;NFO\nzone=+05:30\nyears=2026\nsource=a circular\n"
#define WEEK "days=Mon;Tue;Wed;Thu;Fri\n"
#define HOURS "[hours]\n" WEEK "day=09:00 09:15-15:30\n"
#define MCX \
  "[calendar]\nexchanges=MCX\nzone=+05:30\nyears=2026\nsource=a circular\n" \
  "[hours]\n" WEEK "evening=17:00-23:30\nmorning=08:40 09:00-17:00\n" \
                   "[holidays]\n2026-04-03=Good Friday\n[holidays morning]\n2026-03-03=Holi\n" \
                   "[holidays evening]\n2026-01-01=New Year\n"

/* Of one exchange of a text that is right */
static FeedCalendar *
read_text (const char *text,
           guint       which)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) calendars = feed_calendar_parse (text, strlen (text), &error);

  g_assert_no_error (error);
  return feed_calendar_ref (g_ptr_array_index (calendars, which));
}

static gint64
ist (const char *time)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("+05:30");
  g_autoptr (GDateTime) at = g_date_time_new_from_iso8601 (time, zone);

  g_assert_nonnull (at);
  return g_date_time_to_unix (at) * G_USEC_PER_SEC + g_date_time_get_microsecond (at);
}

/* next: "" = never */
static void
assert_phase (FeedCalendar *calendar,
              const char   *time,
              FeedPhase     phase,
              const char   *next,
              const char   *words)
{
  g_autofree char *described = feed_calendar_describe (calendar, ist (time));
  FeedCalendarMoment moment;

  feed_calendar_look (calendar, ist (time), &moment);
  g_test_message ("%s: %s", time, described);
  g_assert_cmpint (moment.phase, ==, phase);
  g_assert_cmpint (moment.next_us, ==, *next == '\0' ? G_MAXINT64 : ist (next));
  g_assert_cmpstr (described, ==, words);
}

static void
test_day (void)
{
  g_autoptr (FeedCalendar) nse = read_text (HEAD HOURS, 0);

  g_assert_cmpstr (feed_calendar_get_exchange (nse), ==, "NSE");
  g_assert_cmpstr (feed_calendar_get_source (nse), ==, "a circular");
  assert_phase (nse, "2026-11-26T00:00:00", FEED_PHASE_CLOSED, "2026-11-26T09:00:00",
                "closed until 09:15");
  assert_phase (nse, "2026-11-26T08:59:59.999999", FEED_PHASE_CLOSED, "2026-11-26T09:00:00",
                "closed until 09:15");
  assert_phase (nse, "2026-11-26T09:00:00", FEED_PHASE_PRE, "2026-11-26T09:15:00",
                "pre-open until 09:15");
  assert_phase (nse, "2026-11-26T09:14:59.999999", FEED_PHASE_PRE, "2026-11-26T09:15:00",
                "pre-open until 09:15");
  assert_phase (nse, "2026-11-26T09:15:00", FEED_PHASE_OPEN, "2026-11-26T15:30:00", "open");
  assert_phase (nse, "2026-11-26T15:29:59.999999", FEED_PHASE_OPEN, "2026-11-26T15:30:00", "open");
  assert_phase (nse, "2026-11-26T15:30:00", FEED_PHASE_CLOSED, "2026-11-27T09:00:00",
                "closed until Fri 09:15");
  assert_phase (nse, "2026-11-27T15:30:00", FEED_PHASE_CLOSED, "2026-11-30T09:00:00",
                "closed until Mon 09:15");
  assert_phase (nse, "2026-11-29T12:00:00", FEED_PHASE_CLOSED, "2026-11-30T09:00:00",
                "closed until Mon 09:15");
}

/* India knows no daylight saving: 09:15 is 03:45 UTC in January and in July */
static void
test_zone (void)
{
  g_autoptr (FeedCalendar) nse = read_text (HEAD HOURS, 0);
  g_autoptr (FeedCalendar) west =
    read_text ("[calendar]\nexchanges=X\nzone=-03:30\nyears=2026\nsource=s\n"
               "[hours]\ndays=Mon\nall=00:00-24:00\n", 0);
  FeedCalendarMoment moment;
  g_autoptr (GDateTime) january = g_date_time_new_utc (2026, 1, 7, 3, 45, 0);
  g_autoptr (GDateTime) july = g_date_time_new_utc (2026, 7, 8, 3, 45, 0);

  feed_calendar_look (nse, g_date_time_to_unix (january) * G_USEC_PER_SEC, &moment);
  g_assert_cmpint (moment.phase, ==, FEED_PHASE_OPEN);
  feed_calendar_look (nse, g_date_time_to_unix (january) * G_USEC_PER_SEC - 1, &moment);
  g_assert_cmpint (moment.phase, ==, FEED_PHASE_PRE);
  feed_calendar_look (nse, g_date_time_to_unix (july) * G_USEC_PER_SEC, &moment);
  g_assert_cmpint (moment.phase, ==, FEED_PHASE_OPEN);
  feed_calendar_look (nse, g_date_time_to_unix (july) * G_USEC_PER_SEC - 1, &moment);
  g_assert_cmpint (moment.phase, ==, FEED_PHASE_PRE);
  /* Midnight of a Monday in Newfoundland's winter; the rehearsal is on Sunday */
  assert_phase (west, "2026-11-30T09:00:00", FEED_PHASE_OPEN, "2026-12-01T09:00:00", "open");
  assert_phase (west, "2026-11-30T08:45:00", FEED_PHASE_PRE, "2026-11-30T09:00:00",
                "pre-open until Mon 00:00");
  assert_phase (west, "2026-11-30T08:44:59", FEED_PHASE_CLOSED, "2026-11-30T08:45:00",
                "closed until Mon 00:00");
}

static void
test_holidays (void)
{
  g_autoptr (FeedCalendar) nse =
    read_text (HEAD HOURS "[holidays]\n2026-04-03=Good Friday\n2026-12-31=Year's end\n"
                          "2026-11-30=Monday\n2026-12-01=Tuesday\n2026-12-02=Wednesday\n"
                          "2026-12-03=Thursday\n2026-12-04=Friday\n", 0);

  assert_phase (nse, "2026-04-02T16:00:00", FEED_PHASE_CLOSED, "2026-04-06T09:00:00",
                "closed until Mon 09:15");
  assert_phase (nse, "2026-04-03T09:20:00", FEED_PHASE_CLOSED, "2026-04-06T09:00:00",
                "closed until Mon 09:15, holiday: Good Friday");
  assert_phase (nse, "2026-04-03T23:20:00", FEED_PHASE_CLOSED, "2026-04-06T09:00:00",
                "closed until Mon 09:15, holiday: Good Friday");
  assert_phase (nse, "2026-04-04T09:20:00", FEED_PHASE_CLOSED, "2026-04-06T09:00:00",
                "closed until Mon 09:15");
  /* A weekday's name says which only within the week */
  assert_phase (nse, "2026-11-27T16:00:00", FEED_PHASE_CLOSED, "2026-12-07T09:00:00",
                "closed until Mon 7 Dec 09:15");
  assert_phase (nse, "2026-12-30T16:00:00", FEED_PHASE_CLOSED, "2027-01-01T09:00:00",
                "closed until Fri 09:15");
}

static void
test_halves (void)
{
  g_autoptr (FeedCalendar) mcx = read_text (MCX, 0);

  /* Morning and evening are one; the pre-open is before the rehearsal */
  assert_phase (mcx, "2026-03-02T08:39:59", FEED_PHASE_CLOSED, "2026-03-02T08:40:00",
                "closed until 09:00");
  assert_phase (mcx, "2026-03-02T08:40:00", FEED_PHASE_PRE, "2026-03-02T09:00:00",
                "pre-open until 09:00");
  assert_phase (mcx, "2026-03-02T17:00:00", FEED_PHASE_OPEN, "2026-03-02T23:30:00", "open");
  assert_phase (mcx, "2026-03-03T08:00:00", FEED_PHASE_CLOSED, "2026-03-03T16:45:00",
                "closed until 17:00, holiday: Holi");
  assert_phase (mcx, "2026-03-03T10:00:00", FEED_PHASE_CLOSED, "2026-03-03T16:45:00",
                "closed until 17:00, holiday: Holi");
  assert_phase (mcx, "2026-03-03T16:50:00", FEED_PHASE_PRE, "2026-03-03T17:00:00",
                "pre-open until 17:00");
  assert_phase (mcx, "2026-03-03T17:00:00", FEED_PHASE_OPEN, "2026-03-03T23:30:00", "open");
  assert_phase (mcx, "2026-03-03T23:45:00", FEED_PHASE_CLOSED, "2026-03-04T08:40:00",
                "closed until Wed 09:00");
  assert_phase (mcx, "2026-01-01T08:00:00", FEED_PHASE_CLOSED, "2026-01-01T08:40:00",
                "closed until 09:00");
  assert_phase (mcx, "2026-01-01T16:59:59", FEED_PHASE_OPEN, "2026-01-01T17:00:00", "open");
  assert_phase (mcx, "2026-01-01T17:00:00", FEED_PHASE_CLOSED, "2026-01-02T08:40:00",
                "closed until Fri 09:00, holiday: New Year");
  assert_phase (mcx, "2026-04-03T12:00:00", FEED_PHASE_CLOSED, "2026-04-06T08:40:00",
                "closed until Mon 09:00, holiday: Good Friday");
}

static void
test_special (void)
{
  g_autoptr (FeedCalendar) nse =
    read_text (HEAD HOURS "[holidays]\n2026-11-09=Diwali\n"
                          "[special 2026-11-08]\nname=Budget\nday=09:15-15:30\n"
                          "[special 2026-11-09]\nname=Muhurat trading\nevening=18:00 18:15-19:15\n", 0);

  assert_phase (nse, "2026-11-08T12:00:00", FEED_PHASE_OPEN, "2026-11-08T15:30:00",
                "open, Budget");
  assert_phase (nse, "2026-11-09T12:00:00", FEED_PHASE_CLOSED, "2026-11-09T18:00:00",
                "closed until 18:15");
  assert_phase (nse, "2026-11-09T18:10:00", FEED_PHASE_PRE, "2026-11-09T18:15:00",
                "pre-open until 18:15, Muhurat trading");
  assert_phase (nse, "2026-11-09T18:15:00", FEED_PHASE_OPEN, "2026-11-09T19:15:00",
                "open, Muhurat trading");
  assert_phase (nse, "2026-11-09T19:15:00", FEED_PHASE_CLOSED, "2026-11-10T09:00:00",
                "closed until Tue 09:15");
}

/* From a day on, and of one exchange, the hours are others */
static void
test_dated (void)
{
  static const char text[] = HEAD HOURS "[hours 2026-08-03 NFO]\n" WEEK "day=09:15-15:40\n";
  g_autoptr (FeedCalendar) nse = read_text (text, 0);
  g_autoptr (FeedCalendar) nfo = read_text (text, 1);

  g_assert_cmpstr (feed_calendar_get_exchange (nfo), ==, "NFO");
  assert_phase (nfo, "2026-07-31T15:35:00", FEED_PHASE_CLOSED, "2026-08-03T09:00:00",
                "closed until Mon 09:15");
  assert_phase (nfo, "2026-08-03T15:35:00", FEED_PHASE_OPEN, "2026-08-03T15:40:00", "open");
  assert_phase (nse, "2026-08-03T15:35:00", FEED_PHASE_CLOSED, "2026-08-04T09:00:00",
                "closed until Tue 09:15");
}

static void
test_years (void)
{
  g_autoptr (FeedCalendar) nse = read_text (HEAD HOURS, 0);
  g_autoptr (FeedCalendar) late =
    read_text (HEAD "[hours 2100-01-01]\n" WEEK "day=09:15-15:30\n", 0);
  FeedCalendarMoment moment;

  feed_calendar_look (nse, ist ("2026-12-31T23:59:59"), &moment);
  g_assert_true (moment.year_known);
  g_assert_cmpuint (moment.year, ==, 2026);
  /* Local midnight, which in UTC is still of the old year */
  feed_calendar_look (nse, ist ("2027-01-01T00:00:00"), &moment);
  g_assert_false (moment.year_known);
  g_assert_cmpuint (moment.year, ==, 2027);
  assert_phase (nse, "2027-01-26T12:00:00", FEED_PHASE_OPEN, "2027-01-26T15:30:00", "open");
  feed_calendar_look (nse, ist ("2025-12-31T12:00:00"), &moment);
  g_assert_false (moment.year_known);
  /* A leap day, and no hours at all */
  assert_phase (nse, "2028-02-29T12:00:00", FEED_PHASE_OPEN, "2028-02-29T15:30:00", "open");
  assert_phase (nse, "2028-02-28T16:00:00", FEED_PHASE_CLOSED, "2028-02-29T09:00:00",
                "closed until Tue 09:15");
  assert_phase (late, "2026-11-26T12:00:00", FEED_PHASE_CLOSED, "", "closed");
  /* Clocks may say anything */
  feed_calendar_look (nse, G_MAXINT64 / 2, &moment);
  feed_calendar_look (nse, -G_MAXINT64 / 2, &moment);
}

/* The next change is always later, and all between is of one phase: two years by quarters */
static void
test_changes (void)
{
  static const char *const texts[] = { HEAD HOURS, MCX };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (FeedCalendar) calendar = read_text (texts[i], 0);
    gint64 at = ist ("2026-01-01T00:00:00");
    FeedCalendarMoment moment, before = { 0 };

    for (; at < ist ("2028-01-01T00:00:00"); at += 5 * G_TIME_SPAN_MINUTE) {
      feed_calendar_look (calendar, at, &moment);
      g_assert_cmpint (moment.next_us, >, at);
      g_assert_cmpint (moment.opens_us, >, at);
      if (before.next_us > at)
        g_assert_cmpint (moment.phase, ==, before.phase);
      else if (before.next_us == at)
        g_assert_cmpint (moment.phase, !=, before.phase);
      before = moment;
    }
  }
}

static void
assert_refused (const char        *text,
                const char *const *complaints)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (feed_calendar_parse (text, strlen (text), &error));
  g_assert_error (error, FEED_ERROR, FEED_ERROR_CONFIG);
  g_test_message ("%s", error->message);
  for (; *complaints != NULL; complaints++)
    g_assert_nonnull (strstr (error->message, *complaints));
}

/* Every error is told, not only the first */
static void
test_errors (void)
{
  assert_refused ("[calendar]\ncolour=red\nzone=5\n[hours 2026-13-01 XYZ]\nday=9-15\n"
                  "[holidays noon]\n2026-02-29=Leap\n[special tomorrow]\n[moon]\n",
                  (const char *const[]) {
    "[calendar] colour is not known", "exchanges are missing", "zone is none like +05:30: 5",
    "years are missing", "source is missing", "2026-13-01 is no date", "XYZ is none of",
    "[hours 2026-13-01 XYZ] has no days", "day is no session like 09:00 09:15-15:30: 9-15",
    "has no session", "[moon] is not known", "[holidays noon] no session is called so",
    "2026-02-29 is no date", "tomorrow is no date", NULL,
  });
  assert_refused (HEAD "[hours]\ndays=Mon;Today\na=09:00-12:00\nb=11:00-13:00\nc=14:00-14:00\n"
                       "d=10:00 09:00-11:00\ne=23:00-24:01\nf=09:00-12:00x\n"
                       "[holidays]\n2027-01-26=\n2026-01-26=\n[special 2026-11-08]\n",
                  (const char *const[]) {
    "days: Today is none", "b begins before a ends", "c is no session", "d is no session",
    "e is no session", "f is no session", "2027-01-26 is in none of the years",
    "2026-01-26 has no name", "[special 2026-11-08] has no name; ",
    "[special 2026-11-08] has no session", NULL,
  });
  assert_refused (HEAD "[hours 2026-01-01 NSE]\n" WEEK "day=09:15-15:30\n",
                  (const char *const[]) { "[hours] NFO has none", NULL });
  assert_refused ("", (const char *const[]) { "no key file", NULL });
  assert_refused ("nonsense", (const char *const[]) { "no key file", NULL });
  assert_refused ("[a\xff]", (const char *const[]) { "is text of", NULL });
}

static void
test_bounds (void)
{
  g_autoptr (GString) many = g_string_new (HEAD HOURS);
  g_autoptr (GString) wide = g_string_new (HEAD "[hours]\n" WEEK);
  g_autoptr (GString) large = g_string_new (HEAD HOURS);

  for (guint i = 0; i < 100; i++)
    g_string_append_printf (many, "[nonsense-%u]\n", i);
  assert_refused (many->str, (const char *const[]) { "[nonsense-19]", "and 80 more", NULL });
  for (guint i = 0; i < 9; i++)
    g_string_append_printf (wide, "s%u=%02u:00-%02u:30\n", i, i, i);
  assert_refused (wide->str, (const char *const[]) { "more than 8 sessions", NULL });
  while (large->len <= 256 * 1024)
    g_string_append (large, "#####################\n");
  assert_refused (large->str, (const char *const[]) { "at most 256 KiB", NULL });
}

/* What is installed is whole, and opens and closes when a trader expects it to */
static void
test_installed (void)
{
  static const struct {
    const char *file;
    guint       which;
    const char *time, *words;
  } known[] = {
    { "nse.ini", 0, "2026-11-26T15:34:59", "open" },
    { "nse.ini", 1, "2026-11-26T15:39:59", "open" },
    { "nse.ini", 0, "2026-07-31T15:30:00", "closed until Mon 09:15" },
    { "nse.ini", 0, "2026-12-25T10:00:00", "closed until Mon 09:15, holiday: Christmas" },
    { "nse.ini", 0, "2025-10-21T13:50:00", "open, Muhurat trading" },
    { "bse.ini", 0, "2026-02-01T10:00:00", "open, Budget" },
    { "mcx.ini", 0, "2026-10-30T23:31:00", "closed until Mon 09:00" },
    { "mcx.ini", 0, "2026-11-26T23:54:59", "open" },
    { "mcx.ini", 0, "2026-11-24T12:00:00", "closed until 17:00, holiday: Guru Nanak Jayanti" },
    { "cds.ini", 0, "2026-04-01T12:00:00", "closed until Thu 09:00, holiday: Annual bank closing" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++) {
    g_autofree char *path = g_build_filename (g_getenv ("EVERTICK_SOURCE_ROOT"), "data",
                                              "calendars", known[i].file, NULL);
    g_autoptr (FeedCalendar) calendar = NULL;
    g_autoptr (GError) error = NULL;
    g_autofree char *text = NULL;
    g_autofree char *words = NULL;

    g_file_get_contents (path, &text, NULL, &error);
    g_assert_no_error (error);
    calendar = read_text (text, known[i].which);
    words = feed_calendar_describe (calendar, ist (known[i].time));
    g_assert_cmpstr (words, ==, known[i].words);
  }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/feed/calendar/day", test_day);
  g_test_add_func ("/feed/calendar/zone", test_zone);
  g_test_add_func ("/feed/calendar/holidays", test_holidays);
  g_test_add_func ("/feed/calendar/halves", test_halves);
  g_test_add_func ("/feed/calendar/special", test_special);
  g_test_add_func ("/feed/calendar/dated", test_dated);
  g_test_add_func ("/feed/calendar/years", test_years);
  g_test_add_func ("/feed/calendar/changes", test_changes);
  g_test_add_func ("/feed/calendar/errors", test_errors);
  g_test_add_func ("/feed/calendar/bounds", test_bounds);
  g_test_add_func ("/feed/calendar/installed", test_installed);
  return g_test_run ();
}
