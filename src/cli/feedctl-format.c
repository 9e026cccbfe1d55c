/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/feedctl-format.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define DAY_S G_GINT64_CONSTANT (86400)

typedef struct {
  const char *name;
  gsize       offset;    /* in FeedTick */
  gboolean    is_size;   /* printed with the decimals of sizes */
} Field;

static const Field FIELDS[] = {
  { "last", G_STRUCT_OFFSET (FeedTick, last), FALSE },
  { "last_size", G_STRUCT_OFFSET (FeedTick, last_size), TRUE },
  { "bid", G_STRUCT_OFFSET (FeedTick, bid), FALSE },
  { "bid_size", G_STRUCT_OFFSET (FeedTick, bid_size), TRUE },
  { "ask", G_STRUCT_OFFSET (FeedTick, ask), FALSE },
  { "ask_size", G_STRUCT_OFFSET (FeedTick, ask_size), TRUE },
  { "open", G_STRUCT_OFFSET (FeedTick, open), FALSE },
  { "high", G_STRUCT_OFFSET (FeedTick, high), FALSE },
  { "low", G_STRUCT_OFFSET (FeedTick, low), FALSE },
  { "close", G_STRUCT_OFFSET (FeedTick, close), FALSE },
  { "volume", G_STRUCT_OFFSET (FeedTick, volume), TRUE },
  { "open_interest", G_STRUCT_OFFSET (FeedTick, open_interest), TRUE },
};

static double
get_field (const FeedTick *tick,
           const Field    *field)
{
  return *(const double *) ((const char *) tick + field->offset);
}

static int
get_decimals (const FeedctlRow *row,
              const Field      *field)
{
  return field->is_size ? row->size_decimals : row->price_decimals;
}

/* The venue's own number: a message's, a trade's or a quote's, not the trade id that statistics
 * name */
static gboolean
has_sequence (const FeedctlRow *row,
              const FeedTick   *tick)
{
  if (tick->sequence < 0)
    return FALSE;
  return row->numbers_all || (tick->flags & FEED_TICK_TRADE)
         || ((tick->flags & FEED_TICK_QUOTE) && !(tick->flags & FEED_TICK_STATS));
}

static void
append_integer (GString *out,
                gint64   value)
{
  char digits[24];
  char *at = digits + sizeof digits;
  guint64 rest = value < 0 ? -(guint64) value : (guint64) value;

  do
    *--at = '0' + rest % 10;
  while ((rest /= 10) != 0);
  if (value < 0)
    *--at = '-';
  g_string_append_len (out, at, digits + sizeof digits - at);
}

static char *
put_digits (char  *at,
            gint64 value,
            int    n)
{
  for (int i = n - 1; i >= 0; i--, value /= 10)
    at[i] = '0' + value % 10;
  return at + n;
}

/* Gregorian date of a count of days since 1970-01-01, by the arithmetic of 400-year cycles that
 * begin on the first of March */
static void
split_days (gint64  days,
            gint64 *year,
            int    *month,
            int    *day)
{
  gint64 shifted = days + 719468;
  gint64 era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
  int of_era = (int) (shifted - era * 146097);
  int year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  int of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  int from_march = (5 * of_year + 2) / 153;

  *day = of_year - (153 * from_march + 2) / 5 + 1;
  *month = from_march < 10 ? from_march + 3 : from_march - 9;
  *year = era * 400 + year_of_era + (*month <= 2);
}

void
feedctl_format_time (GString *out,
                     gint64   wall_us)
{
  gint64 us = wall_us % G_USEC_PER_SEC;
  gint64 seconds = wall_us / G_USEC_PER_SEC - (us < 0);
  gint64 of_day = seconds % DAY_S;
  gint64 days = seconds / DAY_S - (of_day < 0);
  char text[sizeof "YYYY-MM-DDTHH:MM:SS.uuuuuuZ"];
  char *at = text;
  gint64 year;
  int month, day;

  us += us < 0 ? G_USEC_PER_SEC : 0;
  of_day += of_day < 0 ? DAY_S : 0;
  split_days (days, &year, &month, &day);
  at = put_digits (at, CLAMP (year, 0, 9999), 4);
  *at++ = '-';
  at = put_digits (at, month, 2);
  *at++ = '-';
  at = put_digits (at, day, 2);
  *at++ = 'T';
  at = put_digits (at, of_day / 3600, 2);
  *at++ = ':';
  at = put_digits (at, of_day / 60 % 60, 2);
  *at++ = ':';
  at = put_digits (at, of_day % 60, 2);
  *at++ = '.';
  at = put_digits (at, us, 6);
  *at++ = 'Z';
  g_string_append_len (out, text, at - text);
}

void
feedctl_format_number (GString *out,
                       double   value,
                       int      decimals)
{
  char text[FEED_DECIMAL_BUFFER];
  gsize length = feed_decimal_format (text, sizeof text, value, decimals);

  g_string_append_len (out, text, (gssize) length);
}

/* Digits of value behind its decimals; what is less is noise of the arithmetic */
static gboolean
has_more_decimals (double value,
                   int    decimals)
{
  double scaled = fabs (value) * pow (10, decimals);

  return fabs (scaled - nearbyint (scaled)) > MAX (1e-4, scaled * 4 * DBL_EPSILON);
}

/* As the venue said it: with the instrument's decimals, or with more */
static void
append_number (GString *out,
               double   value,
               int      decimals)
{
  if (decimals >= 0 && has_more_decimals (value, decimals))
    decimals = -1;
  feedctl_format_number (out, value, decimals);
}

/* Between its quotes; what is no UTF-8 is replaced */
static void
append_json_string (GString    *out,
                    const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);

  g_string_append_c (out, '"');
  for (const char *at = valid; *at != '\0'; at++) {
    if (*at == '"' || *at == '\\')
      g_string_append_c (out, '\\');
    if ((guchar) *at < 0x20)
      g_string_append_printf (out, "\\u%04x", (guint) *at);
    else
      g_string_append_c (out, *at);
  }
  g_string_append_c (out, '"');
}

static void
append_csv_string (GString    *out,
                   const char *text)
{
  if (strpbrk (text, ",\"\r\n") == NULL) {
    g_string_append (out, text);
    return;
  }
  g_string_append_c (out, '"');
  for (const char *at = text; *at != '\0'; at++) {
    if (*at == '"')
      g_string_append_c (out, '"');
    g_string_append_c (out, *at);
  }
  g_string_append_c (out, '"');
}

/* Control characters of a venue's words do nothing to a terminal */
static void
append_plain (GString    *out,
              const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar character = g_utf8_get_char (at);

    g_string_append_unichar (out, g_unichar_iscntrl (character) ? ' ' : character);
  }
}

static void
append_flags (GString    *out,
              guint       flags,
              const char *quote,
              const char *separator)
{
  gboolean first = TRUE;

  for (guint bit = 0; bit < FEED_N_TICK_FLAGS; bit++) {
    if (!(flags & (1u << bit)))
      continue;
    if (!first)
      g_string_append (out, separator);
    first = FALSE;
    g_string_append (out, quote);
    g_string_append (out, feed_tick_flag_name (bit));
    g_string_append (out, quote);
  }
}

static void
append_ndjson_instant (GString    *out,
                       const char *name,
                       gint64      wall_us)
{
  g_string_append (out, ",\"");
  g_string_append (out, name);
  g_string_append (out, "\":\"");
  feedctl_format_time (out, wall_us);
  g_string_append_c (out, '"');
}

/* One level, [price,size,orders]; null is what the venue does not say */
static void
append_level (GString          *out,
              const FeedctlRow *row,
              double            price,
              double            size,
              int               orders)
{
  g_string_append_c (out, '[');
  append_number (out, price, row->price_decimals);
  g_string_append_c (out, ',');
  if (isfinite (size))
    append_number (out, size, row->size_decimals);
  else
    g_string_append (out, "null");
  g_string_append_c (out, ',');
  if (orders >= 0)
    append_integer (out, orders);
  else
    g_string_append (out, "null");
  g_string_append_c (out, ']');
}

/* Best first. A level without a price is none */
static void
append_ndjson_depth (GString          *out,
                     const FeedctlRow *row)
{
  const FeedDepth *depth = row->depth;
  const char *before = "";

  g_string_append (out, ",\"depth\":{\"buy\":[");
  for (guint i = 0; i < depth->n_buy; i++) {
    if (!isfinite (depth->buy[i].price))
      continue;
    g_string_append (out, before);
    append_level (out, row, depth->buy[i].price, depth->buy[i].size, depth->buy[i].orders);
    before = ",";
  }
  g_string_append (out, "],\"sell\":[");
  before = "";
  for (guint i = 0; i < depth->n_sell; i++) {
    if (!isfinite (depth->sell[i].price))
      continue;
    g_string_append (out, before);
    append_level (out, row, depth->sell[i].price, depth->sell[i].size, depth->sell[i].orders);
    before = ",";
  }
  g_string_append (out, "]}");
}

static void
append_ndjson_tick (GString          *out,
                    const FeedctlRow *row,
                    const FeedTick   *tick)
{
  g_string_append (out, "{\"venue\":");
  append_json_string (out, row->venue);
  g_string_append (out, ",\"symbol\":");
  append_json_string (out, row->symbol);
  g_string_append (out, ",\"source\":\"");
  g_string_append (out, feed_source_to_string (tick->source));
  g_string_append_c (out, '"');
  for (guint i = 0; i < G_N_ELEMENTS (FIELDS); i++) {
    double value = get_field (tick, &FIELDS[i]);

    if (!isfinite (value))
      continue;
    g_string_append (out, ",\"");
    g_string_append (out, FIELDS[i].name);
    g_string_append (out, "\":");
    append_number (out, value, get_decimals (row, &FIELDS[i]));
  }
  if (tick->exchange_time_us != 0)
    append_ndjson_instant (out, "exchange_time", tick->exchange_time_us);
  if (tick->trade_time_us != 0)
    append_ndjson_instant (out, "trade_time", tick->trade_time_us);
  append_ndjson_instant (out, "receive_time", tick->receive_time_us + row->wall_offset_us);
  if (has_sequence (row, tick)) {
    g_string_append (out, ",\"sequence\":");
    append_integer (out, tick->sequence);
  }
  if (tick->flags & FEED_TICK_DEPTH && row->depth != NULL)
    append_ndjson_depth (out, row);
  g_string_append (out, ",\"flags\":[");
  append_flags (out, tick->flags, "\"", ",");
  g_string_append (out, "]}\n");
}

static void
append_csv_tick (GString          *out,
                 const FeedctlRow *row,
                 const FeedTick   *tick)
{
  append_csv_string (out, row->venue);
  g_string_append_c (out, ',');
  append_csv_string (out, row->symbol);
  g_string_append_c (out, ',');
  g_string_append (out, feed_source_to_string (tick->source));
  for (guint i = 0; i < G_N_ELEMENTS (FIELDS); i++) {
    double value = get_field (tick, &FIELDS[i]);

    g_string_append_c (out, ',');
    if (isfinite (value))
      append_number (out, value, get_decimals (row, &FIELDS[i]));
  }
  g_string_append_c (out, ',');
  if (tick->exchange_time_us != 0)
    feedctl_format_time (out, tick->exchange_time_us);
  g_string_append_c (out, ',');
  feedctl_format_time (out, tick->receive_time_us + row->wall_offset_us);
  g_string_append_c (out, ',');
  if (has_sequence (row, tick))
    append_integer (out, tick->sequence);
  g_string_append_c (out, ',');
  append_flags (out, tick->flags, "", " ");
  g_string_append_c (out, ',');
  if (tick->trade_time_us != 0)
    feedctl_format_time (out, tick->trade_time_us);
  g_string_append (out, "\r\n");
}

static void
append_text_tick (GString          *out,
                  const FeedctlRow *row,
                  const FeedTick   *tick)
{
  feedctl_format_time (out, tick->receive_time_us + row->wall_offset_us);
  g_string_append_printf (out, "  %s:%s  %s  ", row->venue, row->symbol,
                          feed_source_to_string (tick->source));
  append_flags (out, tick->flags, "", ",");
  for (guint i = 0; i < G_N_ELEMENTS (FIELDS); i++) {
    double value = get_field (tick, &FIELDS[i]);

    if (!isfinite (value))
      continue;
    g_string_append_c (out, ' ');
    g_string_append (out, FIELDS[i].name);
    g_string_append_c (out, '=');
    append_number (out, value, get_decimals (row, &FIELDS[i]));
  }
  g_string_append_c (out, '\n');
}

void
feedctl_format_header (GString      *out,
                       FeedctlFormat format)
{
  if (format != FEEDCTL_FORMAT_CSV)
    return;
  g_string_append (out, "venue,symbol,source");
  for (guint i = 0; i < G_N_ELEMENTS (FIELDS); i++)
    g_string_append_printf (out, ",%s", FIELDS[i].name);
  g_string_append (out, ",exchange_time,receive_time,sequence,flags,trade_time\r\n");
}

void
feedctl_format_tick (GString          *out,
                     FeedctlFormat     format,
                     const FeedctlRow *row,
                     const FeedTick   *tick)
{
  switch (format) {
  case FEEDCTL_FORMAT_NDJSON:
    append_ndjson_tick (out, row, tick);
    break;
  case FEEDCTL_FORMAT_CSV:
    append_csv_tick (out, row, tick);
    break;
  case FEEDCTL_FORMAT_TEXT:
    append_text_tick (out, row, tick);
    break;
  case FEEDCTL_FORMAT_TABLE:
  default:
    break;
  }
}

static const char *
get_kind_name (FeedEventKind kind)
{
  switch (kind) {
  case FEED_EVENT_KIND_STATE:
    return "state";
  case FEED_EVENT_KIND_TROUBLE:
    return "trouble";
  case FEED_EVENT_KIND_GAP:
    return "gap";
  case FEED_EVENT_KIND_NOTE:
  default:
    return "note";
  }
}

static void
append_member (GString    *out,
               const char *name,
               const char *text)
{
  g_string_append_printf (out, ",\"%s\":", name);
  append_json_string (out, text);
}

static void
append_ndjson_time (GString *out,
                    gint64   wall_us)
{
  g_string_append (out, ",\"time\":\"");
  feedctl_format_time (out, wall_us);
  g_string_append (out, "\"}\n");
}

static void
append_ndjson_event (GString   *out,
                     FeedEvent *event)
{
  FeedEventKind kind = feed_event_get_kind (event);

  g_string_append_printf (out, "{\"event\":\"%s\"", get_kind_name (kind));
  append_member (out, "venue", feed_event_get_venue (event));
  append_member (out, "connection", feed_event_get_connection (event));
  if (kind == FEED_EVENT_KIND_STATE) {
    append_member (out, "from", feed_link_state_to_string (feed_event_get_from (event)));
    append_member (out, "to", feed_link_state_to_string (feed_event_get_to (event)));
    g_string_append_printf (out, ",\"polling\":%s",
                            feed_event_get_polling (event) ? "true" : "false");
    append_member (out, "colour", feed_colour_to_string (feed_event_get_colour (event)));
    append_member (out, "cause", feed_cause_to_string (feed_event_get_cause (event)));
  } else {
    append_member (out, "text", feed_event_get_text (event));
    g_string_append_printf (out, ",\"count\":%u", feed_event_get_count (event));
  }
  append_ndjson_time (out, feed_event_get_time_us (event));
}

static void
append_member_time (GString    *out,
                    const char *name,
                    gint64      wall_us)
{
  g_string_append_printf (out, ",\"%s\":\"", name);
  feedctl_format_time (out, wall_us);
  g_string_append_c (out, '"');
}

/* Seconds; what is not known is left out */
static void
append_member_span (GString    *out,
                    const char *name,
                    gint64      us)
{
  if (us < 0)
    return;
  g_string_append_printf (out, ",\"%s\":%" G_GINT64_FORMAT ".%06d", name, us / G_USEC_PER_SEC,
                          (int) (us % G_USEC_PER_SEC));
}

void
feedctl_format_gap (GString       *out,
                    const FeedGap *gap,
                    const char    *venue,
                    const char    *connection,
                    const char    *symbol,
                    gint64         wall_us)
{
  g_string_append (out, "{\"event\":\"gap\"");
  append_member (out, "venue", venue);
  append_member (out, "connection", connection);
  if (symbol != NULL)
    append_member (out, "symbol", symbol);
  append_member_time (out, "from", gap->start_us);
  if (gap->length_us >= 0)
    append_member_time (out, "to", gap->start_us + gap->length_us);
  append_member (out, "cause", feed_cause_to_string (gap->cause));
  append_member_span (out, "detected_after", gap->detected_after_us);
  append_member_span (out, "polled_after", gap->polled_after_us);
  append_member_span (out, "live_after", gap->live_after_us);
  if (gap->lost >= 0)
    g_string_append_printf (out, ",\"lost\":%" G_GINT64_FORMAT, gap->lost);
  g_string_append_printf (out, ",\"backfilled\":%" G_GINT64_FORMAT, gap->backfilled);
  append_member (out, "backfill", feed_backfill_to_string (gap->backfill));
  append_ndjson_time (out, wall_us);
}

/* From when to when, by the clock of the lines */
static void
append_range (GString       *out,
              const FeedGap *gap)
{
  if (gap == NULL || gap->length_us == 0)
    return;
  g_string_append (out, gap->length_us > 0 ? "; from " : "; since ");
  feedctl_format_time (out, gap->start_us);
  if (gap->length_us < 0)
    return;
  g_string_append (out, " to ");
  feedctl_format_time (out, gap->start_us + gap->length_us);
}

static void
append_text_event (GString   *out,
                   FeedEvent *event)
{
  feedctl_format_time (out, feed_event_get_time_us (event));
  g_string_append_printf (out, "  %s  ", feed_event_get_connection (event));
  if (feed_event_get_kind (event) == FEED_EVENT_KIND_STATE)
    g_string_append_printf (out, "%s -> %s, %s%s: ",
                            feed_link_state_to_string (feed_event_get_from (event)),
                            feed_link_state_to_string (feed_event_get_to (event)),
                            feed_colour_to_string (feed_event_get_colour (event)),
                            feed_event_get_polling (event) ? ", polling" : "");
  else
    g_string_append_printf (out, "%s: ", get_kind_name (feed_event_get_kind (event)));
  append_plain (out, feed_event_get_text (event));
  append_range (out, feed_event_get_gap (event));
  if (feed_event_get_count (event) > 1)
    g_string_append_printf (out, " (%u times)", feed_event_get_count (event));
  g_string_append_c (out, '\n');
}

void
feedctl_format_event (GString      *out,
                      FeedctlFormat format,
                      FeedEvent    *event)
{
  if (format == FEEDCTL_FORMAT_NDJSON)
    append_ndjson_event (out, event);
  else
    append_text_event (out, event);
}

void
feedctl_format_note (GString      *out,
                     FeedctlFormat format,
                     const char   *text,
                     gint64        wall_us)
{
  if (format == FEEDCTL_FORMAT_NDJSON) {
    g_string_append (out, "{\"event\":\"note\"");
    append_member (out, "text", text);
    append_ndjson_time (out, wall_us);
  } else {
    feedctl_format_time (out, wall_us);
    g_string_append (out, "  note: ");
    append_plain (out, text);
    g_string_append_c (out, '\n');
  }
}
