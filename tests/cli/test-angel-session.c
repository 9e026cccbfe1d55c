/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a session costs the venue, by its own count: feedctl on real sockets. */
#include <libsoup/soup.h>
#include <string.h>

#include "cli-account.h"
#include "support/test-support.h"

#define WAIT_MS 100000
#define SYMBOL  "NSE:RELIANCE-EQ"

typedef struct {
  gint64 log_ins, renewals, streams, refused_streams, packets;
} Counts;

static Counts
read_counts (CliAccount *account)
{
  g_autoptr (SoupSession) session = soup_session_new_with_options ("proxy-resolver", NULL, NULL);
  g_autofree char *address =
    g_strconcat (cli_account_get_address (account, "control"), "/counts", NULL);
  g_autoptr (SoupMessage) message = soup_message_new ("GET", address);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = soup_session_send_and_read (session, message, NULL, &error);
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonObject *all;

  g_assert_no_error (error);
  text = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  node = cli_parse_line (text);
  all = json_node_get_object (node);
  return (Counts) {
           json_object_get_int_member (all, "log_ins"), json_object_get_int_member (all, "renewals"),
           json_object_get_int_member (all, "streams"),
           json_object_get_int_member (all, "refused_streams"),
           json_object_get_int_member (all, "packets"),
  };
}

static void
tell (CliAccount *account,
      const char *line)
{
  GOutputStream *in = g_subprocess_get_stdin_pipe (account->simulator->child->process);
  g_autoptr (GError) error = NULL;

  g_output_stream_write_all (in, line, strlen (line), NULL, NULL, &error);
  g_assert_no_error (error);
}

typedef struct {
  CliChild   *child;
  guint       from;
  const char *parts[2];
} Search;

static gboolean
has_both (gpointer user_data)
{
  Search *search = user_data;

  for (; search->from < search->child->lines->len; search->from++) {
    const char *line = search->child->lines->pdata[search->from];

    if (strstr (line, search->parts[0]) != NULL && strstr (line, search->parts[1]) != NULL)
      return TRUE;
  }
  return FALSE;
}

/* A line after the first so many that has both */
static void
wait_for (CliChild   *child,
          guint       from,
          const char *first,
          const char *second)
{
  Search search = { child, from, { first, second } };

  if (!test_wait_until (has_both, &search, WAIT_MS))
    g_error ("no line with %s and %s; errors: %s", first, second, child->errors->str);
}

static guint
count (CliChild   *child,
       const char *part)
{
  guint n = 0;

  for (guint i = 0; i < child->lines->len; i++)
    n += strstr (child->lines->pdata[i], part) != NULL;
  return n;
}

static void
test_renewal (void)
{
  g_autoptr (CliAccount) account =
    cli_account_new (cli_simulator_new ("--venue", "angel-one", "--until-eof", NULL));
  const char *const symbols[] = { SYMBOL, NULL };
  g_autoptr (CliChild) child = cli_account_watch (account, symbols, "snap", NULL);
  Counts counts;
  guint seen;

  wait_for (child, 0, "\"to\":\"LIVE\"", "");
  seen = child->lines->len;
  tell (account, "fault expire-token\n");
  wait_for (child, seen, "\"to\":\"LIVE\"", "");
  counts = read_counts (account);
  g_assert_cmpint (counts.log_ins, ==, 1);
  g_assert_cmpint (counts.renewals, ==, 1);
  g_assert_cmpint (counts.streams, ==, 1);
  g_assert_cmpint (counts.refused_streams, ==, 0);
}

/* Too many requests say nothing of the session */
static void
test_quota (void)
{
  g_autoptr (CliAccount) account =
    cli_account_new (cli_simulator_new ("--venue", "angel-one", "--until-eof", "--quotes-per-hour",
                                        "2", "--fault", "mute", NULL));
  const char *const symbols[] = { SYMBOL, NULL };
  g_autoptr (CliChild) child = cli_account_watch (account, symbols, "snap", NULL);
  Counts counts;
  guint seen;

  wait_for (child, 0, "\"source\":\"poll\"", "");
  wait_for (child, 0, "\"event\":\"trouble\"", "rate");
  seen = child->lines->len;
  tell (account, "heal\n");
  wait_for (child, seen, "\"to\":\"LIVE\"", "");
  counts = read_counts (account);
  g_assert_cmpint (counts.log_ins, ==, 1);
  g_assert_cmpint (counts.renewals, ==, 0);
  g_assert_cmpuint (count (child, "\"to\":\"AUTH\""), ==, 1);
}

/* More than two streams hold: a third, and it is let in */
static void
test_streams (void)
{
  g_autoptr (CliAccount) account =
    cli_account_new (cli_simulator_new ("--venue", "angel-one", "--until-eof", "--symbols", "2010",
                                        NULL));
  JsonArray *listed =
    json_object_get_array_member (json_node_get_object (account->announced), "symbols");
  g_autoptr (GPtrArray) symbols = g_ptr_array_new ();
  g_autoptr (CliChild) child = NULL;
  Counts counts;

  for (guint i = 0; i < json_array_get_length (listed); i++)
    g_ptr_array_add (symbols, (gpointer) json_array_get_string_element (listed, i));
  g_ptr_array_add (symbols, NULL);
  child = cli_account_watch (account, (const char *const *) symbols->pdata, "ltp", NULL);
  wait_for (child, 0, "\"to\":\"LIVE\"", "\"connection\":\"angel-one\"");
  wait_for (child, 0, "\"to\":\"LIVE\"", "\"connection\":\"angel-one-2\"");
  wait_for (child, 0, "\"to\":\"LIVE\"", "\"connection\":\"angel-one-3\"");
  counts = read_counts (account);
  g_assert_cmpint (counts.log_ins, ==, 1);
  g_assert_cmpint (counts.streams, ==, 3);
  g_assert_cmpint (counts.packets, >=, count (child, "\"source\":\"stream\""));
  g_assert_cmpint (counts.refused_streams, ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/angel-session/renewal", test_renewal);
  g_test_add_func ("/angel-session/quota", test_quota);
  g_test_add_func ("/angel-session/streams", test_streams);
  return g_test_run ();
}
