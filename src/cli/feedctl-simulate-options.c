/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/feedctl-simulate-options.h"

/* What has not the type that GOption would fill in */
typedef struct {
  gint64 seed;
  int    n_symbols;
  int    n_instruments;
  int    quotes_per_second;
  int    quotes_per_hour;
  gint64 token_life_s;
} Numbers;

static char *
describe_faults (void)
{
  GString *text = g_string_new ("Faults, `NAME [ARGUMENT]@START+DURATION`:\n");
  const char *summary;
  char *usage;

  for (guint i = 0; (summary = feedsim_server_describe_fault (i, &usage)) != NULL; i++) {
    g_string_append_printf (text, "  %-26s %s\n", usage, summary);
    g_free (usage);
  }
  g_string_append (text,
                   "\nTimes are like 15s, 500ms or 2m and count from the first subscription; "
                   "without @ a\nfault starts at once, without + it stays. Where one lets nobody "
                   "subscribe from the\nbeginning, all count from the start of the simulator.\n"
                   "POST CONTROL/fault takes the same text, its times counted from then; "
                   "GET lists,\nwith the id of what runs and the seconds that remain; DELETE heals, "
                   "DELETE CONTROL/fault/ID\none. CONTROL is in the JSON line that is printed.\n"
                   "With --until-eof the standard input takes “fault SPEC”, “heal”, “heal ID” and "
                   "“calm”,\nwhich ends the chaos too, one a line.\n\n"
                   "--chaos begins with the first subscription: storms of faults, each over after "
                   "half a\nminute at most, with rests in which a sound client recovers; between two "
                   "storms more\nthan ten minutes of faults that a live stream survives. The same "
                   "seed throws the same.\n\n"
                   "The fault log has one JSON object a line when a fault begins and when it ends: "
                   "event\n(began, ended), id, time, fault, and seconds: its duration, 0 for what "
                   "happens once,\nnull for what stays.");
  return g_string_free (text, FALSE);
}

static void
add_market_entries (GOptionContext *context,
                    FeedsimOptions *options,
                    Numbers        *numbers)
{
  const GOptionEntry entries[] = {
    { "venue", 0, 0, G_OPTION_ARG_STRING, &options->venue,
      "Whose wire and symbols: binance, demo or angel-one", "VENUE" },
    { "replay", 0, 0, G_OPTION_ARG_FILENAME, &options->replay_path,
      "Play a recording of “<receive ns> <JSON>” lines, plain or gzip", "FILE" },
    { "speed", 0, 0, G_OPTION_ARG_DOUBLE, &options->speed,
      "Play it so many times as fast", "N" },
    { "restamp", 0, 0, G_OPTION_ARG_NONE, &options->restamp,
      "Shift its times to now", NULL },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &numbers->seed,
      "Of the market that is made up, and of the account", "N" },
    { "symbols", 0, 0, G_OPTION_ARG_INT, &numbers->n_symbols,
      "Make up so many symbols", "N" },
    { "rate", 0, 0, G_OPTION_ARG_DOUBLE, &options->ticks_per_second,
      "Of all symbols together", "TICKS_PER_S" },
    { NULL },
  };

  g_option_context_add_main_entries (context, entries, NULL);
}

static void
add_account_entries (GOptionContext *context,
                     FeedsimOptions *options,
                     Numbers        *numbers)
{
  const GOptionEntry entries[] = {
    { "instruments-count", 0, 0, G_OPTION_ARG_INT, &numbers->n_instruments,
      "Rows of Angel One's list of instruments; about 180000 are there in truth", "N" },
    { "token-life", 0, 0, G_OPTION_ARG_INT64, &numbers->token_life_s,
      "How long a log-in to Angel One is good (28 h)", "SECONDS" },
    { "quotes-per-second", 0, 0, G_OPTION_ARG_INT, &numbers->quotes_per_second,
      "How many requests for quotes Angel One lets through (1)", "N" },
    { "quotes-per-hour", 0, 0, G_OPTION_ARG_INT, &numbers->quotes_per_hour,
      "… in any hour (5000)", "N" },
    { "envelope", 0, 0, G_OPTION_ARG_STRING, &options->envelope,
      "How Angel One wraps its answers: mixed, status, success or strings", "SPELLING" },
    { NULL },
  };

  g_option_context_add_main_entries (context, entries, NULL);
}

static void
add_fault_entries (GOptionContext         *context,
                   FeedctlSimulateOptions *options)
{
  const GOptionEntry entries[] = {
    { "fault", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->simulator->faults,
      "A fault, see below; may be given several times", "SPEC" },
    { "chaos", 0, 0, G_OPTION_ARG_INT64, &options->simulator->chaos_seed,
      "Throw faults at random, told by this seed alone", "SEED" },
    { "chaos-pace", 0, 0, G_OPTION_ARG_DOUBLE, &options->simulator->chaos_pace,
      "… so many times as fast", "N" },
    { "fault-log", 0, 0, G_OPTION_ARG_FILENAME, &options->fault_log,
      "Log each fault; “-”, the default of --chaos, is the standard output", "FILE" },
    { "until-eof", 0, 0, G_OPTION_ARG_NONE, &options->until_eof,
      "End when the standard input does", NULL },
    { NULL },
  };

  g_option_context_add_main_entries (context, entries, NULL);
}

static gboolean
take_numbers (FeedsimOptions *options,
              const Numbers  *numbers,
              GError        **error)
{
  const char *trouble = NULL;

  if (options->chaos_seed < -1)
    trouble = "the seed of the chaos is not negative";
  else if (numbers->seed < 0 || numbers->seed > G_MAXUINT32 || numbers->n_symbols < 0 ||
           numbers->n_instruments < 0)
    trouble = "a seed and a number of symbols or instruments are not negative, a seed fits 32 bits";
  else if (numbers->quotes_per_second < 0 || numbers->quotes_per_hour < 0)
    trouble = "the limit of quotes is not between 1 and 1000000";
  else if (numbers->token_life_s < 0 || numbers->token_life_s > G_MAXUINT)
    trouble = "the life of a token is not between a second and a year";
  if (trouble != NULL) {
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, trouble);
    return FALSE;
  }
  options->seed = (guint32) numbers->seed;
  options->n_symbols = (guint) numbers->n_symbols;
  options->n_instruments = (guint) numbers->n_instruments;
  options->token_life_s = (guint) numbers->token_life_s;
  options->quotes_per_second = (guint) numbers->quotes_per_second;
  options->quotes_per_hour = (guint) numbers->quotes_per_hour;
  return TRUE;
}

/**
 * feedctl_simulate_options_parse:
 * @argc: how many arguments
 * @argv: the arguments, the name of the sub-command first
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): what they say
 */
FeedctlSimulateOptions *
feedctl_simulate_options_parse (int      argc,
                                char   **argv,
                                GError **error)
{
  g_autoptr (FeedctlSimulateOptions) self = g_new0 (FeedctlSimulateOptions, 1);
  g_autoptr (GOptionContext) context = g_option_context_new ("");
  g_autofree char *faults = describe_faults ();
  g_autofree char *venue = NULL;
  Numbers numbers;

  self->simulator = feedsim_options_new ();
  /* GOption does not free what it replaces */
  venue = g_steal_pointer (&self->simulator->venue);
  numbers = (Numbers) { .seed = self->simulator->seed,
                        .token_life_s = self->simulator->token_life_s,
                        .quotes_per_second = (int) self->simulator->quotes_per_second,
                        .quotes_per_hour = (int) self->simulator->quotes_per_hour };
  g_option_context_set_summary (context,
                                "Runs a market and its venue on 127.0.0.1 and prints one line of "
                                "JSON with their addresses,\nand with the account where the venue "
                                "wants a log-in.");
  g_option_context_set_description (context, faults);
  add_market_entries (context, self->simulator, &numbers);
  add_account_entries (context, self->simulator, &numbers);
  add_fault_entries (context, self);
  if (!g_option_context_parse (context, &argc, &argv, error))
    return NULL;
  if (self->simulator->venue == NULL)
    self->simulator->venue = g_steal_pointer (&venue);
  if (argc > 1) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "“%s” is one argument too many",
                 argv[1]);
    return NULL;
  }
  return take_numbers (self->simulator, &numbers, error) ? g_steal_pointer (&self) : NULL;
}

void
feedctl_simulate_options_free (FeedctlSimulateOptions *self)
{
  feedsim_options_free (self->simulator);
  g_free (self->fault_log);
  g_free (self);
}
