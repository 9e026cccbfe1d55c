/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The library over real sockets, as the window runs it, for as long as one likes, against a market
 * that throws faults at random. What has to hold is checked all the time; what the process uses,
 * which faults there were and what the log said of them goes into files of a folder, for a report:
 *
 *   samples.csv, faults.ndjson, events.ndjson, gaps.ndjson, violations.ndjson, run.json, journal
 *
 * Fails where a property did, or where the run could not be made.
 */
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "feed/feed-event-log-private.h"
#include "feed/feed-manager-private.h"
#include "soak/soak-market.h"
#include "soak/soak-probe.h"
#include "soak/soak-rules.h"

#define VENUE "binance"
/* A frame of the window, and a turn of an engine */
#define FRAME_MS 16
#define ENGINE_MS 10
#define SAMPLE_S 5
/* The end: no more faults, so long at most until all is live, and live for so long */
#define RECOVERY_S 410
#define REST_S 20
#define AFTER_STOP_MS 1500
#define JOURNAL_MS 5000
/* Violations on the standard error; the file has all */
#define MAX_TOLD 20

typedef struct {
  double            minutes;
  SoakMarketOptions market_options;
  char             *folder;
  SoakMarket       *market;
  FeedManager      *manager;
  FeedKeeper       *keeper;
  SoakRules        *rules;
  SoakProbe        *probe;
  GMainLoop        *loop;
  FILE             *samples, *faults, *events, *gaps, *violations;
  gint64            start_us, end_us, calm_us, live_us;
  guint             n_seconds, n_faults, n_events, n_told;
} Soak;

static FILE *
open_file (Soak       *soak,
           const char *name)
{
  g_autofree char *path = g_build_filename (soak->folder, name, NULL);
  FILE *file = fopen (path, "w");

  if (file == NULL)
    g_error ("%s: cannot be written", path);
  return file;
}

static double
seconds (Soak *soak)
{
  return (g_get_monotonic_time () - soak->start_us) / 1e6;
}

static void
print_json (FILE       *file,
            JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_alloc ();
  g_autofree char *text = NULL;

  json_node_init_object (node, object);
  text = json_to_string (node, FALSE);
  fprintf (file, "%s\n", text);
  fflush (file);
}

static void
on_violation (const char *rule,
              const char *how,
              gpointer    user_data)
{
  Soak *soak = user_data;
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_double_member (object, "at_s", seconds (soak));
  json_object_set_string_member (object, "rule", rule);
  json_object_set_string_member (object, "how", how);
  print_json (soak->violations, object);
  if (soak->n_told++ < MAX_TOLD)
    fprintf (stderr, "soak: %.1f s: %s: %s\n", seconds (soak), rule, how);
}

static void
on_fault (const char *line,
          JsonObject *parsed,
          gpointer    user_data)
{
  Soak *soak = user_data;

  soak->n_faults += g_str_equal (json_object_get_string_member (parsed, "event"), "began");
  fprintf (soak->faults, "%s\n", line);
  fflush (soak->faults);
}

static void
on_event (FeedManager *manager,
          FeedEvent   *event,
          Soak        *soak)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (GEnumClass) causes = g_type_class_ref (FEED_TYPE_CAUSE);
  GEnumValue *cause = g_enum_get_value (causes, feed_event_get_cause (event));

  soak->n_events++;
  json_object_set_double_member (object, "time", g_get_real_time () / 1e6);
  json_object_set_int_member (object, "kind", feed_event_get_kind (event));
  json_object_set_string_member (object, "connection", feed_event_get_connection (event));
  json_object_set_string_member (object, "from",
                                 feed_link_state_to_string (feed_event_get_from (event)));
  json_object_set_string_member (object, "to",
                                 feed_link_state_to_string (feed_event_get_to (event)));
  json_object_set_string_member (object, "colour",
                                 feed_colour_to_string (feed_event_get_colour (event)));
  json_object_set_string_member (object, "cause", cause->value_nick);
  json_object_set_string_member (object, "text", feed_event_get_text (event));
  json_object_set_int_member (object, "count", feed_event_get_count (event));
  print_json (soak->events, object);
}

static void
on_gap (FeedManager   *manager,
        const FeedGap *gap,
        const char    *venue,
        const char    *connection,
        const char    *symbol,
        Soak          *soak)
{
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_double_member (object, "time", g_get_real_time () / 1e6);
  json_object_set_string_member (object, "connection", connection);
  json_object_set_string_member (object, "symbol", symbol != NULL ? symbol : "");
  json_object_set_string_member (object, "cause", feed_cause_to_string (gap->cause));
  json_object_set_double_member (object, "length_s", gap->length_us / 1e6);
  json_object_set_int_member (object, "lost", gap->lost);
  json_object_set_int_member (object, "backfilled", gap->backfilled);
  print_json (soak->gaps, object);
}

/* Before each judgement of what is fresh everything that came is taken */
static void
take_ticks (Soak *soak)
{
  FeedTick tick;

  while (feed_manager_get_next_tick (soak->manager, &tick))
    soak_rules_take_tick (soak->rules, &tick);
}

static gboolean
on_engine (gpointer user_data)
{
  take_ticks (user_data);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_frame (gpointer user_data)
{
  Soak *soak = user_data;

  feed_board_flush (feed_manager_get_board (soak->manager));
  return G_SOURCE_CONTINUE;
}

/* Of several connections the worst: red, yellow, grey, green */
static FeedColour
get_colour (Soak *soak)
{
  static const guint worse[] = { 1, 0, 2, 3 };
  GListModel *list = feed_manager_get_connections (soak->manager);
  FeedColour colour = FEED_COLOUR_GREEN;

  for (guint i = 0; i < g_list_model_get_n_items (list); i++) {
    g_autoptr (FeedHealth) health = g_list_model_get_item (list, i);

    if (worse[feed_health_get_colour (health)] > worse[colour])
      colour = feed_health_get_colour (health);
  }
  return colour;
}

static void
sample (Soak *soak)
{
  const SoakTally *tally = soak_rules_get_tally (soak->rules);
  SoakUse use;

  soak_probe_measure (soak->probe, &use);
  fprintf (soak->samples, "%.1f,%" G_GINT64_FORMAT ",%" G_GINT64_FORMAT ",%" G_GINT64_FORMAT
           ",%u,%u,%u,%" G_GUINT64_FORMAT ",%s,%u,%u\n", seconds (soak), use.rss_kib, use.pss_kib,
           use.heap_kib, use.n_descriptors, use.n_sources, use.n_threads, tally->n_ticks,
           feed_colour_to_string (get_colour (soak)), soak_market_count_faults (soak->market),
           soak_rules_is_all_live (soak->rules));
  fflush (soak->samples);
}

/* First the time of faults, then calm until all is live, then a while of that */
static void
follow_plan (Soak *soak)
{
  gint64 now = g_get_monotonic_time ();

  if (soak->calm_us == 0 && now >= soak->end_us) {
    soak->calm_us = now;
    soak_market_calm (soak->market);
    soak_rules_expect_recovery (soak->rules);
  }
  if (soak->calm_us != 0 && soak->live_us == 0 && soak_rules_is_all_live (soak->rules))
    soak->live_us = now;
  if ((soak->live_us != 0 && now - soak->live_us >= REST_S * (gint64) G_USEC_PER_SEC) ||
      (soak->calm_us != 0 && now - soak->calm_us >= RECOVERY_S * (gint64) G_USEC_PER_SEC))
    g_main_loop_quit (soak->loop);
}

static gboolean
on_second (gpointer user_data)
{
  Soak *soak = user_data;

  take_ticks (soak);
  soak_rules_check (soak->rules);
  if (soak->n_seconds++ % SAMPLE_S == 0)
    sample (soak);
  if (soak_market_is_gone (soak->market)) {
    on_violation ("simulator", "it ended", soak);
    g_main_loop_quit (soak->loop);
  }
  follow_plan (soak);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_signal (gpointer user_data)
{
  Soak *soak = user_data;

  soak->end_us = g_get_monotonic_time ();
  return G_SOURCE_CONTINUE;
}

static guint
add_timer (Soak       *soak,
           guint       interval_ms,
           GSourceFunc func,
           const char *name)
{
  guint id = g_timeout_add (interval_ms, func, soak);

  g_source_set_name_by_id (id, name);
  return id;
}

static gboolean
subscribe (Soak    *soak,
           GError **error)
{
  JsonArray *symbols = soak_market_get_symbols (soak->market);

  if (!feed_manager_set_endpoints (soak->manager, VENUE, soak_market_get_stream (soak->market),
                                   soak_market_get_rest (soak->market), error))
    return FALSE;
  for (guint i = 0; i < json_array_get_length (symbols); i++)
    if (feed_manager_subscribe (soak->manager, VENUE, json_array_get_string_element (symbols, i),
                                error) != i)
      return FALSE;
  soak->rules = soak_rules_new (soak->manager, soak->market, json_array_get_length (symbols),
                                on_violation, soak);
  return TRUE;
}

/* A journal of an earlier run would bring its lines into this one's log */
static void
keep_journal (Soak *soak)
{
  g_autofree char *path = g_build_filename (soak->folder, "journal", NULL);

  g_unlink (path);
  soak->keeper = feed_keeper_new (soak->manager, path, "soak");
}

/* The log is bounded, and full after a day: what grows is looked for in a program that is as large
 * as it becomes */
static void
fill_log (Soak *soak)
{
  for (guint i = 0; i < FEED_EVENT_LOG_SIZE; i++)
    feed_manager_note (soak->manager, FEED_EVENT_KIND_NOTE, VENUE,
                       "a line of the hours before this run, as long as one that tells of a message "
                       "which could not be read, with its beginning: {\"stream\":\"btcusdt@trade\"");
}

static void
on_journal_closed (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  Soak *soak = user_data;
  g_autoptr (GError) error = NULL;

  if (!feed_keeper_close_finish (FEED_KEEPER (source), result, &error))
    on_violation ("journal", error->message, soak);
  g_main_loop_quit (soak->loop);
}

static gboolean
on_stopped_long (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

/* Stopped, nothing more is said; given up, nothing is left that waits */
static void
stop (Soak *soak)
{
  guint n_events;

  take_ticks (soak);
  feed_manager_stop (soak->manager);
  take_ticks (soak);
  soak_rules_note_stop (soak->rules);
  n_events = soak->n_events;
  g_timeout_add (AFTER_STOP_MS, on_stopped_long, soak->loop);
  g_main_loop_run (soak->loop);
  take_ticks (soak);
  if (soak->n_events != n_events)
    on_violation ("nothing after stop", "an event", soak);
  feed_keeper_close_async (soak->keeper, JOURNAL_MS, on_journal_closed, soak);
  g_main_loop_run (soak->loop);
}

/* One set of figures a connection */
static JsonArray *
describe_connections (Soak *soak)
{
  GListModel *list = feed_manager_get_connections (soak->manager);
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (list); i++) {
    g_autoptr (FeedHealth) health = g_list_model_get_item (list, i);
    const FeedHealthFigures *figures = feed_health_get_figures (health);
    JsonObject *object = json_object_new ();

    json_object_set_string_member (object, "connection", feed_health_get_connection (health));
    json_object_set_double_member (object, "green_percent", figures->uptime_percent);
    json_object_set_double_member (object, "stream_percent", figures->stream_percent);
    json_object_set_double_member (object, "poll_percent", figures->poll_percent);
    json_object_set_double_member (object, "neither_percent", figures->neither_percent);
    json_object_set_double_member (object, "latency_p50_ms", figures->latency_p50_us / 1e3);
    json_object_set_double_member (object, "latency_p99_ms", figures->latency_p99_us / 1e3);
    json_object_set_double_member (object, "latency_max_ms", figures->latency_max_us / 1e3);
    json_object_set_int_member (object, "dials", figures->dials);
    json_object_set_int_member (object, "reconnects", figures->reconnects);
    json_object_set_int_member (object, "gaps", figures->gaps);
    json_object_set_int_member (object, "garbage", (gint64) figures->garbage);
    json_object_set_int_member (object, "rest_failures", (gint64) figures->rest_failures);
    json_array_add_object_element (array, object);
  }
  return array;
}

static void
write_run (Soak      *soak,
           JsonArray *connections)
{
  const SoakTally *tally = soak_rules_get_tally (soak->rules);
  g_autoptr (JsonObject) object = json_object_new ();
  g_autofree char *sources = soak_probe_name_sources (soak->probe);
  FILE *file = open_file (soak, "run.json");

  json_object_set_double_member (object, "minutes", seconds (soak) / 60);
  json_object_set_int_member (object, "seed", soak->market_options.seed);
  json_object_set_int_member (object, "symbols", soak->market_options.n_symbols);
  json_object_set_int_member (object, "faults", soak->n_faults);
  json_object_set_int_member (object, "events", soak->n_events);
  json_object_set_int_member (object, "ticks", (gint64) tally->n_ticks);
  json_object_set_int_member (object, "trades", (gint64) tally->n_trades);
  json_object_set_int_member (object, "polled_ticks", (gint64) tally->n_polled);
  json_object_set_int_member (object, "gap_marks", (gint64) tally->n_gap_marks);
  json_object_set_int_member (object, "lost_trades", (gint64) tally->n_lost);
  json_object_set_int_member (object, "most_dials_60s", tally->most_dials);
  json_object_set_double_member (object, "worst_blackout_s", tally->worst_blackout_us / 1e6);
  json_object_set_double_member (object, "recovery_s", tally->worst_recovery_us / 1e6);
  json_object_set_int_member (object, "violations", tally->n_violations);
  json_object_set_string_member (object, "sources", sources);
  json_object_set_array_member (object, "connections", connections);
  print_json (file, object);
  fclose (file);
}

static gboolean
run (Soak    *soak,
     GError **error)
{
  JsonArray *connections;
  guint timers[5];

  soak->market = soak_market_new (&soak->market_options, on_fault, soak, error);
  if (soak->market == NULL)
    return FALSE;
  soak->manager = feed_manager_new (NULL);
  keep_journal (soak);
  fill_log (soak);
  if (!subscribe (soak, error))
    return FALSE;
  g_signal_connect (soak->manager, "event", G_CALLBACK (on_event), soak);
  g_signal_connect (soak->manager, "gap", G_CALLBACK (on_gap), soak);
  timers[0] = add_timer (soak, FRAME_MS, on_frame, "soak: frame");
  timers[1] = add_timer (soak, ENGINE_MS, on_engine, "soak: engine");
  timers[2] = add_timer (soak, 1000, on_second, "soak: second");
  timers[3] = g_unix_signal_add (SIGINT, on_signal, soak);
  timers[4] = g_unix_signal_add (SIGTERM, on_signal, soak);
  take_ticks (soak);
  feed_manager_start (soak->manager);
  g_main_loop_run (soak->loop);
  connections = describe_connections (soak);
  for (guint i = 0; i < G_N_ELEMENTS (timers); i++)
    g_source_remove (timers[i]);
  stop (soak);
  write_run (soak, connections);
  return TRUE;
}

static gboolean
parse_options (Soak  *soak,
               int    argc,
               char **argv)
{
  int seed = 1, n_symbols = 360;
  const GOptionEntry entries[] = {
    { "minutes", 0, 0, G_OPTION_ARG_DOUBLE, &soak->minutes, "How long to throw faults", "N" },
    { "seed", 0, 0, G_OPTION_ARG_INT, &seed, "Of market and faults", "N" },
    { "symbols", 0, 0, G_OPTION_ARG_INT, &n_symbols, "More than 341 take two connections", "N" },
    { "rate", 0, 0, G_OPTION_ARG_DOUBLE, &soak->market_options.ticks_per_second,
      "Of all symbols together", "TICKS_PER_S" },
    { "pace", 0, 0, G_OPTION_ARG_DOUBLE, &soak->market_options.pace,
      "Faults come and go so many times as fast", "N" },
    { "feedctl", 0, 0, G_OPTION_ARG_FILENAME, &soak->market_options.feedctl, "The simulator",
      "FILE" },
    { "folder", 0, 0, G_OPTION_ARG_FILENAME, &soak->folder, "Where the files go", "FOLDER" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("");
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || soak->folder == NULL ||
      soak->market_options.feedctl == NULL || soak->minutes <= 0 || seed < 0 || n_symbols <= 0) {
    fprintf (stderr, "soak: %s\n", error != NULL ? error->message : "see --help");
    return FALSE;
  }
  soak->market_options.seed = (guint) seed;
  soak->market_options.n_symbols = (guint) n_symbols;
  return TRUE;
}

static void
close_all (Soak *soak)
{
  g_clear_pointer (&soak->rules, soak_rules_free);
  g_clear_object (&soak->keeper);
  g_clear_object (&soak->manager);
  g_clear_pointer (&soak->market, soak_market_free);
  g_clear_pointer (&soak->probe, soak_probe_free);
  g_clear_pointer (&soak->loop, g_main_loop_unref);
  fclose (soak->samples);
  fclose (soak->faults);
  fclose (soak->events);
  fclose (soak->gaps);
  fclose (soak->violations);
  g_free (soak->folder);
  g_free ((char *) soak->market_options.feedctl);
}

int
main (int    argc,
      char **argv)
{
  Soak soak = { .market_options = { .pace = 1, .ticks_per_second = 800 } };
  g_autoptr (GError) error = NULL;
  gboolean good;

  if (!parse_options (&soak, argc, argv))
    return 2;
  g_mkdir_with_parents (soak.folder, 0777);
  soak.samples = open_file (&soak, "samples.csv");
  soak.faults = open_file (&soak, "faults.ndjson");
  soak.events = open_file (&soak, "events.ndjson");
  soak.gaps = open_file (&soak, "gaps.ndjson");
  soak.violations = open_file (&soak, "violations.ndjson");
  fprintf (soak.samples, "at_s,rss_kib,pss_kib,heap_kib,descriptors,sources,threads,ticks,colour,"
                         "faults,all_live\n");
  soak.loop = g_main_loop_new (NULL, FALSE);
  soak.probe = soak_probe_new ();
  soak.start_us = g_get_monotonic_time ();
  soak.end_us = soak.start_us + (gint64) (soak.minutes * 60 * G_USEC_PER_SEC);
  good = run (&soak, &error);
  if (!good)
    fprintf (stderr, "soak: %s\n", error != NULL ? error->message : "cannot subscribe");
  good = good && ftell (soak.violations) == 0;
  close_all (&soak);
  return good ? 0 : 1;
}
