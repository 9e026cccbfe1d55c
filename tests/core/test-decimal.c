/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/core/feed-backoff.h"
#include "feed/core/feed-decimal.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>

#define N_RANDOM 100000

/* The same bits: tells −0 from 0 */
static gboolean
is_same (double a,
         double b)
{
  return memcmp (&a, &b, sizeof a) == 0;
}

static void
check_parse (const char *text,
             double      expected,
             int         expected_scale)
{
  g_autofree char *exact = g_strndup (text, strlen (text));
  double value = NAN;
  int scale = -1;

  g_assert_true (feed_decimal_parse (exact, strlen (text), &value, &scale));
  g_assert_true (is_same (value, expected));
  g_assert_cmpint (scale, ==, expected_scale);
  g_assert_true (feed_decimal_parse (text, strlen (text), &value, NULL));
}

static void
test_parse (void)
{
  check_parse ("0", 0.0, 0);
  check_parse ("-0", -0.0, 0);
  check_parse ("0.00000000", 0.0, 0);
  check_parse ("25.35190000", 25.3519, 4);
  check_parse ("61837.63", 61837.63, 2);
  check_parse ("0.00000001", 1e-8, 8);
  check_parse ("-1532.10", -1532.1, 1);
  check_parse ("1200", 1200.0, 0);
  check_parse ("1e3", 1000.0, 0);
  check_parse ("1.25e1", 12.5, 1);
  check_parse ("1E-8", 1e-8, 8);
  check_parse ("10e-1", 1.0, 0);
  check_parse ("1.5e+10", 1.5e10, 0);
  check_parse ("9007199254740992", 9007199254740992.0, 0);
  check_parse ("9007199254740993", 9007199254740992.0, 0);
  check_parse ("9007199254740995", 9007199254740996.0, 0);
  check_parse ("123456789.12345678", 123456789.12345678, 8);
  check_parse ("1234567890123456789", 1234567890123456789.0, 0);
  check_parse ("18446744073709551616", 18446744073709551616.0, 0);
  check_parse ("99999999999999999999999999", 1e26, 0);
  check_parse ("1e22", 1e22, 0);
  check_parse ("1e23", 1e23, 0);
  check_parse ("1.7976931348623157e308", DBL_MAX, 0);
  check_parse ("5e-324", 4.9406564584124654e-324, 324);
  check_parse ("1e-400", 0.0, 400);
  check_parse ("0e99999999999", 0.0, 0);
}

static void
test_parse_refused (void)
{
  const char *const refused[] = {
    "", " ", "-", "+1", ".5", "5.", "-.5", "01", "-01", "00", "1e", "1e+", "1e-", "1.e5", "1,5",
    "0x10", "nan", "NaN", "inf", "Infinity", "-inf", "1 ", " 1", "1a", "1.2.3", "1e5.5", "--1",
    "1e309", "-1e309", "1e99999999999", "١", "1\n",
  };
  g_autofree char *longest = g_strnfill (512, '1');
  g_autofree char *too_long = g_strnfill (513, '1');
  double value;

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    g_assert_false (feed_decimal_parse (refused[i], strlen (refused[i]), &value, NULL));
  g_assert_false (feed_decimal_parse ("1\0002", 3, &value, NULL));
  g_assert_false (feed_decimal_parse (NULL, 0, &value, NULL));
  longest[1] = '.';
  too_long[1] = '.';
  g_assert_true (feed_decimal_parse (longest, 512, &value, NULL));
  g_assert_cmpfloat (value, ==, 10.0 / 9);
  g_assert_false (feed_decimal_parse (too_long, 513, &value, NULL));
}

/* Only the bytes it was given count: what follows them is never looked at */
static void
test_parse_bounded (void)
{
  double value;

  g_assert_true (feed_decimal_parse ("123456789", 2, &value, NULL));
  g_assert_cmpfloat (value, ==, 12.0);
  g_assert_true (feed_decimal_parse ("1.2345678901", 3, &value, NULL));
  g_assert_cmpfloat (value, ==, 1.2);
  g_assert_false (feed_decimal_parse ("1.2345678901", 2, &value, NULL));
}

/* A number with up to 24 digits on either side of the point, half of them with trailing zeros, and
 * an exponent now and then */
static char *
random_number (FeedRandom *random)
{
  GString *text = g_string_new (feed_random_between (random, 0, 3) == 0 ? "-" : "");
  gint64 n_integer = feed_random_between (random, 1, 12);
  gint64 n_fraction = feed_random_between (random, 0, 12);

  if (feed_random_between (random, 0, 9) == 0)
    n_fraction *= 2;
  if (feed_random_between (random, 0, 9) == 0)
    n_integer *= 2;
  g_string_append_c (text, '0' + (char) feed_random_between (random, n_integer > 1, 9));
  for (gint64 i = 1; i < n_integer; i++)
    g_string_append_c (text, '0' + (char) feed_random_between (random, 0, 9));
  if (n_fraction > 0)
    g_string_append_c (text, '.');
  for (gint64 i = 0; i < n_fraction; i++)
    g_string_append_c (text, '0' + (char) feed_random_between (random, 0, 9));
  if (n_fraction > 0 && feed_random_between (random, 0, 1) == 0)
    g_string_append (text, "0000");
  if (feed_random_between (random, 0, 9) == 0)
    g_string_append_printf (text, "e%d", (int) feed_random_between (random, -40, 40));
  return g_string_free (text, FALSE);
}

static void
test_parse_random (void)
{
  FeedRandom random;

  feed_random_init (&random, 20240808);
  for (guint i = 0; i < N_RANDOM; i++) {
    g_autofree char *text = random_number (&random);
    double value = NAN;

    if (!feed_decimal_parse (text, strlen (text), &value, NULL)
        || !is_same (value, g_ascii_strtod (text, NULL)))
      g_error ("%s was read as %.17g", text, value);
  }
}

static void
check_format (double      value,
              int         decimals,
              const char *expected)
{
  char buffer[FEED_DECIMAL_BUFFER];
  gsize length = feed_decimal_format (buffer, sizeof buffer, value, decimals);

  g_assert_cmpstr (buffer, ==, expected);
  g_assert_cmpuint (length, ==, strlen (expected));
}

static void
test_format (void)
{
  check_format (61837.63, 2, "61837.63");
  check_format (1e-8, 8, "0.00000001");
  check_format (25.3519, 8, "25.35190000");
  check_format (0.0, 2, "0.00");
  check_format (-0.0, 2, "-0.00");
  check_format (-0.001, 2, "-0.00");
  check_format (7, 0, "7");
  check_format (-12.5, 1, "-12.5");
  check_format (0.999, 2, "1.00");
  /* Ties, exact in binary, go to the even digit; what only looks like one does not */
  check_format (0.5, 0, "0");
  check_format (1.5, 0, "2");
  check_format (2.5, 0, "2");
  check_format (0.125, 2, "0.12");
  check_format (0.375, 2, "0.38");
  check_format (2.675, 2, "2.67");
  check_format (1.005, 2, "1.00");
  check_format (1.115, 2, "1.11");
  check_format (4503599627370495.5, 0, "4503599627370496");
  check_format (9007199254740992, 0, "9007199254740992");
  check_format (1e22, 2, "10000000000000000000000.00");
  check_format (0.1, 17, "0.10000000000000001");
}

static void
test_format_shortest (void)
{
  check_format (61837.63, -1, "61837.63");
  check_format (1e-8, -1, "0.00000001");
  check_format (0.0, -1, "0");
  check_format (-0.0, -1, "-0");
  check_format (0.1, -1, "0.1");
  check_format (-0.3, -1, "-0.3");
  check_format (0.1 + 0.2, -1, "0.30000000000000004");
  check_format (100, -1, "100");
  check_format (1e21, -1, "1000000000000000000000");
  check_format (1e23, -1, "100000000000000000000000");
  check_format (1.0 / 3, -1, "0.3333333333333333");
  check_format (1e-10, -1, "0.0000000001");
  check_format (123456789.12345678, -1, "123456789.12345678");
  check_format (9007199254740992, -1, "9007199254740992");
  check_format (1234567890123456.7, -1, "1234567890123456.8");
  /* A power of two whose nearest 16 digits do not read back, though others do */
  check_format (0x1p-44, -1, "0.00000000000005684341886080802");
}

/* The longest texts there are fit the buffer */
static void
test_format_longest (void)
{
  const double values[] = {
    DBL_MAX, -DBL_MAX, DBL_MIN, -DBL_MIN, -4.9406564584124654e-324, -2.2250738585072009e-308,
  };
  char least[FEED_DECIMAL_BUFFER];

  for (guint i = 0; i < G_N_ELEMENTS (values); i++) {
    char buffer[FEED_DECIMAL_BUFFER];
    gsize length = feed_decimal_format (buffer, sizeof buffer, values[i], 17);

    g_assert_cmpuint (length, ==, strlen (buffer));
    g_assert_cmpuint (length, >, 0);
    length = feed_decimal_format (buffer, sizeof buffer, values[i], -1);
    g_assert_cmpuint (length, ==, strlen (buffer));
    g_assert_true (is_same (g_ascii_strtod (buffer, NULL), values[i]));
  }
  feed_decimal_format (least, sizeof least, -4.9406564584124654e-324, -1);
  g_assert_true (g_str_has_suffix (least, "00005"));
  g_assert_cmpuint (strlen (least), ==, 3 + 324);
}

/* What does not fit is left out as a whole */
static void
test_format_size (void)
{
  char buffer[8];

  g_assert_cmpuint (feed_decimal_format (buffer, sizeof buffer, 1234.56, 2), ==, 7);
  g_assert_cmpstr (buffer, ==, "1234.56");
  g_assert_cmpuint (feed_decimal_format (buffer, sizeof buffer, 12345.67, 2), ==, 0);
  g_assert_cmpstr (buffer, ==, "");
  g_assert_cmpuint (feed_decimal_format (buffer, 1, 1, 0), ==, 0);
  g_assert_cmpstr (buffer, ==, "");
}

/* A value near a decimal of n digits, near the middle of two, or anything at all */
static double
random_value (FeedRandom *random,
              int         decimals)
{
  gint64 n_digits = feed_random_between (random, 1, 17);
  gint64 n = feed_random_between (random, 0, (gint64) pow (10, n_digits));
  double value = n / pow (10, decimals);
  guint64 bits;

  switch (feed_random_between (random, 0, 4)) {
  case 0:
    return value;
  case 1:
    return -(n + 0.5) / pow (10, decimals);
  case 2:
    return nextafter (value, feed_random_between (random, 0, 1) == 0 ? 0 : INFINITY);
  case 3:
    /* Exact in binary with few bits: true ties */
    return (double) (n % 1000000) / (1 << feed_random_between (random, 0, 20));
  default:
    bits = feed_random_next (random);
    memcpy (&value, &bits, sizeof value);
    return isfinite (value) ? value : 0.0;
  }
}

static void
test_format_random (void)
{
  FeedRandom random;

  feed_random_init (&random, 20240809);
  for (guint i = 0; i < N_RANDOM; i++) {
    int decimals = (int) feed_random_between (&random, 0, 17);
    double value = random_value (&random, decimals);
    char buffer[FEED_DECIMAL_BUFFER], expected[FEED_DECIMAL_BUFFER];
    gsize length = feed_decimal_format (buffer, sizeof buffer, value, decimals);

    snprintf (expected, sizeof expected, "%.*f", decimals, value);
    if (strcmp (buffer, expected) != 0 || length != strlen (expected))
      g_error ("%.17g with %d decimals is %s, not %s", value, decimals, expected, buffer);
  }
}

/* How many digits the shortest printf() has that reads back */
static guint
least_digits (double value)
{
  for (guint n = 1; n < 17; n++) {
    char text[40];

    snprintf (text, sizeof text, "%.*e", (int) n - 1, value);
    if (strtod (text, NULL) == value)
      return n;
  }
  return 17;
}

static guint
count_digits (const char *text)
{
  guint n = 0, n_zeros = 0;
  gboolean fraction = strchr (text, '.') != NULL;

  for (; *text != '\0'; text++) {
    if (!g_ascii_isdigit (*text) || (n == 0 && *text == '0'))
      continue;
    n++;
    n_zeros = *text == '0' ? n_zeros + 1 : 0;
  }
  return fraction ? n : n - n_zeros;
}

static void
test_format_shortest_random (void)
{
  FeedRandom random;

  feed_random_init (&random, 20240810);
  for (guint i = 0; i < N_RANDOM / 5; i++) {
    double value = random_value (&random, (int) feed_random_between (&random, 0, 17));
    char buffer[FEED_DECIMAL_BUFFER];

    if (value == 0)
      continue;
    feed_decimal_format (buffer, sizeof buffer, value, -1);
    g_assert_null (strpbrk (buffer, "eE"));
    if (!is_same (g_ascii_strtod (buffer, NULL), value)
        || count_digits (buffer) > least_digits (value))
      g_error ("%.17g became %s", value, buffer);
  }
}

/* Where the decimal point is a comma, it is none of ours */
static void
test_locale (void)
{
  const char *const names[] = { "de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "sv_SE.UTF-8" };
  gboolean found = FALSE;
  char text[16];

  for (guint i = 0; i < G_N_ELEMENTS (names) && !found; i++)
    found = setlocale (LC_ALL, names[i]) != NULL;
  if (!found) {
    g_test_skip ("no locale here has a decimal comma");
    return;
  }
  snprintf (text, sizeof text, "%.1f", 0.5);
  g_assert_cmpstr (text, ==, "0,5");
  check_format (61837.63, 2, "61837.63");
  /* The long ways too */
  check_format (0.1 + 0.2, -1, "0.30000000000000004");
  check_format (1e22, 1, "10000000000000000000000.0");
  check_parse ("1234567890.1234567890123", 1234567890.1234567890123, 13);
  check_parse ("61837.63", 61837.63, 2);
  setlocale (LC_ALL, "C");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/decimal/parse", test_parse);
  g_test_add_func ("/decimal/parse/refused", test_parse_refused);
  g_test_add_func ("/decimal/parse/bounded", test_parse_bounded);
  g_test_add_func ("/decimal/parse/random", test_parse_random);
  g_test_add_func ("/decimal/format", test_format);
  g_test_add_func ("/decimal/format/shortest", test_format_shortest);
  g_test_add_func ("/decimal/format/longest", test_format_longest);
  g_test_add_func ("/decimal/format/size", test_format_size);
  g_test_add_func ("/decimal/format/random", test_format_random);
  g_test_add_func ("/decimal/format/shortest-random", test_format_shortest_random);
  g_test_add_func ("/decimal/locale", test_locale);
  return g_test_run ();
}
