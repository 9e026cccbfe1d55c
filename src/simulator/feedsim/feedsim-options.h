/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * FeedsimOptions:
 * @venue: whose wire and symbols: `binance`, `demo` or `angel-one`
 * @replay_path: (nullable): a recording to play instead of a market that is made up
 * @speed: how many times as fast the recording goes
 * @seed: of the market that is made up
 * @restamp: whether the times of a recording are shifted to now
 * @n_symbols: how many symbols to make up; 0: the venue's own few
 * @ticks_per_second: of all symbols together; 0: each symbol's own pace
 * @faults: (nullable): faults to schedule, as the text that `--fault` takes
 * @chaos_seed: of faults thrown at random; -1: none are
 * @chaos_pace: how many times as fast they come and go
 * @ping_interval_ms: between the pings of a stream
 * @pong_timeout_ms: after which a stream without an answer is closed
 *
 * @n_instruments: rows of the venue's list of instruments, where it has one; 0: a few thousand
 * @token_life_s: how long a log-in is good, where there is one
 * @quotes_per_second: requests for quotes let through, where there is a limit
 * @quotes_per_hour: likewise
 * @envelope: (nullable): in what spelling REST answers are wrapped: `mixed`, `status`, `success`
 *   or `strings`
 *
 * What a simulator is to be.
 */
typedef struct {
  char    *venue;
  char    *replay_path;
  double   speed;
  guint32  seed;
  gboolean restamp;
  guint    n_symbols;
  double   ticks_per_second;
  char   **faults;
  gint64   chaos_seed;
  double   chaos_pace;
  guint    ping_interval_ms;
  guint    pong_timeout_ms;
  guint    n_instruments;
  guint    token_life_s;
  guint    quotes_per_second;
  guint    quotes_per_hour;
  char    *envelope;
} FeedsimOptions;

#define FEEDSIM_TYPE_OPTIONS (feedsim_options_get_type ())

GType           feedsim_options_get_type (void);
FeedsimOptions *feedsim_options_new (void);
FeedsimOptions *feedsim_options_copy (const FeedsimOptions *self);
void            feedsim_options_free (FeedsimOptions *self);
gboolean        feedsim_options_validate (const FeedsimOptions *self,
                                          GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FeedsimOptions, feedsim_options_free)

G_END_DECLS
