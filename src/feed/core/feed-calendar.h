/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/core/feed-link.h"

G_BEGIN_DECLS

/* Everything is tried so long before the open, while there is time to mend it */
#define FEED_CALENDAR_REHEARSAL_US (15 * G_TIME_SPAN_MINUTE)

/**
 * FeedCalendar:
 *
 * The hours of one exchange, from data: sessions of the week, holidays, special sessions. Knows no
 * clock; all times are wall µs. Reference counted, immutable.
 *
 * The data is a key file:
 *
 *     [calendar]
 *     exchanges=NSE;NFO             the codes it serves; each has a calendar of its own
 *     zone=+05:30                   no daylight saving: hours that follow it are dated, see below
 *     years=2025;2026               those whose holidays are all known
 *     source=Circular 123           where from, for whoever has to check it
 *     [hours]
 *     days=Mon;Tue;Wed;Thu;Fri
 *     morning=08:45 09:00-17:00     a session: pre-open (may be left out), open, close
 *     evening=17:00-23:30
 *     [hours 2026-08-03 NFO]        from that day on, of the exchanges named or of all
 *     days=Mon;Tue;Wed;Thu;Fri
 *     day=09:00 09:15-15:40
 *     [holidays]
 *     2026-01-26=Republic Day
 *     [holidays morning]            only that session is left out
 *     2026-03-03=Holi
 *     [special 2026-11-08]          what is held on that day, whatever else is said of it
 *     name=Muhurat trading
 *     evening=18:00 18:15-19:15
 */
typedef struct _FeedCalendar FeedCalendar;

/**
 * FeedCalendarMoment:
 * @phase: PRE from the pre-open or the rehearsal on, whichever is earlier
 * @next_us: when the phase is another; G_MAXINT64 = never, as far as is known
 * @opens_us: the next open after this moment; G_MAXINT64 = none is known
 * @holiday: (nullable): why the session, or the day, is left out
 * @special: (nullable): what is held today instead of the usual
 * @year: of the exchange's local date
 * @year_known: the holidays of that year are
 */
typedef struct {
  FeedPhase   phase;
  gint64      next_us;
  gint64      opens_us;
  const char *holiday;
  const char *special;
  guint       year;
  gboolean    year_known;
} FeedCalendarMoment;

/* One an exchange of the text (GPtrArray of FeedCalendar), or NULL with FEED_ERROR_CONFIG, which
 * lists every error */
GPtrArray *feed_calendar_parse (const char *text,
                                gsize       length,
                                GError    **error);
FeedCalendar *feed_calendar_ref (FeedCalendar *self);
void          feed_calendar_unref (FeedCalendar *self);
const char   *feed_calendar_get_exchange (const FeedCalendar *self);
const char   *feed_calendar_get_source (const FeedCalendar *self);
void          feed_calendar_look (const FeedCalendar *self,
                                  gint64              wall_us,
                                  FeedCalendarMoment *moment);
/* "open", "pre-open until 09:15", "closed until Mon 09:15, holiday: Diwali": the exchange's own time */
char *feed_calendar_describe (const FeedCalendar *self,
                              gint64              wall_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FeedCalendar, feed_calendar_unref)

G_END_DECLS
