/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/providers/feed-angel-one-time.h"

#include <string.h>

#define DAY_US ((gint64) G_TIME_SPAN_DAY)
#define ROLLOVER_US (5 * (gint64) G_TIME_SPAN_HOUR)
/* "20-Dec-2024 09:12:54" */
#define TIME_LENGTH 20

/**
 * feed_angel_one_parse_month: (skip)
 * @text: three letters
 *
 * Returns: which month they begin; 0 = none
 */
int
feed_angel_one_parse_month (const char *text)
{
  static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

  for (int i = 0; i < 12; i++)
    if (g_ascii_strncasecmp (months + i * 3, text, 3) == 0)
      return i + 1;
  return 0;
}

/* Digits of a number; -1 where there is anything else */
static int
read_number (const char *text,
             int         digits)
{
  int number = 0;

  for (; digits > 0; digits--, text++) {
    if (!g_ascii_isdigit (*text))
      return -1;
    number = number * 10 + (*text - '0');
  }
  return number;
}

/* Days since 1970-01-01 of a date of the Gregorian calendar: years begin in March, so that the leap
 * day comes last */
static gint64
count_days (int year,
            int month,
            int day)
{
  gint64 y = month > 2 ? year : year - 1;
  gint64 m = month > 2 ? month - 3 : month + 9;

  return y * 365 + y / 4 - y / 100 + y / 400 + (m * 153 + 2) / 5 + day - 1 - 719468;
}

/**
 * feed_angel_one_parse_time: (skip)
 * @text: a time of REST
 *
 * Returns: the time, µs since 1970 UTC; 0 = none
 */
gint64
feed_angel_one_parse_time (FeedSlice text)
{
  const char *at = text.at;
  int day, month, year, hour, minute, second;
  gint64 days;

  if (text.length != TIME_LENGTH || at[2] != '-' || at[6] != '-' || at[11] != ' ' ||
      at[14] != ':' || at[17] != ':')
    return 0;
  day = read_number (at, 2);
  month = feed_angel_one_parse_month (at + 3);
  year = read_number (at + 7, 4);
  hour = read_number (at + 12, 2);
  minute = read_number (at + 15, 2);
  second = read_number (at + 18, 2);
  if (month == 0 || year < 1970 || !g_date_valid_dmy ((GDateDay) MAX (day, 0), (GDateMonth) month,
                                                      (GDateYear) year) ||
      hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
    return 0;
  days = count_days (year, month, day);
  if (days < 1)
    return 0;
  return days * DAY_US + ((hour * 60 + minute) * 60 + second) * (gint64) G_USEC_PER_SEC -
         FEED_ANGEL_ONE_IST_US;
}

/**
 * feed_angel_one_next_rollover: (skip)
 * @wall_us: wall time, µs since 1970 UTC
 *
 * Returns: when sessions end at the latest
 */
gint64
feed_angel_one_next_rollover (gint64 wall_us)
{
  gint64 since = (wall_us + FEED_ANGEL_ONE_IST_US - ROLLOVER_US) % DAY_US;

  return wall_us - since + DAY_US;
}
