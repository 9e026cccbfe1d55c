/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Requests that a client sends over the simulated stream, one a line: each is answered in JSON, and
 * a connection never has more streams than the venue allows.
 */
#include <json-glib/json-glib.h>
#include <string.h>

#include "fuzz/fuzz-target.h"
#include "simulator/feedsim-binance-subscriptions.h"

static void
check_answer (const char *answer)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) error = NULL;
  JsonObject *object;

  json_parser_load_from_data (parser, answer, -1, &error);
  g_assert_no_error (error);
  g_assert_true (JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)));
  object = json_node_get_object (json_parser_get_root (parser));
  g_assert_true (json_object_has_member (object, "result") !=
                 json_object_has_member (object, "code"));
}

static void
take_request (FeedsimBinanceSubscriptions *subscriptions,
              const char                  *request,
              gsize                        length)
{
  g_autofree char *exact = g_memdup2 (request, length);
  g_autofree char *answer = feedsim_binance_subscriptions_answer (subscriptions, exact, length);
  g_auto (GStrv) names = feedsim_binance_subscriptions_list (subscriptions);

  check_answer (answer);
  g_assert_cmpuint (g_strv_length (names), <=, FEEDSIM_BINANCE_MAX_STREAMS);
  for (guint i = 0; names[i] != NULL; i++) {
    g_assert_cmpuint (strlen (names[i]), <=, FEEDSIM_BINANCE_MAX_STREAM_BYTES);
    g_assert_true (i == 0 || strcmp (names[i - 1], names[i]) < 0);
  }
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr (FeedsimBinanceSubscriptions) subscriptions = NULL;
  const char *end = (const char *) data + size;

  subscriptions = feedsim_binance_subscriptions_new (TRUE);
  for (const char *at = (const char *) data; at < end;) {
    const char *stop = memchr (at, '\n', (gsize) (end - at));

    stop = stop != NULL ? stop : end;
    take_request (subscriptions, at, (gsize) (stop - at));
    at = stop + 1;
  }
  return 0;
}
