/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * FeedCalendar, data: from the text of a key file to the calendars of its exchanges. All errors of
 * a text are told at once.
 */
#include "feed/core/feed-calendar-private.h"

#include <string.h>

#include "feed/core/feed-error.h"

#define MAX_LENGTH (256 * 1024)
#define MAX_ERRORS 20
#define MAX_EXCHANGES 16
#define MAX_DAYS 2000
#define FIRST_JULIAN 719163   /* of 1970-01-01, as GDate counts */
#define MAIN_GROUP "calendar"

static const char *const weekdays[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };

typedef struct {
  GKeyFile         *keys;
  FeedCalendarFile *file;
  GString          *errors;
  guint             n_errors;
} Reader;

typedef struct {
  FeedCalendarSession *sessions;
  guint               *n;
} SessionList;

static void
clear_sessions (FeedCalendarSession *sessions,
                guint                n)
{
  for (guint i = 0; i < n; i++)
    g_free (sessions[i].name);
}

static void
clear_hours (gpointer data)
{
  FeedCalendarHours *hours = data;

  g_strfreev (hours->exchanges);
  clear_sessions (hours->sessions, hours->n_sessions);
}

static void
clear_holiday (gpointer data)
{
  FeedCalendarHoliday *holiday = data;

  g_free (holiday->name);
  g_free (holiday->session);
}

static void
clear_special (gpointer data)
{
  FeedCalendarSpecial *special = data;

  g_free (special->name);
  clear_sessions (special->sessions, special->n_sessions);
}

static FeedCalendarFile *
file_new (void)
{
  FeedCalendarFile *self = g_new0 (FeedCalendarFile, 1);

  self->n_refs = 1;
  self->years = g_array_new (FALSE, FALSE, sizeof (int));
  self->hours = g_array_new (FALSE, FALSE, sizeof (FeedCalendarHours));
  g_array_set_clear_func (self->hours, clear_hours);
  self->holidays = g_array_new (FALSE, FALSE, sizeof (FeedCalendarHoliday));
  g_array_set_clear_func (self->holidays, clear_holiday);
  self->specials = g_array_new (FALSE, FALSE, sizeof (FeedCalendarSpecial));
  g_array_set_clear_func (self->specials, clear_special);
  return self;
}

void
feed_calendar_file_unref (FeedCalendarFile *self)
{
  if (--self->n_refs > 0)
    return;

  g_strfreev (self->exchanges);
  g_free (self->source);
  g_array_unref (self->years);
  g_array_unref (self->hours);
  g_array_unref (self->holidays);
  g_array_unref (self->specials);
  g_free (self);
}

static void
G_GNUC_PRINTF (3,
               4)
complain (Reader     *self,
          const char *group,
          const char *format,
          ...)
{
  va_list args;

  if (++self->n_errors > MAX_ERRORS)
    return;

  g_string_append_printf (self->errors, "%s[%.64s] ", self->n_errors > 1 ? "; " : "", group);
  va_start (args, format);
  g_string_append_vprintf (self->errors, format, args);
  va_end (args);
}

/* Two digits, or as many as n */
static gboolean
read_digits (const char **text,
             guint        n,
             int         *value)
{
  *value = 0;
  for (; n > 0; n--, (*text)++) {
    if (!g_ascii_isdigit (**text))
      return FALSE;
    *value = *value * 10 + g_ascii_digit_value (**text);
  }

  return TRUE;
}

static gboolean
read_char (const char **text,
           char         c)
{
  if (**text != c)
    return FALSE;

  (*text)++;
  return TRUE;
}

static gboolean
read_date (const char *text,
           int        *day,
           int        *year)
{
  int month, of_month;
  GDate date;

  if (!read_digits (&text, 4, year) || !read_char (&text, '-') ||
      !read_digits (&text, 2, &month) || !read_char (&text, '-') ||
      !read_digits (&text, 2, &of_month) || *text != '\0')
    return FALSE;
  if (*year < 1970 || *year > 2169 || !g_date_valid_dmy (of_month, month, *year))
    return FALSE;

  g_date_clear (&date, 1);
  g_date_set_dmy (&date, of_month, month, *year);
  *day = (int) g_date_get_julian (&date) - FIRST_JULIAN;
  return TRUE;
}

/* "24:00" is the end of the day */
static gboolean
read_time (const char **text,
           int         *minute)
{
  int hour;

  if (!read_digits (text, 2, &hour) || !read_char (text, ':') || !read_digits (text, 2, minute) ||
      *minute > 59)
    return FALSE;

  *minute += hour * 60;
  return *minute <= 24 * 60;
}

/* "09:00 09:15-15:30", or without a pre-open "09:15-15:30" */
static gboolean
read_session (const char          *text,
              FeedCalendarSession *out)
{
  if (!read_time (&text, &out->open))
    return FALSE;
  out->pre_open = out->open;
  if (read_char (&text, ' ') && !read_time (&text, &out->open))
    return FALSE;

  return read_char (&text, '-') && read_time (&text, &out->close) && *text == '\0' &&
         out->pre_open <= out->open && out->open < out->close;
}

static int
by_open (gconstpointer a,
         gconstpointer b)
{
  const FeedCalendarSession *one = a, *other = b;

  return one->open - other->open;
}

static void
add_session (Reader     *self,
             const char *group,
             const char *name,
             SessionList list)
{
  g_autofree char *value = g_key_file_get_value (self->keys, group, name, NULL);
  FeedCalendarSession session = { 0 };

  if (value == NULL || !read_session (value, &session)) {
    complain (self, group, "%.32s is no session like 09:00 09:15-15:30: %.32s", name,
              value != NULL ? value : "");
  } else if (*list.n == FEED_CALENDAR_SESSIONS) {
    complain (self, group, "has more than %d sessions", FEED_CALENDAR_SESSIONS);
  } else {
    session.name = g_strdup (name);
    list.sessions[(*list.n)++] = session;
  }
}

/* All keys but one are sessions */
static void
read_sessions (Reader     *self,
               const char *group,
               const char *but,
               SessionList list)
{
  g_auto (GStrv) names = g_key_file_get_keys (self->keys, group, NULL, NULL);

  for (guint i = 0; names != NULL && names[i] != NULL; i++) {
    if (g_strcmp0 (names[i], but) != 0)
      add_session (self, group, names[i], list);
  }

  qsort (list.sessions, *list.n, sizeof *list.sessions, by_open);
  for (guint i = 1; i < *list.n; i++) {
    if (list.sessions[i].open < list.sessions[i - 1].close)
      complain (self, group, "%s begins before %s ends", list.sessions[i].name,
                list.sessions[i - 1].name);
  }
}

static void
read_days (Reader            *self,
           const char        *group,
           FeedCalendarHours *hours)
{
  g_auto (GStrv) days = g_key_file_get_string_list (self->keys, group, "days", NULL, NULL);

  if (days == NULL || days[0] == NULL)
    complain (self, group, "has no days");
  for (guint i = 0; days != NULL && days[i] != NULL; i++) {
    guint day = 0;

    while (day < G_N_ELEMENTS (weekdays) && strcmp (days[i], weekdays[day]) != 0)
      day++;
    if (day == G_N_ELEMENTS (weekdays))
      complain (self, group, "days: %.32s is none of Mon to Sun", days[i]);
    else
      hours->days |= 1u << day;
  }
}

/* "hours 2026-08-03 NFO": since when, and for which of the file's exchanges */
static void
read_scope (Reader            *self,
            const char        *group,
            FeedCalendarHours *hours)
{
  g_auto (GStrv) words = g_strsplit (group, " ", -1);
  int year;

  if (words[1] == NULL)
    return;
  if (!read_date (words[1], &hours->from_day, &year))
    complain (self, group, "%.32s is no date like 2026-08-03", words[1]);
  if (words[2] == NULL)
    return;

  hours->exchanges = g_strdupv (words + 2);
  for (guint i = 0; hours->exchanges[i] != NULL; i++) {
    if (!g_strv_contains ((const char *const *) self->file->exchanges, hours->exchanges[i]))
      complain (self, group, "%.32s is none of the exchanges", hours->exchanges[i]);
  }
}

static void
read_hours (Reader     *self,
            const char *group)
{
  FeedCalendarHours hours = { 0 };

  read_scope (self, group, &hours);
  read_days (self, group, &hours);
  read_sessions (self, group, "days", (SessionList) { hours.sessions, &hours.n_sessions });
  if (hours.n_sessions == 0)
    complain (self, group, "has no session");
  g_array_append_val (self->file->hours, hours);
}

static gboolean
is_year_known (Reader *self,
               int     year)
{
  for (guint i = 0; i < self->file->years->len; i++) {
    if (g_array_index (self->file->years, int, i) == year)
      return TRUE;
  }

  return FALSE;
}

static gboolean
read_known_date (Reader     *self,
                 const char *group,
                 const char *text,
                 int        *day)
{
  int year;

  if (!read_date (text, day, &year)) {
    complain (self, group, "%.32s is no date like 2026-01-26", text);
    return FALSE;
  }
  if (!is_year_known (self, year)) {
    complain (self, group, "%.32s is in none of the years", text);
    return FALSE;
  }

  return TRUE;
}

static gboolean
has_session (Reader     *self,
             const char *name)
{
  for (guint i = 0; i < self->file->hours->len; i++) {
    const FeedCalendarHours *hours = &g_array_index (self->file->hours, FeedCalendarHours, i);

    for (guint j = 0; j < hours->n_sessions; j++) {
      if (strcmp (hours->sessions[j].name, name) == 0)
        return TRUE;
    }
  }

  return FALSE;
}

static void
read_holidays (Reader     *self,
               const char *group)
{
  g_auto (GStrv) dates = g_key_file_get_keys (self->keys, group, NULL, NULL);
  const char *session = strchr (group, ' ');

  if (session != NULL && !has_session (self, ++session))
    complain (self, group, "no session is called so");
  for (guint i = 0; dates != NULL && dates[i] != NULL; i++) {
    FeedCalendarHoliday holiday = { 0 };

    if (!read_known_date (self, group, dates[i], &holiday.day))
      continue;
    if (self->file->holidays->len == MAX_DAYS) {
      complain (self, group, "more than %d holidays", MAX_DAYS);
      return;
    }
    holiday.name = g_key_file_get_string (self->keys, group, dates[i], NULL);
    holiday.session = g_strdup (session);
    if (holiday.name == NULL || holiday.name[0] == '\0')
      complain (self, group, "%s has no name", dates[i]);
    g_array_append_val (self->file->holidays, holiday);
  }
}

static void
read_special (Reader     *self,
              const char *group)
{
  FeedCalendarSpecial special = { 0 };

  if (!read_known_date (self, group, group + strlen ("special "), &special.day))
    return;

  special.name = g_key_file_get_string (self->keys, group, "name", NULL);
  if (special.name == NULL || special.name[0] == '\0')
    complain (self, group, "has no name");
  read_sessions (self, group, "name", (SessionList) { special.sessions, &special.n_sessions });
  if (special.n_sessions == 0)
    complain (self, group, "has no session");
  g_array_append_val (self->file->specials, special);
}

static void
read_years (Reader *self)
{
  g_auto (GStrv) years = g_key_file_get_string_list (self->keys, MAIN_GROUP, "years", NULL, NULL);

  if (years == NULL || years[0] == NULL)
    complain (self, MAIN_GROUP, "years are missing");
  for (guint i = 0; years != NULL && years[i] != NULL; i++) {
    const char *text = years[i];
    int year;

    if (!read_digits (&text, 4, &year) || *text != '\0')
      complain (self, MAIN_GROUP, "years: %.32s is none", years[i]);
    else
      g_array_append_val (self->file->years, year);
  }
}

static void
read_zone (Reader *self)
{
  g_autofree char *zone = g_key_file_get_value (self->keys, MAIN_GROUP, "zone", NULL);
  const char *text = zone != NULL ? zone : "";
  gboolean west = *text == '-';
  int minute;

  if ((*text != '+' && *text != '-') || (text++, !read_time (&text, &minute)) || *text != '\0' ||
      minute > 14 * 60)
    complain (self, MAIN_GROUP, "zone is none like +05:30: %.32s", zone != NULL ? zone : "missing");
  else
    self->file->zone_us = (west ? -minute : minute) * G_TIME_SPAN_MINUTE;
}

static void
read_exchanges (Reader *self)
{
  GStrv exchanges = g_key_file_get_string_list (self->keys, MAIN_GROUP, "exchanges", NULL, NULL);

  self->file->exchanges = exchanges != NULL ? exchanges : g_new0 (char *, 1);
  if (self->file->exchanges[0] == NULL)
    complain (self, MAIN_GROUP, "exchanges are missing");
  if (g_strv_length (self->file->exchanges) > MAX_EXCHANGES)
    complain (self, MAIN_GROUP, "more than %d exchanges", MAX_EXCHANGES);
  for (guint i = 0; self->file->exchanges[i] != NULL; i++) {
    if (self->file->exchanges[i][0] == '\0' || strlen (self->file->exchanges[i]) > 16)
      complain (self, MAIN_GROUP, "exchanges: %.32s is none", self->file->exchanges[i]);
  }
}

static void
read_main (Reader *self)
{
  static const char *const known[] = { "exchanges", "zone", "years", "source", NULL };
  g_auto (GStrv) keys = g_key_file_get_keys (self->keys, MAIN_GROUP, NULL, NULL);

  for (guint i = 0; keys != NULL && keys[i] != NULL; i++) {
    if (!g_strv_contains (known, keys[i]))
      complain (self, MAIN_GROUP, "%.32s is not known", keys[i]);
  }

  read_exchanges (self);
  read_zone (self);
  read_years (self);
  self->file->source = g_key_file_get_string (self->keys, MAIN_GROUP, "source", NULL);
  if (self->file->source == NULL || self->file->source[0] == '\0')
    complain (self, MAIN_GROUP, "source is missing");
}

static gboolean
is_group (const char *group,
          const char *kind)
{
  gsize n = strlen (kind);

  return strncmp (group, kind, n) == 0 && (group[n] == '\0' || group[n] == ' ');
}

static int
by_from_day (gconstpointer a,
             gconstpointer b)
{
  const FeedCalendarHours *one = a, *other = b;

  return one->from_day - other->from_day;
}

static void
check_hours (Reader *self)
{
  for (guint i = 0; self->file->exchanges[i] != NULL; i++) {
    gboolean found = FALSE;

    for (guint j = 0; j < self->file->hours->len; j++) {
      const FeedCalendarHours *hours = &g_array_index (self->file->hours, FeedCalendarHours, j);

      found |= hours->exchanges == NULL ||
               g_strv_contains ((const char *const *) hours->exchanges, self->file->exchanges[i]);
    }
    if (!found)
      complain (self, "hours", "%.32s has none", self->file->exchanges[i]);
  }
}

static void
read_groups (Reader *self)
{
  g_auto (GStrv) groups = g_key_file_get_groups (self->keys, NULL);

  read_main (self);
  for (guint i = 0; groups[i] != NULL; i++) {
    if (is_group (groups[i], "hours"))
      read_hours (self, groups[i]);
    else if (strcmp (groups[i], MAIN_GROUP) != 0 && !is_group (groups[i], "holidays") &&
             !g_str_has_prefix (groups[i], "special "))
      complain (self, groups[i], "is not known");
  }

  /* Stable: of two from the same day on, the later in the file holds */
  g_array_sort (self->file->hours, by_from_day);
  check_hours (self);
  for (guint i = 0; groups[i] != NULL; i++) {
    if (is_group (groups[i], "holidays"))
      read_holidays (self, groups[i]);
    else if (g_str_has_prefix (groups[i], "special "))
      read_special (self, groups[i]);
  }
}

static GPtrArray *
make_calendars (FeedCalendarFile *file)
{
  GPtrArray *calendars = g_ptr_array_new_with_free_func ((GDestroyNotify) feed_calendar_unref);

  for (guint i = 0; file->exchanges[i] != NULL; i++) {
    FeedCalendar *calendar = g_new0 (FeedCalendar, 1);

    calendar->n_refs = 1;
    calendar->exchange = g_strdup (file->exchanges[i]);
    calendar->file = file;
    file->n_refs++;
    g_ptr_array_add (calendars, calendar);
  }

  return calendars;
}

/**
 * feed_calendar_parse:
 * @text: a key file, see #FeedCalendar
 * @length: of @text in bytes
 * @error: return location
 *
 * Returns: (transfer full) (element-type FeedCalendar): a calendar for each of its exchanges, or
 *   %NULL with every error of the text in one message
 */
GPtrArray *
feed_calendar_parse (const char *text,
                     gsize       length,
                     GError    **error)
{
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  g_autoptr (GString) errors = g_string_new (NULL);
  g_autoptr (GError) syntax = NULL;
  g_autofree char *message = NULL;
  Reader reader = { .keys = keys, .errors = errors };
  GPtrArray *calendars = NULL;

  g_return_val_if_fail (text != NULL || length == 0, NULL);

  if (length > MAX_LENGTH || !g_utf8_validate_len (text, length, NULL)) {
    g_set_error (error, FEED_ERROR, FEED_ERROR_CONFIG, "a calendar is text of at most %d KiB",
                 MAX_LENGTH / 1024);
    return NULL;
  }
  if (length == 0 ||
      !g_key_file_load_from_data (keys, text, length, G_KEY_FILE_NONE, &syntax)) {
    g_set_error (error, FEED_ERROR, FEED_ERROR_CONFIG, "it is no key file: %s",
                 syntax != NULL ? syntax->message : "it is empty");
    return NULL;
  }

  reader.file = file_new ();
  read_groups (&reader);
  if (reader.n_errors > MAX_ERRORS)
    g_string_append_printf (errors, "; and %u more", reader.n_errors - MAX_ERRORS);
  /* Words of the text were cut short */
  message = g_utf8_make_valid (errors->str, errors->len);
  if (reader.n_errors > 0)
    g_set_error_literal (error, FEED_ERROR, FEED_ERROR_CONFIG, message);
  else
    calendars = make_calendars (reader.file);
  feed_calendar_file_unref (reader.file);
  return calendars;
}
