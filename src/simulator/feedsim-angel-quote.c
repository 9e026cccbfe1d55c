/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/feedsim-angel-quote.h"

#include <string.h>

#include "simulator/feedsim-angel-figures.h"
#include "simulator/feedsim-json.h"

#define IST_MS (19800 * G_GINT64_CONSTANT (1000))

typedef enum {
  MODE_LTP,
  MODE_OHLC,
  MODE_FULL,
  N_MODES,
} Mode;

static const char *const MODE_NAMES[N_MODES] = { "LTP", "OHLC", "FULL" };

static const char *
get_string (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
         json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

/* As JSON prints a double: 290, 289.65, 96.71955 */
static void
append_number (GString *out,
               gint64   value)
{
  guint places = feedsim_decimal_places (value);

  feedsim_decimal_append_scaled (out, value / feedsim_decimal_of_places (places), places);
}

static void
append_price (GString    *out,
              const char *name,
              gint64      value)
{
  g_string_append_printf (out, ",\"%s\":", name);
  append_number (out, value);
}

static void
append_count (GString    *out,
              const char *name,
              gint64      value)
{
  g_string_append_printf (out, ",\"%s\":%" G_GINT64_FORMAT, name, value);
}

/* In India, and without saying so */
static void
append_time (GString    *out,
             const char *name,
             gint64      time_ms)
{
  static const char *const MONTHS[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug",
                                        "Sep", "Oct", "Nov", "Dec" };
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc ((time_ms + IST_MS) / 1000);

  g_string_append_printf (out, ",\"%s\":\"%02d-%s-%04d %02d:%02d:%02d\"", name,
                          g_date_time_get_day_of_month (time),
                          MONTHS[g_date_time_get_month (time) - 1], g_date_time_get_year (time),
                          g_date_time_get_hour (time), g_date_time_get_minute (time),
                          g_date_time_get_second (time));
}

static void
append_levels (GString                 *out,
               const char              *name,
               const FeedsimAngelLevel *levels)
{
  g_string_append_printf (out, "\"%s\":[", name);
  for (guint i = 0; i < FEEDSIM_ANGEL_BEST; i++) {
    g_string_append (out, i > 0 ? ",{\"price\":" : "{\"price\":");
    append_number (out, MAX (levels[i].price, 0));
    append_count (out, "quantity", levels[i].quantity);
    append_count (out, "orders", levels[i].orders);
    g_string_append_c (out, '}');
  }
  g_string_append_c (out, ']');
}

/* Two decimals, rounded towards nothing */
static gint64
get_per_cent (gint64 change,
              gint64 close)
{
  return close != 0 ? (gint64) ((FeedsimWide) change * 10000 / close) * (FEEDSIM_ONE / 100) : 0;
}

static void
append_full (GString                   *out,
             const FeedsimAngelFigures *figures)
{
  gint64 change = figures->last - figures->close;

  append_count (out, "lastTradeQty", figures->last_quantity);
  append_time (out, "exchFeedTime", figures->feed_ms);
  append_time (out, "exchTradeTime", figures->trade_ms);
  append_price (out, "netChange", figures->last != 0 ? change : 0);
  append_price (out, "percentChange",
                figures->last != 0 ? get_per_cent (change, figures->close) : 0);
  append_price (out, "avgPrice", figures->average / (FEEDSIM_ONE / 100) * (FEEDSIM_ONE / 100));
  append_count (out, "tradeVolume", figures->volume);
  append_count (out, "opnInterest", figures->open_interest);
  append_price (out, "lowerCircuit", figures->lower_circuit);
  append_price (out, "upperCircuit", figures->upper_circuit);
  append_count (out, "totBuyQuan", figures->total_buy);
  append_count (out, "totSellQuan", figures->total_sell);
  append_price (out, "52WeekLow", figures->year_low);
  append_price (out, "52WeekHigh", figures->year_high);
  g_string_append (out, ",\"depth\":{");
  append_levels (out, "buy", figures->buy);
  g_string_append_c (out, ',');
  append_levels (out, "sell", figures->sell);
  g_string_append_c (out, '}');
}

/* What was not traded for ages has a close, and times of the beginning of time. */
static void
take_figures (FeedsimAngelBook        *book,
              const FeedsimAngelEntry *entry,
              FeedsimAngelFigures     *figures)
{
  if (entry->row.ticks_per_second > 0)
    feedsim_angel_figures_take (figures, feedsim_angel_book_get_market (book), &entry->row,
                                entry->instrument, FEEDSIM_ANGEL_BEST);
  else
    *figures = (FeedsimAngelFigures) { .close = entry->instrument->previous_close };
}

static void
append_fetched (FeedsimAngelBook        *book,
                const FeedsimAngelEntry *entry,
                Mode                     mode,
                GString                 *out)
{
  FeedsimAngelFigures figures;

  take_figures (book, entry, &figures);
  g_string_append_printf (out, "{\"exchange\":\"%s\",\"tradingSymbol\":\"%s\","
                               "\"symbolToken\":\"%s\"",
                          feedsim_angel_segment_get_exchange (entry->row.segment),
                          entry->row.symbol, entry->row.token);
  append_price (out, "ltp", figures.last);
  if (mode >= MODE_OHLC) {
    append_price (out, "open", figures.open);
    append_price (out, "high", figures.high);
    append_price (out, "low", figures.low);
    append_price (out, "close", figures.close);
  }
  if (mode == MODE_FULL)
    append_full (out, &figures);
  g_string_append_c (out, '}');
}

static void
append_unfetched (const char *exchange,
                  const char *token,
                  GString    *out)
{
  gboolean empty = *token == '\0';

  g_string_append (out, "{\"exchange\":");
  feedsim_json_append_string (out, exchange);
  g_string_append (out, ",\"symbolToken\":");
  feedsim_json_append_string (out, token);
  g_string_append_printf (out, ",\"message\":\"%s\",\"errorCode\":\"%s\"}",
                          empty ? "Symbol token cannot be empty" : "Failed to get symbol details",
                          empty ? "AB4018" : "AB1018");
}

static gboolean
append_exchange (FeedsimAngelBook *book,
                 Mode              mode,
                 const char       *exchange,
                 JsonNode         *tokens,
                 GString         **lists)
{
  FeedsimAngelSegment segment = feedsim_angel_segment_from_exchange (exchange);
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (tokens) ? json_node_get_array (tokens) : NULL;

  if (array == NULL)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (array); i++) {
    const char *token = get_string (json_array_get_element (array, i));
    FeedsimAngelEntry *entry;

    if (token == NULL)
      return FALSE;
    entry = segment != 0 ? feedsim_angel_book_find (book, segment, token) : NULL;
    if (lists[entry == NULL]->len > 0)
      g_string_append_c (lists[entry == NULL], ',');
    if (entry != NULL)
      append_fetched (book, entry, mode, lists[0]);
    else
      append_unfetched (exchange, token, lists[1]);
  }
  return TRUE;
}

static guint
count_tokens (JsonObject *exchanges)
{
  g_autoptr (GList) values = json_object_get_values (exchanges);
  guint count = 0;

  for (GList *link = values; link != NULL; link = link->next)
    if (JSON_NODE_HOLDS_ARRAY ((JsonNode *) link->data))
      count += json_array_get_length (json_node_get_array (link->data));
  return count;
}

static Mode
find_mode (const char *name)
{
  for (guint i = 0; i < N_MODES && name != NULL; i++)
    if (g_str_equal (MODE_NAMES[i], name))
      return (Mode) i;
  return N_MODES;
}

/**
 * feedsim_angel_quote_append:
 * @book: what is traded
 * @body: (nullable): of the request
 * @data: where to
 *
 * Returns: whether the request makes sense and names no more instruments than it may
 */
gboolean
feedsim_angel_quote_append (FeedsimAngelBook *book,
                            JsonObject       *body,
                            GString          *data)
{
  Mode mode = body != NULL ? find_mode (get_string (json_object_get_member (body, "mode"))) :
              N_MODES;
  JsonNode *node = body != NULL ? json_object_get_member (body, "exchangeTokens") : NULL;
  JsonObject *exchanges = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ?
                          json_node_get_object (node) : NULL;
  g_autoptr (GString) fetched = g_string_new (NULL);
  g_autoptr (GString) unfetched = g_string_new (NULL);
  GString *lists[] = { fetched, unfetched };
  g_autoptr (GList) names = NULL;

  if (mode == N_MODES || exchanges == NULL || count_tokens (exchanges) == 0 ||
      count_tokens (exchanges) > FEEDSIM_ANGEL_MAX_QUOTES)
    return FALSE;
  names = json_object_get_members (exchanges);
  for (GList *link = names; link != NULL; link = link->next)
    if (!append_exchange (book, mode, link->data, json_object_get_member (exchanges, link->data),
                          lists))
      return FALSE;
  g_string_append_printf (data, "{\"fetched\":[%s],\"unfetched\":[%s]}", fetched->str,
                          unfetched->str);
  return TRUE;
}

static void
append_text (GString    *out,
             const char *name,
             gint64      value)
{
  g_string_append_printf (out, ",\"%s\":\"", name);
  append_number (out, value);
  g_string_append_c (out, '"');
}

/**
 * feedsim_angel_quote_append_ltp:
 * @book: what is traded
 * @body: (nullable): of the request
 * @data: where to
 *
 * The older way to ask for one price; it is told as text.
 *
 * Returns: whether there is such an instrument
 */
gboolean
feedsim_angel_quote_append_ltp (FeedsimAngelBook *book,
                                JsonObject       *body,
                                GString          *data)
{
  const char *exchange = body != NULL ? get_string (json_object_get_member (body, "exchange")) :
                         NULL;
  const char *token = body != NULL ? get_string (json_object_get_member (body, "symboltoken")) :
                      NULL;
  FeedsimAngelSegment segment = feedsim_angel_segment_from_exchange (exchange);
  FeedsimAngelEntry *entry = segment != 0 && token != NULL ?
                             feedsim_angel_book_find (book, segment, token) : NULL;
  FeedsimAngelFigures figures;

  if (entry == NULL)
    return FALSE;
  take_figures (book, entry, &figures);
  g_string_append_printf (data, "{\"exchange\":\"%s\",\"tradingsymbol\":\"%s\","
                                "\"symboltoken\":\"%s\"", exchange, entry->row.symbol,
                          entry->row.token);
  append_text (data, "open", figures.open);
  append_text (data, "high", figures.high);
  append_text (data, "low", figures.low);
  append_text (data, "close", figures.close);
  append_text (data, "ltp", figures.last);
  g_string_append_c (data, '}');
  return TRUE;
}
