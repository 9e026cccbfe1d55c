/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evertick-link-view.h"

#include <glib/gi18n.h>

#include "evertick-format.h"
#include "evertick-words.h"

#define PRICES_ARRIVE_US (10 * G_USEC_PER_SEC)

void
evertick_link_view_read (EvertickLinkView *self,
                         FeedHealth       *health,
                         FeedClock        *clock)
{
  self->venue = feed_health_get_venue (health);
  self->venue_name = feed_health_get_venue_name (health);
  self->connection = feed_health_get_connection (health);
  self->link = feed_health_get_link (health);
  self->colour = feed_health_get_colour (health);
  self->reason = feed_health_get_reason (health);
  self->polling = feed_health_get_polling (health);
  self->figures = *feed_health_get_figures (health);
  self->now_us = feed_clock_monotonic_us (clock);
  self->wall_us = feed_clock_wall_us (clock);
}

static int
badness (FeedColour colour)
{
  switch (colour) {
  case FEED_COLOUR_RED:
    return 3;

  case FEED_COLOUR_YELLOW:
    return 2;

  case FEED_COLOUR_GREEN:
    return 1;

  case FEED_COLOUR_GREY:
  default:
    return 0;
  }
}

int
evertick_link_view_compare (const EvertickLinkView *a,
                            const EvertickLinkView *b)
{
  return badness (a->colour) - badness (b->colour);
}

gboolean
evertick_link_view_is_demo (const EvertickLinkView *self)
{
  return g_strcmp0 (self->venue, EVERTICK_DEMO_VENUE) == 0;
}

gboolean
evertick_link_view_has_prices (const EvertickLinkView *self)
{
  return self->figures.last_tick_us > 0
         && self->now_us - self->figures.last_tick_us < PRICES_ARRIVE_US;
}

static const char *
get_stream_word (const EvertickLinkView *self)
{
  if (self->colour == FEED_COLOUR_GREY)
    return _ ("Market Closed");
  if (self->colour == FEED_COLOUR_GREEN)
    return C_ ("status", "Live");
  if (self->link == FEED_LINK_SUSPECT)
    return _ ("Checking");
  return _ ("Partly Polled");
}

const char *
evertick_link_view_get_word (const EvertickLinkView *self)
{
  switch (self->link) {
  case FEED_LINK_IDLE:
    return C_ ("status", "Idle");

  case FEED_LINK_LIVE:
  case FEED_LINK_SUSPECT:
    return get_stream_word (self);

  case FEED_LINK_AUTH:
    return self->figures.login_refused ? _ ("Log-in Refused") : _ ("Logging In");

  case FEED_LINK_PARKED:
    return _ ("Offline");

  case FEED_LINK_CONNECTING:
  case FEED_LINK_WARMING:
  case FEED_LINK_BACKOFF:
  default:
    if (self->colour == FEED_COLOUR_GREY)
      return _ ("Market Closed");
    if (self->figures.last_tick_us == 0 && self->colour != FEED_COLOUR_RED)
      return _ ("Connecting");
    return self->polling && evertick_link_view_has_prices (self) ? _ ("Polling")
                                                                 : _ ("Reconnecting");
  }
}

const char *
evertick_link_view_get_transport (const EvertickLinkView *self)
{
  switch (self->link) {
  case FEED_LINK_LIVE:
  case FEED_LINK_SUSPECT:
    return self->colour == FEED_COLOUR_YELLOW && self->figures.polled_rows > 0
           ? _ ("WebSocket and REST") : _ ("WebSocket");

  case FEED_LINK_CONNECTING:
  case FEED_LINK_WARMING:
  case FEED_LINK_BACKOFF:
  case FEED_LINK_AUTH:
    return self->polling && evertick_link_view_has_prices (self) ? _ ("REST") : NULL;

  case FEED_LINK_IDLE:
  case FEED_LINK_PARKED:
  default:
    return NULL;
  }
}

static char *
dup_state (const EvertickLinkView *self,
           const char             *name)
{
  const char *transport = evertick_link_view_get_transport (self);

  return g_strconcat (name != NULL ? name : "",
                      name != NULL ? " · " : "",
                      evertick_link_view_get_word (self),
                      transport != NULL ? " · " : "",
                      transport != NULL ? transport : "",
                      NULL);
}

char *
evertick_link_view_dup_status (const EvertickLinkView *self)
{
  return dup_state (self, evertick_link_view_is_demo (self) ? C_ ("status", "Demo") : NULL);
}

char *
evertick_link_view_dup_heading (const EvertickLinkView *self)
{
  return dup_state (self, self->venue_name);
}

char *
evertick_link_view_dup_accessible (const EvertickLinkView *self)
{
  const char *transport = evertick_link_view_get_transport (self);
  g_autofree char *market =
    evertick_link_view_is_demo (self) ? g_strdup (_ ("demo market")) : g_strdup (self->venue_name);

  if (transport == NULL)
    /* Translators: the state of the feed in a word, then the venue */
    return g_strdup_printf (_ ("Feed status: %s, %s"), evertick_link_view_get_word (self), market);
  /* Translators: the state of the feed in a word, then the transport, then the venue */
  return g_strdup_printf (_ ("Feed status: %s, %s, %s"),
                          evertick_link_view_get_word (self),
                          transport,
                          market);
}

static char *
dup_since (const EvertickLinkView *self)
{
  gint64 since_us = self->figures.not_green_since_us;

  if (since_us == 0)
    since_us = self->figures.since_us;
  if (since_us == 0)
    return NULL;
  return evertick_format_time_of_day (self->wall_us - (self->now_us - since_us), FALSE);
}

static char *
dup_what (const EvertickLinkView *self)
{
  g_autofree char *every = NULL;

  if (self->link == FEED_LINK_LIVE || self->link == FEED_LINK_SUSPECT)
    return g_strdup (evertick_link_view_get_word (self));
  if (!evertick_link_view_has_prices (self)) {
    if (self->figures.last_tick_us == 0)
      return g_strdup (_ ("No prices yet"));
    return g_strdup_printf (_ ("%s, no prices arrive"), evertick_link_view_get_word (self));
  }
  if (!self->polling || self->figures.poll_row_us <= 0)
    return g_strdup (evertick_link_view_get_word (self));
  every = evertick_format_duration (self->figures.poll_row_us);
  /* Translators: "Polling, each row every 2 s" */
  return g_strdup_printf (_ ("%s, each row every %s"), evertick_link_view_get_word (self), every);
}

char *
evertick_link_view_dup_trouble (const EvertickLinkView *self)
{
  g_autofree char *since = dup_since (self);
  g_autofree char *what = dup_what (self);
  g_autofree char *name = NULL;
  const char *cause = evertick_words_cause (self->reason);

  name = g_strdup (evertick_link_view_is_demo (self) ? _ ("Demo market") : self->venue_name);
  if (since == NULL)
    return g_strdup_printf ("%s: %s%s%s", name, what, *cause != '\0' ? ": " : "", cause);
  /* Translators: venue, what happens, since when (a time), separator, cause: "Binance: Polling,
   * each row every 2 s, since 10:42:07: stream mute, REST has newer prices" */
  return g_strdup_printf (_ ("%s: %s, since %s%s%s"),
                          name,
                          what,
                          since,
                          *cause != '\0' ? ": " : "",
                          cause);
}

char *
evertick_link_view_dup_next (const EvertickLinkView *self)
{
  g_autofree char *wait = NULL;
  gint64 wait_us = self->figures.next_dial_us - self->now_us;

  switch (self->link) {
  case FEED_LINK_CONNECTING:
    return g_strdup (_ ("Trying now…"));

  case FEED_LINK_WARMING:
    return g_strdup (_ ("The stream is open and has to prove itself"));

  case FEED_LINK_LIVE:
    return g_strdup (self->colour == FEED_COLOUR_GREEN
                     ? "" : _ ("Missing symbols are polled and asked for again"));

  case FEED_LINK_SUSPECT:
    return g_strdup (_ ("Asking REST whether the market is quiet"));

  case FEED_LINK_AUTH:
    return g_strdup (self->figures.login_refused ? _ ("Check the account, then retry")
                                                 : _ ("It is tried until it works"));

  case FEED_LINK_IDLE:
    return g_strdup (_ ("Add a symbol to start"));

  case FEED_LINK_BACKOFF:
  case FEED_LINK_PARKED:
  default:
    if (self->figures.next_dial_us == 0)
      return g_strdup (_ ("Waiting for the network"));
    if (wait_us < G_USEC_PER_SEC)
      return g_strdup (_ ("Next try in less than 1 s"));
    wait = evertick_format_duration (wait_us / G_USEC_PER_SEC * G_USEC_PER_SEC);
    return g_strdup_printf (_ ("Next try in %s"), wait);
  }
}

static char *
dup_age (const EvertickLinkView *self,
         gint64                  at_us)
{
  return evertick_format_age (at_us == 0 ? -1 : MAX (0, self->now_us - at_us));
}

char *
evertick_link_view_dup_token (const EvertickLinkView *self)
{
  gint64 expiry_us = self->figures.token_expiry_us;
  g_autofree char *moment = NULL;
  g_autofree char *left = NULL;

  if (expiry_us == 0)
    return NULL;
  moment = evertick_format_moment (expiry_us, self->wall_us, FALSE);
  if (expiry_us <= self->wall_us)
    return g_strdup_printf (_ ("expired at %s"), moment);
  left = evertick_format_duration (expiry_us - self->wall_us);
  /* Translators: of a log-in: "until 05:00:00, 7 h 12 min more" */
  return g_strdup_printf (_ ("until %s, %s more"), moment, left);
}

char *
evertick_link_view_dup_quota (const EvertickLinkView *self)
{
  const FeedHealthFigures *figures = &self->figures;
  g_autofree char *interval = NULL;

  if (figures->weight_limit > 0)
    return g_strdup_printf (_ ("%'u of %'u a minute"), figures->weight_used, figures->weight_limit);
  if (figures->requests_limit == 0)
    return NULL;
  interval = evertick_format_duration (figures->request_interval_us);
  /* Translators: requests: "120 of 5,000 an hour, one every 1 s" */
  return g_strdup_printf (_ ("%'u of %'u an hour, one every %s"), figures->requests_used,
                          figures->requests_limit, interval);
}

static void
append_account (const EvertickLinkView *self,
                GString                *text)
{
  g_autofree char *token = evertick_link_view_dup_token (self);
  g_autofree char *quota = evertick_link_view_dup_quota (self);

  if (token != NULL) {
    g_string_append_c (text, '\n');
    /* Translators: "Log-in valid until 05:00:00, 7 h 12 min more" */
    g_string_append_printf (text, _ ("Log-in valid %s"), token);
  }
  if (quota != NULL) {
    g_string_append_c (text, '\n');
    /* Translators: "REST quota used: 120 of 6,000 a minute" */
    g_string_append_printf (text, _ ("REST quota used: %s"), quota);
  }
}

char *
evertick_link_view_dup_figures (const EvertickLinkView *self)
{
  const FeedHealthFigures *figures = &self->figures;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *frame = dup_age (self, figures->last_frame_us);
  g_autofree char *tick = dup_age (self, figures->last_tick_us);
  g_autofree char *p50 = evertick_format_ms (figures->latency_p50_us);
  g_autofree char *p99 = evertick_format_ms (figures->latency_p99_us);
  g_autofree char *gap = evertick_format_duration (figures->largest_gap_us);
  g_autofree char *silence = evertick_format_duration (figures->silence_us);

  g_string_append_printf (text, _ ("Last frame %s ago, last tick %s ago"), frame, tick);
  g_string_append_c (text, '\n');
  g_string_append_printf (text, _ ("Latency p50 %s ms, p99 %s ms"), p50, p99);
  g_string_append_c (text, '\n');
  g_string_append_printf (text, _ ("Largest gap %s, silence limit %s"), gap, silence);
  g_string_append_c (text, '\n');
  g_string_append_printf (text,
                          _ ("Symbols %u of %u · today %u reconnects, %u gaps · "
                             "live %.1f %% of the time"),
                          figures->confirmed,
                          figures->subscriptions,
                          figures->reconnects_today,
                          figures->gaps_today,
                          figures->uptime_percent);
  append_account (self, text);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
evertick_link_view_dup_report (const EvertickLinkView *self)
{
  const FeedHealthFigures *figures = &self->figures;
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text,
                          "%s (%s, %s)\n",
                          self->venue_name,
                          self->venue,
                          self->connection);
  g_string_append_printf (text,
                          "  state %s, %s, polling %s, reason: %s\n",
                          feed_link_state_to_string (self->link),
                          feed_colour_to_string (self->colour),
                          self->polling ? "yes" : "no",
                          feed_cause_to_string (self->reason));
  g_string_append_printf (text,
                          "  ticks %" G_GUINT64_FORMAT " (%.1f/s), duplicates %" G_GUINT64_FORMAT
                          ", late %" G_GUINT64_FORMAT ", garbage %" G_GUINT64_FORMAT "\n",
                          figures->ticks,
                          figures->ticks_per_second,
                          figures->duplicates,
                          figures->late,
                          figures->garbage);
  g_string_append_printf (text,
                          "  latency µs p50 %" G_GINT64_FORMAT " p99 %" G_GINT64_FORMAT " max %"
                          G_GINT64_FORMAT ", clock offset µs %" G_GINT64_FORMAT "\n",
                          figures->latency_p50_us,
                          figures->latency_p99_us,
                          figures->latency_max_us,
                          figures->clock_offset_us);
  g_string_append_printf (text,
                          "  dials %u, reconnects %u (today %u), gaps %u (today %u), "
                          "failures in a row %u, REST failures %" G_GUINT64_FORMAT "\n",
                          figures->dials,
                          figures->reconnects,
                          figures->reconnects_today,
                          figures->gaps,
                          figures->gaps_today,
                          figures->failures,
                          figures->rest_failures);
  g_string_append_printf (text,
                          "  green %.2f %% of the time; source: stream %.2f %%, poll %.2f %%, "
                          "neither %.2f %%; largest gap %.3f s\n",
                          figures->uptime_percent,
                          figures->stream_percent,
                          figures->poll_percent,
                          figures->neither_percent,
                          (double) figures->largest_gap_us / G_USEC_PER_SEC);
  g_string_append_printf (text,
                          "  symbols %u, confirmed %u, polled %u; REST weight %u of %u, "
                          "%u of it by others; REST requests %u of %u an hour\n",
                          figures->subscriptions,
                          figures->confirmed,
                          figures->polled_rows,
                          figures->weight_used,
                          figures->weight_limit,
                          figures->weight_others,
                          figures->requests_used,
                          figures->requests_limit);
  return g_string_free (g_steal_pointer (&text), FALSE);
}
