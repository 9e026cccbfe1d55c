/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evertick-format.h"

#include <feed/feed.h>
#include <locale.h>
#include <math.h>
#include <string.h>

#define MINUS "\xe2\x88\x92"
#define LEFT_TO_RIGHT_MARK "\xe2\x80\x8e"
#define US_PER_MS G_GINT64_CONSTANT (1000)
#define US_PER_S G_GINT64_CONSTANT (1000000)

static int
shortest_decimals (double value)
{
  char buffer[FEED_DECIMAL_BUFFER];
  const char *point;

  feed_decimal_format (buffer, sizeof buffer, value, -1);
  point = strchr (buffer, '.');
  return point != NULL ? MIN ((int) strlen (point + 1), 17) : 0;
}

/* The C library does not know of lakhs and crores in all languages of India: it groups by thousands
 * in hi_IN */
static gboolean
groups_by_lakhs (void)
{
  const char *locale = setlocale (LC_NUMERIC, NULL);

  return locale != NULL && strstr (locale, "_IN") != NULL;
}

/* 12,34,567.50 of 1234567.50: the last three digits, and then by twos (transfer full) */
static char *
group_by_lakhs (const char *digits)
{
  const char *separator = localeconv ()->thousands_sep;
  gsize whole = strspn (digits, "0123456789");
  GString *text = g_string_sized_new (32);

  for (gsize i = 0; i < whole; i++) {
    gsize left = whole - i;

    if (i > 0 && left >= 3 && left % 2 == 1)
      g_string_append (text, *separator != '\0' ? separator : ",");
    g_string_append_c (text, digits[i]);
  }
  g_string_append (text, digits + whole);
  return g_string_free (text, FALSE);
}

/* value: not negative (transfer full) */
static char *
format_digits (double value,
               int    decimals)
{
  g_autofree char *plain = NULL;

  if (!groups_by_lakhs ())
    return g_strdup_printf ("%'.*f", decimals, value);
  plain = g_strdup_printf ("%.*f", decimals, value);
  return group_by_lakhs (plain);
}

/* sign: what stands before a positive number */
static char *
format_number (double      value,
               int         decimals,
               const char *sign)
{
  g_autofree char *digits = NULL;

  if (!isfinite (value))
    return g_strdup (EVERTICK_UNKNOWN);
  if (decimals < 0)
    decimals = shortest_decimals (value);
  digits = format_digits (fabs (value), decimals);
  if (strpbrk (digits, "123456789") == NULL)
    return g_steal_pointer (&digits);
  return g_strconcat (value < 0 ? MINUS : sign, digits, NULL);
}

char *
evertick_format_price (double value,
                       int    decimals)
{
  return format_number (value, decimals, "");
}

char *
evertick_format_change (double value,
                        int    decimals)
{
  return format_number (value, decimals, "+");
}

char *
evertick_format_percent (double value)
{
  g_autofree char *number = NULL;

  if (!isfinite (value))
    return g_strdup (EVERTICK_UNKNOWN);
  number = format_number (value, 2, "+");
  return g_strconcat (number, "%", NULL);
}

char *
evertick_format_volume (double value)
{
  static const struct {
    double      from, unit;
    const char *suffix;
  } scales[] = { { 1e12, 1e12, "T" }, { 1e9, 1e9, "B" }, { 1e6, 1e6, "M" }, { 1e4, 1e3, "K" } };
  g_autofree char *number = NULL;

  if (!isfinite (value))
    return g_strdup (EVERTICK_UNKNOWN);
  for (guint i = 0; i < G_N_ELEMENTS (scales); i++) {
    if (fabs (value) < scales[i].from)
      continue;
    number = format_number (value / scales[i].unit, 1, "");
    return g_strconcat (number, scales[i].suffix, NULL);
  }
  return format_number (value, fabs (value) < 100 && value != floor (value) ? 2 : 0, "");
}

char *
evertick_format_count (guint64 count)
{
  g_autofree char *plain = NULL;

  if (!groups_by_lakhs ())
    return g_strdup_printf ("%'" G_GUINT64_FORMAT, count);
  plain = g_strdup_printf ("%" G_GUINT64_FORMAT, count);
  return group_by_lakhs (plain);
}

char *
evertick_format_age (gint64 age_us)
{
  gint64 seconds = age_us / US_PER_S;

  if (age_us < 0)
    return g_strdup (EVERTICK_UNKNOWN);
  if (seconds < 10)
    return g_strdup_printf ("%.1fs", (double) (age_us / (US_PER_S / 10)) / 10.0);
  if (seconds < 60)
    return g_strdup_printf ("%ds", (int) seconds);
  if (seconds < 3600)
    return g_strdup_printf ("%dm%02ds", (int) (seconds / 60), (int) (seconds % 60));
  if (seconds < 86400)
    return g_strdup_printf ("%dh%02dm", (int) (seconds / 3600), (int) (seconds / 60 % 60));
  return g_strdup_printf ("%dd%dh", (int) (seconds / 86400), (int) (seconds / 3600 % 24));
}

char *
evertick_format_duration (gint64 duration_us)
{
  gint64 seconds = duration_us / US_PER_S;

  if (duration_us < 0)
    return g_strdup (EVERTICK_UNKNOWN);
  if (duration_us < US_PER_S)
    return g_strdup_printf ("%d ms", (int) (duration_us / US_PER_MS));
  if (seconds < 10 && duration_us % US_PER_S >= US_PER_S / 10)
    return g_strdup_printf ("%.1f s", (double) (duration_us / (US_PER_S / 10)) / 10.0);
  if (seconds < 60)
    return g_strdup_printf ("%d s", (int) seconds);
  if (seconds < 3600)
    return g_strdup_printf ("%d min %d s", (int) (seconds / 60), (int) (seconds % 60));
  return g_strdup_printf ("%d h %d min", (int) (seconds / 3600), (int) (seconds / 60 % 60));
}

char *
evertick_format_ms (gint64 latency_us)
{
  if (latency_us < 0)
    return g_strdup (EVERTICK_UNKNOWN);
  if (latency_us < 10 * US_PER_MS)
    return g_strdup_printf ("%.1f", (double) latency_us / US_PER_MS);
  return g_strdup_printf ("%'" G_GINT64_FORMAT, latency_us / US_PER_MS);
}

char *
evertick_format_time_of_day (gint64   wall_us,
                             gboolean milliseconds)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (wall_us / US_PER_S);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;
  g_autofree char *seconds = NULL;

  if (local == NULL)
    return g_strdup (EVERTICK_UNKNOWN);
  seconds = g_date_time_format (local, "%H:%M:%S");
  if (!milliseconds)
    return g_steal_pointer (&seconds);
  return g_strdup_printf ("%s.%03d", seconds, (int) (wall_us % US_PER_S / US_PER_MS));
}

static char *
format_date (gint64 wall_us)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (wall_us / US_PER_S);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  return local != NULL ? g_date_time_format (local, "%Y-%m-%d") : NULL;
}

char *
evertick_format_moment (gint64   wall_us,
                        gint64   now_us,
                        gboolean milliseconds)
{
  g_autofree char *date = format_date (wall_us);
  g_autofree char *today = format_date (now_us);
  g_autofree char *time = evertick_format_time_of_day (wall_us, milliseconds);

  if (date == NULL || g_strcmp0 (date, today) == 0)
    return g_steal_pointer (&time);
  return g_strconcat (date, " ", time, NULL);
}

char *
evertick_format_guard (char    *text,
                       gboolean rtl)
{
  g_autofree char *plain = text;

  if (!rtl)
    return g_steal_pointer (&plain);
  return g_strconcat (LEFT_TO_RIGHT_MARK, plain, LEFT_TO_RIGHT_MARK, NULL);
}
