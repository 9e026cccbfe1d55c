/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/feed-health-private.h"

struct _FeedHealth {
  GObject parent_instance;

  char             *venue, *venue_name, *connection, *session;
  FeedLinkState     link;
  gboolean          polling;
  FeedColour        colour;
  FeedCause         reason;
  FeedHealthFigures figures;
};

G_DEFINE_FINAL_TYPE (FeedHealth, feed_health, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_VENUE,
  PROP_VENUE_NAME,
  PROP_CONNECTION,
  PROP_SESSION,
  PROP_LINK,
  PROP_POLLING,
  PROP_COLOUR,
  PROP_REASON,
  N_PROPS,
};

enum {
  SIGNAL_UPDATED,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static void
feed_health_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  FeedHealth *self = FEED_HEALTH (object);

  switch (prop_id) {
  case PROP_VENUE:
    g_value_set_string (value, self->venue);
    break;
  case PROP_VENUE_NAME:
    g_value_set_string (value, self->venue_name);
    break;
  case PROP_CONNECTION:
    g_value_set_string (value, self->connection);
    break;
  case PROP_SESSION:
    g_value_set_string (value, self->session);
    break;
  case PROP_LINK:
    g_value_set_enum (value, self->link);
    break;
  case PROP_POLLING:
    g_value_set_boolean (value, self->polling);
    break;
  case PROP_COLOUR:
    g_value_set_enum (value, self->colour);
    break;
  case PROP_REASON:
    g_value_set_enum (value, self->reason);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
feed_health_finalize (GObject *object)
{
  FeedHealth *self = FEED_HEALTH (object);

  g_free (self->venue);
  g_free (self->venue_name);
  g_free (self->connection);
  g_free (self->session);
  G_OBJECT_CLASS (feed_health_parent_class)->finalize (object);
}

static void
feed_health_class_init (FeedHealthClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = feed_health_get_property;
  object_class->finalize = feed_health_finalize;
  props[PROP_VENUE] = g_param_spec_string ("venue", NULL, NULL, NULL, flags);
  props[PROP_VENUE_NAME] = g_param_spec_string ("venue-name", NULL, NULL, NULL, flags);
  props[PROP_CONNECTION] = g_param_spec_string ("connection", NULL, NULL, NULL, flags);
  /**
   * FeedHealth:session:
   *
   * What the exchanges of its instruments do now, in English: "NSE open", "NSE closed until Mon
   * 09:15". %NULL where there are no sessions.
   */
  props[PROP_SESSION] = g_param_spec_string ("session", NULL, NULL, NULL, flags);
  props[PROP_LINK] = g_param_spec_enum ("link", NULL, NULL, FEED_TYPE_LINK_STATE, 0, flags);
  props[PROP_POLLING] = g_param_spec_boolean ("polling", NULL, NULL, FALSE, flags);
  props[PROP_COLOUR] = g_param_spec_enum ("colour", NULL, NULL, FEED_TYPE_COLOUR, 0, flags);
  props[PROP_REASON] = g_param_spec_enum ("reason", NULL, NULL, FEED_TYPE_CAUSE, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
  /**
   * FeedHealth::updated:
   *
   * The figures are new: about once a second, and with each change of state.
   */
  signals[SIGNAL_UPDATED] = g_signal_new ("updated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
feed_health_init (FeedHealth *self)
{
  self->figures.latency_p50_us = self->figures.latency_p99_us = self->figures.latency_max_us = -1;
}

FeedHealth *
feed_health_new (const char *venue,
                 const char *venue_name,
                 const char *connection)
{
  FeedHealth *self = g_object_new (FEED_TYPE_HEALTH, NULL);

  self->venue = g_strdup (venue);
  self->venue_name = g_strdup (venue_name);
  self->connection = g_strdup (connection);
  return self;
}

gboolean
feed_health_set_state (FeedHealth   *self,
                       FeedLinkState link,
                       gboolean      polling,
                       FeedColour    colour,
                       FeedCause     reason)
{
  GObject *object = G_OBJECT (self);
  gboolean changed[N_PROPS] = {
    [PROP_LINK] = self->link != link,
    [PROP_POLLING] = self->polling != polling,
    [PROP_COLOUR] = self->colour != colour,
    [PROP_REASON] = self->reason != reason,
  };
  gboolean any = FALSE;

  self->link = link;
  self->polling = polling;
  self->colour = colour;
  self->reason = reason;
  g_object_freeze_notify (object);
  for (guint prop = PROP_LINK; prop < N_PROPS; prop++) {
    if (!changed[prop])
      continue;
    any = TRUE;
    g_object_notify_by_pspec (object, props[prop]);
  }
  g_object_thaw_notify (object);
  return any;
}

void
feed_health_set_session (FeedHealth *self,
                         const char *session)
{
  if (g_strcmp0 (self->session, session) == 0)
    return;
  g_free (self->session);
  self->session = g_strdup (session);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SESSION]);
}

void
feed_health_set_figures (FeedHealth              *self,
                         const FeedHealthFigures *figures)
{
  self->figures = *figures;
  g_signal_emit (self, signals[SIGNAL_UPDATED], 0);
}

const char *
feed_health_get_venue (FeedHealth *self)
{
  g_return_val_if_fail (FEED_IS_HEALTH (self), NULL);

  return self->venue;
}

const char *
feed_health_get_venue_name (FeedHealth *self)
{
  g_return_val_if_fail (FEED_IS_HEALTH (self), NULL);

  return self->venue_name;
}

const char *
feed_health_get_connection (FeedHealth *self)
{
  g_return_val_if_fail (FEED_IS_HEALTH (self), NULL);

  return self->connection;
}

FeedLinkState
feed_health_get_link (FeedHealth *self)
{
  g_return_val_if_fail (FEED_IS_HEALTH (self), FEED_LINK_IDLE);

  return self->link;
}

gboolean
feed_health_get_polling (FeedHealth *self)
{
  g_return_val_if_fail (FEED_IS_HEALTH (self), FALSE);

  return self->polling;
}

FeedColour
feed_health_get_colour (FeedHealth *self)
{
  g_return_val_if_fail (FEED_IS_HEALTH (self), FEED_COLOUR_GREY);

  return self->colour;
}

FeedCause
feed_health_get_reason (FeedHealth *self)
{
  g_return_val_if_fail (FEED_IS_HEALTH (self), FEED_CAUSE_NONE);

  return self->reason;
}

const char *
feed_health_get_session (FeedHealth *self)
{
  g_return_val_if_fail (FEED_IS_HEALTH (self), NULL);

  return self->session;
}

const FeedHealthFigures *
feed_health_get_figures (FeedHealth *self)
{
  g_return_val_if_fail (FEED_IS_HEALTH (self), NULL);

  return &self->figures;
}

gboolean
feed_health_has_clock_skew (FeedHealth *self)
{
  g_return_val_if_fail (FEED_IS_HEALTH (self), FALSE);

  return ABS (self->figures.clock_offset_us) >= FEED_CLOCK_SKEW_US;
}
