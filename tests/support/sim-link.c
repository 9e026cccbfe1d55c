/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/sim-venue-private.h"

#include <string.h>

#define GHOST_US (3 * G_USEC_PER_SEC)

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
  feed_clock_remove_timer (self->venue->clock, self->drop_timer);
  self->drop_timer = 0;
  g_ptr_array_remove (self->venue->links, self);
  if (!self->open || !self->venue->faults.ghosts)
    return;
  self->ghost_until_us = feed_clock_monotonic_us (self->venue->clock) + GHOST_US;
  g_ptr_array_add (self->venue->ghosts, g_object_ref (self));
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

  /* Nobody holds it: it cannot haunt */
  self->open = FALSE;
  sim_link_drop (FEED_LINK (self));
  g_hash_table_unref (self->subscribed);
  self->venue->n_links--;
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
  if (!self->venue->faults.half_open && !self->venue->faults.partition)
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

/* A venue of accounts says so by a header of its own where there are too many streams */
static const char *
get_header (const FeedReply *reply,
            const char      *name)
{
  if (g_ascii_strcasecmp (name, "x-error-message") == 0)
    return reply->status == 429 ? "Connection Limit Exceeded" : NULL;
  return g_ascii_strcasecmp (name, "Retry-After") == 0 ? reply->data : NULL;
}

/* The server answers the dial with something else than 101 */
static void
answer_handshake (SimLink *self,
                  guint    status)
{
  g_autoptr (SimLink) alive = g_object_ref (self);
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "not 101");
  const SimFaults *faults = &self->venue->faults;
  g_autofree char *wait = g_strdup_printf ("%u", faults->retry_after);
  gboolean limited = status == 429 || status == 418;
  FeedReply reply = {
    .status = status,
    .body = "",
    .header = get_header,
    .data = faults->retry_after != 0 ? wait : NULL,
  };

  self->venue->stream_free_us = feed_clock_monotonic_us (self->venue->clock) +
                                MAX (60, faults->retry_after) * G_USEC_PER_SEC;
  sim_link_drop (FEED_LINK (self));
  self->events.failed (self->user_data, self->options.generation,
                       limited ? FEED_CAUSE_RATE_LIMIT : FEED_CAUSE_HANDSHAKE, &reply, error);
}

static void
on_drop_due (gpointer user_data)
{
  g_autoptr (SimLink) self = g_object_ref (user_data);

  self->drop_timer = 0;
  sim_link_close (self, 0);
}

static gboolean
is_beyond_limit (SimVenue *venue)
{
  guint n_open = 0;

  for (guint i = 0; i < venue->links->len; i++)
    n_open += SIM_LINK (venue->links->pdata[i])->open;
  return venue->faults.most_links != 0 && n_open >= venue->faults.most_links;
}

static void
on_handshake_due (gpointer user_data)
{
  g_autoptr (SimLink) self = g_object_ref (user_data);
  FeedClock *clock = self->venue->clock;
  gint64 now = feed_clock_monotonic_us (clock);

  self->timer = 0;
  if (self->venue->faults.blackhole || self->venue->faults.partition) {
    fail (self, FEED_CAUSE_CONNECT_TIMEOUT, "no answer");
    return;
  }
  if (self->venue->faults.refuse) {
    fail (self, FEED_CAUSE_REFUSED, "Connection refused");
    return;
  }
  if (self->venue->faults.handshake_status != 0 || self->unwelcome) {
    answer_handshake (self, self->unwelcome ? 401 : self->venue->faults.handshake_status);
    return;
  }
  if (is_beyond_limit (self->venue)) {
    answer_handshake (self, 429);
    return;
  }
  self->open = TRUE;
  if (self->venue->faults.drop_after_us != 0)
    self->drop_timer = feed_clock_add_timer (clock, now + self->venue->faults.drop_after_us,
                                             "sim drop", on_drop_due, self);
  self->timer = feed_clock_add_timer (clock, now + self->options.ping_interval_us, "sim pong",
                                      on_pong_due, self);
  self->events.opened (self->user_data, self->options.generation);
}

/* A client stays what it was at its first dial: a link as much behind the one before as a client is
 * behind another would look like ids that began anew */
static gboolean
is_later (SimVenue *venue,
          gpointer  client)
{
  if (g_object_get_data (client, "sim-link-order") == NULL)
    g_object_set_data (client, "sim-link-order", GINT_TO_POINTER (venue->links->len > 0 ? 2 : 1));
  return g_object_get_data (client, "sim-link-order") == GINT_TO_POINTER (2);
}

SimLink *
sim_link_new (SimVenue              *venue,
              const FeedRequest     *request,
              const FeedDialOptions *options,
              const FeedLinkEvents  *events,
              gpointer               user_data)
{
  SimLink *self = g_object_new (SIM_TYPE_LINK, NULL);
  gboolean answered = !venue->faults.blackhole && !venue->faults.partition;
  gint64 wait_us = answered ? 2 * venue->faults.way_us : options->connect_timeout_us;

  self->venue = g_object_ref (venue);
  self->unwelcome = venue->faults.account &&
                    !sim_account_admits (&venue->account, request, sim_venue_get_wall_us (venue));
  self->later = is_later (venue, user_data);
  venue->n_links++;
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

/* As the real transport sorts them: most codes are the peer's word, some are our own finding */
static FeedCause
sort_code (guint code)
{
  switch (code) {
  case 1002:
  case 1003:
  case 1007:
  case 1010:
    return FEED_CAUSE_PROTOCOL;
  case 1009:
    return FEED_CAUSE_TOO_LARGE;
  default:
    return FEED_CAUSE_CLOSED_BY_PEER;
  }
}

void
sim_link_close (SimLink *self,
                guint    code)
{
  sim_link_drop (FEED_LINK (self));
  self->events.closed (self->user_data, self->options.generation, sort_code (code), code, "",
                       NULL);
}

static gboolean
has_successor (SimLink *self)
{
  for (guint i = 0; i < self->venue->links->len; i++) {
    SimLink *other = self->venue->links->pdata[i];

    if (other->user_data == self->user_data)
      return TRUE;
  }
  return FALSE;
}

void
sim_link_haunt (SimLink    *self,
                const char *text)
{
  guint generation = self->options.generation;

  if (has_successor (self))
    sim_link_send_frame (self, text);
  if (has_successor (self))
    self->events.pong (self->user_data, generation);
  if (has_successor (self))
    self->events.opened (self->user_data, generation);
  if (has_successor (self))
    self->events.closed (self->user_data, generation, FEED_CAUSE_CLOSED_BY_PEER, 0, "", NULL);
}
