/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/sim-venue-private.h"

#include <string.h>

G_DEFINE_FINAL_TYPE (SimLink, sim_link, FEED_TYPE_LINK)

static void
sim_link_drop (FeedLink *link)
{
  SimLink *self = SIM_LINK (link);

  if (self->gone)
    return;
  self->gone = TRUE;
  if (self->timer != 0)
    feed_clock_remove_timer (self->venue->clock, self->timer);
  self->timer = 0;
  g_ptr_array_remove (self->venue->links, self);
}

static void
sim_link_send (FeedLink   *link,
               const char *text)
{
  SimLink *self = SIM_LINK (link);
  gboolean add = strstr (text, "\"SUBSCRIBE\"") != NULL;
  g_auto (GStrv) words = g_strsplit_set (text, "[\",]", -1);
  SimVenue *venue = self->venue;
  guint recent = sim_venue_count_recent (venue->messages_us, feed_clock_monotonic_us (venue->clock),
                                         G_USEC_PER_SEC);

  venue->n_messages++;
  venue->most_messages = MAX (venue->most_messages, recent);
  for (guint i = 0; words[i] != NULL; i++) {
    g_autofree char *symbol = NULL;

    if (!g_str_has_suffix (words[i], "@trade"))
      continue;
    symbol = g_ascii_strup (words[i], strlen (words[i]) - strlen ("@trade"));
    sim_venue_remember_symbol (self->venue, symbol);
    if (add)
      g_hash_table_add (self->subscribed, g_steal_pointer (&symbol));
    else
      g_hash_table_remove (self->subscribed, symbol);
  }
}

static void
sim_link_finalize (GObject *object)
{
  SimLink *self = SIM_LINK (object);

  sim_link_drop (FEED_LINK (self));
  g_hash_table_unref (self->subscribed);
  g_object_unref (self->venue);
  G_OBJECT_CLASS (sim_link_parent_class)->finalize (object);
}

static void
sim_link_class_init (SimLinkClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sim_link_finalize;
  FEED_LINK_CLASS (klass)->send = sim_link_send;
  FEED_LINK_CLASS (klass)->drop = sim_link_drop;
}

static void
sim_link_init (SimLink *self)
{
  self->subscribed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static void
on_pong_due (gpointer user_data)
{
  g_autoptr (SimLink) self = g_object_ref (user_data);
  FeedClock *clock = self->venue->clock;

  self->timer = feed_clock_add_timer (clock, feed_clock_monotonic_us (clock) +
                                      self->options.ping_interval_us, "sim pong", on_pong_due,
                                      self);
  if (!self->venue->faults.half_open)
    self->events.pong (self->user_data, self->options.generation);
}

static void
fail (SimLink    *self,
      FeedCause   cause,
      const char *text)
{
  g_autoptr (SimLink) alive = g_object_ref (self);
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, text);

  sim_link_drop (FEED_LINK (self));
  self->events.failed (self->user_data, self->options.generation, cause, NULL, error);
}

static void
on_handshake_due (gpointer user_data)
{
  g_autoptr (SimLink) self = g_object_ref (user_data);
  FeedClock *clock = self->venue->clock;
  gint64 now = feed_clock_monotonic_us (clock);

  self->timer = 0;
  if (self->venue->faults.blackhole) {
    fail (self, FEED_CAUSE_CONNECT_TIMEOUT, "no answer");
    return;
  }
  if (self->venue->faults.refuse) {
    fail (self, FEED_CAUSE_REFUSED, "Connection refused");
    return;
  }
  self->open = TRUE;
  self->timer = feed_clock_add_timer (clock, now + self->options.ping_interval_us, "sim pong",
                                      on_pong_due, self);
  self->events.opened (self->user_data, self->options.generation);
}

SimLink *
sim_link_new (SimVenue              *venue,
              const FeedDialOptions *options,
              const FeedLinkEvents  *events,
              gpointer               user_data)
{
  SimLink *self = g_object_new (SIM_TYPE_LINK, NULL);
  gint64 wait_us = venue->faults.blackhole ? options->connect_timeout_us
                                           : 2 * venue->faults.way_us;

  self->venue = g_object_ref (venue);
  self->events = *events;
  self->user_data = user_data;
  self->options = *options;
  self->timer = feed_clock_add_timer (venue->clock, feed_clock_monotonic_us (venue->clock) + wait_us,
                                      "sim handshake", on_handshake_due, self);
  g_ptr_array_add (venue->links, self);
  return self;
}

void
sim_link_send_frame (SimLink    *self,
                     const char *text)
{
  self->events.frame (self->user_data, self->options.generation, FEED_FRAME_TEXT,
                      (const guint8 *) text, strlen (text));
}

void
sim_link_close (SimLink *self,
                guint    code)
{
  sim_link_drop (FEED_LINK (self));
  self->events.closed (self->user_data, self->options.generation, FEED_CAUSE_CLOSED_BY_PEER, code,
                       "", NULL);
}
