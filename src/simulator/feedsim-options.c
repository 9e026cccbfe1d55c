/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feedsim/feedsim-options.h"

#include <gio/gio.h>
#include <math.h>

#include "simulator/feedsim-angel-envelope.h"
#include "simulator/feedsim-venue.h"

G_DEFINE_BOXED_TYPE (FeedsimOptions, feedsim_options, feedsim_options_copy, feedsim_options_free)

#define MAX_SYMBOLS 10000
#define MAX_INSTRUMENTS 1000000
#define MAX_QUOTES 1000000
#define MAX_TOKEN_LIFE_S (365 * 86400)

/**
 * feedsim_options_new:
 *
 * Returns: (transfer full): the venue's own market at its own pace, without faults
 */
FeedsimOptions *
feedsim_options_new (void)
{
  FeedsimOptions *self = g_new0 (FeedsimOptions, 1);

  self->venue = g_strdup ("binance");
  self->speed = 1;
  self->seed = 1;
  self->chaos_seed = -1;
  self->chaos_pace = 1;
  self->ping_interval_ms = 20000;
  self->pong_timeout_ms = 60000;
  self->token_life_s = 28 * 3600;
  self->quotes_per_second = 1;
  self->quotes_per_hour = 5000;
  return self;
}

FeedsimOptions *
feedsim_options_copy (const FeedsimOptions *self)
{
  FeedsimOptions *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->venue = g_strdup (self->venue);
  copy->replay_path = g_strdup (self->replay_path);
  copy->faults = g_strdupv (self->faults);
  copy->envelope = g_strdup (self->envelope);
  return copy;
}

void
feedsim_options_free (FeedsimOptions *self)
{
  g_free (self->venue);
  g_free (self->replay_path);
  g_strfreev (self->faults);
  g_free (self->envelope);
  g_free (self);
}

/**
 * feedsim_options_validate:
 * @self: the options
 * @error: return location for G_IO_ERROR_INVALID_ARGUMENT
 *
 * Returns: whether a simulator can be made of them
 */
gboolean
feedsim_options_validate (const FeedsimOptions *self,
                          GError              **error)
{
  const char *trouble = NULL;
  FeedsimAngelEnvelope envelope;

  g_return_val_if_fail (self != NULL, FALSE);

  if (!feedsim_venue_is_known (self->venue))
    trouble = "there is no such venue here";
  else if (!isfinite (self->speed) || self->speed < 0.001 || self->speed > 1e6)
    trouble = "the speed is not between 0.001 and 1000000";
  else if (self->n_symbols > MAX_SYMBOLS)
    trouble = "more than 10000 symbols";
  else if (!isfinite (self->ticks_per_second) || self->ticks_per_second < 0 ||
           self->ticks_per_second > 1e6)
    trouble = "the rate is not between 0 and 1000000 ticks a second";
  else if (self->replay_path != NULL && (self->n_symbols > 0 || self->ticks_per_second > 0))
    trouble = "a replay has the symbols and the rate of its file";
  else if (self->chaos_seed < -1 || self->chaos_seed > G_MAXUINT32)
    trouble = "the seed of the chaos does not fit 32 bits";
  else if (!isfinite (self->chaos_pace) || self->chaos_pace < 0.01 || self->chaos_pace > 1000)
    trouble = "the pace of the chaos is not between 0.01 and 1000";
  else if (self->ping_interval_ms == 0 || self->pong_timeout_ms == 0)
    trouble = "an interval of 0 ms";
  else if (self->n_instruments > MAX_INSTRUMENTS)
    trouble = "more than 1000000 instruments";
  else if (self->token_life_s == 0 || self->token_life_s > MAX_TOKEN_LIFE_S)
    trouble = "the life of a token is not between a second and a year";
  else if (self->quotes_per_second == 0 || self->quotes_per_hour == 0 ||
           self->quotes_per_second > MAX_QUOTES || self->quotes_per_hour > MAX_QUOTES)
    trouble = "the limit of quotes is not between 1 and 1000000";
  else if (!feedsim_angel_envelope_parse (self->envelope, &envelope))
    trouble = "the envelope is neither “mixed”, “status”, “success” nor “strings”";
  else if (self->replay_path != NULL && g_str_equal (self->venue, "angel-one"))
    trouble = "there are no recordings of this venue";
  if (trouble == NULL)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, trouble);
  return FALSE;
}
