/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/core/feed-calendar-private.h"

#include <string.h>

/* No market rests longer */
#define LOOK_AHEAD_DAYS 60
#define FIRST_JULIAN 719163   /* of 1970-01-01, as GDate counts */
#define THURSDAY 3            /* 1970-01-01 was one */
#define LAST_DAY 73000        /* 200 years */

static const char *const weekdays[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
static const char *const months[] = {
  "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
};

/* What is held on one day: sessions in order, those that follow without a break joined */
typedef struct {
  guint n;
  struct {
    int pre_open, open, close;
  } sessions[FEED_CALENDAR_SESSIONS];
  const char *holiday;
  int         left_open, left_close;   /* what the holiday takes away lies between */
  const char *special;
} Day;

/**
 * feed_calendar_ref:
 * @self: a calendar
 *
 * Returns: (transfer full): @self
 */
FeedCalendar *
feed_calendar_ref (FeedCalendar *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  self->n_refs++;
  return self;
}

/**
 * feed_calendar_unref:
 * @self: (transfer full): a calendar
 */
void
feed_calendar_unref (FeedCalendar *self)
{
  g_return_if_fail (self != NULL);

  if (--self->n_refs > 0)
    return;

  feed_calendar_file_unref (self->file);
  g_free (self->exchange);
  g_free (self);
}

/**
 * feed_calendar_get_exchange:
 * @self: a calendar
 *
 * Returns: the exchange's code, "NSE"
 */
const char *
feed_calendar_get_exchange (const FeedCalendar *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->exchange;
}

/**
 * feed_calendar_get_source:
 * @self: a calendar
 *
 * Returns: where its data was taken from
 */
const char *
feed_calendar_get_source (const FeedCalendar *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->file->source;
}

static int
weekday_of (int day)
{
  return (day + THURSDAY) % 7;
}

static const FeedCalendarHours *
find_hours (const FeedCalendar *self,
            int                 day)
{
  for (guint i = self->file->hours->len; i-- > 0;) {
    const FeedCalendarHours *hours = &g_array_index (self->file->hours, FeedCalendarHours, i);

    if (hours->from_day <= day &&
        (hours->exchanges == NULL ||
         g_strv_contains ((const char *const *) hours->exchanges, self->exchange)))
      return hours;
  }

  return NULL;
}

static const FeedCalendarSpecial *
find_special (const FeedCalendar *self,
              int                 day)
{
  for (guint i = 0; i < self->file->specials->len; i++) {
    const FeedCalendarSpecial *special = &g_array_index (self->file->specials,
                                                         FeedCalendarSpecial, i);

    if (special->day == day)
      return special;
  }

  return NULL;
}

/* The holiday that takes the session, or all of the day, away */
static const FeedCalendarHoliday *
find_holiday (const FeedCalendar *self,
              int                 day,
              const char         *session)
{
  for (guint i = 0; i < self->file->holidays->len; i++) {
    const FeedCalendarHoliday *holiday = &g_array_index (self->file->holidays,
                                                         FeedCalendarHoliday, i);

    if (holiday->day == day &&
        (holiday->session == NULL || g_strcmp0 (holiday->session, session) == 0))
      return holiday;
  }

  return NULL;
}

static void
add_session (Day                       *out,
             const FeedCalendarSession *session)
{
  if (out->n > 0 && out->sessions[out->n - 1].close == session->open) {
    out->sessions[out->n - 1].close = session->close;
    return;
  }

  out->sessions[out->n].pre_open = session->pre_open;
  out->sessions[out->n].open = session->open;
  out->sessions[out->n].close = session->close;
  out->n++;
}

static void
add_usual (const FeedCalendar *self,
           int                 day,
           Day                *out)
{
  const FeedCalendarHours *hours = find_hours (self, day);

  if (hours == NULL || (hours->days & 1u << weekday_of (day)) == 0)
    return;

  for (guint i = 0; i < hours->n_sessions; i++) {
    const FeedCalendarHoliday *holiday = find_holiday (self, day, hours->sessions[i].name);

    if (holiday == NULL) {
      add_session (out, &hours->sessions[i]);
      continue;
    }
    if (out->holiday == NULL)
      out->left_open = hours->sessions[i].open;
    out->holiday = holiday->name;
    out->left_close = hours->sessions[i].close;
  }
}

static void
list_day (const FeedCalendar *self,
          int                 day,
          Day                *out)
{
  const FeedCalendarSpecial *special = find_special (self, day);

  *out = (Day) { 0 };
  if (special == NULL) {
    add_usual (self, day, out);
    return;
  }

  out->special = special->name;
  for (guint i = 0; i < special->n_sessions; i++)
    add_session (out, &special->sessions[i]);
}

static gint64
wall_of (const FeedCalendar *self,
         int                 day,
         int                 minute)
{
  return day * G_TIME_SPAN_DAY + minute * G_TIME_SPAN_MINUTE - self->file->zone_us;
}

static int
day_of (const FeedCalendar *self,
        gint64              wall_us)
{
  return CLAMP ((wall_us + self->file->zone_us) / G_TIME_SPAN_DAY, 0, LAST_DAY);
}

/* The first session from wall_us on that has not opened yet */
static void
find_open (const FeedCalendar *self,
           int                 today,
           gint64              wall_us,
           gint64             *pre_open_us,
           gint64             *opens_us)
{
  for (int day = today; day < today + LOOK_AHEAD_DAYS; day++) {
    Day held;

    list_day (self, day, &held);
    for (guint i = 0; i < held.n; i++) {
      *opens_us = wall_of (self, day, held.sessions[i].open);
      *pre_open_us = wall_of (self, day, held.sessions[i].pre_open);
      if (*opens_us > wall_us)
        return;
    }
  }

  *opens_us = *pre_open_us = G_MAXINT64;
}

/* Of a day that has sessions all the same, the holiday matters while one is missed */
static gboolean
is_missed (const FeedCalendar *self,
           const Day          *held,
           int                 today,
           gint64              wall_us,
           gint64              opens_us)
{
  return held->holiday != NULL &&
         (held->n == 0 || (wall_us < wall_of (self, today, held->left_close) &&
                           opens_us > wall_of (self, today, held->left_open)));
}

static void
look_year (const FeedCalendar *self,
           int                 day,
           FeedCalendarMoment *moment)
{
  GDate date;

  g_date_clear (&date, 1);
  g_date_set_julian (&date, FIRST_JULIAN + day);
  moment->year = g_date_get_year (&date);
  for (guint i = 0; i < self->file->years->len; i++)
    moment->year_known |= (guint) g_array_index (self->file->years, int, i) == moment->year;
}

/**
 * feed_calendar_look:
 * @self: a calendar
 * @wall_us: a moment
 * @moment: (out caller-allocates): what the exchange does then; its strings are the calendar's
 *
 * Of a year whose holidays are not known, each day has the hours of its weekday.
 */
void
feed_calendar_look (const FeedCalendar *self,
                    gint64              wall_us,
                    FeedCalendarMoment *moment)
{
  int today;
  gint64 pre_open_us, begins_us;
  Day held;

  g_return_if_fail (self != NULL);
  g_return_if_fail (moment != NULL);

  today = day_of (self, wall_us);
  list_day (self, today, &held);
  *moment = (FeedCalendarMoment) { .special = held.special };
  look_year (self, today, moment);
  find_open (self, today, wall_us, &pre_open_us, &moment->opens_us);
  if (is_missed (self, &held, today, wall_us, moment->opens_us))
    moment->holiday = held.holiday;
  for (guint i = 0; i < held.n; i++) {
    if (wall_us < wall_of (self, today, held.sessions[i].open) ||
        wall_us >= wall_of (self, today, held.sessions[i].close))
      continue;
    moment->phase = FEED_PHASE_OPEN;
    moment->next_us = wall_of (self, today, held.sessions[i].close);
    return;
  }

  if (moment->opens_us == G_MAXINT64) {
    moment->phase = FEED_PHASE_CLOSED;
    moment->next_us = G_MAXINT64;
    return;
  }

  begins_us = MIN (pre_open_us, moment->opens_us - FEED_CALENDAR_REHEARSAL_US);
  moment->phase = wall_us >= begins_us ? FEED_PHASE_PRE : FEED_PHASE_CLOSED;
  moment->next_us = wall_us >= begins_us ? moment->opens_us : begins_us;
}

/* "09:15", "Mon 09:15" or, a week and more from now, "Mon 2 Nov 09:15" */
static void
append_time (const FeedCalendar *self,
             GString            *text,
             gint64              time_us,
             int                 today)
{
  int day = day_of (self, time_us);
  int minute = (time_us - wall_of (self, day, 0)) / G_TIME_SPAN_MINUTE;
  GDate date;

  g_date_clear (&date, 1);
  g_date_set_julian (&date, FIRST_JULIAN + day);
  if (day != today)
    g_string_append_printf (text, "%s ", weekdays[weekday_of (day)]);
  if (day >= today + 7)
    g_string_append_printf (text, "%d %s ", g_date_get_day (&date),
                            months[g_date_get_month (&date) - 1]);
  g_string_append_printf (text, "%02d:%02d", minute / 60, minute % 60);
}

/**
 * feed_calendar_describe:
 * @self: a calendar
 * @wall_us: a moment
 *
 * Returns: (transfer full): what the exchange does then, in English
 */
char *
feed_calendar_describe (const FeedCalendar *self,
                        gint64              wall_us)
{
  g_autoptr (GString) text = g_string_new (NULL);
  FeedCalendarMoment moment;
  int today;

  g_return_val_if_fail (self != NULL, NULL);

  today = day_of (self, wall_us);
  feed_calendar_look (self, wall_us, &moment);
  if (moment.phase == FEED_PHASE_OPEN) {
    g_string_append (text, "open");
  } else if (moment.phase == FEED_PHASE_PRE) {
    g_string_append (text, "pre-open until ");
    append_time (self, text, moment.opens_us, today);
  } else {
    g_string_append (text, "closed");
    if (moment.opens_us != G_MAXINT64) {
      g_string_append (text, " until ");
      append_time (self, text, moment.opens_us, today);
    }
    if (moment.holiday != NULL)
      g_string_append_printf (text, ", holiday: %s", moment.holiday);
  }

  if (moment.special != NULL && moment.phase != FEED_PHASE_CLOSED)
    g_string_append_printf (text, ", %s", moment.special);
  return g_string_free (g_steal_pointer (&text), FALSE);
}
