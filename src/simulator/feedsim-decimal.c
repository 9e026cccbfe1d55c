/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/feedsim-decimal.h"

/**
 * feedsim_decimal_parse:
 * @text: digits with at most one point
 * @length: how many bytes of @text to read
 * @value: (out): the number in units of 1e-8
 *
 * Reads a number that is not negative. Zeros past the eighth decimal are let pass.
 *
 * Returns: %FALSE if it is no such number, or one that does not fit
 */
gboolean
feedsim_decimal_parse (const char *text,
                       gsize       length,
                       gint64     *value)
{
  gint64 number = 0;
  int decimals = -1;

  if (length == 0 || !g_ascii_isdigit (text[0]))
    return FALSE;
  for (gsize i = 0; i < length; i++) {
    int digit = g_ascii_digit_value (text[i]);

    if (text[i] == '.' && decimals < 0 && i + 1 < length) {
      decimals = 0;
      continue;
    }
    if (digit < 0)
      return FALSE;
    if (decimals == FEEDSIM_DECIMALS) {
      if (digit != 0)
        return FALSE;
      continue;
    }
    if (number > (G_MAXINT64 - digit) / 10)
      return FALSE;
    number = number * 10 + digit;
    decimals += decimals >= 0;
  }
  for (int i = MAX (decimals, 0); i < FEEDSIM_DECIMALS; i++) {
    if (number > G_MAXINT64 / 10)
      return FALSE;
    number *= 10;
  }
  *value = number;
  return TRUE;
}

/**
 * feedsim_decimal_append_scaled:
 * @out: where to
 * @value: a number in units of 10^-@decimals
 * @decimals: how many decimals to print
 */
void
feedsim_decimal_append_scaled (GString    *out,
                               FeedsimWide value,
                               guint       decimals)
{
  char digits[48];
  guint first = sizeof digits;
  guint printed = 0;
  gboolean negative = value < 0;

  if (negative)
    value = -value;
  do {
    if (printed == decimals && decimals > 0)
      digits[--first] = '.';
    digits[--first] = (char) ('0' + (int) (value % 10));
    value /= 10;
    printed++;
  } while (value > 0 || printed <= decimals);
  if (negative)
    digits[--first] = '-';
  g_string_append_len (out, digits + first, (gssize) (sizeof digits - first));
}

void
feedsim_decimal_append_wide (GString    *out,
                             FeedsimWide value)
{
  feedsim_decimal_append_scaled (out, value, FEEDSIM_DECIMALS);
}

void
feedsim_decimal_append (GString *out,
                        gint64   value)
{
  feedsim_decimal_append_scaled (out, value, FEEDSIM_DECIMALS);
}

/**
 * feedsim_decimal_places:
 * @value: in units of 1e-8
 *
 * Returns: how many decimals are needed to print it without loss: 2 for 61837.63000000
 */
guint
feedsim_decimal_places (gint64 value)
{
  guint places = FEEDSIM_DECIMALS;

  if (value == 0)
    return 0;
  while (places > 0 && value % 10 == 0) {
    value /= 10;
    places--;
  }
  return places;
}

/**
 * feedsim_decimal_of_places:
 * @places: 0 to 8
 *
 * Returns: the smallest number with so many decimals: 0.01000000 for 2
 */
gint64
feedsim_decimal_of_places (guint places)
{
  gint64 unit = FEEDSIM_ONE;

  for (guint i = 0; i < MIN (places, FEEDSIM_DECIMALS); i++)
    unit /= 10;
  return unit;
}

FeedsimWide
feedsim_decimal_product (gint64 price,
                         gint64 quantity)
{
  return (FeedsimWide) price * quantity / FEEDSIM_ONE;
}
