/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/feed-exchanges.h"

#include "feed/feed-calendars.h"

/* An exchange that was asked about, and what was told of it */
typedef struct {
  FeedExchange  seen;           /* first: what the users have */
  FeedCalendar *calendar;       /* NULL: not known */
  gboolean      is_told;        /* the log has heard of it */
  char         *news;           /* for the log: "opened" */
  gint64        rehearsed_us;   /* the open that was rehearsed, or is too near for it */
  char         *holiday;
  guint         year;           /* the log has heard that its holidays are not known */
} Exchange;

struct _FeedExchanges {
  FeedClock          *clock;
  FeedExchangesEvents events;
  GPtrArray          *exchanges;   /* Exchange */
  GPtrArray          *given;       /* FeedCalendar, of a file; NULL: none */
  GPtrArray          *installed;   /* the same; NULL: not read so far */
  GPtrArray          *problems;    /* char *, of those; not told so far */
  gint64              next_us;     /* wall: when a phase changes next */
  guint               timer;
};

static void
exchange_free (gpointer data)
{
  Exchange *exchange = data;

  g_clear_pointer (&exchange->calendar, feed_calendar_unref);
  g_free (exchange->seen.words);
  g_free (exchange->news);
  g_free (exchange->holiday);
  g_free (exchange);
}

FeedExchanges *
feed_exchanges_new (FeedClock                 *clock,
                    const FeedExchangesEvents *events)
{
  FeedExchanges *self = g_new0 (FeedExchanges, 1);

  self->clock = feed_clock_ref (clock);
  self->events = *events;
  self->exchanges = g_ptr_array_new_with_free_func (exchange_free);
  self->problems = g_ptr_array_new_with_free_func (g_free);
  return self;
}

static void
clear_timer (FeedExchanges *self)
{
  if (self->timer != 0)
    feed_clock_remove_timer (self->clock, self->timer);
  self->timer = 0;
}

void
feed_exchanges_free (FeedExchanges *self)
{
  clear_timer (self);
  g_ptr_array_unref (self->exchanges);
  g_ptr_array_unref (self->problems);
  g_clear_pointer (&self->given, g_ptr_array_unref);
  g_clear_pointer (&self->installed, g_ptr_array_unref);
  feed_clock_unref (self->clock);
  g_free (self);
}

static void
look_up (FeedExchanges *self,
         Exchange      *exchange)
{
  FeedCalendar *calendar = feed_calendars_find (self->given, exchange->seen.name);

  if (self->installed == NULL)
    self->installed = feed_calendars_read_installed (self->problems);
  if (calendar == NULL)
    calendar = feed_calendars_find (self->installed, exchange->seen.name);
  g_clear_pointer (&exchange->calendar, feed_calendar_unref);
  if (calendar != NULL)
    exchange->calendar = feed_calendar_ref (calendar);
}

/* What the log is told of a round: that it opened, or what it does where that is something else */
static void
note_news (Exchange                 *exchange,
           const FeedCalendarMoment *moment)
{
  gboolean was_open = exchange->seen.phase == FEED_PHASE_OPEN;
  gboolean is_open = moment->phase == FEED_PHASE_OPEN;
  gboolean holiday_begins = moment->holiday != NULL && exchange->holiday == NULL;

  g_clear_pointer (&exchange->news, g_free);
  if (exchange->is_told && is_open && !was_open)
    exchange->news = g_strdup ("opened");
  else if (!exchange->is_told || is_open != was_open || (holiday_begins && !is_open))
    exchange->news = g_strdup (exchange->seen.words);
  exchange->is_told = TRUE;
}

/* The rehearsal is held once for each open; one that would come late is left out */
static gboolean
begins_rehearsal (Exchange                 *exchange,
                  const FeedCalendarMoment *moment,
                  gboolean                  is_first,
                  gint64                    now_us)
{
  if (moment->phase == FEED_PHASE_OPEN || moment->opens_us == exchange->rehearsed_us ||
      moment->opens_us == G_MAXINT64 ||
      now_us < moment->opens_us - FEED_CALENDAR_REHEARSAL_US)
    return FALSE;
  exchange->rehearsed_us = moment->opens_us;
  return !is_first && now_us < moment->opens_us - FEED_CALENDAR_REHEARSAL_US / 3;
}

static gboolean
replace_text (char      **text,
              const char *with)
{
  if (g_strcmp0 (*text, with) == 0)
    return FALSE;
  g_free (*text);
  *text = g_strdup (with);
  return TRUE;
}

/* TRUE where anybody has to know. tell: the log is told of this round */
static gboolean
look (FeedExchanges *self,
      Exchange      *exchange,
      gboolean       tell)
{
  gint64 now = feed_clock_wall_us (self->clock);
  g_autofree char *words = NULL;
  FeedCalendarMoment moment;
  gboolean changed;

  if (exchange->calendar == NULL) {
    changed = exchange->seen.phase != FEED_PHASE_OPEN || exchange->seen.words != NULL;
    exchange->seen.phase = FEED_PHASE_OPEN;
    exchange->seen.opens_us = G_MAXINT64;
    g_clear_pointer (&exchange->seen.words, g_free);
    if (tell && !exchange->is_told)
      exchange->news = g_strdup ("has no calendar and is taken to be always open");
    exchange->is_told |= tell;
    return changed;
  }
  feed_calendar_look (exchange->calendar, now, &moment);
  words = feed_calendar_describe (exchange->calendar, now);
  exchange->seen.rehearses = begins_rehearsal (exchange, &moment, !exchange->is_told, now);
  changed = exchange->seen.rehearses || exchange->seen.phase != moment.phase;
  changed |= replace_text (&exchange->seen.words, words);
  if (tell)
    note_news (exchange, &moment);
  exchange->seen.phase = moment.phase;
  exchange->seen.opens_us = moment.opens_us;
  replace_text (&exchange->holiday, moment.holiday);
  self->next_us = MIN (self->next_us, moment.next_us);
  if (moment.opens_us - FEED_CALENDAR_REHEARSAL_US > now)
    self->next_us = MIN (self->next_us, moment.opens_us - FEED_CALENDAR_REHEARSAL_US);
  return changed;
}

/* One line for all that have the same news */
static void
tell_news (FeedExchanges *self)
{
  for (guint i = 0; i < self->exchanges->len; i++) {
    Exchange *exchange = self->exchanges->pdata[i];
    g_autofree char *news = g_steal_pointer (&exchange->news);
    g_autoptr (GString) line = NULL;

    if (news == NULL)
      continue;
    line = g_string_new (exchange->seen.name);
    for (guint j = i + 1; j < self->exchanges->len; j++) {
      Exchange *other = self->exchanges->pdata[j];

      if (g_strcmp0 (other->news, news) != 0)
        continue;
      g_string_append_printf (line, ", %s", other->seen.name);
      g_clear_pointer (&other->news, g_free);
    }
    g_string_append_printf (line, " %s", news);
    self->events.note (self->events.user_data, FEED_EVENT_KIND_NOTE, line->str);
  }
}

static void
tell_years (FeedExchanges *self)
{
  for (guint i = 0; i < self->exchanges->len; i++) {
    Exchange *exchange = self->exchanges->pdata[i];
    g_autofree char *line = NULL;
    FeedCalendarMoment moment;

    if (exchange->calendar == NULL)
      continue;
    feed_calendar_look (exchange->calendar, feed_clock_wall_us (self->clock), &moment);
    if (moment.year_known || moment.year == exchange->year)
      continue;
    exchange->year = moment.year;
    line = g_strdup_printf ("%s: the holidays of %u are not known; its usual hours are assumed",
                            exchange->seen.name, moment.year);
    self->events.note (self->events.user_data, FEED_EVENT_KIND_TROUBLE, line);
  }
}

static void
tell_problems (FeedExchanges *self)
{
  while (self->problems->len > 0) {
    g_autofree char *problem = g_ptr_array_steal_index (self->problems, 0);

    self->events.note (self->events.user_data, FEED_EVENT_KIND_TROUBLE, problem);
  }
}

static void
on_change_due (gpointer user_data)
{
  FeedExchanges *self = user_data;

  self->timer = 0;
  feed_exchanges_refresh (self);
}

/* The clock on the wall may be set before that: the next refresh finds out */
static void
arm (FeedExchanges *self)
{
  gint64 left_us = self->next_us - feed_clock_wall_us (self->clock);

  clear_timer (self);
  if (self->next_us != G_MAXINT64)
    self->timer = feed_clock_add_timer (self->clock,
                                        feed_clock_monotonic_us (self->clock) + MAX (left_us, 0),
                                        "feed exchanges", on_change_due, self);
}

void
feed_exchanges_refresh (FeedExchanges *self)
{
  g_autoptr (GObject) owner = g_object_ref (self->events.user_data);
  gboolean changed = FALSE;

  if (self->exchanges->len == 0)
    return;
  self->next_us = G_MAXINT64;
  for (guint i = 0; i < self->exchanges->len; i++)
    changed |= look (self, self->exchanges->pdata[i], TRUE);
  arm (self);
  tell_problems (self);
  tell_years (self);
  tell_news (self);
  if (changed)
    self->events.changed (self->events.user_data);
}

void
feed_exchanges_stop (FeedExchanges *self)
{
  clear_timer (self);
  for (guint i = 0; i < self->exchanges->len; i++)
    ((Exchange *) self->exchanges->pdata[i])->is_told = FALSE;
}

gboolean
feed_exchanges_set_file (FeedExchanges *self,
                         const char    *path,
                         GError       **error)
{
  GPtrArray *given = NULL;

  if (path != NULL && (given = feed_calendars_read (path, error)) == NULL)
    return FALSE;
  g_clear_pointer (&self->given, g_ptr_array_unref);
  self->given = given;
  for (guint i = 0; i < self->exchanges->len; i++) {
    Exchange *exchange = self->exchanges->pdata[i];

    look_up (self, exchange);
    exchange->is_told = FALSE;
    exchange->rehearsed_us = 0;
    exchange->year = 0;
    look (self, exchange, FALSE);
  }
  return TRUE;
}

const FeedExchange *
feed_exchanges_get (FeedExchanges *self,
                    const char    *name,
                    gboolean       simulated)
{
  Exchange *exchange;

  if (name == NULL || (simulated && feed_calendars_find (self->given, name) == NULL))
    return NULL;
  for (guint i = 0; i < self->exchanges->len; i++) {
    exchange = self->exchanges->pdata[i];
    if (g_str_equal (exchange->seen.name, name))
      return &exchange->seen;
  }
  exchange = g_new0 (Exchange, 1);
  exchange->seen.name = name;
  g_ptr_array_add (self->exchanges, exchange);
  look_up (self, exchange);
  look (self, exchange, FALSE);
  return &exchange->seen;
}

guint
feed_exchanges_get_n (FeedExchanges *self)
{
  return self->exchanges->len;
}

const FeedExchange *
feed_exchanges_get_nth (FeedExchanges *self,
                        guint          n)
{
  return &((Exchange *) self->exchanges->pdata[n])->seen;
}
