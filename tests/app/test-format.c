/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <locale.h>
#include <math.h>

#include "evertick-format.h"

#define S G_GINT64_CONSTANT (1000000)

#define assert_text(call, expected) \
  G_STMT_START { \
    g_autofree char *assert_text_got = (call); \
    g_assert_cmpstr (assert_text_got, ==, (expected)); \
  } G_STMT_END

static void
test_prices (void)
{
  assert_text (evertick_format_price (1532.1, 2), "1532.10");
  assert_text (evertick_format_price (0.00001234, 8), "0.00001234");
  assert_text (evertick_format_price (0.00001234, -1), "0.00001234");
  assert_text (evertick_format_price (61787.03, -1), "61787.03");
  assert_text (evertick_format_price (5, -1), "5");
  assert_text (evertick_format_price (-12.5, 2), "−12.50");
  assert_text (evertick_format_price (NAN, 2), "–");
  assert_text (evertick_format_price (INFINITY, 2), "–");
}

static void
test_changes (void)
{
  assert_text (evertick_format_change (6.2, 2), "+6.20");
  assert_text (evertick_format_change (-12.5, 2), "−12.50");
  assert_text (evertick_format_change (0, 2), "0.00");
  /* What rounds to nothing has no sign */
  assert_text (evertick_format_change (-0.001, 2), "0.00");
  assert_text (evertick_format_percent (0.414), "+0.41%");
  assert_text (evertick_format_percent (-0.3252), "−0.33%");
  assert_text (evertick_format_percent (NAN), "–");
}

static void
test_volumes (void)
{
  assert_text (evertick_format_volume (2100000), "2.1M");
  assert_text (evertick_format_volume (900000), "900.0K");
  assert_text (evertick_format_volume (9999), "9999");
  assert_text (evertick_format_volume (12.345), "12.35");
  assert_text (evertick_format_volume (3.2e9), "3.2B");
  assert_text (evertick_format_volume (1.5e12), "1.5T");
  assert_text (evertick_format_volume (0), "0");
  assert_text (evertick_format_volume (NAN), "–");
}

static void
test_ages (void)
{
  assert_text (evertick_format_age (-1), "–");
  assert_text (evertick_format_age (0), "0.0s");
  assert_text (evertick_format_age (390 * 1000), "0.3s");
  assert_text (evertick_format_age (10 * S - 1), "9.9s");
  assert_text (evertick_format_age (14 * S), "14s");
  assert_text (evertick_format_age (59 * S + 999999), "59s");
  assert_text (evertick_format_age (130 * S), "2m10s");
  assert_text (evertick_format_age (3600 * S), "1h00m");
  assert_text (evertick_format_age (52 * 3600 * S), "2d4h");
}

static void
test_durations (void)
{
  assert_text (evertick_format_duration (40 * 1000), "40 ms");
  assert_text (evertick_format_duration (4200 * 1000), "4.2 s");
  assert_text (evertick_format_duration (8 * S), "8 s");
  assert_text (evertick_format_duration (130 * S), "2 min 10 s");
  assert_text (evertick_format_duration (2 * 3600 * S + 300 * S), "2 h 5 min");
  assert_text (evertick_format_ms (400), "0.4");
  assert_text (evertick_format_ms (48 * 1000), "48");
  assert_text (evertick_format_ms (-1), "–");
}

static void
test_locale (void)
{
  g_autofree char *before = g_strdup (setlocale (LC_NUMERIC, NULL));

  if (setlocale (LC_NUMERIC, "en_US.UTF-8") == NULL) {
    g_test_skip ("no locale en_US.UTF-8");
    return;
  }
  assert_text (evertick_format_price (24313.8, 2), "24,313.80");
  assert_text (evertick_format_change (-1068.5, 2), "−1,068.50");
  assert_text (evertick_format_count (1240), "1,240");
  if (setlocale (LC_NUMERIC, "de_DE.UTF-8") != NULL)
    assert_text (evertick_format_price (24313.8, 2), "24.313,80");
  setlocale (LC_NUMERIC, before);
}

/* Three digits, then twos: also in hi_IN, whose locale says thousands */
static void
test_lakhs (gconstpointer data)
{
  g_autofree char *before = g_strdup (setlocale (LC_NUMERIC, NULL));

  if (setlocale (LC_NUMERIC, data) == NULL) {
    g_test_skip ("the locale is not installed");
    return;
  }
  assert_text (evertick_format_price (1532.1, 2), "1,532.10");
  assert_text (evertick_format_price (99999.95, 2), "99,999.95");
  assert_text (evertick_format_price (123456.5, 2), "1,23,456.50");
  assert_text (evertick_format_price (81234567.05, 2), "8,12,34,567.05");
  assert_text (evertick_format_price (0.0525, 4), "0.0525");
  assert_text (evertick_format_change (-112345.5, 2), "−1,12,345.50");
  assert_text (evertick_format_count (999), "999");
  assert_text (evertick_format_count (1234567), "12,34,567");
  setlocale (LC_NUMERIC, before);
}

static void
test_guard (void)
{
  assert_text (evertick_format_guard (g_strdup ("−1.85%"), FALSE), "−1.85%");
  assert_text (evertick_format_guard (g_strdup ("−1.85%"), TRUE), "\u200e−1.85%\u200e");
}

/* The time of day says nothing about another day */
static void
test_moments (void)
{
  g_autoptr (GDateTime) noon = g_date_time_new_local (2026, 11, 26, 12, 0, 0);
  gint64 now_us = g_date_time_to_unix (noon) * S;

  assert_text (evertick_format_moment (now_us + 311000, now_us, TRUE), "12:00:00.311");
  assert_text (evertick_format_moment (now_us - 12 * 3600 * S, now_us, TRUE), "00:00:00.000");
  assert_text (evertick_format_moment (now_us - 12 * 3600 * S - 1000, now_us, TRUE),
               "2026-11-25 23:59:59.999");
  assert_text (evertick_format_moment (now_us + 24 * 3600 * S, now_us, FALSE),
               "2026-11-27 12:00:00");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/format/prices", test_prices);
  g_test_add_func ("/format/changes", test_changes);
  g_test_add_func ("/format/volumes", test_volumes);
  g_test_add_func ("/format/ages", test_ages);
  g_test_add_func ("/format/durations", test_durations);
  g_test_add_func ("/format/moments", test_moments);
  g_test_add_func ("/format/locale", test_locale);
  g_test_add_data_func ("/format/lakhs/en", "en_IN.UTF-8", test_lakhs);
  g_test_add_data_func ("/format/lakhs/hi", "hi_IN.UTF-8", test_lakhs);
  g_test_add_func ("/format/guard", test_guard);
  return g_test_run ();
}
