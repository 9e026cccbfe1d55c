/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <feed/feed.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "cli/feedctl-venue.h"
#include "cli/feedctl.h"

#define DEFAULT_MAX 20
#define MAX_MAX 1000

typedef struct {
  char    *format_name, *list_base, *rest_base, *text;
  int      max;
  gboolean ndjson;
  char    *venue;    /* NULL: all */
} Arguments;

static void
clear_arguments (Arguments *arguments)
{
  g_free (arguments->format_name);
  g_free (arguments->list_base);
  g_free (arguments->rest_base);
  g_free (arguments->text);
  g_free (arguments->venue);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Arguments, clear_arguments)

static gboolean
fail (GError    **error,
      const char *message)
{
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, message);
  return FALSE;
}

static gboolean
take_words (Arguments *arguments,
            char     **words,
            GError   **error)
{
  const char *format = arguments->format_name != NULL ? arguments->format_name : "text";

  arguments->ndjson = strcmp (format, "ndjson") == 0;
  if (!arguments->ndjson && strcmp (format, "text") != 0)
    return fail (error, "--format is text or ndjson");
  if (arguments->max < 1 || arguments->max > MAX_MAX)
    return fail (error, "--max is a number from 1 to 1000");
  if (words[0] == NULL || words[1] == NULL)
    return fail (error, "a venue, or all, and the text to search for are needed");
  arguments->venue = strcmp (words[0], "all") == 0 ? NULL : g_strdup (words[0]);
  arguments->text = g_strjoinv (" ", words + 1);
  if (arguments->venue == NULL && (arguments->list_base != NULL || arguments->rest_base != NULL))
    return fail (error, "--instruments and --rest are of one venue");
  return TRUE;
}

static gboolean
parse_arguments (Arguments *arguments,
                 int        argc,
                 char     **argv,
                 GError   **error)
{
  const GOptionEntry entries[] = {
    { "max", 0, 0, G_OPTION_ARG_INT, &arguments->max, "At most so many lines; 20", "N" },
    { "format", 0, 0, G_OPTION_ARG_STRING, &arguments->format_name, "text or ndjson; else text",
      "FORMAT" },
    { "instruments", 0, 0, G_OPTION_ARG_STRING, &arguments->list_base,
      "Where the venue's instrument list is", "URL" },
    { "rest", 0, 0, G_OPTION_ARG_STRING, &arguments->rest_base,
      "Another host of the venue's requests", "URL" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("VENUE|all TEXT…");

  arguments->max = DEFAULT_MAX;
  g_option_context_set_summary (context,
                                "Searches the instrument lists of a venue, or of all, best first. A "
                                "list is fetched once a day and kept.");
  g_option_context_set_description (context, "Each word begins a word of the symbol, name, exchange, "
                                             "expiry, strike or kind, or is in it: "
                                             "feedctl search angel-one nifty 24500 ce\n"
                                             "Exit: 0 found, 1 nothing found or no list to be had, "
                                             "2 usage.");
  g_option_context_add_main_entries (context, entries, NULL);
  return g_option_context_parse (context, &argc, &argv, error)
         && take_words (arguments, argv + 1, error);
}

static void
append_string (GString    *out,
               const char *name,
               const char *text)
{
  g_string_append_printf (out, "%s\"%s\":\"", out->len > 1 ? "," : "", name);
  for (; *text != '\0'; text++) {
    if (*text == '"' || *text == '\\')
      g_string_append_printf (out, "\\%c", *text);
    else if ((guchar) *text < 0x20)
      g_string_append_printf (out, "\\u%04x", (guint) *text);
    else
      g_string_append_c (out, *text);
  }
  g_string_append_c (out, '"');
}

/* What is not known is left out */
static void
append_number (GString    *out,
               const char *name,
               double      value)
{
  char text[64];

  if (!isfinite (value))
    return;
  feed_decimal_format (text, sizeof text, value, -1);
  g_string_append_printf (out, ",\"%s\":%s", name, text);
}

static void
print_json (const FeedMatch *match)
{
  const FeedListing *listing = match->listing;
  g_autoptr (GString) out = g_string_new ("{");

  append_string (out, "venue", match->venue);
  append_string (out, "symbol", listing->symbol);
  append_string (out, "key", listing->key);
  append_string (out, "name", listing->name);
  append_string (out, "exchange", listing->exchange);
  append_string (out, "kind", feed_listing_kind_to_string (listing->kind));
  if (listing->expiry != 0)
    g_string_append_printf (out, ",\"expiry\":\"%04d-%02d-%02d\"", listing->expiry / 10000,
                            listing->expiry / 100 % 100, listing->expiry % 100);
  append_number (out, "strike", listing->strike);
  append_number (out, "lot_size", listing->lot_size);
  append_number (out, "tick_size", listing->tick_size);
  g_string_append (out, "}\n");
  fputs (out->str, stdout);
}

/* A line of ours stays one, whatever the list says */
static void
append_plain (GString    *out,
              const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    g_string_append_unichar (out, g_unichar_iscntrl (g_utf8_get_char (text))
                             ? ' ' : g_utf8_get_char (text));
}

static void
print_text (const FeedMatch *match)
{
  const FeedListing *listing = match->listing;
  g_autoptr (GString) symbol = g_string_new (NULL);
  g_autoptr (GString) more = g_string_new (NULL);
  char text[64];

  append_plain (symbol, listing->symbol);
  append_plain (more, listing->name);
  if (listing->expiry != 0)
    g_string_append_printf (more, ", %04d-%02d-%02d", listing->expiry / 10000,
                            listing->expiry / 100 % 100, listing->expiry % 100);
  if (isfinite (listing->strike)) {
    feed_decimal_format (text, sizeof text, listing->strike, -1);
    g_string_append_printf (more, ", strike %s", text);
  }
  if (isfinite (listing->lot_size) && listing->lot_size != 1) {
    feed_decimal_format (text, sizeof text, listing->lot_size, -1);
    g_string_append_printf (more, ", lot %s", text);
  }
  printf ("%-10s  %-32s  %-6s  %s\n", match->venue, symbol->str,
          feed_listing_kind_to_string (listing->kind), more->str);
}

static void
on_found (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  GAsyncResult **out = user_data;

  *out = g_object_ref (result);
}

static FeedctlExit
print_matches (const Arguments *arguments,
               GPtrArray       *matches)
{
  if (matches->len == 0) {
    fprintf (stderr, "feedctl search: nothing is called “%s” there\n", arguments->text);
    return FEEDCTL_EXIT_FAILED;
  }
  for (guint i = 0; i < matches->len; i++) {
    if (arguments->ndjson)
      print_json (matches->pdata[i]);
    else
      print_text (matches->pdata[i]);
  }
  if (fflush (stdout) == 0)
    return FEEDCTL_EXIT_OK;
  fprintf (stderr, "feedctl search: the output could not be written\n");
  return FEEDCTL_EXIT_FAILED;
}

/* Options, else the settings, else the venue's own */
static FeedctlExit
set_addresses (FeedManager     *manager,
               const Arguments *arguments,
               const char      *venue)
{
  g_autofree char *list_base = arguments->list_base != NULL ? g_strdup (arguments->list_base)
                                                            : feed_settings_dup_list_base (venue);
  g_autofree char *stream_base = NULL;
  g_autofree char *rest_base = NULL;
  g_autoptr (GError) error = NULL;

  feedctl_venue_get_endpoints (venue, NULL, arguments->rest_base, &stream_base, &rest_base);
  if (rest_base != NULL
      && feedctl_venue_apply (manager, venue, stream_base, rest_base) != FEEDCTL_EXIT_OK)
    return FEEDCTL_EXIT_USAGE;
  if (list_base == NULL || feed_manager_set_list_base (manager, venue, list_base, &error))
    return FEEDCTL_EXIT_OK;
  fprintf (stderr, "feedctl search: %s\n", error->message);
  return FEEDCTL_EXIT_USAGE;
}

static FeedctlExit
search (FeedManager     *manager,
        const Arguments *arguments)
{
  FeedSearch search = { arguments->text, arguments->venue, (guint) arguments->max };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) matches = NULL;
  g_autoptr (GError) error = NULL;

  feed_manager_search_async (manager, &search, NULL, on_found, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  matches = feed_manager_search_finish (manager, result, &error);
  if (matches != NULL)
    return print_matches (arguments, matches);
  fprintf (stderr, "feedctl search: %s\n", error->message);
  return g_error_matches (error, FEED_ERROR, FEED_ERROR_UNKNOWN_VENUE) ? FEEDCTL_EXIT_USAGE
                                                                       : FEEDCTL_EXIT_FAILED;
}

/**
 * feedctl_search:
 * @argc: how many arguments
 * @argv: the arguments, the name of the sub-command first
 *
 * Searches instrument lists.
 *
 * Returns: an exit code
 */
int
feedctl_search (int    argc,
                char **argv)
{
  g_auto (Arguments) arguments = { 0 };
  g_autoptr (FeedManager) manager = NULL;
  g_autoptr (GError) error = NULL;

  signal (SIGPIPE, SIG_IGN);
  g_set_prgname ("feedctl search");
  if (!parse_arguments (&arguments, argc, argv, &error)) {
    fprintf (stderr, "feedctl search: %s; see feedctl search --help\n", error->message);
    return FEEDCTL_EXIT_USAGE;
  }
  manager = feedctl_venue_new_manager (&error);
  if (manager == NULL) {
    fprintf (stderr, "feedctl search: %s\n", error->message);
    return FEEDCTL_EXIT_USAGE;
  }
  if (arguments.venue != NULL
      && set_addresses (manager, &arguments, arguments.venue) != FEEDCTL_EXIT_OK)
    return FEEDCTL_EXIT_USAGE;
  return search (manager, &arguments);
}
