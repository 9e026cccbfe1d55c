/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/providers/feed-binance-value.h"

#include <math.h>
#include <string.h>

/* Times above this are in microseconds (1973); as milliseconds it would be the year 5138 */
#define FIRST_MICROSECONDS G_GINT64_CONSTANT (100000000000000)
/* The end of the year 9999 */
#define LAST_TIME_US G_GINT64_CONSTANT (253402300799999999)

/**
 * feed_binance_value_read:
 * @self: (out caller-allocates): the value
 * @json: a reader in front of a value
 *
 * Takes the next value. A number that is no integer of 64 bits is taken too, and carries nothing.
 *
 * Returns: FALSE where the JSON is broken
 */
gboolean
feed_binance_value_read (FeedBinanceValue *self,
                         FeedJson         *json)
{
  self->has_decimal = FALSE;
  self->type = feed_json_peek (json);
  if (self->type == FEED_JSON_STRING)
    return feed_json_read_string (json, &self->text);
  if (self->type == FEED_JSON_NUMBER) {
    FeedJson before = *json;

    if (feed_json_read_int64 (json, &self->integer))
      return TRUE;
    *json = before;
    self->type = FEED_JSON_NONE;
  }
  return feed_json_skip (json);
}

/**
 * feed_binance_value_read_decimal:
 * @self: (out caller-allocates): the value
 * @json: a reader in front of a value
 *
 * Takes the next value, which should be a number in a string. One that is not is kept as it is.
 *
 * Returns: FALSE where the JSON is broken
 */
gboolean
feed_binance_value_read_decimal (FeedBinanceValue *self,
                                 FeedJson         *json)
{
  FeedJson before;

  if (feed_json_peek (json) != FEED_JSON_STRING)
    return feed_binance_value_read (self, json);
  before = *json;
  self->type = FEED_JSON_STRING;
  self->has_decimal = feed_json_read_decimal (json, &self->decimal);
  if (G_LIKELY (self->has_decimal))
    return TRUE;
  *json = before;
  return feed_json_read_string (json, &self->text);
}

/**
 * feed_binance_value_to_size:
 * @self: a value
 * @size: (out): the size
 *
 * Returns: (nullable): what is wrong with it
 */
const char *
feed_binance_value_to_size (const FeedBinanceValue *self,
                            double                 *size)
{
  if (self->type != FEED_JSON_STRING)
    return "is no string";
  if (!self->has_decimal)
    return "is no number";
  *size = self->decimal;
  if (signbit (*size))
    return "is negative";
  return NULL;
}

/**
 * feed_binance_value_to_price:
 * @self: a value
 * @price: (out): the price, NaN for 0
 *
 * Returns: (nullable): what is wrong with it
 */
const char *
feed_binance_value_to_price (const FeedBinanceValue *self,
                             double                 *price)
{
  const char *flaw = feed_binance_value_to_size (self, price);

  if (flaw == NULL && *price == 0)
    *price = NAN;
  return flaw;
}

/**
 * feed_binance_value_to_id:
 * @self: a value
 * @least: the lowest id there can be
 * @id: (out): the id
 *
 * Returns: (nullable): what is wrong with it
 */
const char *
feed_binance_value_to_id (const FeedBinanceValue *self,
                          gint64                  least,
                          gint64                 *id)
{
  if (self->type != FEED_JSON_NUMBER)
    return "is no integer";
  if (self->integer < least)
    return "is below any id";
  *id = self->integer;
  return NULL;
}

/**
 * feed_binance_value_to_time:
 * @self: a value
 * @time_us: (out): the time
 *
 * Returns: (nullable): what is wrong with it
 */
const char *
feed_binance_value_to_time (const FeedBinanceValue *self,
                            gint64                 *time_us)
{
  if (self->type != FEED_JSON_NUMBER)
    return "is no integer";
  if (self->integer <= 0 || self->integer > LAST_TIME_US)
    return "is no time";
  *time_us = self->integer >= FIRST_MICROSECONDS ? self->integer : self->integer * 1000;
  return *time_us <= LAST_TIME_US ? NULL : "is no time";
}

/* Four hex digits, or -1 */
static int
read_hex (const char *at,
          const char *end)
{
  int value = 0;

  if (end - at < 4)
    return -1;
  for (int i = 0; i < 4; i++) {
    int digit = g_ascii_xdigit_value (at[i]);

    if (digit < 0)
      return -1;
    value = value * 16 + digit;
  }
  return value;
}

/* The character of an escape, after its backslash, which *at is moved behind; 0 where it is none
 * (a NUL is no part of a text here) */
static gunichar
read_escape (const char **at,
             const char  *end)
{
  static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
  char letter = *(*at)++;
  const char *found;
  int high, low;

  if (letter != 'u') {
    found = letter != '\0' ? strchr (from, letter) : NULL;
    return found != NULL ? (guchar) to[found - from] : (guchar) letter;
  }
  high = read_hex (*at, end);
  if (high <= 0)
    return 0;
  *at += 4;
  if (high < 0xd800 || high > 0xdfff)
    return high;
  if (high > 0xdbff || end - *at < 6 || (*at)[0] != '\\' || (*at)[1] != 'u')
    return 0;
  low = read_hex (*at + 2, end);
  if (low < 0xdc00 || low > 0xdfff)
    return 0;
  *at += 6;
  return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
}

/**
 * feed_binance_unescape:
 * @text: a string as it stands in JSON
 * @buffer: room for the result
 * @size: its bytes
 *
 * Names outside of ASCII may come as they are or as escapes.
 *
 * Returns: the text, without a NUL
 */
FeedSlice
feed_binance_unescape (FeedSlice text,
                       char     *buffer,
                       gsize     size)
{
  FeedSlice result = { buffer, 0, FALSE };
  const char *end = text.at + text.length;

  if (!text.escaped)
    return text;
  for (const char *at = text.at; at < end;) {
    char utf8[6] = { *at };
    gsize n = 1;

    if (*at++ == '\\') {
      gunichar character = at < end ? read_escape (&at, end) : 0;

      if (character == 0)
        return (FeedSlice) { buffer, 0, FALSE };
      n = (gsize) g_unichar_to_utf8 (character, utf8);
    }
    if (result.length + n > size)
      return (FeedSlice) { buffer, 0, FALSE };
    memcpy (buffer + result.length, utf8, n);
    result.length += n;
  }
  return result;
}
