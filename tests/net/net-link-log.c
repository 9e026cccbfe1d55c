/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/net-link-log.h"

static NetLinkLog *
log_event (gpointer user_data,
           guint    generation)
{
  NetLinkLog *self = user_data;

  g_assert_false (self->inside);
  g_assert_false (self->over);
  self->generation = generation;
  return self;
}

static void
on_opened (gpointer user_data,
           guint    generation)
{
  NetLinkLog *self = log_event (user_data, generation);

  self->n_opened++;
  if (self->drop_on == NET_DROP_ON_OPENED)
    net_link_log_drop (self);
}

static void
on_frame (gpointer      user_data,
          guint         generation,
          FeedFrameType type,
          const guint8 *data,
          gsize         length)
{
  NetLinkLog *self = log_event (user_data, generation);

  self->n_frames++;
  self->frame_type = type;
  g_clear_pointer (&self->frame, g_bytes_unref);
  self->frame = g_bytes_new (data, length);
  if (self->drop_on == NET_DROP_ON_FRAME)
    net_link_log_drop (self);
}

static void
on_pong (gpointer user_data,
         guint    generation)
{
  log_event (user_data, generation)->n_pongs++;
}

static void
on_failed (gpointer         user_data,
           guint            generation,
           FeedCause        cause,
           const FeedReply *reply,
           const GError    *error)
{
  NetLinkLog *self = log_event (user_data, generation);

  self->n_failed++;
  self->cause = cause;
  self->error = g_error_copy (error);
  if (reply != NULL) {
    self->answered = TRUE;
    self->status = reply->status;
    self->retry_after = g_strdup (reply->header (reply, "retry-after"));
  }
  if (self->drop_on == NET_DROP_ON_END)
    net_link_log_drop (self);
}

static void
on_closed (gpointer      user_data,
           guint         generation,
           FeedCause     cause,
           guint         code,
           const char   *reason,
           const GError *error)
{
  NetLinkLog *self = log_event (user_data, generation);

  self->n_closed++;
  self->cause = cause;
  self->code = code;
  self->reason = g_strdup (reason);
  self->error = error != NULL ? g_error_copy (error) : NULL;
  if (self->drop_on == NET_DROP_ON_END)
    net_link_log_drop (self);
}

const FeedLinkEvents *
net_link_log_events (void)
{
  static const FeedLinkEvents events = { on_opened, on_frame, on_pong, on_failed, on_closed };

  return &events;
}

void
net_link_log_dial (NetLinkLog    *self,
                   FeedTransport *transport,
                   const char    *uri,
                   guint          timeout_ms,
                   gsize          max_payload)
{
  FeedRequest request = { .method = (char *) "GET", .uri = (char *) uri };
  FeedDialOptions options = {
    .generation = 7,
    .connect_timeout_us = (gint64) timeout_ms * 1000,
    .ping_interval_us = G_USEC_PER_SEC,
    .max_payload = max_payload,
  };

  self->inside = TRUE;
  self->link = feed_transport_dial (transport, &request, &options, net_link_log_events (), self);
  self->inside = FALSE;
}

void
net_link_log_drop (NetLinkLog *self)
{
  gboolean inside = self->inside;

  if (self->link == NULL)
    return;
  self->inside = TRUE;
  feed_link_drop (self->link);
  self->inside = inside;
  self->over = TRUE;
  g_clear_object (&self->link);
}

guint
net_link_log_count (const NetLinkLog *self)
{
  return self->n_opened + self->n_frames + self->n_pongs + self->n_failed + self->n_closed;
}

gboolean
net_link_log_is_open (gpointer self)
{
  return ((NetLinkLog *) self)->n_opened > 0;
}

gboolean
net_link_log_has_frame (gpointer self)
{
  return ((NetLinkLog *) self)->n_frames > 0;
}

gboolean
net_link_log_has_ended (gpointer user_data)
{
  NetLinkLog *self = user_data;

  return self->n_failed + self->n_closed > 0;
}

void
net_link_log_clear (NetLinkLog *self)
{
  net_link_log_drop (self);
  g_clear_error (&self->error);
  g_clear_pointer (&self->frame, g_bytes_unref);
  g_free (self->reason);
  g_free (self->retry_after);
  *self = (NetLinkLog) { 0 };
}
