/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Symbols change over between an account's real sockets; a feedctl that watches the same symbols over
 * a socket of its own says what there was to see. */
#include <feed/feed.h>
#include <string.h>

#include "cli-account.h"
#include "support/test-support.h"

#define WAIT_MS 150000
/* What a socket of Angel One takes, and what is on the second one */
#define ROOM  1000
#define N_ON_SECOND 10
#define N_SYMBOLS (ROOM + N_ON_SECOND)

typedef struct {
  CliAccount  *account;
  JsonArray   *symbols;
  FeedManager *manager;
  guint        index[N_SYMBOLS];
  GArray      *seen[N_ON_SECOND];   /* sequences that the stream gave */
  GString     *log;
} Fixture;

static const char *
get_symbol (Fixture *fixture,
            guint    i)
{
  return json_array_get_string_element (fixture->symbols, i);
}

static void
on_tick (FeedManager    *manager,
         const FeedTick *tick,
         Fixture        *fixture)
{
  for (guint i = 0; i < N_ON_SECOND; i++) {
    if (tick->source == FEED_SOURCE_STREAM && tick->instrument == fixture->index[ROOM + i])
      g_array_append_val (fixture->seen[i], tick->sequence);
  }
}

static void
on_event (FeedManager *manager,
          FeedEvent   *event,
          Fixture     *fixture)
{
  g_string_append_printf (fixture->log, "%s\n", feed_event_get_text (event));
}

static FeedCredentials *
make_credentials (Fixture *fixture)
{
  FeedCredentials *credentials = feed_credentials_new ();

  feed_credentials_set (credentials, "client-code",
                        cli_account_get (fixture->account, "client_code"));
  feed_credentials_set (credentials, "pin", cli_account_get (fixture->account, "pin"));
  feed_credentials_set (credentials, "api-key", cli_account_get (fixture->account, "api_key"));
  feed_credentials_set (credentials, "totp-secret",
                        cli_account_get (fixture->account, "totp_secret"));
  return credentials;
}

static void
make_manager (Fixture *fixture)
{
  g_autoptr (FeedCredentials) credentials = make_credentials (fixture);
  g_autoptr (GError) error = NULL;

  fixture->manager = feed_manager_new (NULL);
  g_signal_connect (fixture->manager, "tick", G_CALLBACK (on_tick), fixture);
  g_signal_connect (fixture->manager, "event", G_CALLBACK (on_event), fixture);
  feed_manager_set_endpoints (fixture->manager, "angel-one", fixture->account->simulator->stream,
                              fixture->account->simulator->rest, &error);
  g_assert_no_error (error);
  feed_manager_set_list_base (fixture->manager, "angel-one",
                              cli_account_get_address (fixture->account, "instruments"), &error);
  g_assert_no_error (error);
  feed_manager_set_mode (fixture->manager, "angel-one", FEED_MODE_LTP, &error);
  g_assert_no_error (error);
  feed_manager_set_credentials (fixture->manager, "angel-one", credentials, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autofree char *n_symbols = g_strdup_printf ("%u", N_SYMBOLS);

  fixture->account =
    cli_account_new (cli_simulator_new ("--venue", "angel-one", "--until-eof", "--symbols",
                                        n_symbols, NULL));
  fixture->symbols =
    json_object_get_array_member (json_node_get_object (fixture->account->announced), "symbols");
  fixture->log = g_string_new (NULL);
  for (guint i = 0; i < N_ON_SECOND; i++)
    fixture->seen[i] = g_array_new (FALSE, FALSE, sizeof (gint64));
  make_manager (fixture);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  feed_manager_stop (fixture->manager);
  g_clear_object (&fixture->manager);
  for (guint i = 0; i < N_ON_SECOND; i++)
    g_array_unref (fixture->seen[i]);
  g_string_free (fixture->log, TRUE);
  cli_account_free (fixture->account);
}

static void
subscribe (Fixture *fixture,
           guint    from,
           guint    to)
{
  for (guint i = from; i < to; i++) {
    g_autoptr (GError) error = NULL;

    fixture->index[i] = feed_manager_subscribe (fixture->manager, "angel-one",
                                                get_symbol (fixture, i), &error);
    g_assert_no_error (error);
  }
}

static void
unsubscribe_first (Fixture *fixture,
                   guint    n)
{
  for (guint i = 0; i < n; i++)
    feed_manager_unsubscribe (fixture->manager, fixture->index[i]);
}

/* A client of its own, over a socket of its own, for those that are on our second */
static CliChild *
watch_second (Fixture *fixture)
{
  const char *symbols[N_ON_SECOND + 1] = { NULL };
  CliChild *child;

  for (guint i = 0; i < N_ON_SECOND; i++)
    symbols[i] = get_symbol (fixture, ROOM + i);
  child = cli_account_watch (fixture->account, symbols, "ltp", NULL);
  if (!cli_child_has_line (child, "\"to\":\"LIVE\"", WAIT_MS))
    g_error ("no stream: %s", child->errors->str);
  return child;
}

typedef struct {
  Fixture    *fixture;
  const char *text;
  guint       n_live;    /* connections with a proven stream */
  guint       n_seen;    /* ticks of each of the second's symbols */
} Wanted;

static gboolean
is_there (gpointer user_data)
{
  Wanted *wanted = user_data;
  GListModel *connections = feed_manager_get_connections (wanted->fixture->manager);
  guint n_live = 0;

  for (guint i = 0; i < g_list_model_get_n_items (connections); i++) {
    g_autoptr (FeedHealth) health = g_list_model_get_item (connections, i);

    n_live += feed_health_get_link (health) == FEED_LINK_LIVE;
  }
  for (guint i = 0; i < N_ON_SECOND; i++) {
    if (wanted->fixture->seen[i]->len < wanted->n_seen)
      return FALSE;
  }
  return n_live >= wanted->n_live &&
         (wanted->text == NULL || strstr (wanted->fixture->log->str, wanted->text) != NULL);
}

static void
wait_for (Fixture    *fixture,
          const char *text,
          guint       n_live,
          guint       n_seen)
{
  Wanted wanted = { fixture, text, n_live, n_seen };

  if (!test_wait_until (is_there, &wanted, WAIT_MS))
    g_error ("not so: %s, %u live, %u ticks; the log: %s", text != NULL ? text : "", n_live, n_seen,
             fixture->log->str);
}

/* The first socket is full before the others come, which therefore are on the second */
static void
subscribe_all (Fixture *fixture)
{
  subscribe (fixture, 0, ROOM);
  feed_manager_start (fixture->manager);
  wait_for (fixture, NULL, 1, 0);
  subscribe (fixture, ROOM, N_SYMBOLS);
  for (guint i = 0; i < N_ON_SECOND; i++)
    g_array_set_size (fixture->seen[i], 0);
}

/* What the other client saw of the symbol */
static GArray *
read_watched (CliChild   *child,
              const char *symbol)
{
  GArray *watched = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < child->lines->len; i++) {
    const char *line = child->lines->pdata[i];
    g_autoptr (JsonNode) node = NULL;
    JsonObject *object;
    gint64 sequence;

    if (strstr (line, "\"source\":\"stream\"") == NULL)
      continue;
    node = cli_parse_line (line);
    object = json_node_get_object (node);
    if (!g_str_equal (json_object_get_string_member (object, "symbol"), symbol))
      continue;
    sequence = json_object_get_int_member (object, "sequence");
    g_array_append_val (watched, sequence);
  }
  return watched;
}

/* From what both began with to what both ended with: each saw the same, once and in order, but for
 * the packets that a subscription begins with, of which each socket has its own. Returns how much
 * that was */
static guint
compare (const GArray *ours,
         const GArray *theirs)
{
  gint64 first, last;
  guint n = 0, n_own = 0, j = 0;

  g_assert_cmpuint (ours->len, >, 0);
  g_assert_cmpuint (theirs->len, >, 0);
  first = MAX (g_array_index (ours, gint64, 0), g_array_index (theirs, gint64, 0));
  last = MIN (g_array_index (ours, gint64, ours->len - 1),
              g_array_index (theirs, gint64, theirs->len - 1));
  while (j < theirs->len && g_array_index (theirs, gint64, j) < first)
    j++;
  for (guint i = 0; i < ours->len && j < theirs->len; i++) {
    gint64 our = g_array_index (ours, gint64, i), their = g_array_index (theirs, gint64, j);

    g_assert_true (i == 0 || our > g_array_index (ours, gint64, i - 1));
    if (our < first || their > last)
      continue;
    g_assert_cmpint (our, <=, their);
    n_own += our < their;
    n += our == their;
    j += our == their;
  }
  g_assert_cmpuint (n_own, <=, 2);
  return n;
}

/* Three hundred are removed: the rest fits on one socket, and the second is closed */
static void
test_spare (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr (CliChild) child = watch_second (fixture);
  guint n = 0;

  subscribe_all (fixture);
  wait_for (fixture, NULL, 2, 1);
  unsubscribe_first (fixture, 300);
  wait_for (fixture, "moved 10 symbols to angel-one: angel-one-2 is not needed", 1, 20);
  wait_for (fixture, NULL, 1, fixture->seen[0]->len + 5);
  g_assert_cmpuint (g_list_model_get_n_items (feed_manager_get_connections (fixture->manager)), ==,
                    1);
  for (guint i = 0; i < N_ON_SECOND; i++) {
    g_autoptr (GArray) watched = read_watched (child, get_symbol (fixture, ROOM + i));

    n += compare (fixture->seen[i], watched);
  }
  g_test_message ("%u ticks over the move, the same as over another socket", n);
}

/* Two other clients have two of the account's three streams: what our second would have had is
 * streamed by our first as soon as that has room */
static void
test_refused (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (CliChild) child = watch_second (fixture);
  g_autoptr (CliChild) other = watch_second (fixture);
  guint n = 0;

  subscribe_all (fixture);
  wait_for (fixture, "connection limit: ", 1, 0);
  unsubscribe_first (fixture, 100);
  wait_for (fixture, "moved 10 symbols to angel-one: angel-one-2 is refused by the venue's limit "
                     "of connections", 1, 5);
  for (guint i = 0; i < N_ON_SECOND; i++) {
    g_autoptr (GArray) watched = read_watched (child, get_symbol (fixture, ROOM + i));

    n += compare (fixture->seen[i], watched);
  }
  g_test_message ("%u ticks after the move, the same as over another socket", n);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add ("/moves/spare", Fixture, NULL, set_up, test_spare, tear_down);
  g_test_add ("/moves/refused", Fixture, NULL, set_up, test_refused, tear_down);
  return g_test_run ();
}
