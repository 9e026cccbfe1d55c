/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/feedctl-account.h"
#include "cli/feedctl-demo.h"
#include "cli/feedctl-format.h"
#include "cli/feedctl-output.h"
#include "cli/feedctl-summary.h"
#include "cli/feedctl-table.h"
#include "cli/feedctl-venue.h"
#include "cli/feedctl-watch-options.h"
#include "cli/feedctl.h"

/* What may wait for a slow reader */
#define OUTPUT_LIMIT (64 * 1024 * 1024)
#define DRAW_MS   100
#define REDRAW_US G_USEC_PER_SEC

typedef struct {
  FeedctlWatchOptions options;
  GMainLoop          *loop;
  GCancellable       *cancellable;
  FeedManager        *manager;
  FeedctlDemo        *demo;
  FeedctlOutput      *output;
  GString            *line;
  GPtrArray          *sources;
  char               *message;      /* newest event, for the table */
  char               *trouble;      /* words of what went wrong last */
  gint64              wall_offset_us;
  gint64              drawn_us;
  FeedctlSummary      summary;
  FeedctlExit         exit;
  guint               n_pending;    /* calls that have not reported back */
  gboolean            dirty, dropping, started;
  gboolean            numbers_all;  /* the venue's messages of all kinds */
} Watch;

static void
watch_end (Watch      *watch,
           FeedctlExit exit)
{
  watch->exit = exit;
  g_main_loop_quit (watch->loop);
}

static void
watch_fail (Watch      *watch,
            const char *message)
{
  fprintf (stderr, "%s: %s\n", g_get_prgname (), message);
  watch_end (watch, FEEDCTL_EXIT_FAILED);
}

static gint64
get_now_us (Watch *watch)
{
  return feed_clock_monotonic_us (feed_manager_get_clock (watch->manager));
}

/* Takes source, which has its name already */
static void
add_source (Watch      *watch,
            GSource    *source,
            GSourceFunc callback)
{
  g_source_set_callback (source, callback, watch, NULL);
  g_source_attach (source, NULL);
  g_ptr_array_add (watch->sources, source);
}

static void
add_timeout (Watch      *watch,
             guint       ms,
             const char *name,
             GSourceFunc callback)
{
  GSource *source = g_timeout_source_new (ms);

  g_source_set_static_name (source, name);
  add_source (watch, source, callback);
}

static void
add_signal (Watch      *watch,
            int         number,
            const char *name,
            GSourceFunc callback)
{
  GSource *source = g_unix_signal_source_new (number);

  g_source_set_static_name (source, name);
  add_source (watch, source, callback);
}

static void
write_line (Watch *watch)
{
  feedctl_output_write (watch->output, watch->line->str, watch->line->len);
  g_string_truncate (watch->line, 0);
}

/* A reader that is too slow is told, now on standard error and in the lines once it took some */
static void
check_drops (Watch *watch)
{
  guint64 recovered;

  if (feedctl_output_get_dropped (watch->output) == watch->summary.dropped && !watch->dropping)
    return;
  watch->summary.dropped = feedctl_output_get_dropped (watch->output);
  if (!watch->dropping)
    fprintf (stderr, "%s: the reader is too slow: lines are dropped\n", g_get_prgname ());
  watch->dropping = TRUE;
  recovered = feedctl_output_take_recovered (watch->output);
  if (recovered > 0) {
    g_autofree char *text = g_strdup_printf ("the reader was too slow: %" G_GUINT64_FORMAT
                                             " lines dropped", recovered);

    watch->dropping = FALSE;
    feedctl_format_note (watch->line, watch->options.format, text,
                         get_now_us (watch) + watch->wall_offset_us);
    write_line (watch);
  }
}

static void
on_tick (FeedManager    *manager,
         const FeedTick *tick,
         gpointer        user_data)
{
  Watch *watch = user_data;
  FeedInstrument *instrument;
  FeedctlRow row;

  /* A mark and no message: on_gap() has all of it, once it is over */
  if (tick->flags & FEED_TICK_GAP)
    return;
  feedctl_summary_add (&watch->summary, tick);
  watch->dirty = TRUE;
  if (watch->options.format == FEEDCTL_FORMAT_TABLE)
    return;
  instrument = feed_board_get_by_index (feed_manager_get_board (manager), tick->instrument);
  if (instrument == NULL)
    return;
  row.venue = feed_instrument_get_venue (instrument);
  row.symbol = feed_instrument_get_symbol (instrument);
  row.price_decimals = feed_instrument_get_price_decimals (instrument);
  row.size_decimals = feed_instrument_get_size_decimals (instrument);
  row.wall_offset_us = watch->wall_offset_us;
  row.numbers_all = watch->numbers_all;
  row.depth = feed_instrument_get_depth (instrument);
  feedctl_format_tick (watch->line, watch->options.format, &row, tick);
  write_line (watch);
  check_drops (watch);
}

/* Repeated events come once more with each count: the powers of ten are enough */
static gboolean
is_worth_a_line (FeedEvent *event)
{
  guint count = feed_event_get_count (event);

  while (count >= 10 && count % 10 == 0)
    count /= 10;
  return count == 1;
}

static void
on_event (FeedManager *manager,
          FeedEvent   *event,
          gpointer     user_data)
{
  Watch *watch = user_data;

  watch->dirty = TRUE;
  if (feed_event_get_kind (event) == FEED_EVENT_KIND_TROUBLE) {
    g_free (watch->trouble);
    watch->trouble = g_strdup (feed_event_get_text (event));
  }
  if (!is_worth_a_line (event) ||
      (watch->options.format == FEEDCTL_FORMAT_NDJSON &&
       feed_event_get_kind (event) == FEED_EVENT_KIND_GAP))
    return;
  feedctl_format_event (watch->line, watch->options.format, event);
  switch (watch->options.format) {
  case FEEDCTL_FORMAT_TABLE:
    g_free (watch->message);
    watch->message = g_strndup (watch->line->str, watch->line->len - 1);
    break;
  case FEEDCTL_FORMAT_CSV:
    /* Of another shape than the header promised */
    fputs (watch->line->str, stderr);
    break;
  case FEEDCTL_FORMAT_NDJSON:
  case FEEDCTL_FORMAT_TEXT:
  default:
    write_line (watch);
    return;
  }
  g_string_truncate (watch->line, 0);
}

static void
on_gap (FeedManager   *manager,
        const FeedGap *gap,
        const char    *venue,
        const char    *connection,
        const char    *symbol,
        gpointer       user_data)
{
  Watch *watch = user_data;

  feedctl_summary_add_gap (&watch->summary, gap, connection, symbol);
  if (watch->options.format != FEEDCTL_FORMAT_NDJSON)
    return;
  feedctl_format_gap (watch->line, gap, venue, connection, symbol,
                      get_now_us (watch) + watch->wall_offset_us);
  write_line (watch);
}

static void
on_output_closed (int      error,
                  gpointer user_data)
{
  Watch *watch = user_data;

  if (error != 0)
    fprintf (stderr, "%s: cannot write: %s\n", g_get_prgname (), g_strerror (error));
  watch_end (watch, error != 0 ? FEEDCTL_EXIT_FAILED : FEEDCTL_EXIT_OK);
}

static gboolean
on_signal (gpointer user_data)
{
  watch_end (user_data, FEEDCTL_EXIT_OK);
  return G_SOURCE_CONTINUE;
}

/* Without a session nothing comes any more, and nobody is here to give another account */
static void
on_health (FeedManager *manager,
           FeedHealth  *health,
           gpointer     user_data)
{
  Watch *watch = user_data;

  if (feed_health_get_link (health) != FEED_LINK_AUTH ||
      !feed_health_get_figures (health)->login_refused)
    return;
  fprintf (stderr, "%s: the venue refused the log-in%s%s\n", g_get_prgname (),
           watch->trouble != NULL ? ": " : "", watch->trouble != NULL ? watch->trouble : "");
  watch_end (watch, FEEDCTL_EXIT_REFUSED);
}

static gboolean
on_duration_over (gpointer user_data)
{
  Watch *watch = user_data;

  if (watch->summary.ticks > 0) {
    watch_end (watch, FEEDCTL_EXIT_OK);
  } else {
    fprintf (stderr, "%s: no data in %.0f s\n", g_get_prgname (),
             (double) watch->options.duration_us / G_USEC_PER_SEC);
    watch_end (watch, FEEDCTL_EXIT_NO_DATA);
  }
  return G_SOURCE_CONTINUE;
}

static gboolean
on_draw_due (gpointer user_data)
{
  Watch *watch = user_data;
  gint64 now_us = get_now_us (watch);
  struct winsize size = { .ws_row = 24, .ws_col = 80 };
  FeedctlTable table;

  /* A terminal that is slow gets fewer pictures, not later ones; ages grow without ticks too */
  if (feedctl_output_get_queued (watch->output) > 0
      || (!watch->dirty && now_us - watch->drawn_us < REDRAW_US))
    return G_SOURCE_CONTINUE;
  ioctl (STDOUT_FILENO, TIOCGWINSZ, &size);
  feed_board_flush (feed_manager_get_board (watch->manager));
  table.board = G_LIST_MODEL (feed_manager_get_board (watch->manager));
  table.connections = feed_manager_get_connections (watch->manager);
  table.message = watch->message;
  table.now_us = now_us;
  table.columns = MAX (size.ws_col, 20);
  table.lines = size.ws_row;
  feedctl_table_draw (watch->line, &table);
  write_line (watch);
  watch->dirty = FALSE;
  watch->drawn_us = now_us;
  return G_SOURCE_CONTINUE;
}

static gboolean
subscribe_all (Watch *watch)
{
  for (guint i = 0; watch->options.symbols[i] != NULL; i++) {
    g_autoptr (GError) error = NULL;

    if (feed_manager_subscribe (watch->manager, watch->options.venue, watch->options.symbols[i],
                                &error) == FEED_NO_INSTRUMENT) {
      watch_fail (watch, error->message);
      return FALSE;
    }
  }
  return TRUE;
}

static void
start_feed (Watch *watch)
{
  FeedctlFormat format = watch->options.format;

  if (!subscribe_all (watch))
    return;
  watch->started = TRUE;
  watch->summary.started_us = get_now_us (watch);
  if (format == FEEDCTL_FORMAT_TABLE) {
    feedctl_table_open (watch->line);
    add_timeout (watch, DRAW_MS, "feedctl table", on_draw_due);
  } else {
    feedctl_format_header (watch->line, format);
  }
  write_line (watch);
  if (watch->options.duration_us > 0) {
    gint64 ms = watch->options.duration_us / 1000;

    add_timeout (watch, (guint) CLAMP (ms, 1, G_MAXUINT), "feedctl duration", on_duration_over);
  }
  feed_manager_start (watch->manager);
}

static void
on_lookup_ready (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  Watch *watch = user_data;
  g_autoptr (GError) error = NULL;

  watch->n_pending--;
  if (!feed_manager_lookup_finish (watch->manager, result, &error)) {
    if (g_error_matches (error, FEED_ERROR, FEED_ERROR_UNKNOWN_SYMBOL)) {
      watch_fail (watch, error->message);
      return;
    }
    if (g_main_loop_is_running (watch->loop))
      fprintf (stderr, "%s: %s cannot be asked for its symbols now: %s\n", g_get_prgname (),
               watch->options.venue,
               g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? "no answer"
                                                                         : error->message);
  }
  if (g_main_loop_is_running (watch->loop))
    start_feed (watch);
}

static gboolean
on_lookup_late (gpointer user_data)
{
  Watch *watch = user_data;

  g_cancellable_cancel (watch->cancellable);
  return G_SOURCE_REMOVE;
}

static void
look_up (Watch *watch)
{
  const char *venue = watch->options.venue;

  /* A venue that cannot be asked for its symbols holds nothing up for longer */
  add_timeout (watch, feedctl_venue_get_lookup_ms (venue), "feedctl lookup", on_lookup_late);
  watch->n_pending++;
  feed_manager_lookup_async (watch->manager, venue, (const char *const *) watch->options.symbols,
                             watch->cancellable, on_lookup_ready, watch);
}

static FeedctlExit
set_up_venue (Watch      *watch,
              const char *stream_base,
              const char *rest_base)
{
  const FeedctlWatchOptions *options = &watch->options;
  FeedctlExit applied = feedctl_venue_apply (watch->manager, options->venue, stream_base,
                                             rest_base);
  g_autoptr (GError) error = NULL;

  if (applied != FEEDCTL_EXIT_OK)
    return applied;
  watch->numbers_all = feedctl_venue_numbers_all (options->venue);
  if (!feedctl_venue_set_list (watch->manager, options->venue, options->list_base))
    return FEEDCTL_EXIT_USAGE;
  if ((options->calendar == NULL ||
       feed_manager_set_calendar_file (watch->manager, options->calendar, &error)) &&
      feed_manager_set_mode (watch->manager, options->venue, options->mode, &error))
    return feedctl_account_apply (watch->manager, options->venue);
  fprintf (stderr, "%s: %s\n", g_get_prgname (), error->message);
  return FEEDCTL_EXIT_USAGE;
}

static void
on_demo_ready (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  Watch *watch = user_data;
  g_autoptr (GError) error = NULL;
  FeedctlExit applied;

  watch->n_pending--;
  watch->demo = feedctl_demo_start_finish (result, &error);
  if (watch->demo == NULL) {
    if (g_main_loop_is_running (watch->loop))
      watch_fail (watch, error->message);
    return;
  }
  if (!g_main_loop_is_running (watch->loop))
    return;
  applied = set_up_venue (watch, feedctl_demo_get_stream (watch->demo),
                          feedctl_demo_get_rest (watch->demo));
  if (applied == FEEDCTL_EXIT_OK)
    look_up (watch);
  else
    watch_end (watch, applied);
}

/* A venue that nobody has an address of is the demo market: started here */
static FeedctlExit
open_venue (Watch *watch)
{
  const FeedctlWatchOptions *options = &watch->options;
  g_autoptr (GError) error = NULL;
  g_autofree char *stream_base = NULL;
  g_autofree char *rest_base = NULL;
  FeedctlExit applied;

  if (!feedctl_venue_is_known (options->venue)) {
    g_autofree char *ids = g_strjoinv (", ", (char **) feed_provider_registry_get_ids ());

    fprintf (stderr, "%s: there is no venue “%s”, but %s\n", g_get_prgname (), options->venue,
             ids);
    return FEEDCTL_EXIT_USAGE;
  }
  watch->manager = feedctl_venue_new_manager (&error);
  if (watch->manager == NULL) {
    fprintf (stderr, "%s: the settings are wrong:\n%s\n", g_get_prgname (), error->message);
    return FEEDCTL_EXIT_FAILED;
  }
  feedctl_venue_get_endpoints (options->venue, options->stream_base, options->rest_base,
                               &stream_base, &rest_base);
  if (stream_base == NULL && rest_base == NULL) {
    watch->n_pending++;
    feedctl_demo_start_async (watch->cancellable, on_demo_ready, watch);
    return FEEDCTL_EXIT_OK;
  }
  applied = set_up_venue (watch, stream_base, rest_base);
  if (applied == FEEDCTL_EXIT_OK)
    look_up (watch);
  return applied;
}

static void
print_end (Watch *watch)
{
  g_autofree char *words = NULL;

  if (!watch->started)
    return;
  watch->summary.dropped = feedctl_output_get_dropped (watch->output);
  words = feedctl_summary_describe (&watch->summary,
                                    feed_manager_get_connections (watch->manager),
                                    get_now_us (watch));
  feed_manager_stop (watch->manager);
  if (watch->options.format == FEEDCTL_FORMAT_TABLE) {
    feedctl_table_close (watch->line);
    write_line (watch);
  }
  if (!feedctl_output_free (g_steal_pointer (&watch->output)))
    fprintf (stderr, "%s: the reader took no more: some lines are lost\n", g_get_prgname ());
  fprintf (stderr, "%s: %s", g_get_prgname (), words);
}

static void
on_source_destroy (gpointer data)
{
  g_source_destroy (data);
  g_source_unref (data);
}

static void
run (Watch *watch)
{
  watch->loop = g_main_loop_new (NULL, FALSE);
  watch->wall_offset_us = feed_clock_wall_us (feed_manager_get_clock (watch->manager))
                          - get_now_us (watch);
  add_signal (watch, SIGINT, "interrupt", on_signal);
  add_signal (watch, SIGTERM, "terminate", on_signal);
  g_signal_connect (watch->manager, "tick", G_CALLBACK (on_tick), watch);
  g_signal_connect (watch->manager, "event", G_CALLBACK (on_event), watch);
  g_signal_connect (watch->manager, "health", G_CALLBACK (on_health), watch);
  g_signal_connect (watch->manager, "gap", G_CALLBACK (on_gap), watch);
  g_main_loop_run (watch->loop);
  g_ptr_array_set_size (watch->sources, 0);
  g_signal_handlers_disconnect_by_data (watch->manager, watch);
  print_end (watch);
}

static void
clear_watch (Watch *watch)
{
  g_cancellable_cancel (watch->cancellable);
  while (watch->n_pending > 0)
    g_main_context_iteration (NULL, TRUE);
  feedctl_watch_options_clear (&watch->options);
  feedctl_summary_clear (&watch->summary);
  g_clear_pointer (&watch->output, feedctl_output_free);
  g_clear_pointer (&watch->sources, g_ptr_array_unref);
  g_clear_object (&watch->manager);
  g_clear_pointer (&watch->demo, feedctl_demo_free);
  g_clear_object (&watch->cancellable);
  g_clear_pointer (&watch->loop, g_main_loop_unref);
  g_clear_pointer (&watch->message, g_free);
  g_clear_pointer (&watch->trouble, g_free);
  g_string_free (watch->line, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Watch, clear_watch)

/**
 * feedctl_watch:
 * @argc: how many arguments
 * @argv: the arguments, the name of the sub-command first
 *
 * Prints what a venue sends about symbols until it is signalled.
 *
 * Returns: an exit code
 */
int
feedctl_watch (int    argc,
               char **argv)
{
  g_auto (Watch) watch = { .line = g_string_new (NULL) };
  g_autoptr (GError) error = NULL;
  FeedctlExit opened;

  signal (SIGPIPE, SIG_IGN);
  g_set_prgname ("feedctl watch");
  if (!feedctl_watch_options_parse (&watch.options, argc, argv, isatty (STDOUT_FILENO), &error)) {
    fprintf (stderr, "feedctl watch: %s; see feedctl watch --help\n", error->message);
    return FEEDCTL_EXIT_USAGE;
  }
  watch.cancellable = g_cancellable_new ();
  watch.sources = g_ptr_array_new_with_free_func (on_source_destroy);
  watch.output = feedctl_output_new (STDOUT_FILENO, OUTPUT_LIMIT, on_output_closed, &watch);
  opened = open_venue (&watch);
  if (opened != FEEDCTL_EXIT_OK)
    return opened;
  run (&watch);
  return watch.exit;
}
