/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <accounts/accounts.h>
#include <signal.h>
#include <stdio.h>

#include "cli/feedctl-check-account.h"
#include "cli/feedctl-report.h"
#include "cli/feedctl-venue.h"
#include "cli/feedctl.h"

/* Every venue that trades crypto knows the one, and so does the demo market; those that go by their
 * lists are of India and know the other */
#define WELL_KNOWN "BTCUSDT"
#define WELL_KNOWN_LISTED "NSE:RELIANCE-EQ"
#define DEFAULT_TIMEOUT_S 10
#define TRADE_WAIT_US (3 * G_USEC_PER_SEC)
/* Of the quota: less than this is left to the others on our address */
#define LOW_QUOTA_PERCENT 20

typedef struct {
  char  *venue, *symbol, *account;
  char  *stream_base, *rest_base, *list_base;
  double timeout_s;
} Arguments;

/* One venue being asked */
typedef struct {
  FeedManager *manager;
  GMainLoop   *loop;
  FeedHealth  *health;       /* NULL until the stream was asked for */
  const char  *venue;
  const char  *symbol;
  char        *trouble;      /* newest words of what went wrong */
  gint64       started_us;
  gint64       rest_us;      /* the lookup took */
  gint64       stream_us;    /* until the first tick; 0 = none came */
  GError      *rest_error;
  gboolean     polled;
} Visit;

static void
clear_arguments (Arguments *arguments)
{
  g_free (arguments->venue);
  g_free (arguments->account);
  g_free (arguments->symbol);
  g_free (arguments->stream_base);
  g_free (arguments->rest_base);
  g_free (arguments->list_base);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Arguments, clear_arguments)

static void
clear_visit (Visit *visit)
{
  g_clear_object (&visit->health);
  g_clear_object (&visit->manager);
  g_clear_pointer (&visit->loop, g_main_loop_unref);
  g_clear_error (&visit->rest_error);
  g_free (visit->trouble);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Visit, clear_visit)

/* Of the account, where one is named */
static gboolean
name_venue (Arguments *arguments,
            GError   **error)
{
  g_autofree char *provider = g_steal_pointer (&arguments->venue);

  if (provider != NULL) {
    arguments->venue = account_id_new (provider, arguments->account);
    return arguments->account == NULL || account_id_check_name (arguments->account, error);
  }
  if (arguments->stream_base == NULL && arguments->rest_base == NULL
      && arguments->list_base == NULL && arguments->account == NULL)
    return TRUE;
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                       "--stream, --rest, --instruments and --account are of one venue: say --venue "
                       "too");
  return FALSE;
}

static gboolean
parse_arguments (Arguments *arguments,
                 int        argc,
                 char     **argv,
                 GError   **error)
{
  const GOptionEntry entries[] = {
    { "venue", 0, 0, G_OPTION_ARG_STRING, &arguments->venue,
      "Only this venue; else every one that has an address", "VENUE" },
    { "symbol", 0, 0, G_OPTION_ARG_STRING, &arguments->symbol,
      "What to ask for; else " WELL_KNOWN " or " WELL_KNOWN_LISTED, "SYMBOL" },
    { "stream", 0, 0, G_OPTION_ARG_STRING, &arguments->stream_base,
      "Base of the venue's stream", "URL" },
    { "rest", 0, 0, G_OPTION_ARG_STRING, &arguments->rest_base,
      "Base of the venue's REST interface", "URL" },
    { "instruments", 0, 0, G_OPTION_ARG_STRING, &arguments->list_base,
      "Where the venue's instrument list is", "URL" },
    { "account", 0, 0, G_OPTION_ARG_STRING, &arguments->account,
      "An account of the keyring by its name, with --venue", "NAME" },
    { "timeout", 0, 0, G_OPTION_ARG_DOUBLE, &arguments->timeout_s,
      "How long each of them may take", "SECONDS" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (context,
                                "Checks the settings and whether each venue takes our account, "
                                "answers and streams, how fast, whether its clock agrees with ours "
                                "and what its quota leaves; says what is wrong and what to do.");
  g_option_context_set_description (context,
                                    "Exit: 0 all is well (a clock that is off and a quota that is "
                                    "nearly used up are told as “CHECK” and change nothing), "
                                    "1 something failed, 2 usage.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, error))
    return FALSE;
  if (argc > 1) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 "“%s” is one argument too many", argv[1]);
    return FALSE;
  }
  if (!(arguments->timeout_s > 0 && arguments->timeout_s < 3600)) {
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                         "--timeout is a number of seconds below an hour");
    return FALSE;
  }
  return name_venue (arguments, error);
}

static gboolean
on_too_late (gpointer user_data)
{
  GMainLoop *loop = user_data;

  g_main_loop_quit (loop);
  return G_SOURCE_CONTINUE;
}

static GSource *
start_timeout (Visit *visit,
               double seconds)
{
  GSource *source = g_timeout_source_new ((guint) (seconds * 1000));

  g_source_set_static_name (source, "feedctl check timeout");
  g_source_set_callback (source, on_too_late, visit->loop, NULL);
  g_source_attach (source, NULL);
  return source;
}

static gint64
get_elapsed_us (Visit *visit)
{
  return MAX (1, feed_clock_monotonic_us (feed_manager_get_clock (visit->manager))
              - visit->started_us);
}

static void
on_lookup_ready (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  Visit *visit = user_data;

  if (feed_manager_lookup_finish (visit->manager, result, &visit->rest_error))
    visit->rest_us = get_elapsed_us (visit);
  g_main_loop_quit (visit->loop);
}

static void
on_tick (FeedManager    *manager,
         const FeedTick *tick,
         gpointer        user_data)
{
  Visit *visit = user_data;

  if (tick->source != FEED_SOURCE_STREAM) {
    visit->polled = TRUE;
    return;
  }
  if (visit->stream_us == 0)
    visit->stream_us = get_elapsed_us (visit);
}

/* Latencies come with the first trade, which may take longer than the first quote */
static void
on_health (FeedManager *manager,
           FeedHealth  *health,
           gpointer     user_data)
{
  Visit *visit = user_data;
  gint64 waited_us = get_elapsed_us (visit) - visit->stream_us;

  if (visit->stream_us == 0)
    return;
  if (feed_health_get_figures (health)->latency_p50_us >= 0 || waited_us > TRADE_WAIT_US)
    g_main_loop_quit (visit->loop);
}

static void
on_event (FeedManager *manager,
          FeedEvent   *event,
          gpointer     user_data)
{
  Visit *visit = user_data;
  gboolean failed = feed_event_get_kind (event) == FEED_EVENT_KIND_TROUBLE
                    || (feed_event_get_kind (event) == FEED_EVENT_KIND_STATE
                        && feed_event_get_to (event) == FEED_LINK_BACKOFF);

  if (!failed)
    return;
  g_free (visit->trouble);
  visit->trouble = g_strdup (feed_event_get_text (event));
}

static void
tell_latency (Visit *visit)
{
  const FeedHealthFigures *figures = feed_health_get_figures (visit->health);
  g_autofree char *words = NULL;

  if (figures->latency_p50_us < 0) {
    feedctl_report_say (visit->venue, "latency", "none", "no trade came: try a symbol that trades more");
    return;
  }
  words = g_strdup_printf ("half of the trades within %.1f ms, the slowest %.1f ms",
                           figures->latency_p50_us / 1e3, figures->latency_max_us / 1e3);
  feedctl_report_say (visit->venue, "latency", "ok", words);
}

static void
tell_clock (Visit *visit)
{
  const FeedHealthFigures *figures = feed_health_get_figures (visit->health);
  g_autofree char *words = NULL;

  if (figures->latency_p50_us < 0)
    return;
  if (!feed_health_has_clock_skew (visit->health)) {
    feedctl_report_say (visit->venue, "clock", "ok", "agrees with the venue's");
    return;
  }
  words = g_strdup_printf ("ours is %.1f s %s the venue's", ABS (figures->clock_offset_us) / 1e6,
                           figures->clock_offset_us > 0 ? "ahead of" : "behind");
  feedctl_report_say (visit->venue, "clock", "CHECK", words);
  feedctl_report_advise ("prices are right nevertheless; let the system set its clock (timedatectl set-ntp true)");
}

static void
tell_quota (Visit *visit)
{
  const FeedHealthFigures *figures = feed_health_get_figures (visit->health);
  guint left = figures->weight_limit - MIN (figures->weight_used, figures->weight_limit);
  gboolean low = left < figures->weight_limit / 100 * LOW_QUOTA_PERCENT;
  g_autofree char *words = NULL;

  if (figures->weight_limit == 0) {
    feedctl_report_say (visit->venue, "quota", "ok", "the venue does not weigh requests");
    return;
  }
  words = g_strdup_printf ("%u of %u a minute left; others on this address used %u", left,
                           figures->weight_limit, figures->weight_others);
  feedctl_report_say (visit->venue, "quota", low ? "CHECK" : "ok", words);
  if (low)
    feedctl_report_advise ("polling will be slow: other programs on this address ask the venue too much");
}

static void
wait_until_late (Visit *visit,
                 double timeout_s)
{
  g_autoptr (GSource) timeout = start_timeout (visit, timeout_s);

  visit->started_us = feed_clock_monotonic_us (feed_manager_get_clock (visit->manager));
  g_main_loop_run (visit->loop);
  g_source_destroy (timeout);
}

static gboolean
check_symbol (Visit *visit,
              double timeout_s)
{
  const char *const symbols[] = { visit->symbol, NULL };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  gboolean listed = feedctl_venue_is_listed (visit->venue);
  const char *part = listed ? "list" : "REST";
  g_autofree char *words = NULL;

  if (listed)
    timeout_s += feedctl_venue_get_lookup_ms (visit->venue) / 1000.0;
  feed_manager_lookup_async (visit->manager, visit->venue, symbols, cancellable, on_lookup_ready,
                             visit);
  wait_until_late (visit, timeout_s);
  if (visit->rest_us == 0 && visit->rest_error == NULL) {
    g_cancellable_cancel (cancellable);
    g_main_loop_run (visit->loop);
    g_clear_error (&visit->rest_error);
    words = g_strdup_printf ("no answer in %.0f s", timeout_s);
  } else if (visit->rest_error != NULL) {
    words = g_strdup (visit->rest_error->message);
  } else {
    words = g_strdup_printf ("%s is known, answered after %" G_GINT64_FORMAT " ms",
                             visit->symbol, visit->rest_us / 1000);
    feedctl_report_say (visit->venue, part, "ok", words);
    return TRUE;
  }
  feedctl_report_say (visit->venue, part, "FAILED", words);
  feedctl_report_advise (listed
                         ? "without its list no symbol means anything: check address and network"
                         : "without REST nothing can be polled or confirmed: check address, "
                           "network and proxy");
  return FALSE;
}

static gboolean
check_stream (Visit *visit,
              double timeout_s)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *session = NULL;
  g_autofree char *words = NULL;
  gboolean closed = FALSE;

  if (feed_manager_subscribe (visit->manager, visit->venue, visit->symbol, &error)
      == FEED_NO_INSTRUMENT) {
    feedctl_report_say (visit->venue, "stream", "FAILED", error->message);
    return FALSE;
  }
  g_signal_connect (visit->manager, "tick", G_CALLBACK (on_tick), visit);
  g_signal_connect (visit->manager, "event", G_CALLBACK (on_event), visit);
  g_signal_connect (visit->manager, "health", G_CALLBACK (on_health), visit);
  feed_manager_start (visit->manager);
  wait_until_late (visit, timeout_s);
  visit->health = g_list_model_get_item (feed_manager_get_connections (visit->manager), 0);
  if (visit->health != NULL) {
    closed = visit->stream_us == 0 && feed_health_get_colour (visit->health) == FEED_COLOUR_GREY;
    session = g_strdup (feed_health_get_session (visit->health));
  }
  feed_manager_stop (visit->manager);
  g_signal_handlers_disconnect_by_data (visit->manager, visit);
  if (visit->stream_us != 0) {
    words = g_strdup_printf ("first tick after %" G_GINT64_FORMAT " ms", visit->stream_us / 1000);
    feedctl_report_say (visit->venue, "stream", "ok", words);
    feedctl_check_session (visit->venue, visit->health);
    tell_latency (visit);
    tell_clock (visit);
    tell_quota (visit);
    return TRUE;
  }
  if (closed) {
    words = g_strdup_printf ("connected, and no tick is due: %s", session != NULL ? session
                                                                                  : "closed");
    feedctl_report_say (visit->venue, "stream", "ok", words);
    feedctl_check_session (visit->venue, visit->health);
    return TRUE;
  }
  words = g_strdup_printf ("no tick of %s in %.0f s%s%s%s", visit->symbol, timeout_s,
                           visit->trouble != NULL ? ": " : "",
                           visit->trouble != NULL ? visit->trouble : "",
                           visit->polled ? "; polling works" : "");
  feedctl_report_say (visit->venue, "stream", "FAILED", words);
  if (visit->polled)
    feedctl_report_advise ("prices are polled meanwhile; a proxy or firewall may not let WebSockets through");
  else
    feedctl_report_advise ("check the address and the network; the venue may be down");
  return FALSE;
}

/* A venue that has no address is not asked, unless it is the one that was named */
static FeedctlExit
check_venue (const char      *venue,
             const Arguments *arguments)
{
  g_auto (Visit) visit = { .venue = venue };
  g_autofree char *stream_base = NULL;
  g_autofree char *rest_base = NULL;
  FeedctlAccountState account;
  gboolean rest_is_well, stream_is_well;

  visit.symbol = arguments->symbol != NULL ? arguments->symbol
                 : feedctl_venue_is_listed (venue) ? WELL_KNOWN_LISTED : WELL_KNOWN;
  feedctl_venue_get_endpoints (venue, arguments->stream_base, arguments->rest_base,
                               &stream_base, &rest_base);
  if (stream_base == NULL || rest_base == NULL) {
    gboolean named = arguments->venue != NULL;

    feedctl_report_say (venue, "address", named ? "FAILED" : "none",
                        named ? "say where it is with --stream and --rest" : "started on demand, not checked");
    return named ? FEEDCTL_EXIT_FAILED : FEEDCTL_EXIT_OK;
  }
  visit.loop = g_main_loop_new (NULL, FALSE);
  visit.manager = feedctl_venue_new_manager (NULL);
  if (visit.manager == NULL)
    visit.manager = feed_manager_new (NULL);
  if (feedctl_venue_apply (visit.manager, venue, stream_base, rest_base) != FEEDCTL_EXIT_OK ||
      !feedctl_venue_set_list (visit.manager, venue, arguments->list_base))
    return arguments->stream_base != NULL || arguments->rest_base != NULL ? FEEDCTL_EXIT_USAGE
                                                                          : FEEDCTL_EXIT_FAILED;
  account = feedctl_check_account (visit.manager, venue, arguments->venue != NULL,
                                   arguments->timeout_s);
  if (account == FEEDCTL_ACCOUNT_FAILED || (account == FEEDCTL_ACCOUNT_MISSING &&
                                            arguments->venue != NULL))
    return FEEDCTL_EXIT_FAILED;
  if (account == FEEDCTL_ACCOUNT_MISSING)
    return FEEDCTL_EXIT_OK;
  rest_is_well = check_symbol (&visit, arguments->timeout_s);
  stream_is_well = check_stream (&visit, arguments->timeout_s +
                                 (feedctl_venue_get_credential_fields (venue) != NULL
                                  ? FEEDCTL_LOGIN_CODE_S : 0));
  return rest_is_well && stream_is_well ? FEEDCTL_EXIT_OK : FEEDCTL_EXIT_FAILED;
}

static FeedctlExit
check_settings (void)
{
  g_autoptr (GSettings) settings = feed_settings_open ();
  g_autoptr (GError) error = NULL;
  g_autoptr (FeedConfig) config = feed_settings_load_config (settings, &error);
  g_auto (GStrv) lines = NULL;

  if (config != NULL) {
    feedctl_report_say ("settings", "", "ok", settings != NULL ? "" : "none installed: the defaults hold");
    return FEEDCTL_EXIT_OK;
  }
  lines = g_strsplit (error->message, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    feedctl_report_say ("settings", "", "FAILED", lines[i]);
  return FEEDCTL_EXIT_FAILED;
}

/**
 * feedctl_check:
 * @argc: how many arguments
 * @argv: the arguments, the name of the sub-command first
 *
 * Checks the settings and the venues.
 *
 * Returns: an exit code
 */
int
feedctl_check (int    argc,
               char **argv)
{
  g_auto (Arguments) arguments = { .timeout_s = DEFAULT_TIMEOUT_S };
  g_autoptr (GError) error = NULL;
  const char *const *ids = feed_provider_registry_get_ids ();
  FeedctlExit worst;

  signal (SIGPIPE, SIG_IGN);
  g_set_prgname ("feedctl check");
  setvbuf (stdout, NULL, _IOLBF, 0);
  if (!parse_arguments (&arguments, argc, argv, &error)) {
    fprintf (stderr, "feedctl check: %s; see feedctl check --help\n", error->message);
    return FEEDCTL_EXIT_USAGE;
  }
  if (arguments.venue != NULL && !feedctl_venue_is_known (arguments.venue)) {
    fprintf (stderr, "feedctl check: there is no venue “%s”\n", arguments.venue);
    return FEEDCTL_EXIT_USAGE;
  }
  worst = check_settings ();
  for (guint i = 0; ids[i] != NULL && arguments.venue == NULL; i++) {
    FeedctlExit found = check_venue (ids[i], &arguments);

    worst = MAX (worst, found);
  }
  if (arguments.venue != NULL) {
    FeedctlExit found = check_venue (arguments.venue, &arguments);

    worst = MAX (worst, found);
  }
  return worst;
}
