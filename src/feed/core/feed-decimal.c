/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Decimal text to double and back, correctly rounded, whatever the locale.
 */
#include "feed/core/feed-decimal-private.h"

#include <float.h>
#include <math.h>

/* Longer numbers mean nothing on any market */
#define MAX_TEXT 512
/* Up to these a double is exact */
#define MAX_MANTISSA (G_GUINT64_CONSTANT (1) << 53)
#define MAX_POWER 22
#define MAX_DECIMALS 17

static const double powers[MAX_POWER + 1] = {
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
  1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
};

/* Digits and the power of ten of the last one */
typedef struct {
  guint64 mantissa;
  int     exponent;
} Digits;

static inline gboolean
is_digit (char c)
{
  return (guint) (c - '0') <= 9;
}

static inline gboolean
are_eight_digits (guint64 bytes)
{
  guint64 high = G_GUINT64_CONSTANT (0xf0f0f0f0f0f0f0f0);
  guint64 carry = bytes + G_GUINT64_CONSTANT (0x0606060606060606);

  return ((bytes & high) | ((carry & high) >> 4)) == G_GUINT64_CONSTANT (0x3333333333333333);
}

/* The first character is the lowest byte: pairs, fours, then the eight are summed side by side */
static inline guint64
eight_digits (guint64 bytes)
{
  bytes -= G_GUINT64_CONSTANT (0x3030303030303030);
  bytes = (bytes * 10 + (bytes >> 8)) & G_GUINT64_CONSTANT (0x00ff00ff00ff00ff);
  bytes = (bytes * 100 + (bytes >> 16)) & G_GUINT64_CONSTANT (0x0000ffff0000ffff);
  return (bytes * 10000 + (bytes >> 32)) & G_GUINT64_CONSTANT (0xffffffff);
}

static inline const char *
scan_digits (const char *at,
             const char *end,
             guint64    *mantissa)
{
  guint64 sum = *mantissa;

  for (; at < end && is_digit (*at); at++)
    sum = sum * 10 + (guint) (*at - '0');
  *mantissa = sum;
  return at;
}

/* Venues like to write eight decimals */
static inline const char *
scan_fraction (const char *at,
               const char *end,
               guint64    *mantissa)
{
  guint64 bytes;

  if (end - at >= 8) {
    memcpy (&bytes, at, sizeof bytes);
    bytes = GUINT64_FROM_LE (bytes);
    if (are_eight_digits (bytes)) {
      *mantissa = *mantissa * 100000000 + eight_digits (bytes);
      at += 8;
    }
  }
  return scan_digits (at, end, mantissa);
}

static const char *
scan_exponent (const char *at,
               const char *end,
               int        *exponent)
{
  gboolean negative = at < end && *at == '-';
  const char *digits = at + (negative || (at < end && *at == '+'));
  int sum = 0;

  for (at = digits; at < end && is_digit (*at); at++)
    if (sum < 10000)
      sum = sum * 10 + (*at - '0');
  *exponent = negative ? -sum : sum;
  return at > digits ? at : NULL;
}

/*
 * feed_decimal_scan:
 *
 * The grammar is that of RFC 8259, section 6.
 */
const char *
feed_decimal_scan (const char       *at,
                   const char       *end,
                   FeedDecimalParts *parts)
{
  const char *digits;

  parts->mantissa = 0;
  parts->n_fraction = 0;
  parts->exponent = 0;
  parts->has_exponent = FALSE;
  parts->negative = at < end && *at == '-';
  digits = at + parts->negative;
  at = scan_digits (digits, end, &parts->mantissa);
  parts->n_integer = at - digits;
  if (parts->n_integer == 0 || (parts->n_integer > 1 && *digits == '0'))
    return NULL;
  if (at < end && *at == '.') {
    digits = at + 1;
    at = scan_fraction (digits, end, &parts->mantissa);
    parts->n_fraction = at - digits;
    if (parts->n_fraction == 0)
      return NULL;
  }
  if (G_UNLIKELY (at < end && (*at | 0x20) == 'e')) {
    parts->has_exponent = TRUE;
    return scan_exponent (at + 1, end, &parts->exponent);
  }
  return at;
}

/* strtod() on a copy: for what is too long for the short way */
static gboolean
parse_long (const char *at,
            const char *end,
            double     *value)
{
  char copy[MAX_TEXT + 1];
  gsize length = end - at;

  memcpy (copy, at, length);
  copy[length] = '\0';
  *value = g_ascii_strtod (copy, NULL);
  return isfinite (*value);
}

/*
 * feed_decimal_from_parts:
 *
 * Mantissa and power of ten are exact, so that the one operation on them rounds correctly
 * (W. D. Clinger: "How to read floating point numbers accurately", PLDI 1990).
 */
gboolean
feed_decimal_from_parts (const char             *at,
                         const char             *end,
                         const FeedDecimalParts *parts,
                         double                 *value)
{
  guint64 mantissa = parts->mantissa;
  gsize n_digits = parts->n_integer + parts->n_fraction;
  gint64 power;
  double magnitude;

  if (G_UNLIKELY (end - at > MAX_TEXT))
    return FALSE;
  power = parts->exponent - (gint64) parts->n_fraction;
  if (G_UNLIKELY (n_digits > FEED_DECIMAL_SAFE_DIGITS))
    return parse_long (at, end, value);
  while (G_UNLIKELY (mantissa > MAX_MANTISSA && mantissa % 10 == 0)) {
    mantissa /= 10;
    power++;
  }
  if (G_UNLIKELY (mantissa > MAX_MANTISSA || power < -MAX_POWER || power > MAX_POWER))
    return parse_long (at, end, value);
  magnitude = power < 0 ? mantissa / powers[-power] : mantissa * powers[power];
  *value = parts->negative ? -magnitude : magnitude;
  return TRUE;
}

/* Digits after the point once the exponent is applied, without trailing zeros */
static int
measure_scale (const char             *text,
               const FeedDecimalParts *parts)
{
  const char *digits = text + parts->negative;
  gsize n_fraction = parts->n_fraction;
  gsize n_integer = parts->n_integer;
  gint64 scale;

  while (n_fraction > 0 && digits[n_integer + n_fraction] == '0')
    n_fraction--;
  scale = n_fraction;
  if (n_fraction == 0) {
    while (n_integer > 0 && digits[n_integer - 1] == '0')
      n_integer--;
    if (n_integer == 0)
      return 0;
    scale = (gint64) n_integer - (gint64) parts->n_integer;
  }
  return MAX (scale - parts->exponent, 0);
}

/**
 * feed_decimal_parse:
 * @text: a JSON number, and nothing else; up to 512 bytes
 * @length: bytes of @text
 * @value: (out): the double nearest to it
 * @scale: (out) (optional): digits after the decimal point, trailing zeros left out
 *
 * Returns: whether @text is a number that is finite as a double
 */
gboolean
feed_decimal_parse (const char *text,
                    gsize       length,
                    double     *value,
                    int        *scale)
{
  FeedDecimalParts parts;
  const char *end;

  if (length == 0)
    return FALSE;
  end = text + length;
  if (feed_decimal_scan (text, end, &parts) != end)
    return FALSE;
  if (!feed_decimal_from_parts (text, end, &parts, value))
    return FALSE;
  if (scale != NULL)
    *scale = measure_scale (text, &parts);
  return TRUE;
}

/* magnitude * 10^decimals rounded to an integer, half to even on the exact value; FALSE where that
 * integer is too large for this way */
static gboolean
scale_up (double   magnitude,
          int      decimals,
          guint64 *scaled)
{
  double product = magnitude * powers[decimals];
  double below, rest, distance;
  guint64 integer;

  if (!(product < (double) (MAX_MANTISSA / 2)))
    return FALSE;
  /* product + rest is exact, and so is the distance of product from the half way up */
  rest = fma (magnitude, powers[decimals], -product);
  below = floor (product);
  distance = product - below - 0.5;
  integer = (guint64) below;
  if (distance > -rest || (distance == -rest && integer % 2 == 1))
    integer++;
  *scaled = integer;
  return TRUE;
}

/* Writes n as decimal digits, at least n_least of them; returns how many */
static gsize
put_digits (char   *buffer,
            guint64 n,
            gsize   n_least)
{
  char reversed[20];
  gsize length = 0;

  for (; n > 0 || length < n_least; n /= 10)
    reversed[length++] = '0' + n % 10;
  for (gsize i = 0; i < length; i++)
    buffer[i] = reversed[length - 1 - i];
  return length;
}

/* mantissa / 10^decimals */
static gsize
put_fixed (char    *buffer,
           gboolean negative,
           guint64  mantissa,
           int      decimals)
{
  guint64 unit = (guint64) powers[decimals];
  gsize length = 0;

  if (negative)
    buffer[length++] = '-';
  length += put_digits (buffer + length, mantissa / unit, 1);
  if (decimals > 0) {
    buffer[length++] = '.';
    length += put_digits (buffer + length, mantissa % unit, decimals);
  }
  buffer[length] = '\0';
  return length;
}

static gsize
format_fixed (char  *buffer,
              double value,
              int    decimals)
{
  char format[16];
  guint64 scaled;

  if (scale_up (fabs (value), decimals, &scaled))
    return put_fixed (buffer, signbit (value), scaled, decimals);
  g_snprintf (format, sizeof format, "%%.%df", decimals);
  g_ascii_formatd (buffer, FEED_DECIMAL_BUFFER, format, value);
  return strlen (buffer);
}

/* The n_digits digits nearest to magnitude */
static Digits
nearest_digits (double magnitude,
                int    n_digits)
{
  char format[16], text[40];
  char *exponent;
  Digits digits;

  g_snprintf (format, sizeof format, "%%.%de", n_digits - 1);
  g_ascii_formatd (text, sizeof text, format, magnitude);
  exponent = strchr (text, 'e');
  digits.exponent = atoi (exponent + 1) - (n_digits - 1);
  *exponent = '\0';
  if (n_digits > 1)
    memmove (text + 1, text + 2, strlen (text + 2) + 1);
  digits.mantissa = g_ascii_strtoull (text, NULL, 10);
  return digits;
}

static gboolean
digits_give (const Digits *digits,
             double        magnitude)
{
  char text[40];

  g_snprintf (text, sizeof text, "%" G_GUINT64_FORMAT "e%d", digits->mantissa, digits->exponent);
  return g_ascii_strtod (text, NULL) == magnitude;
}

static Digits
shortest_digits (double magnitude)
{
  /* 15 digits always survive the way to a normal double and back, so fewer are among them */
  int n_digits = magnitude < DBL_MIN ? 1 : 15;
  Digits digits;

  while (TRUE) {
    digits = nearest_digits (magnitude, n_digits);
    if (n_digits == 17 || digits_give (&digits, magnitude))
      break;
    /* Above a power of two doubles are twice as far apart as below: what reads back may not be the
     * nearest */
    digits.mantissa++;
    if (digits_give (&digits, magnitude))
      break;
    n_digits++;
  }
  while (digits.mantissa % 10 == 0) {
    digits.mantissa /= 10;
    digits.exponent++;
  }
  return digits;
}

static gsize
put_shortest (char  *buffer,
              double value)
{
  Digits digits = shortest_digits (fabs (value));
  char text[20];
  int n_digits = put_digits (text, digits.mantissa, 1);
  int point = n_digits + digits.exponent;    /* digits before the point */
  gsize length = 0;

  if (signbit (value))
    buffer[length++] = '-';
  if (point <= 0) {
    buffer[length++] = '0';
    buffer[length++] = '.';
  }
  for (int i = point; i < 0; i++)
    buffer[length++] = '0';
  for (int i = 0; i < n_digits; i++) {
    if (i == point && i > 0)
      buffer[length++] = '.';
    buffer[length++] = text[i];
  }
  for (int i = n_digits; i < point; i++)
    buffer[length++] = '0';
  buffer[length] = '\0';
  return length;
}

static gsize
format_shortest (char  *buffer,
                 double value)
{
  double magnitude = fabs (value);
  guint64 scaled;

  /* With up to 15 digits only one text of a length reads back: the first that does is shortest */
  for (int decimals = 0; decimals <= 9; decimals++) {
    if (!scale_up (magnitude, decimals, &scaled) || scaled >= 1000000000000000)
      break;
    if (scaled / powers[decimals] == magnitude)
      return put_fixed (buffer, signbit (value), scaled, decimals);
  }
  return put_shortest (buffer, value);
}

/**
 * feed_decimal_format:
 * @buffer: (out caller-allocates): %FEED_DECIMAL_BUFFER bytes are always enough
 * @size: bytes of @buffer
 * @value: a finite number
 * @decimals: digits after the point, 0 to 17; −1 = as few as read back as @value
 *
 * The same text as printf ("%.*f") in the C locale. A text that does not fit is left out as a
 * whole: a number cut short would be another number.
 *
 * Returns: length of the text
 */
gsize
feed_decimal_format (char  *buffer,
                     gsize  size,
                     double value,
                     int    decimals)
{
  char text[FEED_DECIMAL_BUFFER];
  gsize length;

  g_return_val_if_fail (size > 0, 0);
  *buffer = '\0';
  g_return_val_if_fail (isfinite (value), 0);
  g_return_val_if_fail (decimals >= -1 && decimals <= MAX_DECIMALS, 0);

  if (decimals < 0)
    length = format_shortest (text, value);
  else
    length = format_fixed (text, value, decimals);
  if (length >= size)
    return 0;
  memcpy (buffer, text, length + 1);
  return length;
}
