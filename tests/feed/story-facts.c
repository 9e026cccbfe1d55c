/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/story-private.h"

#define NEVER G_MAXINT64

static void
note_source (Story          *self,
             const FeedTick *tick)
{
  gint64 now = feed_clock_monotonic_us (self->clock);

  if (self->stream + self->polled == 0)
    self->first = tick->source;
  if (tick->source == FEED_SOURCE_STREAM) {
    self->stream++;
    return;
  }
  self->polled++;
  self->poll_gap_us = MAX (self->poll_gap_us, now - self->polled_us);
  self->polled_us = now;
}

static void
on_tick (FeedManager    *manager,
         const FeedTick *tick,
         Story          *self)
{
  guint i = tick->instrument;

  note_source (self, tick);
  self->snapshots += (tick->flags & FEED_TICK_SNAPSHOT) != 0;
  self->future += (tick->flags & FEED_TICK_FUTURE) != 0;
  if (tick->flags & FEED_TICK_TRADE) {
    self->n_disorder += tick->sequence <= self->tape[i];
    if (self->tape[i] != 0 && tick->sequence > self->tape[i] + 1)
      self->missed += tick->sequence - self->tape[i] - 1;
    self->tape[i] = tick->sequence;
  } else if (tick->flags & FEED_TICK_QUOTE && tick->source == FEED_SOURCE_STREAM) {
    self->n_disorder += tick->sequence <= self->quote[i];
    self->quote[i] = tick->sequence;
  }
}

static void
on_event (FeedManager *manager,
          FeedEvent   *event,
          Story       *self)
{
  if (feed_event_get_kind (event) == FEED_EVENT_KIND_STATE &&
      feed_event_get_from (event) != feed_event_get_to (event))
    self->moves[feed_event_get_to (event)]++;
}

static void
on_state_changed (FeedManager *manager,
                  FeedHealth  *health,
                  Story       *self)
{
  FeedColour colour = feed_health_get_colour (health);
  gint64 now = feed_clock_monotonic_us (self->clock);

  if (health != self->health || colour == self->colour)
    return;
  self->colours++;
  if (colour == FEED_COLOUR_GREEN)
    self->green_since_us = now;
  else if (self->colour == FEED_COLOUR_GREEN)
    self->green_us += now - self->green_since_us;
  self->colour = colour;
}

void
story_watch (Story *self)
{
  g_signal_connect (self->manager, "tick", G_CALLBACK (on_tick), self);
  g_signal_connect (self->manager, "event", G_CALLBACK (on_event), self);
  g_signal_connect (self->manager, "state-changed", G_CALLBACK (on_state_changed), self);
  self->green_since_us = NEVER;
}

void
story_mark (Story *self)
{
  gint64 now = feed_clock_monotonic_us (self->clock);

  self->marked_us = self->polled_us = now;
  self->stream = self->polled = self->snapshots = self->future = self->missed = 0;
  self->colours = 0;
  self->poll_gap_us = self->green_us = 0;
  if (self->colour == FEED_COLOUR_GREEN)
    self->green_since_us = now;
  for (guint i = 0; i < STORY_N_LINKS; i++)
    self->moves[i] = 0;
  self->dials = sim_venue_get_n_dials (self->venue);
  self->requests = sim_venue_get_n_requests (self->venue);
}

static double
green_percent (Story *self)
{
  gint64 now = feed_clock_monotonic_us (self->clock);
  gint64 green_us = self->green_us;

  if (self->colour == FEED_COLOUR_GREEN)
    green_us += now - self->green_since_us;
  return now > self->marked_us ? 100.0 * green_us / (now - self->marked_us) : 0;
}

/* Rows in a state */
static guint
count_rows (Story      *self,
            const char *state)
{
  FeedBoard *board = feed_manager_get_board (self->manager);
  guint n = 0;

  for (guint i = 0; i < self->n_symbols; i++) {
    FeedInstrument *row = feed_board_get_by_index (board, self->index[i]);

    n += row != NULL && g_strcmp0 (feed_row_state_to_string (feed_instrument_get_state (row)),
                                   state) == 0;
  }
  return n;
}

static guint
count_moves (Story      *self,
             const char *link)
{
  for (guint i = 0; i < STORY_N_LINKS; i++) {
    if (g_strcmp0 (feed_link_state_to_string (i), link) == 0)
      return self->moves[i];
  }
  g_error ("No link state is called %s", link);
}

static gboolean
get_account_fact (Story      *self,
                  const char *what,
                  double     *value)
{
  SimVenue *venue = self->venue;

  if (g_strcmp0 (what, "logins") == 0)
    *value = sim_venue_get_n_logins (venue);
  else if (g_strcmp0 (what, "refreshes") == 0)
    *value = sim_venue_get_n_refreshes (venue);
  else if (g_strcmp0 (what, "codes-twice") == 0)
    *value = sim_venue_get_n_codes_twice (venue);
  else if (g_strcmp0 (what, "hasty-logins") == 0)
    *value = sim_venue_get_n_hasty_logins (venue);
  else
    return FALSE;
  return TRUE;
}

static gboolean
get_venue_fact (Story      *self,
                const char *what,
                double     *value)
{
  SimVenue *venue = self->venue;

  if (g_strcmp0 (what, "dials") == 0)
    *value = sim_venue_get_n_dials (venue) - self->dials;
  else if (g_strcmp0 (what, "requests") == 0)
    *value = sim_venue_get_n_requests (venue) - self->requests;
  else if (g_strcmp0 (what, "most-dials") == 0)
    *value = sim_venue_get_most_dials (venue);
  else if (g_strcmp0 (what, "most-in-flight") == 0)
    *value = sim_venue_get_most_in_flight (venue);
  else if (g_strcmp0 (what, "most-weight") == 0)
    *value = sim_venue_get_most_weight (venue);
  else if (g_strcmp0 (what, "least-apart") == 0)
    *value = sim_venue_get_least_apart_us (venue) / 1e6;
  else if (g_strcmp0 (what, "unwelcome") == 0)
    *value = sim_venue_get_n_unwelcome (venue);
  else if (g_strcmp0 (what, "links") == 0)
    *value = sim_venue_get_n_links (venue);
  else
    return get_account_fact (self, what, value);
  return TRUE;
}

static gboolean
get_count (Story      *self,
           const char *what,
           double     *value)
{
  const FeedHealthFigures *figures = feed_health_get_figures (self->health);

  if (g_strcmp0 (what, "stream") == 0)
    *value = self->stream;
  else if (g_strcmp0 (what, "polled") == 0)
    *value = self->polled;
  else if (g_strcmp0 (what, "poll-gap") == 0)
    *value = MAX (self->poll_gap_us,
                  feed_clock_monotonic_us (self->clock) - self->polled_us) / 1e6;
  else if (g_strcmp0 (what, "snapshots") == 0)
    *value = self->snapshots;
  else if (g_strcmp0 (what, "missed") == 0)
    *value = self->missed;
  else if (g_strcmp0 (what, "colours") == 0)
    *value = self->colours;
  else if (g_strcmp0 (what, "green-percent") == 0)
    *value = green_percent (self);
  else if (g_strcmp0 (what, "failures") == 0)
    *value = figures->failures;
  else if (g_strcmp0 (what, "garbage") == 0)
    *value = figures->garbage;
  else if (g_strcmp0 (what, "poll-row") == 0)
    *value = figures->poll_row_us / 1e6;
  else if (g_strcmp0 (what, "session-left") == 0)
    *value = (figures->token_expiry_us - feed_clock_wall_us (self->clock)) / 1e6;
  else if (g_strcmp0 (what, "connections") == 0)
    *value = g_list_model_get_n_items (feed_manager_get_connections (self->manager));
  else
    return FALSE;
  return TRUE;
}

static char *
get_row_fact (Story      *self,
              const char *what)
{
  guint symbol = g_ascii_strtoull (strchr (what, '.') + 1, NULL, 10);
  FeedBoard *board = feed_manager_get_board (self->manager);
  FeedInstrument *row = feed_board_get_by_index (board, self->index[symbol]);

  if (g_str_has_prefix (what, "row."))
    return g_strdup (row == NULL ? "gone"
                     : feed_row_state_to_string (feed_instrument_get_state (row)));
  return g_strdup (feed_manager_is_trade_safe (self->manager, self->index[symbol], 5000) ? "yes"
                                                                                        : "no");
}

char *
story_get_fact (Story      *self,
                const char *what)
{
  double value;

  if (g_strcmp0 (what, "link") == 0)
    return g_strdup (feed_link_state_to_string (feed_health_get_link (self->health)));
  if (g_strcmp0 (what, "colour") == 0)
    return g_strdup (feed_colour_to_string (feed_health_get_colour (self->health)));
  if (g_strcmp0 (what, "reason") == 0)
    return g_strdup (feed_cause_to_string (feed_health_get_reason (self->health)));
  if (g_strcmp0 (what, "polling") == 0)
    return g_strdup (feed_health_get_polling (self->health) ? "yes" : "no");
  if (g_strcmp0 (what, "session") == 0)
    return g_strdup (feed_health_get_session (self->health));
  if (g_strcmp0 (what, "first") == 0)
    return g_strdup (self->first == FEED_SOURCE_STREAM ? "stream" : "poll");
  if (g_str_has_prefix (what, "row.") || g_str_has_prefix (what, "safe."))
    return get_row_fact (self, what);
  if (g_str_has_prefix (what, "rows."))
    value = count_rows (self, what + strlen ("rows."));
  else if (g_str_has_prefix (what, "moves."))
    value = count_moves (self, what + strlen ("moves."));
  else if (!get_venue_fact (self, what, &value) && !get_count (self, what, &value))
    g_error ("Nothing is known of %s", what);
  return g_strdup_printf ("%.3f", value);
}
