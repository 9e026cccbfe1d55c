/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "simulator/feedsim-angel-list.h"
#include "simulator/feedsim-angel-peer.h"

/* 26 November 2026, 10:00 in India */
#define NOW_US (G_GINT64_CONSTANT (1795667400) * G_USEC_PER_SEC)
#define FULL 180000

static void
test_known (void)
{
  static const struct {
    FeedsimAngelSegment segment;
    const char         *token;
    const char         *symbol;
  } CASES[] = {
    { FEEDSIM_ANGEL_NSE_CM, "2885", "RELIANCE-EQ" },
    { FEEDSIM_ANGEL_NSE_CM, "1594", "INFY-EQ" },
    { FEEDSIM_ANGEL_NSE_CM, "3045", "SBIN-EQ" },
    { FEEDSIM_ANGEL_NSE_CM, "11536", "TCS-EQ" },
    { FEEDSIM_ANGEL_NSE_CM, "1333", "HDFCBANK-EQ" },
    { FEEDSIM_ANGEL_NSE_CM, "99926000", "Nifty 50" },
    { FEEDSIM_ANGEL_NSE_CM, "99926009", "Nifty Bank" },
    { FEEDSIM_ANGEL_NSE_CM, "99926017", "India VIX" },
    { FEEDSIM_ANGEL_BSE_CM, "99919000", "SENSEX" },
  };
  g_autoptr (FeedsimAngelMaster) master = feedsim_angel_master_new (0, NOW_US);
  FeedsimAngelRow row;

  for (gsize i = 0; i < G_N_ELEMENTS (CASES); i++) {
    g_assert_true (feedsim_angel_master_find (master, CASES[i].segment, CASES[i].token, &row));
    g_assert_cmpstr (row.symbol, ==, CASES[i].symbol);
  }
  g_assert_false (feedsim_angel_master_find (master, FEEDSIM_ANGEL_BSE_CM, "2885", &row));
  g_assert_false (feedsim_angel_master_find (master, FEEDSIM_ANGEL_NSE_CM, "25001", &row));
  g_assert_false (feedsim_angel_master_find (master, FEEDSIM_ANGEL_NSE_CM, "", &row));
  g_assert_false (feedsim_angel_master_find (master, FEEDSIM_ANGEL_NCX_FO, "1", &row));
}

/* Every row is found again by its token, and no two are alike */
static void
test_full (void)
{
  g_autoptr (FeedsimAngelMaster) master = feedsim_angel_master_new (FULL, NOW_US);
  g_autoptr (GHashTable) symbols = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n_wide = 0;

  for (guint i = 0; i < FULL; i++) {
    FeedsimAngelRow row;
    FeedsimAngelRow found;
    char *symbol;

    feedsim_angel_master_get (master, i, &row);
    symbol = g_strconcat (feedsim_angel_segment_get_exchange (row.segment), ":", row.symbol, NULL);
    g_assert_true (g_hash_table_add (symbols, symbol));
    g_assert_cmpfloat (row.price, >, 0);
    g_assert_true (row.expiry == 0 || row.expiry > 20261126);
    n_wide += row.kind == FEEDSIM_ANGEL_CALL;
    if (i % 11 != 0)
      continue;
    g_assert_true (feedsim_angel_master_find (master, row.segment, row.token, &found));
    g_assert_cmpstr (found.symbol, ==, row.symbol);
  }
  g_assert_cmpuint (n_wide, >, FULL / 3);
}

/* The rows as the list has them: every number a string, money in paise, currencies in 1e-7 */
static void
test_rows (void)
{
  static const char *const ROWS[] = {
    "{\"token\":\"2885\",\"symbol\":\"RELIANCE-EQ\",\"name\":\"RELIANCE\",\"expiry\":\"\","
    "\"strike\":\"-1.000000\",\"lotsize\":\"1\",\"instrumenttype\":\"\",\"exch_seg\":\"NSE\","
    "\"tick_size\":\"5.000000\",\"freeze_qty\":\"41\",\"is_cas_enabled\":true}",
    "{\"token\":\"99926000\",\"symbol\":\"Nifty 50\",\"name\":\"NIFTY\",\"expiry\":\"\","
    "\"strike\":\"0.000000\",\"lotsize\":\"1\",\"instrumenttype\":\"AMXIDX\",\"exch_seg\":\"NSE\","
    "\"tick_size\":\"0.000000\",\"freeze_qty\":\"0\",\"is_cas_enabled\":false}",
    "\"symbol\":\"NIFTY01DEC2624500CE\",\"name\":\"NIFTY\",\"expiry\":\"01DEC2026\","
    "\"strike\":\"2450000.000000\",\"lotsize\":\"75\",\"instrumenttype\":\"OPTIDX\","
    "\"exch_seg\":\"NFO\",\"tick_size\":\"5.000000\"",
    "\"symbol\":\"USDINR26DEC2684.5CE\",\"name\":\"USDINR\",\"expiry\":\"26DEC2026\","
    "\"strike\":\"845000000.000000\",\"lotsize\":\"1000\",\"instrumenttype\":\"OPTCUR\","
    "\"exch_seg\":\"CDS\",\"tick_size\":\"25000.000000\"",
    "\"instrumenttype\":\"OPTFUT\",\"exch_seg\":\"MCX\"", "\"instrumenttype\":\"FUTCOM\"",
    "\"instrumenttype\":\"FUTSTK\"", "\"instrumenttype\":\"FUTIDX\",\"exch_seg\":\"BFO\"",
  };
  g_autoptr (FeedsimAngelMaster) master = feedsim_angel_master_new (5000, NOW_US);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();
  guint index = 0;
  guint pieces = 0;

  while (index < 5000) {
    index = feedsim_angel_master_append (master, index, 1000, text);
    pieces++;
  }
  g_assert_cmpuint (pieces, >, 500);
  g_assert_true (json_parser_load_from_data (parser, text->str, (gssize) text->len, NULL));
  g_assert_cmpuint (json_array_get_length (json_node_get_array (json_parser_get_root (parser))),
                    ==, 5000);
  for (gsize i = 0; i < G_N_ELEMENTS (ROWS); i++)
    if (strstr (text->str, ROWS[i]) == NULL)
      g_error ("no row with %s", ROWS[i]);
}

static void
check_not_modified (FeedsimServer *server,
                    const char    *header,
                    const char    *value)
{
  const char *headers[] = { header, value, NULL };
  g_autoptr (FeedsimReply) reply =
    feedsim_reply_new_with ("GET", feedsim_server_get_rest_url (server), FEEDSIM_ANGEL_LIST_PATH,
                            NULL, headers);

  g_assert_cmpuint (feedsim_reply_get_status (reply), ==, 304);
}

static void
test_server (void)
{
  g_autoptr (FeedsimServer) server = angel_start_server (NULL);
  const char *rest = feedsim_server_get_rest_url (server);
  g_autoptr (FeedsimReply) list = feedsim_reply_new ("GET", rest, FEEDSIM_ANGEL_LIST_PATH, NULL);
  g_autoptr (FeedsimReply) head = feedsim_reply_new ("HEAD", rest, FEEDSIM_ANGEL_LIST_PATH, NULL);
  g_autoptr (FeedsimReply) post = feedsim_reply_new ("POST", rest, FEEDSIM_ANGEL_LIST_PATH, "x");
  g_autofree char *text = feedsim_reply_get_text (list);
  g_autofree char *line = feedsim_server_describe (server);
  const char *stale[] = { "If-None-Match", "\"another\"", NULL };
  g_autoptr (FeedsimReply) anew = feedsim_reply_new_with ("GET", rest, FEEDSIM_ANGEL_LIST_PATH,
                                                          NULL, stale);

  g_assert_nonnull (strstr (line, FEEDSIM_ANGEL_LIST_PATH "\",\"account\":{"));
  g_assert_cmpuint (feedsim_reply_get_status (list), ==, 200);
  g_assert_cmpuint (feedsim_reply_get_status (head), ==, 200);
  g_assert_cmpuint (feedsim_reply_get_status (post), ==, 405);
  g_assert_true (g_str_has_prefix (text, "[{\"token\":\"2885\","));
  g_assert_true (g_str_has_suffix (text, "}]"));
  check_not_modified (server, "If-None-Match", feedsim_reply_get_header (list, "ETag"));
  check_not_modified (server, "If-Modified-Since",
                      feedsim_reply_get_header (list, "Last-Modified"));
  g_assert_cmpuint (feedsim_reply_get_status (anew), ==, 200);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/feedsim/angel/master/known", test_known);
  g_test_add_func ("/feedsim/angel/master/full", test_full);
  g_test_add_func ("/feedsim/angel/master/rows", test_rows);
  g_test_add_func ("/feedsim/angel/master/server", test_server);
  return g_test_run ();
}
