/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <feed/feed.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "cli/feedctl.h"

typedef enum {
  LOG_TEXT,
  LOG_CSV,
  LOG_JSON,
} LogFormat;

typedef struct {
  char     *format_name, *since, *path;
  gboolean  gaps;
  LogFormat format;
  gint64    since_us;
} Arguments;

static void
clear_arguments (Arguments *arguments)
{
  g_free (arguments->format_name);
  g_free (arguments->since);
  g_free (arguments->path);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Arguments, clear_arguments)

static gboolean
fail (GError    **error,
      const char *message)
{
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, message);
  return FALSE;
}

/* "90s", "15m", "2h", "7d" before now */
static gboolean
parse_duration (const char *text,
                gint64     *since_us)
{
  static const struct {
    char   unit;
    gint64 us;
  } units[] = {
    { 's', G_TIME_SPAN_SECOND }, { 'm', G_TIME_SPAN_MINUTE }, { 'h', G_TIME_SPAN_HOUR },
    { 'd', G_TIME_SPAN_DAY },
  };
  char *end;
  double number = g_ascii_strtod (text, &end);

  if (end == text || !(number >= 0 && number <= 1e5) || end[0] == '\0' || end[1] != '\0')
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (units); i++) {
    if (units[i].unit == end[0]) {
      *since_us = g_get_real_time () - (gint64) (number * (double) units[i].us);
      return TRUE;
    }
  }
  return FALSE;
}

/* "2026-11-26", "2026-11-26T10:42", with seconds and zone or without: else the local one */
static gboolean
parse_date (const char *text,
            gint64     *since_us)
{
  static const char *const ends[] = { "", ":00", "T00:00:00" };
  g_autoptr (GTimeZone) local = g_time_zone_new_local ();

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++) {
    g_autofree char *whole = g_strconcat (text, ends[i], NULL);
    g_autoptr (GDateTime) date = g_date_time_new_from_iso8601 (whole, local);

    if (date != NULL) {
      *since_us = g_date_time_to_unix (date) * G_USEC_PER_SEC;
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
take_words (Arguments *arguments,
            GError   **error)
{
  static const char *const formats[] = {
    [LOG_TEXT] = "text", [LOG_CSV] = "csv", [LOG_JSON] = "json",
  };
  guint format = 0;

  while (arguments->format_name != NULL && format < G_N_ELEMENTS (formats)
         && strcmp (arguments->format_name, formats[format]) != 0)
    format++;
  if (format == G_N_ELEMENTS (formats))
    return fail (error, "--format is one of text, csv and json");
  arguments->format = format;
  if (arguments->since != NULL && !parse_duration (arguments->since, &arguments->since_us)
      && !parse_date (arguments->since, &arguments->since_us))
    return fail (error, "--since is a time back, such as 90s, 15m, 2h or 7d, or a date, such as "
                        "2026-11-26 or 2026-11-26T10:42");
  if (arguments->path == NULL)
    arguments->path = feed_history_dup_default_path ();
  return TRUE;
}

static gboolean
parse_arguments (Arguments *arguments,
                 int        argc,
                 char     **argv,
                 GError   **error)
{
  const GOptionEntry entries[] = {
    { "format", 0, 0, G_OPTION_ARG_STRING, &arguments->format_name,
      "text, csv or json; else text", "FORMAT" },
    { "gaps", 0, 0, G_OPTION_ARG_NONE, &arguments->gaps,
      "Every gap of every instrument, instead of the log's lines", NULL },
    { "since", 0, 0, G_OPTION_ARG_STRING, &arguments->since,
      "From then on: 90s, 15m, 2h or 7d ago, or a date", "DURATION|DATE" },
    { "path", 0, 0, G_OPTION_ARG_FILENAME, &arguments->path,
      "Another journal than the window's", "FILE" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (context,
                                "Prints what happened to the feed, oldest first, as the window keeps "
                                "it on disk. It may run meanwhile; nothing is written.");
  g_option_context_set_description (context, "Exit: 0 printed, 1 there is no journal or it cannot "
                                             "be read, 2 usage.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, error))
    return FALSE;
  if (argc > 1) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 "“%s” is one argument too many", argv[1]);
    return FALSE;
  }
  return take_words (arguments, error);
}

static void
append_time (GString *out,
             gint64   us)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = g_date_time_to_local (utc);
  g_autofree char *text = g_date_time_format (local, "%Y-%m-%d %H:%M:%S");

  g_string_append_printf (out, "%s.%03d", text, (int) (us % G_USEC_PER_SEC / 1000));
}

static void
append_span (GString    *out,
             const char *words,
             gint64      us)
{
  if (us >= 0)
    g_string_append_printf (out, "%s%.1f s", words, (double) us / G_USEC_PER_SEC);
}

/* The figures of a gap that brings no words of its own */
static void
append_gap (GString       *out,
            const FeedGap *gap)
{
  g_string_append (out, "from ");
  append_time (out, gap->start_us);
  append_span (out, " for ", gap->length_us);
  g_string_append_printf (out, ", %s", feed_cause_to_string (gap->cause));
  append_span (out, ", noticed after ", gap->detected_after_us);
  append_span (out, ", first polled price after ", gap->polled_after_us);
  if (gap->lost > 0)
    g_string_append_printf (out, ", %" G_GINT64_FORMAT " trades lost, %" G_GINT64_FORMAT " fetched",
                            gap->lost, gap->backfilled);
  if (gap->shared)
    g_string_append (out, ", part of its connection's");
}

/* "10:59:59.6", by the same clock as the lines */
static void
append_clock (GString *out,
              gint64   us)
{
  gint64 tenths = us / (G_USEC_PER_SEC / 10);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (tenths / 10);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;
  g_autofree char *text = local != NULL ? g_date_time_format (local, "%H:%M:%S") : NULL;

  if (text != NULL)
    g_string_append_printf (out, "%s.%d", text, (int) (tenths % 10));
}

/* From when to when, beside the words of a gap */
static void
append_range (GString       *out,
              const FeedGap *gap)
{
  if (gap->length_us == 0)
    return;
  g_string_append (out, gap->length_us > 0 ? "; " : "; since ");
  append_clock (out, gap->start_us);
  if (gap->length_us < 0)
    return;
  g_string_append (out, "–");
  append_clock (out, gap->start_us + gap->length_us);
}

static void
append_line (GString   *out,
             FeedEvent *event)
{
  FeedEventKind kind = feed_event_get_kind (event);
  const FeedGap *gap = feed_event_get_gap (event);
  const char *symbol = feed_event_get_symbol (event);
  const char *text = feed_event_get_text (event);
  gboolean has_words = *text != '\0';

  append_time (out, feed_event_get_time_us (event));
  g_string_append_printf (out, "  %-12s ", feed_event_get_connection (event));
  if (kind == FEED_EVENT_KIND_STATE)
    g_string_append_printf (out, "%s → %s%s, %s", feed_link_state_to_string (feed_event_get_from (event)),
                            feed_link_state_to_string (feed_event_get_to (event)),
                            feed_event_get_polling (event) ? ", polling" : "",
                            feed_colour_to_string (feed_event_get_colour (event)));
  else
    g_string_append (out, feed_event_kind_to_string (kind));
  /* Words name the symbol themselves */
  if (!has_words && *symbol != '\0')
    g_string_append_printf (out, " %s", symbol);
  g_string_append (out, ": ");
  if (!has_words && gap != NULL)
    append_gap (out, gap);
  /* A line of ours stays one */
  for (; *text != '\0'; text = g_utf8_next_char (text))
    g_string_append_unichar (out, g_unichar_iscntrl (g_utf8_get_char (text))
                             ? ' ' : g_utf8_get_char (text));
  if (has_words && gap != NULL)
    append_range (out, gap);
  if (feed_event_get_count (event) > 1)
    g_string_append_printf (out, " (×%u)", feed_event_get_count (event));
  g_string_append_c (out, '\n');
}

static gboolean
print_events (GListModel *events,
              LogFormat   format)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *text = NULL;

  if (format == LOG_TEXT) {
    for (guint i = 0; i < g_list_model_get_n_items (events); i++) {
      g_autoptr (FeedEvent) event = g_list_model_get_item (events, i);

      append_line (out, event);
    }
  } else {
    text = format == LOG_CSV ? feed_event_log_to_csv (events) : feed_event_log_to_json (events);
    g_string_append (out, text);
    if (format == LOG_JSON)
      g_string_append_c (out, '\n');
  }
  return fwrite (out->str, 1, out->len, stdout) == out->len && fflush (stdout) == 0;
}

static void
on_read (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  GAsyncResult **out = user_data;

  *out = g_object_ref (result);
}

static FeedctlExit
print_journal (const Arguments *arguments)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) events = NULL;

  feed_history_read_async (arguments->path, arguments->gaps, arguments->since_us, NULL, on_read,
                           &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  events = feed_history_read_finish (result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND)) {
    fprintf (stderr, "feedctl log: there is no journal yet at %s; the window begins one\n",
             arguments->path);
    return FEEDCTL_EXIT_FAILED;
  }
  if (error != NULL) {
    fprintf (stderr, "feedctl log: %s: %s\n", arguments->path, error->message);
    return FEEDCTL_EXIT_FAILED;
  }
  if (!print_events (events, arguments->format)) {
    fprintf (stderr, "feedctl log: the output could not be written\n");
    return FEEDCTL_EXIT_FAILED;
  }
  return FEEDCTL_EXIT_OK;
}

/**
 * feedctl_log:
 * @argc: how many arguments
 * @argv: the arguments, the name of the sub-command first
 *
 * Prints the journal.
 *
 * Returns: an exit code
 */
int
feedctl_log (int    argc,
             char **argv)
{
  g_auto (Arguments) arguments = { 0 };
  g_autoptr (GError) error = NULL;

  signal (SIGPIPE, SIG_IGN);
  g_set_prgname ("feedctl log");
  if (!parse_arguments (&arguments, argc, argv, &error)) {
    fprintf (stderr, "feedctl log: %s; see feedctl log --help\n", error->message);
    return FEEDCTL_EXIT_USAGE;
  }
  return print_journal (&arguments);
}
