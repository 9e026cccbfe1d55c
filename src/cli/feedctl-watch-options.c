/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/feedctl-watch-options.h"

#include <accounts/accounts.h>
#include <string.h>

#define MAX_DURATION_S 1e9

static const struct {
  const char   *name;
  FeedctlFormat format;
} FORMATS[] = {
  { "table", FEEDCTL_FORMAT_TABLE },
  { "ndjson", FEEDCTL_FORMAT_NDJSON },
  { "csv", FEEDCTL_FORMAT_CSV },
  { "text", FEEDCTL_FORMAT_TEXT },
};

/* As the names of #FeedMode go */
static const char *const MODES[] = { "ltp", "quote", "snap", "depth", NULL };

/* What GOption fills; strings are owned */
typedef struct {
  char  *account;
  char  *format, *mode;
  char **rest;
  double duration_s;
} Words;

static void
clear_words (Words *words)
{
  g_free (words->account);
  g_free (words->format);
  g_free (words->mode);
  g_strfreev (words->rest);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Words, clear_words)

static gboolean
fail (GError    **error,
      const char *message)
{
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, message);
  return FALSE;
}

static gboolean
parse_format (FeedctlWatchOptions *self,
              const char          *name,
              gboolean             is_terminal,
              GError             **error)
{
  self->format = is_terminal ? FEEDCTL_FORMAT_TABLE : FEEDCTL_FORMAT_TEXT;
  if (name == NULL)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (FORMATS); i++) {
    if (strcmp (FORMATS[i].name, name) == 0) {
      self->format = FORMATS[i].format;
      return TRUE;
    }
  }
  return fail (error, "--format is one of table, ndjson, csv and text");
}

static gboolean
parse_mode (FeedctlWatchOptions *self,
            const char          *name,
            GError             **error)
{
  self->mode = FEED_MODE_SNAP;
  if (name == NULL)
    return TRUE;
  for (guint i = 0; MODES[i] != NULL; i++) {
    if (strcmp (MODES[i], name) == 0) {
      self->mode = i;
      return TRUE;
    }
  }
  return fail (error, "--mode is one of ltp, quote, snap and depth");
}

static gboolean
take_words (FeedctlWatchOptions *self,
            Words               *words,
            gboolean             is_terminal,
            GError             **error)
{
  if (words->rest == NULL)
    return fail (error, "which venue, and which symbols?");
  if (words->account != NULL && !account_id_check_name (words->account, error))
    return FALSE;
  self->venue = account_id_new (words->rest[0], words->account);
  self->symbols = g_strdupv (words->rest + 1);
  if (self->symbols[0] == NULL)
    return fail (error, "which symbols?");
  if (!(words->duration_s >= 0 && words->duration_s <= MAX_DURATION_S))
    return fail (error, "--duration is a number of seconds, more than none");
  self->duration_us = (gint64) (words->duration_s * G_USEC_PER_SEC);
  return parse_mode (self, words->mode, error)
         && parse_format (self, words->format, is_terminal, error);
}

gboolean
feedctl_watch_options_parse (FeedctlWatchOptions *self,
                             int                  argc,
                             char               **argv,
                             gboolean             is_terminal,
                             GError             **error)
{
  g_auto (Words) words = { 0 };
  const GOptionEntry entries[] = {
    { "format", 0, 0, G_OPTION_ARG_STRING, &words.format,
      "table, ndjson, csv or text; table on a terminal, else text", "FORMAT" },
    { "stream", 0, 0, G_OPTION_ARG_STRING, &self->stream_base,
      "Base of the venue's stream, the documented paths are appended", "URL" },
    { "rest", 0, 0, G_OPTION_ARG_STRING, &self->rest_base,
      "Base of the venue's REST interface", "URL" },
    { "instruments", 0, 0, G_OPTION_ARG_STRING, &self->list_base,
      "Where the venue's instrument list is", "URL" },
    { "mode", 0, 0, G_OPTION_ARG_STRING, &words.mode,
      "ltp, quote, snap (best five levels) or depth (twenty): what a venue that leaves a choice "
      "sends; snap", "MODE" },
    { "calendar", 0, 0, G_OPTION_ARG_FILENAME, &self->calendar,
      "The exchanges' hours, in place of the installed ones; a venue on this machine is always open "
      "without it", "FILE" },
    { "account", 0, 0, G_OPTION_ARG_STRING, &words.account,
      "An account of the keyring by its name; VENUE@NAME says the same", "NAME" },
    { "duration", 0, 0, G_OPTION_ARG_DOUBLE, &words.duration_s,
      "End after so many seconds", "SECONDS" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &words.rest, NULL,
      "VENUE SYMBOL…" },
    { NULL },
  };
  g_autofree char *ids = g_strjoinv (", ", (char **) feed_provider_registry_get_ids ());
  g_autofree char *venues = g_strdup_printf (
    "Venues: %s. “demo” without --stream starts a market of its own.\n"
    "An account is given by the environment, as EVERTICK_ANGEL_ONE_CLIENT_CODE, _PIN, _API_KEY and "
    "_TOTP_SECRET, or kept in the keyring: see feedctl account --help.\n"
    "Levels of the order book are in ndjson alone: \"depth\":{\"buy\":[[price,size,orders],…],"
    "\"sell\":[…]}, best first.\n"
    "Exit: 0 ended or signalled, 1 failed, 2 usage, 3 log-in refused, 4 no data in --duration.",
    ids);
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (context,
                                "Follows symbols of a venue, by its stream or, where that fails, "
                                "by polling.");
  g_option_context_set_description (context, venues);
  g_option_context_add_main_entries (context, entries, NULL);
  return g_option_context_parse (context, &argc, &argv, error)
         && take_words (self, &words, is_terminal, error);
}

void
feedctl_watch_options_clear (FeedctlWatchOptions *self)
{
  g_free (self->venue);
  g_strfreev (self->symbols);
  g_free (self->stream_base);
  g_free (self->rest_base);
  g_free (self->list_base);
  g_free (self->calendar);
}
