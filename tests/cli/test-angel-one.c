/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A venue with an account, headless: feedctl against its own simulator, the account in the
 * environment, and nothing of it in whatever is printed or written. */
#include <string.h>

#include "cli-account.h"
#include "support/test-support.h"

#define WAIT_MS 90000
#define SYMBOL  "NSE:RELIANCE-EQ"

typedef struct {
  CliAccount *account;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->account = cli_account_new (cli_simulator_new ("--venue", "angel-one", NULL));
}

/* None of the account's secrets, nor a token: they are JWTs, which begin like this. The PIN is four
 * digits, which prices have too */
static void
assert_no_secret (Fixture    *fixture,
                  const char *where,
                  const char *bytes,
                  gsize       length)
{
  const char *secrets[] = {
    cli_account_get (fixture->account, "client_code"),
    cli_account_get (fixture->account, "api_key"),
    cli_account_get (fixture->account, "totp_secret"), "eyJ", "Bearer",
  };

  for (guint i = 0; i < G_N_ELEMENTS (secrets); i++) {
    if (memmem (bytes, length, secrets[i], strlen (secrets[i])) != NULL)
      g_error ("%s has secret %u", where, i);
  }
}

static void
search_folder (Fixture    *fixture,
               const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *inside = g_build_filename (path, name, NULL);
    g_autofree char *bytes = NULL;
    gsize length;

    if (g_file_test (inside, G_FILE_TEST_IS_DIR))
      search_folder (fixture, inside);
    else if (g_file_get_contents (inside, &bytes, &length, NULL))
      assert_no_secret (fixture, inside, bytes, length);
  }
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_autofree char *folders = g_path_get_dirname (g_get_user_cache_dir ());

  search_folder (fixture, folders);
  cli_account_free (fixture->account);
}

static CliChild *
watch (Fixture    *fixture,
       const char *symbol,
       const char *mode,
       const char *duration)
{
  const char *const symbols[] = { symbol, NULL };

  return cli_account_watch (fixture->account, symbols, mode, duration);
}

static void
assert_output_is_clean (Fixture  *fixture,
                        CliChild *child)
{
  assert_no_secret (fixture, "standard error", child->errors->str, child->errors->len);
  for (guint i = 0; i < child->lines->len; i++)
    assert_no_secret (fixture, "a line", child->lines->pdata[i], strlen (child->lines->pdata[i]));
}

static gint64
get_time_us (JsonObject *line,
             const char *member)
{
  const char *text = json_object_get_string_member (line, member);
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (text, NULL);

  g_assert_nonnull (time);
  g_assert_cmpuint (strlen (text), ==, strlen ("2026-01-01T00:00:00.000000Z"));
  return g_date_time_to_unix (time) * G_USEC_PER_SEC + g_date_time_get_microsecond (time);
}

static double
get_level (JsonArray *side,
           guint      index,
           guint      member)
{
  return json_array_get_double_element (json_array_get_array_element (side, index), member);
}

/* Best first, and the best of each side is the quote */
static void
check_side (JsonObject *line,
            const char *side,
            const char *quote,
            int         direction)
{
  JsonObject *depth = json_object_get_object_member (line, "depth");
  JsonArray *levels = json_object_get_array_member (depth, side);

  g_assert_cmpuint (json_array_get_length (levels), ==, 5);
  for (guint i = 0; i < 5; i++) {
    g_assert_cmpuint (json_array_get_length (json_array_get_array_element (levels, i)), ==, 3);
    g_assert_cmpfloat (get_level (levels, i, 1), >, 0);
    g_assert_cmpfloat (get_level (levels, i, 2), >=, 1);
    if (i > 0)
      g_assert_cmpfloat ((get_level (levels, i, 0) - get_level (levels, i - 1, 0)) * direction, >,
                         0);
  }
  g_assert_cmpfloat (get_level (levels, 0, 0), ==, json_object_get_double_member (line, quote));
}

/* Two decimals, as the instrument's tick of five paise has them */
static void
check_digits (const char *text)
{
  g_assert_true (g_regex_match_simple ("\"last\":[0-9]+\\.[0-9]{2},", text, 0, 0));
  g_assert_true (g_regex_match_simple ("\"buy\":\\[\\[[0-9]+\\.[0-9]{2},[0-9]+,[0-9]+\\],", text,
                                       0, 0));
  g_assert_true (g_regex_match_simple ("\"open_interest\":[0-9]+,", text, 0, 0));
}

/* Returns its sequence */
static gint64
check_packet (JsonObject *line,
              const char *text,
              gint64      before)
{
  static const char *const numbers[] = {
    "last", "last_size", "bid", "bid_size", "ask", "ask_size", "open", "high", "low", "close",
    "volume", "open_interest",
  };
  gint64 sequence = json_object_get_int_member (line, "sequence");
  gint64 exchange_us = get_time_us (line, "exchange_time");
  gint64 receive_us = get_time_us (line, "receive_time");

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++) {
    if (!json_object_has_member (line, numbers[i]))
      g_error ("no %s in %s", numbers[i], text);
  }
  g_assert_cmpint (sequence, >, before);
  g_assert_cmpint (exchange_us % G_USEC_PER_SEC, ==, 0);
  g_assert_cmpint (ABS (receive_us - exchange_us), <, 10 * G_USEC_PER_SEC);
  g_assert_cmpint (get_time_us (line, "trade_time"), <=, exchange_us + G_USEC_PER_SEC);
  check_side (line, "buy", "bid", -1);
  check_side (line, "sell", "ask", 1);
  check_digits (text);
  return sequence;
}

static void
test_snap (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr (CliChild) child = watch (fixture, SYMBOL, "snap", "8");
  guint n_packets = 0, n_polled = 0;
  gint64 sequence = 0;

  if (cli_child_wait (child, WAIT_MS) != 0)
    g_error ("feedctl failed: %s", child->errors->str);
  for (guint i = 0; i < child->lines->len; i++) {
    const char *text = child->lines->pdata[i];
    g_autoptr (JsonNode) node = cli_parse_line (text);
    JsonObject *line = json_node_get_object (node);
    const char *source;

    if (json_object_has_member (line, "event"))
      continue;
    source = json_object_get_string_member (line, "source");
    g_assert_cmpstr (json_object_get_string_member (line, "venue"), ==, "angel-one");
    g_assert_cmpstr (json_object_get_string_member (line, "symbol"), ==, SYMBOL);
    get_time_us (line, "receive_time");
    if (g_str_equal (source, "stream")) {
      sequence = check_packet (line, text, sequence);
      n_packets++;
    } else {
      n_polled++;
    }
  }
  g_test_message ("%u packets, %u polled", n_packets, n_polled);
  g_assert_cmpuint (n_packets, >=, 5);
  assert_output_is_clean (fixture, child);
}

/* The last price alone: nothing else is due, and nothing else comes */
static void
test_ltp (Fixture      *fixture,
          gconstpointer data)
{
  g_autoptr (CliChild) child = watch (fixture, SYMBOL, "ltp", "8");
  guint n_packets = 0;

  g_assert_cmpint (cli_child_wait (child, WAIT_MS), ==, 0);
  for (guint i = 0; i < child->lines->len; i++) {
    const char *text = child->lines->pdata[i];

    if (strstr (text, "\"source\":\"stream\"") == NULL)
      continue;
    n_packets++;
    g_assert_nonnull (strstr (text, "\"last\":"));
    g_assert_null (strstr (text, "\"depth\":"));
    g_assert_null (strstr (text, "\"bid\":"));
  }
  g_assert_cmpuint (n_packets, >=, 3);
  assert_output_is_clean (fixture, child);
}

static void
test_wrong_pin (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr (CliChild) child = NULL;

  g_setenv ("EVERTICK_ANGEL_ONE_PIN",
            g_str_equal (cli_account_get (fixture->account, "pin"), "0000") ? "1111" : "0000", TRUE);
  child = watch (fixture, SYMBOL, "snap", NULL);
  g_assert_cmpint (cli_child_wait (child, WAIT_MS), ==, 3);
  if (strstr (child->errors->str, "wrong PIN") == NULL)
    g_error ("not what is wrong: %s", child->errors->str);
  assert_output_is_clean (fixture, child);
}

static void
test_missing (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (CliChild) child = NULL;

  g_unsetenv ("EVERTICK_ANGEL_ONE_PIN");
  g_unsetenv ("EVERTICK_ANGEL_ONE_TOTP_SECRET");
  child = watch (fixture, SYMBOL, "snap", NULL);
  g_assert_cmpint (cli_child_wait (child, WAIT_MS), !=, 0);
  g_assert_nonnull (strstr (child->errors->str, "EVERTICK_ANGEL_ONE_PIN"));
  g_assert_nonnull (strstr (child->errors->str, "EVERTICK_ANGEL_ONE_TOTP_SECRET"));
  g_assert_null (strstr (child->errors->str, "EVERTICK_ANGEL_ONE_API_KEY"));
  assert_output_is_clean (fixture, child);
}

static void
test_unknown (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (CliChild) child = watch (fixture, "NSE:NO-SUCH-EQ", "snap", NULL);

  g_assert_cmpint (cli_child_wait (child, WAIT_MS), ==, 1);
  g_assert_nonnull (strstr (child->errors->str, "NSE:NO-SUCH-EQ"));
}

static void
test_check (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr (CliChild) child =
    cli_child_new ("check", "--venue", "angel-one", "--stream",
                   fixture->account->simulator->stream, "--rest",
                   fixture->account->simulator->rest, "--instruments",
                   cli_account_get_address (fixture->account, "instruments"), NULL);
  const char *parts[] = { "account", "list", "stream", "session" };

  if (cli_child_wait (child, WAIT_MS) != 0)
    g_error ("feedctl failed: %s", child->errors->str);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    g_assert_true (cli_child_has_line (child, parts[i], 0));
  assert_output_is_clean (fixture, child);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(name, function) \
  g_test_add ("/angel-one/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("snap", test_snap);
  ADD ("ltp", test_ltp);
  ADD ("wrong-pin", test_wrong_pin);
  ADD ("missing", test_missing);
  ADD ("unknown", test_unknown);
  ADD ("check", test_check);
  return g_test_run ();
}
