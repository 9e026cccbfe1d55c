/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/net/feed-connection-private.h"

/* Troubles of a connection: the first of a kind is told at once, those behind it together with the
 * newest, once a second. */
#define TROUBLE_INTERVAL_US G_USEC_PER_SEC

static gint64
now_us (FeedConnection *self)
{
  return feed_clock_monotonic_us (self->clock);
}

static void
tell_trouble (FeedConnection *self,
              FeedTrouble     kind)
{
  FeedHeldTrouble *held = &self->troubles[kind];
  g_autofree char *text = g_steal_pointer (&held->text);
  guint count = held->count;

  held->count = 0;
  held->told_us = now_us (self);
  self->events.trouble (self->user_data, text, count);
}

static void
on_trouble_due (gpointer user_data)
{
  g_autoptr (FeedConnection) self = g_object_ref (user_data);

  self->trouble_timer = 0;
  for (guint kind = 0; kind < FEED_N_TROUBLES && self->running; kind++) {
    if (self->troubles[kind].count > 0)
      tell_trouble (self, kind);
  }
}

void
feed_connection_report (FeedConnection *self,
                        FeedTrouble     kind,
                        const char     *text)
{
  FeedHeldTrouble *held = &self->troubles[kind];
  gint64 now = now_us (self);

  held->count++;
  g_free (held->text);
  held->text = g_strdup (text);
  if (held->told_us == 0 || now - held->told_us >= TROUBLE_INTERVAL_US)
    tell_trouble (self, kind);
  else if (self->trouble_timer == 0)
    self->trouble_timer = feed_clock_add_timer (self->clock, now + TROUBLE_INTERVAL_US,
                                                "feed troubles", on_trouble_due, self);
}

void
feed_troubles_forget (FeedConnection *self)
{
  if (self->trouble_timer != 0)
    feed_clock_remove_timer (self->clock, self->trouble_timer);
  self->trouble_timer = 0;
  for (guint kind = 0; kind < FEED_N_TROUBLES; kind++) {
    self->troubles[kind].count = 0;
    g_clear_pointer (&self->troubles[kind].text, g_free);
  }
}
