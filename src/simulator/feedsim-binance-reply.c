/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/feedsim-binance-reply.h"

#include <string.h>

#include "simulator/feedsim-binance-encode.h"

#define MAX_SYMBOL_CHARS 50
/* rest-api.md, "Recent trades list" and "Old trade lookup" */
#define TRADES_WEIGHT 25
#define TRADES_DEFAULT 500
#define TRADES_MOST 1000

/* The codes and words of errors: errors.md */
#define BAD_SYMBOL "{\"code\":-1121,\"msg\":\"Invalid symbol.\"}"
#define ILLEGAL_SYMBOL "{\"code\":-1100,\"msg\":\"Illegal characters found in parameter " \
                       "'symbol'; legal range is '^[A-Z0-9-_.]{1,50}$'.\"}"
#define ILLEGAL_SYMBOLS "{\"code\":-1100,\"msg\":\"Illegal characters found in parameter " \
                        "'symbols'; legal range is '^\\\\[(\\\"[A-Z0-9-_.]{1,50}\\\"" \
                        "(,\\\"[A-Z0-9-_.]{1,50}\\\"){0,}){0,1}\\\\]$'.\"}"
#define TWICE "{\"code\":-1101,\"msg\":\"Duplicate values for parameter 'symbols'.\"}"
#define BOTH "{\"code\":-1128,\"msg\":\"Combination of optional parameters invalid.\"}"
#define BAD_TYPE "{\"code\":-1130,\"msg\":\"Invalid data sent for a parameter 'type'.\"}"

#define NO_SYMBOL "{\"code\":-1102,\"msg\":\"Mandatory parameter 'symbol' was not sent, was " \
                  "empty/null, or malformed.\"}"
#define BAD_NUMBER "{\"code\":-1100,\"msg\":\"Illegal characters found in a parameter.\"}"

typedef enum {
  ROUTE_STATISTICS,
  ROUTE_BOOK,
  ROUTE_PRICE,
  ROUTE_RULES,
} Route;

/* What a request names: one symbol answers with an object, else it is an array */
typedef struct {
  FeedsimMarket *market;
  GPtrArray     *instruments;
  gboolean       is_one;
  gboolean       is_all;
} Selection;

static gboolean
is_legal (const char *symbol,
          gsize       length)
{
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isupper (symbol[i]) && !g_ascii_isdigit (symbol[i]) &&
        strchr ("-_.", symbol[i]) == NULL && (symbol[i] & 0x80) == 0)
      return FALSE;
  return length > 0 && length <= MAX_SYMBOL_CHARS;
}

static const char *
add_symbol (Selection  *selection,
            const char *symbol)
{
  FeedsimInstrument *instrument = feedsim_market_find (selection->market, symbol);

  if (instrument == NULL)
    return BAD_SYMBOL;
  if (g_ptr_array_find (selection->instruments, instrument, NULL))
    return TWICE;
  g_ptr_array_add (selection->instruments, instrument);
  return NULL;
}

/* A JSON array of plain strings and nothing else, as the venue's pattern has it */
static const char *
add_symbols (Selection  *selection,
             const char *text)
{
  const char *cursor = text;

  if (*cursor++ != '[')
    return ILLEGAL_SYMBOLS;
  if (g_str_equal (cursor, "]"))
    return BAD_SYMBOL;
  while (TRUE) {
    const char *end = *cursor == '"' ? strchr (cursor + 1, '"') : NULL;
    g_autofree char *symbol = NULL;
    const char *trouble;

    if (end == NULL || !is_legal (cursor + 1, (gsize) (end - cursor - 1)))
      return ILLEGAL_SYMBOLS;
    symbol = g_strndup (cursor + 1, (gsize) (end - cursor - 1));
    trouble = add_symbol (selection, symbol);
    if (trouble != NULL)
      return trouble;
    cursor = end + 1;
    if (g_str_equal (cursor, "]"))
      return NULL;
    if (*cursor++ != ',')
      return ILLEGAL_SYMBOLS;
  }
}

static const char *
select_instruments (Selection  *selection,
                    GHashTable *query)
{
  const char *symbol = query != NULL ? g_hash_table_lookup (query, "symbol") : NULL;
  const char *symbols = query != NULL ? g_hash_table_lookup (query, "symbols") : NULL;
  GPtrArray *all = feedsim_market_get_instruments (selection->market);

  if (symbol != NULL && symbols != NULL)
    return BOTH;
  selection->is_one = symbol != NULL;
  selection->is_all = symbol == NULL && symbols == NULL;
  if (symbol != NULL)
    return is_legal (symbol, strlen (symbol)) ? add_symbol (selection, symbol) : ILLEGAL_SYMBOL;
  if (symbols != NULL)
    return add_symbols (selection, symbols);
  for (guint i = 0; i < all->len; i++)
    g_ptr_array_add (selection->instruments, g_ptr_array_index (all, i));
  return NULL;
}

static guint
get_weight (Route            route,
            const Selection *selection)
{
  guint count = selection->instruments->len;

  if (route == ROUTE_RULES)
    return 20;
  if (route != ROUTE_STATISTICS)
    return selection->is_one ? 2 : 4;
  if (selection->is_all || count > 100)
    return 80;
  return count > 20 ? 40 : 2;
}

static void
append_one (FeedsimMarket           *market,
            Route                    route,
            gboolean                 full,
            const FeedsimInstrument *instrument,
            GString                 *out)
{
  if (route == ROUTE_STATISTICS)
    feedsim_binance_append_statistics (market, instrument, full, out);
  else if (route == ROUTE_BOOK)
    feedsim_binance_append_book (instrument, out);
  else if (route == ROUTE_PRICE)
    feedsim_binance_append_price (instrument, out);
  else
    feedsim_binance_append_rules (instrument, out);
}

static void
append_selection (const Selection *selection,
                  Route            route,
                  gboolean         full,
                  GString         *out)
{
  gboolean is_object = selection->is_one && route != ROUTE_RULES;

  if (!is_object)
    g_string_append_c (out, '[');
  for (guint i = 0; i < selection->instruments->len; i++) {
    if (i > 0)
      g_string_append_c (out, ',');
    append_one (selection->market, route, full, g_ptr_array_index (selection->instruments, i), out);
  }
  if (!is_object)
    g_string_append_c (out, ']');
}

static void
append_rules_head (FeedsimMarket *market,
                   GString       *out)
{
  g_string_append_printf (out, "{\"timezone\":\"UTC\",\"serverTime\":%" G_GINT64_FORMAT
                          ",\"rateLimits\":[{\"rateLimitType\":\"REQUEST_WEIGHT\","
                          "\"interval\":\"MINUTE\",\"intervalNum\":1,\"limit\":6000}],"
                          "\"exchangeFilters\":[],\"symbols\":",
                          feedsim_market_get_time_ms (market));
}

static void
fail (FeedsimBinanceReply *self,
      const char          *body)
{
  self->status = 400;
  g_string_assign (self->body, body);
}

static void
answer_route (FeedsimBinanceReply *self,
              FeedsimMarket       *market,
              Route                route,
              GHashTable          *query)
{
  g_autoptr (GPtrArray) instruments = g_ptr_array_new ();
  Selection selection = { .market = market, .instruments = instruments };
  const char *type = query != NULL ? g_hash_table_lookup (query, "type") : NULL;
  const char *trouble = select_instruments (&selection, query);
  gboolean mini = g_strcmp0 (type, "MINI") == 0;

  self->weight = get_weight (route, &selection);
  if (trouble == NULL && route == ROUTE_STATISTICS && type != NULL && !mini &&
      !g_str_equal (type, "FULL"))
    trouble = BAD_TYPE;
  if (trouble != NULL) {
    fail (self, trouble);
    return;
  }
  if (route == ROUTE_RULES)
    append_rules_head (market, self->body);
  append_selection (&selection, route, !mini, self->body);
  if (route == ROUTE_RULES)
    g_string_append_c (self->body, '}');
}

/* FALSE where it is no number; fallback where it is not given */
static gboolean
read_number (GHashTable *query,
             const char *name,
             guint64     fallback,
             guint64    *number)
{
  const char *text = query != NULL ? g_hash_table_lookup (query, name) : NULL;

  *number = fallback;
  return text == NULL ||
         g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT64, number, NULL);
}

static void
append_trades (FeedsimBinanceReply     *self,
               FeedsimMarket           *market,
               const FeedsimInstrument *instrument,
               guint64                  from_id,
               guint                    limit)
{
  GArray *tape = instrument->tape;
  guint n = instrument->is_preview ? 0 : tape->len;
  guint first = n > limit ? n - limit : 0;

  if (from_id != G_MAXUINT64)
    for (first = 0; first < n; first++)
      if (g_array_index (tape, FeedsimTrade, first).id >= (gint64) from_id)
        break;
  g_string_append_c (self->body, '[');
  for (guint i = first; i < n && i - first < limit; i++) {
    if (i > first)
      g_string_append_c (self->body, ',');
    feedsim_binance_append_old_trade (market, &g_array_index (tape, FeedsimTrade, i), self->body);
  }
  g_string_append_c (self->body, ']');
}

/* One symbol's trades, each by itself and oldest first: the newest, or of old ones from an id on */
static void
answer_trades (FeedsimBinanceReply *self,
               FeedsimMarket       *market,
               gboolean             old,
               GHashTable          *query)
{
  g_autoptr (GPtrArray) instruments = g_ptr_array_new ();
  Selection selection = { .market = market, .instruments = instruments };
  const char *trouble = select_instruments (&selection, query);
  guint64 from_id = G_MAXUINT64, limit;

  self->weight = TRADES_WEIGHT;
  if (trouble == NULL && !selection.is_one)
    trouble = NO_SYMBOL;
  else if (trouble == NULL && (!read_number (query, "limit", TRADES_DEFAULT, &limit) ||
                               (old && !read_number (query, "fromId", G_MAXUINT64, &from_id))))
    trouble = BAD_NUMBER;
  if (trouble != NULL)
    fail (self, trouble);
  else
    append_trades (self, market, g_ptr_array_index (instruments, 0), from_id,
                   (guint) MIN (limit, TRADES_MOST));
}

/**
 * feedsim_binance_reply_new:
 * @market: the market as it stands
 * @path: of the request
 * @query: (nullable): its parameters
 *
 * Returns: (transfer full): what a sound venue answers
 */
FeedsimBinanceReply *
feedsim_binance_reply_new (FeedsimMarket *market,
                           const char    *path,
                           GHashTable    *query)
{
  static const char *const ROUTES[] = {
    [ROUTE_STATISTICS] = "/api/v3/ticker/24hr", [ROUTE_BOOK] = "/api/v3/ticker/bookTicker",
    [ROUTE_PRICE] = "/api/v3/ticker/price", [ROUTE_RULES] = "/api/v3/exchangeInfo",
  };
  FeedsimBinanceReply *self = g_new0 (FeedsimBinanceReply, 1);

  self->status = 200;
  self->weight = 1;
  self->body = g_string_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (ROUTES); i++) {
    if (g_str_equal (path, ROUTES[i])) {
      answer_route (self, market, i, query);
      return self;
    }
  }
  if (g_str_equal (path, "/api/v3/trades")) {
    answer_trades (self, market, FALSE, query);
  } else if (g_str_equal (path, "/api/v3/historicalTrades")) {
    answer_trades (self, market, TRUE, query);
  } else if (g_str_equal (path, "/api/v3/ping")) {
    g_string_assign (self->body, "{}");
  } else if (g_str_equal (path, "/api/v3/time")) {
    g_string_printf (self->body, "{\"serverTime\":%" G_GINT64_FORMAT "}",
                     feedsim_market_get_time_ms (market));
  } else {
    self->status = 404;
    self->is_html = TRUE;
    g_string_assign (self->body, "<html><body>404 Not Found</body></html>\n");
  }
  return self;
}

void
feedsim_binance_reply_free (FeedsimBinanceReply *self)
{
  g_string_free (self->body, TRUE);
  g_free (self);
}
