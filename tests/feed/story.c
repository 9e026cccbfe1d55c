/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/feed-manager-private.h"
#include "feed/story-private.h"
#include "support/sim-account.h"
#include "support/test-exchange.h"

#define BEGINS_US (1000 * STORY_SECOND)
#define WALL_2026 (1790000000 * STORY_SECOND)
#define STEP_US (STORY_SECOND / 50)

typedef void (*StepFunc) (Story             *self,
                          const char *const *words);

typedef struct {
  const char *word;
  guint       least;    /* words after it */
  StepFunc    func;
} Step;

static double
number (const char *text)
{
  char *end;
  double value = g_ascii_strtod (text, &end);

  if (*text == '\0' || *end != '\0')
    g_error ("%s is no number", text);
  return value;
}

static gboolean
is_true (Story             *self,
         const char *const *claim,
         char             **is)
{
  g_autofree char *fact = story_get_fact (self, claim[0]);
  g_autofree char *wanted = g_strjoinv (" ", (char **) claim + 2);
  const char *op = claim[1];
  gboolean equal = g_strcmp0 (fact, wanted) == 0;
  double diff;

  if (g_ascii_isdigit (wanted[0])) {
    diff = number (fact) - number (wanted);
    equal = diff == 0;
    if (op[0] == '<' || op[0] == '>')
      return (op[0] == '<' ? diff < 0 : diff > 0) || (op[1] == '=' && equal);
  }
  if (is != NULL)
    *is = g_steal_pointer (&fact);
  return g_str_equal (op, "!=") ? !equal : equal;
}

static void
demand (Story             *self,
        const char *const *claim)
{
  g_autofree char *fact = story_get_fact (self, claim[0]);
  g_autofree char *text = g_strjoinv (" ", (char **) claim);

  if (is_true (self, claim, NULL))
    return;
  g_test_message ("%.2f s after the start: not \"%s\", it is %s",
                  (feed_clock_monotonic_us (self->clock) - self->started_us) / 1e6, text, fact);
  g_test_fail ();
}

static void
pass_time (Story *self,
           gint64 us)
{
  gint64 until_us = feed_clock_monotonic_us (self->clock) + us;

  for (gint64 left = us; left > 0 && !g_test_failed ();
       left = until_us - feed_clock_monotonic_us (self->clock)) {
    feed_clock_advance (self->clock, MIN (left, STEP_US));
    for (guint i = 0; i < self->always->len; i++)
      demand (self, self->always->pdata[i]);
  }
}

static void
do_subscribe (Story             *self,
              const char *const *words)
{
  guint n = number (words[0]);

  for (; self->n_symbols < n; self->n_symbols++) {
    g_autofree char *symbol = g_strdup_printf ("S%u", self->n_symbols);

    self->index[self->n_symbols] = feed_manager_subscribe (self->manager, self->venue_id, symbol,
                                                           NULL);
  }
  if (self->health == NULL)
    self->health = g_list_model_get_item (feed_manager_get_connections (self->manager), 0);
}

static void
do_exchange (Story             *self,
             const char *const *words)
{
  test_exchange_set (words[0]);
}

/* The clock on the wall, by India's time */
static void
do_clock (Story             *self,
          const char *const *words)
{
  feed_clock_step_wall (self->clock,
                        test_exchange_ist (words[0]) - feed_clock_wall_us (self->clock));
}

static void
do_resubscribe (Story             *self,
                const char *const *words)
{
  g_autofree char *symbol = g_strconcat ("S", words[0], NULL);

  self->index[(guint) number (words[0])] = feed_manager_subscribe (self->manager,
                                                                   self->venue_id, symbol, NULL);
}

static void
do_unsubscribe (Story             *self,
                const char *const *words)
{
  feed_manager_unsubscribe (self->manager, self->index[(guint) number (words[0])]);
}

static void
do_start (Story             *self,
          const char *const *words)
{
  if (self->started_us == 0) {
    self->started_us = feed_clock_monotonic_us (self->clock);
    story_mark (self);
  }
  feed_manager_start (self->manager);
}

static void
do_stop (Story             *self,
         const char *const *words)
{
  feed_manager_stop (self->manager);
}

static void
do_at (Story             *self,
       const char *const *words)
{
  gint64 at_us = self->started_us + (gint64) (number (words[0]) * STORY_SECOND);
  gint64 left_us = at_us - feed_clock_monotonic_us (self->clock);

  if (left_us < 0)
    g_error ("It is later than %s", words[0]);
  pass_time (self, left_us);
}

static void
do_wait (Story             *self,
         const char *const *words)
{
  pass_time (self, (gint64) (number (words[0]) * STORY_SECOND));
}

typedef enum {
  FIELD_BOOLEAN,
  FIELD_COUNT,
  FIELD_SECONDS,
} FieldType;

typedef struct {
  const char *name;
  FieldType   type;
  gsize       offset;
} Field;

#define FIELD(name, field, type) { name, type, G_STRUCT_OFFSET (SimFaults, field) }
static const Field fields[] = {
  FIELD ("mute", mute, FIELD_BOOLEAN),
  FIELD ("half-open", half_open, FIELD_BOOLEAN),
  FIELD ("partition", partition, FIELD_BOOLEAN),
  FIELD ("refuse", refuse, FIELD_BOOLEAN),
  FIELD ("blackhole", blackhole, FIELD_BOOLEAN),
  FIELD ("ghosts", ghosts, FIELD_BOOLEAN),
  FIELD ("refresh-refused", refresh_refused, FIELD_BOOLEAN),
  FIELD ("login-status", login_status, FIELD_COUNT),
  FIELD ("session", session_us, FIELD_SECONDS),
  FIELD ("rollover", rollover_us, FIELD_SECONDS),
  FIELD ("rest-hangs", rest_hangs, FIELD_BOOLEAN),
  FIELD ("rest-empty", rest_empty, FIELD_BOOLEAN),
  FIELD ("rest-repeats", rest_repeats, FIELD_BOOLEAN),
  FIELD ("rest-status", rest_status, FIELD_COUNT),
  FIELD ("handshake-status", handshake_status, FIELD_COUNT),
  FIELD ("retry-after", retry_after, FIELD_COUNT),
  FIELD ("mute-symbols", mute_symbols, FIELD_COUNT),
  FIELD ("lost-percent", lost_percent, FIELD_COUNT),
  FIELD ("others-weight", others_weight, FIELD_COUNT),
  FIELD ("trade-interval", trade_interval_us, FIELD_SECONDS),
  FIELD ("way", way_us, FIELD_SECONDS),
  FIELD ("lag", lag_us, FIELD_SECONDS),
  FIELD ("jitter", jitter_us, FIELD_SECONDS),
  FIELD ("drop-after", drop_after_us, FIELD_SECONDS),
  FIELD ("rest-lag", rest_lag_us, FIELD_SECONDS),
  FIELD ("trade-age", trade_age_us, FIELD_SECONDS),
};

static void
set_field (Story      *self,
           const char *name,
           double      value)
{
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++) {
    gpointer place = G_STRUCT_MEMBER_P (self->faults, fields[i].offset);

    if (!g_str_equal (fields[i].name, name))
      continue;
    if (fields[i].type == FIELD_SECONDS)
      *(gint64 *) place = (gint64) (value * STORY_SECOND);
    else
      *(guint *) place = (guint) value;
    return;
  }
  g_error ("No fault is called %s", name);
}

static void
do_fault (Story             *self,
          const char *const *words)
{
  set_field (self, words[0], words[1] != NULL ? number (words[1]) : 1);
}

static void
do_heal (Story             *self,
         const char *const *words)
{
  SimFaults healthy = {
    .way_us = self->faults->way_us, .trade_interval_us = self->faults->trade_interval_us,
    .account = self->faults->account,
  };

  if (words[0] != NULL)
    set_field (self, words[0], 0);
  else
    *self->faults = healthy;
}

static void
do_close (Story             *self,
          const char *const *words)
{
  sim_venue_close (self->venue, number (words[0]));
}

static void
do_shutdown (Story             *self,
             const char *const *words)
{
  sim_venue_send (self->venue, "{\"stream\":\"!serverShutdown\",\"data\":"
                               "{\"e\":\"serverShutdown\",\"E\":1}}");
}

static void
do_garbage (Story             *self,
            const char *const *words)
{
  for (guint i = 0; i < number (words[0]); i++)
    sim_venue_send (self->venue, i % 2 == 0 ? "{\"e\":\"tra" : "[[[[\xc3\xa9");
}

static void
do_restart_ids (Story             *self,
                const char *const *words)
{
  self->ids_restarted = TRUE;
  sim_venue_restart_ids (self->venue);
}

static void
do_wall (Story             *self,
         const char *const *words)
{
  feed_clock_step_wall (self->clock, (gint64) (number (words[0]) * STORY_SECOND));
}

static void
do_tell (Story             *self,
         const char *const *words)
{
  const struct { const char *word; FeedSupervisorEventType event; } events[] = {
    { "sleep", FEED_EVENT_SLEEP }, { "wake", FEED_EVENT_WAKE },
    { "boot-jump", FEED_EVENT_BOOT_JUMP }, { "retry-now", FEED_EVENT_RETRY_NOW },
    { "network-down", FEED_EVENT_NETWORK_DOWN }, { "network-up", FEED_EVENT_NETWORK_UP },
  };

  for (guint i = 0; i < G_N_ELEMENTS (events); i++) {
    if (!g_str_equal (events[i].word, words[0]))
      continue;
    feed_manager_notify (self->manager, NULL, events[i].event);
    return;
  }
  g_error ("No event is called %s", words[0]);
}

static void
do_thresholds (Story             *self,
               const char *const *words)
{
  g_autoptr (FeedConfig) config = feed_config_new_default ();

  feed_manager_set_config (self->manager, config);
}

/* Before the first "subscribe": all of it is at a venue with accounts */
static void
do_account (Story             *self,
            const char *const *words)
{
  self->venue_id = words[0] != NULL ? "sim-account@second" : "sim-account";
  self->faults->account = TRUE;
  self->manager->context.create = sim_account_create_provider;
}

static void
do_log_in (Story             *self,
           const char *const *words)
{
  g_autoptr (FeedCredentials) credentials = sim_account_new_credentials (words[0]);

  if (!feed_manager_set_credentials (self->manager, self->venue_id, credentials, NULL))
    g_error ("%s is no PIN", words[0]);
}

/* A line of the log has these words */
static void
do_told (Story             *self,
         const char *const *words)
{
  g_autofree char *wanted = g_strjoinv (" ", (char **) words);
  GListModel *log = G_LIST_MODEL (feed_manager_get_event_log (self->manager));

  for (guint i = 0; i < g_list_model_get_n_items (log); i++) {
    g_autoptr (FeedEvent) event = g_list_model_get_item (log, i);

    if (strstr (feed_event_get_text (event), wanted) != NULL)
      return;
  }
  g_test_message ("The log does not say \"%s\"", wanted);
  g_test_fail ();
}

static void
do_expire_token (Story             *self,
                 const char *const *words)
{
  sim_venue_expire_token (self->venue);
}

static void
do_mark (Story             *self,
         const char *const *words)
{
  story_mark (self);
}

static void
do_expect (Story             *self,
           const char *const *words)
{
  demand (self, words);
}

static double
deadline (Story      *self,
          const char *text)
{
  if (!g_str_has_prefix (text, "silence"))
    return number (text);
  feed_clock_advance (self->clock, 0);
  return feed_health_get_figures (self->health)->silence_us / 1e6 +
         number (text + strlen ("silence"));
}

static void
do_within (Story             *self,
           const char *const *words)
{
  gint64 began_us = feed_clock_monotonic_us (self->clock);
  gint64 until_us = began_us + (gint64) (deadline (self, words[0]) * STORY_SECOND);

  while (!is_true (self, words + 1, NULL) && feed_clock_monotonic_us (self->clock) < until_us &&
         !g_test_failed ())
    pass_time (self, MIN (STEP_US, until_us - feed_clock_monotonic_us (self->clock)));
  self->took_us = feed_clock_monotonic_us (self->clock) - began_us;
  demand (self, words + 1);
}

static void
do_always (Story             *self,
           const char *const *words)
{
  g_ptr_array_add (self->always, g_strdupv ((char **) words));
  demand (self, words);
}

static void
do_release (Story             *self,
            const char *const *words)
{
  g_ptr_array_set_size (self->always, 0);
}

static void
do_figure (Story             *self,
           const char *const *words)
{
  g_autofree char *text = g_strjoinv (" ", (char **) words);
  g_autofree char *fact = NULL;

  if (words[1] != NULL) {
    g_test_message ("%s: %.2f s", text, self->took_us / 1e6);
    return;
  }
  fact = story_get_fact (self, words[0]);
  g_test_message ("%s: %s", words[0], fact);
}

static const Step steps[] = {
  { "subscribe", 1, do_subscribe }, { "resubscribe", 1, do_resubscribe },
  { "unsubscribe", 1, do_unsubscribe }, { "exchange", 1, do_exchange }, { "clock", 1, do_clock },
  { "start", 0, do_start }, { "stop", 0, do_stop },
  { "at", 1, do_at }, { "wait", 1, do_wait }, { "fault", 1, do_fault }, { "heal", 0, do_heal },
  { "close", 1, do_close }, { "shutdown", 0, do_shutdown }, { "garbage", 1, do_garbage },
  { "restart-ids", 0, do_restart_ids }, { "wall", 1, do_wall }, { "tell", 1, do_tell },
  { "account", 0, do_account }, { "log-in", 1, do_log_in },
  { "told", 1, do_told }, { "expire-token", 0, do_expire_token }, { "thresholds", 0, do_thresholds }, { "mark", 0, do_mark }, { "expect", 3, do_expect },
  { "within", 4, do_within }, { "always", 3, do_always }, { "release", 0, do_release },
  { "figure", 1, do_figure },
};

static void
run_line (Story      *self,
          const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  const char *const *rest = (const char *const *) words + 1;

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    if (!g_str_equal (steps[i].word, words[0]))
      continue;
    if (g_strv_length ((char **) rest) < steps[i].least)
      g_error ("More words are needed: %s", line);
    steps[i].func (self, rest);
    return;
  }
  g_error ("No step is called %s", words[0]);
}

static void
begin (Story *self)
{
  self->clock = feed_clock_new_manual (BEGINS_US, WALL_2026);
  self->venue = sim_venue_new (self->clock);
  self->faults = sim_venue_get_faults (self->venue);
  self->venue_id = "binance";
  self->manager = feed_manager_new_full (NULL, self->clock, FEED_TRANSPORT (self->venue), 1);
  self->always = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  story_watch (self);
}

/* What holds in every story: order, and nothing after stop */
static void
end (Story *self)
{
  guint n_ticks;

  feed_manager_stop (self->manager);
  test_exchange_set (NULL);
  n_ticks = self->stream + self->polled;
  feed_clock_advance (self->clock, 100 * STORY_SECOND);
  g_assert_cmpuint (self->stream + self->polled, ==, n_ticks);
  if (!self->ids_restarted)
    g_assert_cmpuint (self->n_disorder, ==, 0);
  g_ptr_array_unref (self->always);
  g_clear_object (&self->health);
  g_assert_finalize_object (self->manager);
  g_assert_cmpuint (sim_venue_get_n_links (self->venue), ==, 0);
  g_assert_finalize_object (self->venue);
  feed_clock_unref (self->clock);
}

void
story_run (const char *script)
{
  g_auto (GStrv) lines = g_strsplit (script, "\n", -1);
  g_autofree Story *self = g_new0 (Story, 1);

  begin (self);
  for (guint i = 0; lines[i] != NULL && !g_test_failed (); i++) {
    char *comment = strchr (lines[i], '#');

    if (comment != NULL)
      *comment = '\0';
    g_strstrip (lines[i]);
    if (lines[i][0] == '\0')
      continue;
    run_line (self, lines[i]);
    if (g_test_failed ())
      g_test_message ("line %u: %s", i + 1, lines[i]);
  }
  end (self);
}
