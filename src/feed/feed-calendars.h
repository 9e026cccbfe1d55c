/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/core/feed-calendar.h"

G_BEGIN_DECLS

/* Calendars from files. They are small and read at once. */

/* Of one file: a FeedCalendar for each of its exchanges. NULL with FEED_ERROR_CONFIG, which names
 * the file and all its errors */
GPtrArray *feed_calendars_read (const char *path,
                                GError    **error);
/* Of all that is installed, the user's own first. problems (GPtrArray of char *): what is wrong with
 * files that had to be left out */
GPtrArray *feed_calendars_read_installed (GPtrArray *problems);
/* The first of that exchange (transfer none), or NULL */
FeedCalendar *feed_calendars_find (GPtrArray  *calendars,
                                   const char *exchange);

G_END_DECLS
