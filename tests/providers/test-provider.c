/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "feed/providers/feed-angel-one.h"
#include "feed/providers/feed-binance-symbols.h"
#include "feed/providers/feed-binance.h"
#include "feed/providers/feed-provider-registry.h"
#include "feed/providers/feed-provider-words.h"

#define GOOD_REST "https://api.example.org"
#define GOOD_STREAM "wss://stream.example.org"

static void
test_registry (void)
{
  const char *const *ids = feed_provider_registry_get_ids ();
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (ids[0], ==, "binance");
  g_assert_cmpstr (ids[1], ==, "demo");
  g_assert_cmpstr (ids[2], ==, "angel-one");
  g_assert_null (ids[3]);
  for (guint i = 0; ids[i] != NULL; i++) {
    FeedProvider *provider = feed_provider_registry_create (ids[i], &error);

    g_assert_no_error (error);
    g_assert_true (i < 2 ? FEED_IS_BINANCE (provider) : FEED_IS_ANGEL_ONE (provider));
    g_assert_cmpstr (feed_provider_get_info (provider)->id, ==, ids[i]);
    g_assert_finalize_object (provider);
  }
}

static void
test_registry_unknown (void)
{
  static const char *const wrong[] = { "", "Binance", "binance ", "kraken", "\xff\xfe" };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (feed_provider_registry_create (wrong[i], &error));
    g_assert_error (error, FEED_ERROR, FEED_ERROR_UNKNOWN_VENUE);
    g_assert_nonnull (strstr (error->message, "binance, demo"));
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
    g_assert_null (feed_provider_registry_create (wrong[i], NULL));
  }
}

static void
test_info (void)
{
  g_autoptr (FeedProvider) binance = feed_binance_new ("binance");
  g_autoptr (FeedProvider) demo = feed_binance_new ("demo");
  const FeedProviderInfo *info = feed_provider_get_info (binance);

  g_assert_cmpstr (info->name, ==, "Binance");
  g_assert_cmpstr (feed_provider_get_stream_base (binance), ==, "wss://stream.binance.com:9443");
  g_assert_cmpstr (feed_provider_get_rest_base (binance), ==, "https://api.binance.com");
  g_assert_null (info->credential_fields);
  g_assert_cmpuint (info->instruments_per_connection, ==, 341);
  g_assert_cmpuint (info->messages_per_second, ==, 4);
  g_assert_cmpuint (info->poll_batch, ==, 100);
  g_assert_cmpint (info->request_interval_us, ==, 100000);
  g_assert_cmpuint (info->weight_per_minute, ==, 6000);
  g_assert_cmpint (info->connection_max_age_us, ==, G_GINT64_CONSTANT (85800000000));
  g_assert_false (feed_provider_is_loopback (binance));

  info = feed_provider_get_info (demo);
  g_assert_cmpstr (info->name, ==, "Demo market");
  g_assert_null (feed_provider_get_stream_base (demo));
  g_assert_null (feed_provider_get_rest_base (demo));
  g_assert_null (feed_provider_stream_request (demo));
  g_assert_false (feed_provider_is_loopback (demo));
  g_assert_cmpuint (info->poll_batch, ==, 100);
}

static const struct {
  const char *stream, *rest;
  const char *stream_result, *rest_result;   /* NULL: refused */
  gboolean    loopback;
} endpoints[] = {
  { GOOD_STREAM, GOOD_REST, GOOD_STREAM, GOOD_REST, FALSE },
  { GOOD_STREAM "/", GOOD_REST "//", GOOD_STREAM, GOOD_REST, FALSE },
  { GOOD_STREAM ":9443/a/b/", GOOD_REST ":8443/proxy", GOOD_STREAM ":9443/a/b",
    GOOD_REST ":8443/proxy", FALSE },
  { "WSS://stream.example.org", "HTTPS://api.example.org", GOOD_STREAM, GOOD_REST, FALSE },
  { NULL, NULL, "wss://stream.binance.com:9443", "https://api.binance.com", FALSE },
  { "ws://127.0.0.1:8001", "http://127.0.0.1:8002", "ws://127.0.0.1:8001",
    "http://127.0.0.1:8002", TRUE },
  { "ws://127.9.8.7/", "http://[::1]:8002/x/", "ws://127.9.8.7", "http://[::1]:8002/x", TRUE },
  { "ws://localhost:1", "http://LOCALHOST:2", "ws://localhost:1", "http://LOCALHOST:2", TRUE },
  { "wss://127.0.0.1:8001", "https://localhost", "wss://127.0.0.1:8001", "https://localhost",
    TRUE },
  { "ws://127.0.0.1:8001", NULL, "ws://127.0.0.1:8001", "https://api.binance.com", FALSE },
  { GOOD_STREAM, "http://localhost:2", GOOD_STREAM, "http://localhost:2", FALSE },
  { "", GOOD_REST, NULL, NULL, FALSE },
  { "stream.example.org", GOOD_REST, NULL, NULL, FALSE },
  { "//stream.example.org", GOOD_REST, NULL, NULL, FALSE },
  { "wss:", GOOD_REST, NULL, NULL, FALSE },
  { "wss://", GOOD_REST, NULL, NULL, FALSE },
  { "wss://:443", GOOD_REST, NULL, NULL, FALSE },
  { "wss:///path", GOOD_REST, NULL, NULL, FALSE },
  { "https://stream.example.org", GOOD_REST, NULL, NULL, FALSE },
  { GOOD_STREAM, "wss://api.example.org", NULL, NULL, FALSE },
  { GOOD_STREAM, "ftp://api.example.org", NULL, NULL, FALSE },
  { GOOD_STREAM, "file:///etc/hosts", NULL, NULL, FALSE },
  { "ws://stream.example.org", GOOD_REST, NULL, NULL, FALSE },
  { GOOD_STREAM, "http://api.example.org", NULL, NULL, FALSE },
  { GOOD_STREAM, "http://10.0.0.1", NULL, NULL, FALSE },
  { GOOD_STREAM, "http://127.0.0.1.example.org", NULL, NULL, FALSE },
  { GOOD_STREAM, "http://localhost.example.org", NULL, NULL, FALSE },
  { GOOD_STREAM, "http://127.0.0.1@example.org", NULL, NULL, FALSE },
  { GOOD_STREAM, "http://0.0.0.0", NULL, NULL, FALSE },
  { GOOD_STREAM, "http://[::]", NULL, NULL, FALSE },
  { GOOD_STREAM, "http://[::1", NULL, NULL, FALSE },
  { GOOD_STREAM, "https://user:secret@api.example.org", NULL, NULL, FALSE },
  { GOOD_STREAM, "https://user@api.example.org", NULL, NULL, FALSE },
  { GOOD_STREAM, "https://user:?secret@api.example.org", NULL, NULL, FALSE },
  { GOOD_STREAM, "https://user:#x@secret", NULL, NULL, FALSE },
  { GOOD_STREAM, "https://user:secret@api example.org", NULL, NULL, FALSE },
  { GOOD_STREAM, "https://api.example.org\\@127.0.0.1", NULL, NULL, FALSE },
  { GOOD_STREAM, GOOD_REST "?a=b", NULL, NULL, FALSE },
  { GOOD_STREAM, GOOD_REST "/#part", NULL, NULL, FALSE },
  { GOOD_STREAM, GOOD_REST ":0", NULL, NULL, FALSE },
  { GOOD_STREAM, GOOD_REST ":99999", NULL, NULL, FALSE },
  { GOOD_STREAM, GOOD_REST ":port", NULL, NULL, FALSE },
  { GOOD_STREAM, "https://api example.org", NULL, NULL, FALSE },
  { GOOD_STREAM, "https://api.example.org/\xff\xfe", NULL, NULL, FALSE },
  { GOOD_STREAM, "https://api.example.org/\r\nHost: x", NULL, NULL, FALSE },
};

static void
test_endpoints (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (endpoints); i++) {
    g_autoptr (FeedProvider) provider = feed_binance_new ("binance");
    g_autoptr (GError) error = NULL;
    gboolean accepted = feed_provider_set_endpoints (provider, endpoints[i].stream,
                                                     endpoints[i].rest, &error);

    g_test_message ("row %u", i);
    if (endpoints[i].stream_result != NULL) {
      g_assert_no_error (error);
      g_assert_true (accepted);
      g_assert_cmpstr (feed_provider_get_stream_base (provider), ==, endpoints[i].stream_result);
      g_assert_cmpstr (feed_provider_get_rest_base (provider), ==, endpoints[i].rest_result);
    } else {
      g_assert_error (error, FEED_ERROR, FEED_ERROR_ENDPOINT);
      g_assert_false (accepted);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      g_assert_null (strstr (error->message, "secret"));
      g_assert_cmpstr (feed_provider_get_rest_base (provider), ==, "https://api.binance.com");
    }
    g_assert_cmpint (feed_provider_is_loopback (provider), ==, endpoints[i].loopback);
  }
}

static void
test_endpoints_change_together (void)
{
  g_autoptr (FeedProvider) demo = feed_binance_new ("demo");
  g_autoptr (GError) error = NULL;

  g_assert_false (feed_provider_set_endpoints (demo, NULL, "http://127.0.0.1:1", &error));
  g_assert_error (error, FEED_ERROR, FEED_ERROR_ENDPOINT);
  g_clear_error (&error);
  g_assert_false (feed_provider_set_endpoints (demo, "ws://127.0.0.1:1", NULL, &error));
  g_assert_error (error, FEED_ERROR, FEED_ERROR_ENDPOINT);
  g_clear_error (&error);
  g_assert_true (feed_provider_set_endpoints (demo, "ws://127.0.0.1:1", "http://127.0.0.1:2",
                                              &error));
  g_assert_no_error (error);
  g_assert_false (feed_provider_set_endpoints (demo, "ws://127.0.0.1:3", "gopher://x", &error));
  g_assert_error (error, FEED_ERROR, FEED_ERROR_ENDPOINT);
  g_assert_cmpstr (feed_provider_get_stream_base (demo), ==, "ws://127.0.0.1:1");
  g_assert_cmpstr (feed_provider_get_rest_base (demo), ==, "http://127.0.0.1:2");
  g_assert_true (feed_provider_is_loopback (demo));
}

static void
test_request (void)
{
  static const char *const headers[] = { "X-Name", "value", NULL };
  g_autoptr (FeedRequest) request = feed_request_new ("GET", "https://example.org/");

  g_assert_cmpstr (request->method, ==, "GET");
  g_assert_cmpstr (request->uri, ==, "https://example.org/");
  g_assert_null (request->headers);
  g_assert_null (request->body);
  g_assert_cmpuint (request->weight, ==, 0);
  request->headers = g_strdupv ((char **) headers);
  request->body = g_bytes_new_static ("x", 1);
  feed_request_free (NULL);
}

static void
assert_words (const char *text,
              gsize       length,
              gsize       limit,
              const char *expected)
{
  g_autofree char *words = feed_provider_words (text, length, limit);

  g_assert_cmpstr (words, ==, expected);
  g_assert_cmpuint (strlen (words), <=, limit);
}

static void
test_words (void)
{
  assert_words ("", 0, 80, "");
  assert_words (NULL, 0, 80, "");
  assert_words ("plain", 5, 80, "plain");
  assert_words ("plain", 5, 5, "plain");
  assert_words ("longer", 6, 5, "lo…");
  assert_words (" a \r\n\t b", 8, 80, "a b");
  assert_words ("a\0b", 3, 80, "a\xef\xbf\xbd" "b");
  assert_words ("\x1b[31m\x07", 6, 80, "?[31m?");
  assert_words ("\xe2\x80\xae" "abc", 6, 80, "?abc");
  assert_words ("ééé", 6, 5, "é…");
  assert_words ("ab\xc3", 3, 80, "ab\xef\xbf\xbd");
  for (gsize limit = 0; limit < 20; limit++) {
    g_autofree char *words = feed_provider_words ("\xff\xff€uro \xf0\x9f\x98\x80!", 14, limit);

    g_assert_true (g_utf8_validate (words, -1, NULL));
    g_assert_cmpuint (strlen (words), <=, limit);
  }
}

static void
assert_excerpt (const char *text,
                gsize       length,
                gsize       offset,
                const char *expected)
{
  g_autofree char *words = feed_provider_excerpt (text, length, offset, 10);

  g_assert_cmpstr (words, ==, expected);
}

static void
test_excerpt (void)
{
  assert_excerpt (NULL, 0, 0, "");
  assert_excerpt (NULL, 0, 9, "");
  assert_excerpt ("0123456789", 10, 0, "0123456789");
  assert_excerpt ("0123456789", 10, 5, "0123456789");
  assert_excerpt ("0123456789", 10, 7, "23456789");
  assert_excerpt ("0123456789", 10, 10, "56789");
  assert_excerpt ("0123456789", 10, 99, "56789");
  assert_excerpt ("0123456789abc", 13, 6, "1234567…");
}

/* Against a plain hash table, with slots and symbols coming, going and moving */
static void
test_symbols (void)
{
  g_autoptr (FeedBinanceSymbols) symbols = feed_binance_symbols_new ();
  g_autoptr (GHashTable) model = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  g_autoptr (GRand) random = g_rand_new_with_seed (11);

  for (guint round = 0; round < 20000; round++) {
    guint slot = (guint) g_rand_int_range (random, 0, 400);
    g_autofree char *symbol = g_strdup_printf ("S%dUSDT", g_rand_int_range (random, 0, 500));
    GHashTableIter iter;
    gpointer key, value;

    if (g_rand_int_range (random, 0, 3) == 0) {
      feed_binance_symbols_remove (symbols, slot);
      g_hash_table_remove (model, GUINT_TO_POINTER (slot));
    } else {
      g_assert_true (feed_binance_symbols_add (symbols, slot, symbol));
      g_hash_table_iter_init (&iter, model);
      while (g_hash_table_iter_next (&iter, &key, &value))
        if (g_str_equal (value, symbol))
          g_hash_table_iter_remove (&iter);
      g_hash_table_insert (model, GUINT_TO_POINTER (slot), g_strdup (symbol));
    }
    if (round % 100 != 0)
      continue;
    for (guint i = 0; i < 400; i++) {
      const char *expected = g_hash_table_lookup (model, GUINT_TO_POINTER (i));

      g_assert_cmpstr (feed_binance_symbols_get (symbols, i), ==, expected);
      if (expected != NULL)
        g_assert_cmpuint (feed_binance_symbols_find (symbols, expected, strlen (expected)), ==, i);
    }
  }
  g_assert_cmpuint (feed_binance_symbols_find (symbols, "NONE", 4), ==, FEED_NO_SLOT);
  g_assert_cmpuint (feed_binance_symbols_find (symbols, "", 0), ==, FEED_NO_SLOT);
  g_assert_false (feed_binance_symbols_add (symbols, 1, ""));
  g_assert_false (feed_binance_symbols_add (symbols, 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"));
  g_assert_true (feed_binance_symbols_add (symbols, 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ01234"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/provider/registry/create", test_registry);
  g_test_add_func ("/provider/registry/unknown", test_registry_unknown);
  g_test_add_func ("/provider/info", test_info);
  g_test_add_func ("/provider/endpoints/table", test_endpoints);
  g_test_add_func ("/provider/endpoints/together", test_endpoints_change_together);
  g_test_add_func ("/provider/request", test_request);
  g_test_add_func ("/provider/words", test_words);
  g_test_add_func ("/provider/excerpt", test_excerpt);
  g_test_add_func ("/provider/symbols", test_symbols);
  return g_test_run ();
}
