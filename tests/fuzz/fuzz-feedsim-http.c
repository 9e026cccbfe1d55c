/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a request asks of the simulated venue, as it comes to it by HTTP: the input is the target of
 * the request, its path and query.
 */
#include <feedsim/feedsim-options.h>
#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

#include "fuzz/fuzz-target.h"
#include "simulator/feedsim-binance-market.h"
#include "simulator/feedsim-binance-reply.h"

/* REST answers change nothing of a market, so one is enough for all inputs */
static FeedsimMarket *
get_market (void)
{
  static FeedsimMarket *market;

  if (market == NULL) {
    g_autoptr (FeedsimOptions) options = feedsim_options_new ();

    market = feedsim_binance_market_new (options);
    FEEDSIM_MARKET_GET_CLASS (market)->prepare (market);
  }
  return market;
}

static void
check_body (const FeedsimBinanceReply *reply)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (reply->weight, >=, 1);
  g_assert_cmpuint (reply->weight, <=, 80);
  g_assert_true (reply->status == 200 || reply->status == 400 || reply->status == 404);
  g_assert_true (reply->is_html == (reply->status == 404));
  if (reply->is_html)
    return;
  json_parser_load_from_data (parser, reply->body->str, (gssize) reply->body->len, &error);
  g_assert_no_error (error);
  if (reply->status == 400)
    g_assert_true (json_object_has_member (json_node_get_object (json_parser_get_root (parser)),
                                           "code"));
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autofree char *target = g_strndup ((const char *) data, size);
  g_autofree char *text = g_strconcat ("http://127.0.0.1:8080/", target, NULL);
  g_autoptr (GUri) uri = g_uri_parse (text, SOUP_HTTP_URI_FLAGS, NULL);
  g_autoptr (GHashTable) query = NULL;
  g_autoptr (FeedsimBinanceReply) reply = NULL;

  if (uri == NULL)
    return 0;
  if (g_uri_get_query (uri) != NULL)
    query = soup_form_decode (g_uri_get_query (uri));
  reply = feedsim_binance_reply_new (get_market (), g_uri_get_path (uri), query);
  check_body (reply);
  return 0;
}
