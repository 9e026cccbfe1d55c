/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Requests that a client sends over Angel One's simulated stream, one a line: whatever they say, a
 * connection never has more subscriptions than the venue allows.
 */
#include <string.h>

#include "fuzz/fuzz-target.h"
#include "simulator/feedsim-angel-subscriptions.h"

static void
check_counts (FeedsimAngelSubscriptions *subscriptions)
{
  GHashTableIter iter;
  gpointer mask;
  guint n_pairs = 0;
  guint n_depth = 0;

  g_hash_table_iter_init (&iter, subscriptions->modes);
  while (g_hash_table_iter_next (&iter, NULL, &mask)) {
    g_assert_cmpuint (GPOINTER_TO_UINT (mask), !=, 0);
    for (guint mode = FEEDSIM_ANGEL_MODE_LTP; mode <= FEEDSIM_ANGEL_MODE_DEPTH; mode++)
      n_pairs += GPOINTER_TO_UINT (mask) >> mode & 1;
    n_depth += GPOINTER_TO_UINT (mask) >> FEEDSIM_ANGEL_MODE_DEPTH & 1;
  }
  g_assert_cmpuint (n_pairs, ==, subscriptions->n_pairs);
  g_assert_cmpuint (n_depth, ==, subscriptions->n_depth);
  g_assert_cmpuint (n_pairs, <=, FEEDSIM_ANGEL_MAX_PAIRS);
  g_assert_cmpuint (n_depth, <=, FEEDSIM_ANGEL_MAX_DEPTH_TOKENS);
}

static void
take_request (FeedsimAngelSubscriptions *subscriptions,
              const char                *request,
              gsize                      length)
{
  g_autofree char *exact = g_memdup2 (request, length);
  g_auto (FeedsimAngelOrder) order = { "" };

  if (feedsim_angel_order_parse (&order, exact != NULL ? exact : "", length))
    feedsim_angel_subscriptions_apply (subscriptions, &order);
  check_counts (subscriptions);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr (FeedsimAngelSubscriptions) subscriptions = feedsim_angel_subscriptions_new ();
  const char *end = (const char *) data + size;

  for (const char *at = (const char *) data; at < end;) {
    const char *stop = memchr (at, '\n', (gsize) (end - at));

    stop = stop != NULL ? stop : end;
    take_request (subscriptions, at, (gsize) (stop - at));
    at = stop + 1;
  }
  return 0;
}
