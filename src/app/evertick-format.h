/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What stands where nothing is known */
#define EVERTICK_UNKNOWN "–"

/* Texts for the screen, in the locale's grouping and decimal point, the minus sign U+2212. A NaN
 * gives EVERTICK_UNKNOWN. All (transfer full) */

/* decimals: −1 = as many as the shortest text that gives the value */
char *evertick_format_price (double value,
                             int    decimals);
/* The same with a sign, but for zero */
char *evertick_format_change (double value,
                              int    decimals);
/* "+0.41 %" without the space: "+0.41%" */
char *evertick_format_percent (double value);
/* "2.1M", "940" */
char *evertick_format_volume (double value);
/* "1,240" */
char *evertick_format_count (guint64 count);
/* For a column: "0.3s", "14s", "2m10s", "3h05m", "2d4h"; negative = unknown */
char *evertick_format_age (gint64 age_us);
/* For a sentence: "40 ms", "4.2 s", "14 s", "2 min 10 s", "3 h 5 min" */
char *evertick_format_duration (gint64 duration_us);
/* A number of milliseconds without the unit: "12", "0.4"; negative = unknown */
char *evertick_format_ms (gint64 latency_us);
/* Local time of day, with milliseconds or without: "10:42:07.311" */
char *evertick_format_time_of_day (gint64   wall_us,
                                   gboolean milliseconds);
/* The same with the date before it where that is not now's: "2026-11-25 10:42:07.311" */
char *evertick_format_moment (gint64   wall_us,
                              gint64   now_us,
                              gboolean milliseconds);
/* In a right-to-left window a number would be drawn with its sign behind it: guards text with
 * U+200E where rtl (transfer full) */
char *evertick_format_guard (char    *text,
                             gboolean rtl);

G_END_DECLS
