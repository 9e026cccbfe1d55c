/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The simulator's reader of recordings: any bytes, plain or gzip, are a market that plays to its
 * end, or a file that is refused with a reason.
 */
#include <feedsim/feedsim-options.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz/fuzz-target.h"
#include "simulator/feedsim-recording.h"

/* No file that fits into an input holds more events */
#define MAX_STEPS 4096

/* As the clock would play it: what is due next, until nothing is */
static void
play (FeedsimMarket *market)
{
  FeedsimMarketClass *klass = FEEDSIM_MARKET_GET_CLASS (market);

  klass->prepare (market);
  for (guint i = 0; i < MAX_STEPS && klass->get_next_due (market) >= 0; i++) {
    klass->stamp (market, klass->get_time_ms (market));
    klass->step (market);
  }
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr (FeedsimOptions) options = feedsim_options_new ();
  g_autoptr (FeedsimMarket) market = NULL;
  g_autoptr (GError) error = NULL;
  int file = memfd_create ("recording", MFD_CLOEXEC);

  g_assert_cmpint (file, >=, 0);
  g_assert_cmpint (write (file, data, size), ==, size);
  options->replay_path = g_strdup_printf ("/proc/self/fd/%d", file);
  options->speed = 1000;
  options->restamp = size % 2 == 0;
  market = feedsim_recording_new (options, &error);
  close (file);
  g_assert_true ((market == NULL) == (error != NULL));
  if (error != NULL)
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
  if (market != NULL)
    play (market);
  return 0;
}
