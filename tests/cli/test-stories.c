/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What happens to a feed, as its lines tell: faults of the simulator at set times, the product's
 * own thresholds.
 */
#include <signal.h>
#include <string.h>

#include "cli-child.h"
#include "support/test-support.h"

#define MARGIN_MS 30000
/* Faults of 14 s, after which a link may be dialled but once a minute */
#define STREAM_MS 240000
#define FOREVER   "600"

/* The lines of one watch, read */
typedef struct {
  GPtrArray *nodes;      /* JsonNode */
} Story;

static void
clear_story (Story *story)
{
  g_ptr_array_unref (story->nodes);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Story, clear_story)

static void
on_node_destroy (gpointer data)
{
  json_node_unref (data);
}

static JsonObject *
story_get (Story *story,
           guint  i)
{
  return json_node_get_object (story->nodes->pdata[i]);
}

static const char *
get_string (JsonObject *object,
            const char *name)
{
  return json_object_get_string_member_with_default (object, name, "");
}

/* First line from `from` on whose members say so: name, value, …, NULL; −1 where there is none */
static int
story_find (Story *story,
            int    from,
            ...)
{
  for (guint i = (guint) MAX (from, 0); i < story->nodes->len; i++) {
    JsonObject *object = story_get (story, i);
    gboolean all = TRUE;
    const char *name;
    va_list pairs;

    va_start (pairs, from);
    while ((name = va_arg (pairs, const char *)) != NULL)
      all &= strcmp (get_string (object, name), va_arg (pairs, const char *)) == 0;
    va_end (pairs);
    if (all)
      return (int) i;
  }
  return -1;
}

static gboolean
is_flagged (JsonObject *tick,
            const char *flag)
{
  JsonArray *flags = json_object_get_array_member (tick, "flags");

  for (guint i = 0; i < json_array_get_length (flags); i++) {
    if (strcmp (json_array_get_string_element (flags, i), flag) == 0)
      return TRUE;
  }
  return FALSE;
}

/* Trades and streamed quotes of each symbol once and in order, whatever the story was */
static void
assert_in_order (Story *story)
{
  g_autoptr (GHashTable) newest = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; i < story->nodes->len; i++) {
    JsonObject *object = story_get (story, i);
    gint64 sequence = json_object_get_int_member_with_default (object, "sequence", -1);
    g_autofree char *series = NULL;
    gint64 *before;

    if (json_object_has_member (object, "event") || sequence < 0)
      continue;
    series = g_strdup_printf ("%s %s", get_string (object, "symbol"),
                              is_flagged (object, "trade") ? "trade" : "quote");
    before = g_hash_table_lookup (newest, series);
    if (before != NULL)
      g_assert_cmpint (sequence, >, *before);
    g_hash_table_replace (newest, g_steal_pointer (&series), g_memdup2 (&sequence, sizeof sequence));
  }
}

static Story
read_story (CliChild *child)
{
  Story story = { g_ptr_array_new_with_free_func (on_node_destroy) };

  for (guint i = 0; i < child->lines->len; i++)
    g_ptr_array_add (story.nodes, cli_parse_line (child->lines->pdata[i]));
  return story;
}

static CliChild *
watch (CliSimulator *simulator,
       const char   *seconds)
{
  return cli_child_new ("watch", "demo", "BTCUSDT", "INFY", "IDEA", "--format", "ndjson",
                        "--duration", seconds, "--stream", simulator->stream, "--rest",
                        simulator->rest, NULL);
}

static void
finish (CliChild   *child,
        const char *seconds)
{
  guint ms = (guint) g_ascii_strtoull (seconds, NULL, 10) * 1000 + MARGIN_MS;

  g_assert_cmpint (cli_child_wait (child, ms), ==, 0);
  g_test_message ("%s", child->errors->str);
}

/* Ends when the stream has brought a price, however slow the machine */
static void
finish_streamed (CliChild *child)
{
  g_assert_true (cli_child_has_line (child, "\"source\":\"stream\"", STREAM_MS));
  g_subprocess_send_signal (child->process, SIGINT);
  g_assert_cmpint (cli_child_wait (child, MARGIN_MS), ==, 0);
  g_test_message ("%s", child->errors->str);
}

/* What the stream lost of a symbol was fetched, all of it, and came before its next trades */
static void
assert_backfilled (Story      *story,
                   const char *symbol)
{
  int at = story_find (story, 0, "event", "gap", "symbol", symbol, NULL);
  gint64 last = -1, n_fetched = 0;
  JsonObject *gap;

  g_assert_cmpint (at, >=, 0);
  gap = story_get (story, (guint) at);
  g_assert_cmpstr (get_string (gap, "backfill"), ==, "done");
  for (guint i = 0; i < story->nodes->len; i++) {
    JsonObject *tick = story_get (story, i);
    gint64 id = json_object_get_int_member_with_default (tick, "sequence", -1);

    if (strcmp (get_string (tick, "symbol"), symbol) != 0 ||
        json_object_has_member (tick, "event") || !is_flagged (tick, "trade"))
      continue;
    g_assert_true (last < 0 || id == last + 1);
    last = id;
    n_fetched += is_flagged (tick, "backfill");
  }
  g_assert_cmpint (n_fetched, >, 0);
  g_assert_cmpint (json_object_get_int_member (gap, "lost"), ==, n_fetched);
  g_assert_cmpint (json_object_get_int_member (gap, "backfilled"), ==, n_fetched);
}

static gint64
get_int (JsonObject *object,
         const char *name)
{
  return json_object_get_int_member_with_default (object, name, 0);
}

/* The words at the end have the sum of the gaps' lines */
static void
assert_summed_up (Story    *story,
                  CliChild *child)
{
  g_autofree char *words = NULL;
  gint64 lost = 0, fetched = 0;

  for (guint i = 0; i < story->nodes->len; i++) {
    JsonObject *line = story_get (story, i);

    if (strcmp (get_string (line, "event"), "gap") != 0 || *get_string (line, "symbol") == '\0')
      continue;
    lost += get_int (line, "lost");
    fetched += get_int (line, "backfilled");
  }
  words = g_strdup_printf (", trades lost %" G_GINT64_FORMAT ", fetched later %" G_GINT64_FORMAT ";",
                           lost, fetched);
  g_assert_nonnull (strstr (child->errors->str, words));
}

/* LIVE, mute, proven by REST, polled, back by the rule of the stable window */
static void
assert_mute_story (CliChild *child)
{
  g_auto (Story) story = read_story (child);
  int live, suspect, lost, polled, warming, back;

  live = story_find (&story, 0, "event", "state", "to", "LIVE", NULL);
  g_assert_cmpint (live, >=, 0);
  suspect = story_find (&story, live, "event", "state", "to", "SUSPECT", NULL);
  g_assert_cmpint (suspect, >, live);
  lost = story_find (&story, suspect, "event", "state", "from", "SUSPECT", "to", "BACKOFF", NULL);
  g_assert_cmpint (lost, >, suspect);
  g_assert_true (json_object_get_boolean_member (story_get (&story, (guint) lost), "polling"));
  g_assert_cmpstr (get_string (story_get (&story, (guint) lost), "cause"), !=, "");
  polled = story_find (&story, lost, "source", "poll", NULL);
  g_assert_cmpint (polled, >, lost);
  warming = story_find (&story, lost, "event", "state", "to", "WARMING", NULL);
  g_assert_cmpint (warming, >, lost);
  back = story_find (&story, lost, "event", "state", "to", "LIVE", NULL);
  g_assert_cmpint (back, >, warming);
  g_assert_cmpint (story_find (&story, back, "source", "stream", NULL), >, back);
  assert_in_order (&story);
  assert_backfilled (&story, "BTCUSDT");
  assert_summed_up (&story, child);
}

static void
test_mute (void)
{
  const char *seconds = "38";
  g_autoptr (CliSimulator) simulator = cli_simulator_new ("--venue", "demo", "--fault",
                                                          "mute@5s+8s", NULL);
  g_autoptr (CliChild) child = watch (simulator, seconds);

  finish (child, seconds);
  assert_mute_story (child);
}

/* The same on the recording, whose times are years old */
static void
test_mute_recorded (void)
{
  g_autofree char *path = test_capture_path ("binance/hftbacktest_spot_btcusdt_20240808.gz");
  g_autoptr (CliSimulator) simulator = NULL;
  g_autoptr (CliChild) child = NULL;

  if (path == NULL)
    return;
  simulator = cli_simulator_new ("--venue", "binance", "--replay", path, "--fault",
                                 "mute@5s+8s", NULL);
  child = cli_child_new ("watch", "binance", "BTCUSDT", "--format", "ndjson", "--duration", "38",
                         "--stream", simulator->stream, "--rest", simulator->rest, NULL);
  finish (child, "38");
  assert_mute_story (child);
}

/* No stream from the start: it polls from the start, and takes the stream when there is one */
static void
test_refused (void)
{
  g_autoptr (CliSimulator) simulator = cli_simulator_new ("--venue", "demo", "--fault",
                                                          "refuse@0s+6s", NULL);
  g_autoptr (CliChild) child = watch (simulator, FOREVER);
  int polled, streamed;

  finish_streamed (child);
  {
    g_auto (Story) story = read_story (child);

    polled = story_find (&story, 0, "source", "poll", NULL);
    streamed = story_find (&story, 0, "source", "stream", NULL);
    g_assert_cmpint (polled, >=, 0);
    g_assert_cmpint (streamed, >, polled);
    g_assert_cmpint (story_find (&story, 0, "event", "state", "to", "BACKOFF", NULL), >=, 0);
    assert_in_order (&story);
  }
}

/* Neither stream nor REST: it says so, and recovers */
static void
test_all_down (void)
{
  g_autoptr (CliSimulator) simulator = cli_simulator_new ("--venue", "demo", "--fault",
                                                          "refuse@0s+14s", "--fault",
                                                          "http 503@0s+14s", NULL);
  g_autoptr (CliChild) child = watch (simulator, FOREVER);

  finish_streamed (child);
  {
    g_auto (Story) story = read_story (child);
    int red = story_find (&story, 0, "event", "state", "colour", "red", NULL);

    g_assert_cmpint (red, >=, 0);
    g_assert_cmpint (story_find (&story, 0, "event", "trouble", NULL), >=, 0);
    g_assert_cmpint (story_find (&story, red, "source", "stream", NULL), >, red);
    assert_in_order (&story);
  }
  g_assert_nonnull (strstr (child->errors->str, "cannot be asked for its symbols"));
}

static const struct {
  const char *fault;
  gboolean    survives;   /* on the same link */
} GARBAGE[] = {
  { "garbage text@4s+2s", TRUE },
  { "garbage binary@4s+2s", TRUE },
  { "garbage large@4s+2s", TRUE },
  { "truncate@4s+2s", TRUE },
  { "garbage invalid-utf8@4s+1s", FALSE },
  { "garbage huge-header@4s+1s", FALSE },
};

static void
assert_survived (CliChild   *child,
                 const char *fault,
                 gboolean    survives)
{
  g_auto (Story) story = read_story (child);
  int first_live = story_find (&story, 0, "event", "state", "to", "LIVE", NULL);
  int lost = story_find (&story, first_live, "event", "state", "to", "BACKOFF", NULL);

  g_test_message ("%s", fault);
  g_assert_cmpint (first_live, >=, 0);
  assert_in_order (&story);
  if (survives) {
    g_assert_cmpint (lost, ==, -1);
    g_assert_cmpint (story_find (&story, first_live, "event", "trouble", NULL), >, first_live);
  } else {
    g_assert_cmpint (lost, >, first_live);
    g_assert_true (json_object_get_boolean_member (story_get (&story, (guint) lost), "polling"));
    g_assert_cmpint (story_find (&story, lost, "source", "poll", NULL), >, lost);
    g_assert_cmpint (story_find (&story, lost, "source", "stream", NULL), >, lost);
  }
}

static void
test_garbage (void)
{
  /* What broke the protocol is dialled again after 15 s */
  const char *seconds = "30";
  CliSimulator *simulators[G_N_ELEMENTS (GARBAGE)];
  CliChild *children[G_N_ELEMENTS (GARBAGE)];

  for (guint i = 0; i < G_N_ELEMENTS (GARBAGE); i++) {
    simulators[i] = cli_simulator_new ("--venue", "demo", "--fault", GARBAGE[i].fault, NULL);
    children[i] = watch (simulators[i], seconds);
  }
  for (guint i = 0; i < G_N_ELEMENTS (GARBAGE); i++)
    finish (children[i], seconds);
  for (guint i = 0; i < G_N_ELEMENTS (GARBAGE); i++) {
    assert_survived (children[i], GARBAGE[i].fault, GARBAGE[i].survives);
    cli_child_free (children[i]);
    cli_simulator_free (simulators[i]);
  }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/stories/mute", test_mute);
  g_test_add_func ("/stories/mute-recorded", test_mute_recorded);
  g_test_add_func ("/stories/refused", test_refused);
  g_test_add_func ("/stories/all-down", test_all_down);
  g_test_add_func ("/stories/garbage", test_garbage);
  return g_test_run ();
}
