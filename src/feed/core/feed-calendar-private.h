/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/core/feed-calendar.h"

G_BEGIN_DECLS

#define FEED_CALENDAR_SESSIONS 8

/* Minutes of the local day; pre_open = open where there is none */
typedef struct {
  char *name;
  int   pre_open, open, close;
} FeedCalendarSession;

/* Days are counted from 1970-01-01, in local time */
typedef struct {
  int                 from_day;
  GStrv               exchanges;  /* NULL: all of the file */
  guint               days;       /* bit 0 = Monday */
  guint               n_sessions;
  FeedCalendarSession sessions[FEED_CALENDAR_SESSIONS];
} FeedCalendarHours;

typedef struct {
  int   day;
  char *name;
  char *session;  /* NULL: the whole day */
} FeedCalendarHoliday;

typedef struct {
  int                 day;
  char               *name;
  guint               n_sessions;
  FeedCalendarSession sessions[FEED_CALENDAR_SESSIONS];
} FeedCalendarSpecial;

/* What the calendars of one file share */
typedef struct {
  int     n_refs;
  GStrv   exchanges;
  char   *source;
  gint64  zone_us;
  GArray *years;      /* int */
  GArray *hours;      /* FeedCalendarHours, the oldest first */
  GArray *holidays;   /* FeedCalendarHoliday */
  GArray *specials;   /* FeedCalendarSpecial */
} FeedCalendarFile;

struct _FeedCalendar {
  int               n_refs;
  char             *exchange;
  FeedCalendarFile *file;
};

void feed_calendar_file_unref (FeedCalendarFile *self);

G_END_DECLS
