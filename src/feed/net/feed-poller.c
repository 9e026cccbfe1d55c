/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/net/feed-poller.h"

struct _FeedPoller {
  GSource        source;
  FeedPollerFunc func;
  gpointer       user_data;
};

static gboolean
on_source_dispatched (GSource    *source,
                      GSourceFunc callback,
                      gpointer    user_data)
{
  FeedPoller *self = (FeedPoller *) source;

  /* Before the call, which may set the next time or free the poller */
  g_source_set_ready_time (source, -1);
  self->func (self->user_data);
  return G_SOURCE_CONTINUE;
}

/* GLib does not write to it, but takes no const */
static GSourceFuncs poller_funcs = { .dispatch = on_source_dispatched };

FeedPoller *
feed_poller_new (FeedPollerFunc func,
                 gpointer       user_data)
{
  GSource *source;
  FeedPoller *self;

  g_return_val_if_fail (func != NULL, NULL);

  source = g_source_new (&poller_funcs, sizeof (FeedPoller));
  self = (FeedPoller *) source;
  self->func = func;
  self->user_data = user_data;
  g_source_set_static_name (source, "feed poller");
  g_source_attach (source, g_main_context_get_thread_default ());
  return self;
}

void
feed_poller_set_due (FeedPoller *self,
                     gint64      due_us)
{
  g_return_if_fail (self != NULL);

  g_source_set_ready_time (&self->source, due_us == G_MAXINT64 ? -1 : MAX (due_us, 0));
}

void
feed_poller_free (FeedPoller *self)
{
  g_return_if_fail (self != NULL);

  g_source_destroy (&self->source);
  g_source_unref (&self->source);
}
