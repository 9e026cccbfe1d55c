/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/sim-venue-private.h"

typedef struct {
  FeedClock     *clock;
  FeedPollerFunc func;
  gpointer       user_data;
  guint          timer;
} SimPoller;

static void
on_poller_timer (gpointer user_data)
{
  SimPoller *poller = user_data;

  poller->timer = 0;
  poller->func (poller->user_data);
}

static gpointer
sim_poller_new (FeedTransport *transport,
                FeedPollerFunc func,
                gpointer       user_data)
{
  SimPoller *poller = g_new0 (SimPoller, 1);

  poller->clock = SIM_VENUE (transport)->clock;
  poller->func = func;
  poller->user_data = user_data;
  return poller;
}

static void
sim_poller_set_due (FeedTransport *transport,
                    gpointer       data,
                    gint64         due_us)
{
  SimPoller *poller = data;

  if (poller->timer != 0)
    feed_clock_remove_timer (poller->clock, poller->timer);
  poller->timer = 0;
  if (due_us != G_MAXINT64)
    poller->timer = feed_clock_add_timer (poller->clock, due_us, "sim poller", on_poller_timer,
                                          poller);
}

static void
sim_poller_free (FeedTransport *transport,
                 gpointer       data)
{
  sim_poller_set_due (transport, data, G_MAXINT64);
  g_free (data);
}

void
sim_poller_fill_interface (FeedTransportInterface *iface)
{
  iface->poller_new = sim_poller_new;
  iface->poller_set_due = sim_poller_set_due;
  iface->poller_free = sim_poller_free;
}
