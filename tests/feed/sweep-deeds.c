/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/feed-manager-private.h"
#include "feed/sweep.h"

/* Nothing moves before */
#define MOVE_AFTER_US (60 * SWEEP_SECOND)

static void
send_or_close (Sweep *self)
{
  const guint codes[] = {
    0, 1000, 1001, 1002, 1003, 1005, 1006, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000,
    4999,
  };

  if (sweep_draw (self, 2) == 0) {
    sim_venue_close (self->venue, codes[sweep_draw (self, G_N_ELEMENTS (codes))]);
    return;
  }
  sim_venue_send (self->venue, "{\"e\":\"tra");
  sim_venue_send (self->venue, "{\"stream\":\"!serverShutdown\",\"data\":"
                               "{\"e\":\"serverShutdown\",\"E\":1}}");
}

static void
change_dials (Sweep *self)
{
  const guint statuses[] = { 0, 429, 503, 403, 400 };
  SimFaults *faults = self->faults;

  switch (sweep_draw (self, 4)) {
  case 0: faults->refuse = !faults->refuse; break;
  case 1: faults->blackhole = !faults->blackhole; break;
  case 2: faults->drop_after_us = sweep_draw (self, 2) * (1 + sweep_draw (self, 20)) * SWEEP_SECOND; break;
  default:
    faults->handshake_status = statuses[sweep_draw (self, G_N_ELEMENTS (statuses))];
    faults->retry_after = sweep_draw (self, 20);
    break;
  }
}

void
sweep_change_stream (Sweep *self)
{
  SimFaults *faults = self->faults;

  switch (sweep_draw (self, 12)) {
  case 0: faults->mute = !faults->mute; break;
  case 1: faults->half_open = !faults->half_open; break;
  case 2: faults->partition = !faults->partition; break;
  case 3: faults->mute_symbols = sweep_draw (self, self->n_instruments + 1); break;
  case 4: faults->lag_us = sweep_draw (self, 3) * 400 * 1000; break;
  case 5: faults->jitter_us = sweep_draw (self, 3) * 400 * 1000; break;
  case 6: faults->lost_percent = sweep_draw (self, 2) * sweep_draw (self, 70); break;
  case 7: faults->ghosts = !faults->ghosts; break;
  case 8:
  case 9: change_dials (self); break;
  default: send_or_close (self); break;
  }
}

static void
change_rest (Sweep *self)
{
  const guint statuses[] = { 0, 0, 429, 418, 500, 503, 403 };
  SimFaults *faults = self->faults;

  switch (sweep_draw (self, 9)) {
  case 0: faults->rest_hangs = !faults->rest_hangs; break;
  case 1: faults->rest_empty = !faults->rest_empty; break;
  case 2: faults->rest_bad_row = !faults->rest_bad_row; break;
  case 3: faults->rest_lag_us = sweep_draw (self, 3) * (1 + sweep_draw (self, 3)) * SWEEP_SECOND / 2; break;
  case 4: faults->rest_repeats = !faults->rest_repeats; break;
  case 5: faults->others_weight = sweep_draw (self, 2) * (5900 + sweep_draw (self, 200)); break;
  case 6:
    faults->no_history = sweep_draw (self, 2);
    faults->archive_lag = sweep_draw (self, 3) * 5;
    break;
  default:
    faults->rest_status = statuses[sweep_draw (self, G_N_ELEMENTS (statuses))];
    faults->retry_after = 1 + sweep_draw (self, 20);
    break;
  }
}

static void
change_config (Sweep *self)
{
  g_autoptr (FeedConfig) config = NULL;
  int values[FEED_N_CONFIG_KEYS];

  feed_config_get_defaults (values);
  values[FEED_CONFIG_STABLE_WINDOW] += 1000 * sweep_draw (self, 3);
  config = feed_config_new (values, NULL);
  g_assert_nonnull (config);
  self->anew_soon = TRUE;
  feed_manager_set_config (self->manager, config);
  self->anew_soon = FALSE;
}

static void
tell_something (Sweep *self)
{
  const FeedSupervisorEventType events[] = {
    FEED_EVENT_RETRY_NOW, FEED_EVENT_NETWORK_DOWN, FEED_EVENT_NETWORK_UP, FEED_EVENT_BOOT_JUMP,
    FEED_EVENT_SLEEP, FEED_EVENT_WAKE,
  };
  FeedSupervisorEventType event = events[sweep_draw (self, G_N_ELEMENTS (events))];

  feed_manager_notify (self->manager, NULL, event);
  /* We keep away from both sources ourselves */
  if (event == FEED_EVENT_NETWORK_DOWN || event == FEED_EVENT_SLEEP)
    self->data_us = feed_clock_monotonic_us (self->clock);
}

/* One of them, or several in a row */
static void
change_subscriptions (Sweep *self)
{
  guint first = sweep_draw (self, self->n_instruments);

  for (guint i = 0; i <= self->seed % 8 && i < self->n_instruments; i++)
    sweep_toggle (self, (first + i) % self->n_instruments);
}

static void
change_here (Sweep *self)
{
  switch (sweep_draw (self, 6)) {
  case 0:
    feed_clock_step_wall (self->clock,
                          sweep_draw (self, 7200) * SWEEP_SECOND - 3600 * SWEEP_SECOND);
    break;
  case 1: self->faults->trade_interval_us = (1 + sweep_draw (self, 20)) * SWEEP_SECOND / 10; break;
  case 2: change_subscriptions (self); break;
  case 3:
    if (sweep_draw (self, 4) == 0)
      change_config (self);
    break;
  default: tell_something (self); break;
  }
}

void
sweep_change_something (Sweep *self)
{
  guint what = sweep_draw (self, 8);

  if (what < 4)
    sweep_change_stream (self);
  else if (what < 6)
    change_rest (self);
  else
    change_here (self);
}

void
sweep_change_gently (Sweep *self)
{
  gint64 way_us = self->faults->way_us;

  switch (sweep_draw (self, 3)) {
  case 0: change_rest (self); break;
  case 1: self->faults->trade_interval_us = (1 + sweep_draw (self, 100)) * SWEEP_SECOND / 10; break;
  default: *self->faults = (SimFaults) { .way_us = way_us, .trade_interval_us = SWEEP_SECOND / 5 }; break;
  }
}

/* The first so many, or all but those */
static void
change_many (Sweep *self)
{
  guint n = sweep_draw (self, self->n_instruments);
  gboolean first = sweep_draw (self, 2);

  for (guint i = 0; i < self->n_instruments; i++) {
    gboolean wanted = (i < n) == first;

    if (wanted != (self->index[i] != FEED_NO_INSTRUMENT))
      sweep_toggle (self, i);
  }
}

static void
restart (Sweep *self)
{
  self->anew_soon = TRUE;
  feed_manager_stop (self->manager);
  self->anew_soon = FALSE;
  feed_manager_start (self->manager);
  self->data_us = feed_clock_monotonic_us (self->clock);
}

void
sweep_do_in_callback (Sweep *self,
                      guint  instrument)
{
  self->result->n_deeds++;
  switch (sweep_draw (self, 5)) {
  case 0: change_config (self); break;
  case 1: restart (self); break;
  case 2: change_many (self); break;
  case 3: sweep_toggle (self, sweep_draw (self, self->n_instruments)); break;
  default:
    for (guint i = 0; i < self->n_instruments && instrument != FEED_NO_INSTRUMENT; i++) {
      if (self->index[i] == instrument) {
        sweep_toggle (self, i);
        return;
      }
    }
  }
}

/* It leads to moves, in the midst of which somebody may do something */
static void
wait_for_moves (Sweep *self)
{
  sweep_advance (self, MOVE_AFTER_US + sweep_draw (self, 12 * 4) * SWEEP_STEP_US);
  if (sweep_draw (self, 3) == 0)
    self->deed_after = 1 + sweep_draw (self, 60);
}

void
sweep_change_room (Sweep *self)
{
  SimFaults *faults = self->faults;
  gint64 apart_us = faults->apart_us;

  switch (sweep_draw (self, 8)) {
  case 0:
  case 1:
  case 2:
    faults->most_links = sweep_draw (self, 3);
    if (faults->most_links > 0)
      sim_venue_close (self->venue, 1000);
    wait_for_moves (self);
    break;
  case 3:
  case 4:
  case 5:
    change_many (self);
    wait_for_moves (self);
    break;
  case 6: faults->trade_interval_us = sweep_draw (self, 30) * SWEEP_SECOND / 10; break;
  default: sweep_change_something (self); break;
  }
  /* The links give what they give in order, each its own */
  if (apart_us != 0)
    faults->lag_us = faults->jitter_us = 0;
}

void
sweep_clear_faults (Sweep *self)
{
  gint64 way_us = self->faults->way_us;

  *self->faults = (SimFaults) { .way_us = way_us, .trade_interval_us = SWEEP_SECOND / 5 };
  self->deed_after = 0;
  feed_manager_notify (self->manager, NULL, FEED_EVENT_NETWORK_UP);
  for (guint i = 0; i < self->n_instruments; i++) {
    if (self->index[i] == FEED_NO_INSTRUMENT)
      sweep_toggle (self, i);
  }
}
