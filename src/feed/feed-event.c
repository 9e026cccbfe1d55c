/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/feed-event-private.h"

struct _FeedEvent {
  GObject parent_instance;

  FeedEventFields fields;
  FeedGap         gap;
  char           *venue, *connection, *text, *symbol;
};

G_DEFINE_FINAL_TYPE (FeedEvent, feed_event, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_KIND,
  PROP_TIME,
  PROP_VENUE,
  PROP_CONNECTION,
  PROP_FROM,
  PROP_TO,
  PROP_POLLING,
  PROP_COLOUR,
  PROP_CAUSE,
  PROP_TEXT,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static void
feed_event_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  FeedEvent *self = FEED_EVENT (object);

  switch (prop_id) {
  case PROP_KIND:
    g_value_set_int (value, self->fields.kind);
    break;
  case PROP_TIME:
    g_value_set_int64 (value, self->fields.time_us);
    break;
  case PROP_VENUE:
    g_value_set_string (value, self->venue);
    break;
  case PROP_CONNECTION:
    g_value_set_string (value, self->connection);
    break;
  case PROP_FROM:
    g_value_set_enum (value, self->fields.from);
    break;
  case PROP_TO:
    g_value_set_enum (value, self->fields.to);
    break;
  case PROP_POLLING:
    g_value_set_boolean (value, self->fields.polling);
    break;
  case PROP_COLOUR:
    g_value_set_enum (value, self->fields.colour);
    break;
  case PROP_CAUSE:
    g_value_set_enum (value, self->fields.cause);
    break;
  case PROP_TEXT:
    g_value_set_string (value, self->text);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
feed_event_finalize (GObject *object)
{
  FeedEvent *self = FEED_EVENT (object);

  g_free (self->venue);
  g_free (self->connection);
  g_free (self->text);
  g_free (self->symbol);
  G_OBJECT_CLASS (feed_event_parent_class)->finalize (object);
}

static void
feed_event_class_init (FeedEventClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = feed_event_get_property;
  object_class->finalize = feed_event_finalize;
  props[PROP_KIND] = g_param_spec_int ("kind", NULL, NULL, 0, FEED_EVENT_KIND_GAP, 0, flags);
  props[PROP_TIME] = g_param_spec_int64 ("time", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  props[PROP_VENUE] = g_param_spec_string ("venue", NULL, NULL, NULL, flags);
  props[PROP_CONNECTION] = g_param_spec_string ("connection", NULL, NULL, NULL, flags);
  props[PROP_FROM] = g_param_spec_enum ("from", NULL, NULL, FEED_TYPE_LINK_STATE, 0, flags);
  props[PROP_TO] = g_param_spec_enum ("to", NULL, NULL, FEED_TYPE_LINK_STATE, 0, flags);
  props[PROP_POLLING] = g_param_spec_boolean ("polling", NULL, NULL, FALSE, flags);
  props[PROP_COLOUR] = g_param_spec_enum ("colour", NULL, NULL, FEED_TYPE_COLOUR, 0, flags);
  props[PROP_CAUSE] = g_param_spec_enum ("cause", NULL, NULL, FEED_TYPE_CAUSE, 0, flags);
  props[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
feed_event_init (FeedEvent *self)
{
}

FeedEvent *
feed_event_new (const FeedEventFields *fields)
{
  FeedEvent *self = g_object_new (FEED_TYPE_EVENT, NULL);

  self->fields = *fields;
  self->venue = g_strdup (fields->venue);
  self->connection = g_strdup (fields->connection);
  self->text = g_strdup (fields->text != NULL ? fields->text : "");
  self->fields.count = MAX (fields->count, 1);
  self->fields.venue = self->venue;
  self->fields.connection = self->connection;
  self->fields.text = self->text;
  self->symbol = g_strdup (fields->symbol != NULL ? fields->symbol : "");
  self->fields.symbol = self->symbol;
  if (fields->gap != NULL) {
    self->gap = *fields->gap;
    self->fields.gap = &self->gap;
  }
  return self;
}

static const char *const kind_names[] = {
  [FEED_EVENT_KIND_STATE] = "state",
  [FEED_EVENT_KIND_TROUBLE] = "trouble",
  [FEED_EVENT_KIND_NOTE] = "note",
  [FEED_EVENT_KIND_GAP] = "gap",
};

/**
 * feed_event_kind_to_string: (skip)
 * @kind: the kind of an event
 *
 * Returns: its word, in English and lower case
 */
const char *
feed_event_kind_to_string (FeedEventKind kind)
{
  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (kind_names), NULL);

  return kind_names[kind];
}

FeedEventKind
feed_event_kind_from_string (const char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (kind_names); i++) {
    if (g_strcmp0 (word, kind_names[i]) == 0)
      return i;
  }
  return FEED_EVENT_KIND_NOTE;
}

FeedEventKind
feed_event_get_kind (FeedEvent *self)
{
  g_return_val_if_fail (FEED_IS_EVENT (self), FEED_EVENT_KIND_NOTE);

  return self->fields.kind;
}

gint64
feed_event_get_time_us (FeedEvent *self)
{
  g_return_val_if_fail (FEED_IS_EVENT (self), 0);

  return self->fields.time_us;
}

const char *
feed_event_get_venue (FeedEvent *self)
{
  g_return_val_if_fail (FEED_IS_EVENT (self), NULL);

  return self->venue;
}

const char *
feed_event_get_connection (FeedEvent *self)
{
  g_return_val_if_fail (FEED_IS_EVENT (self), NULL);

  return self->connection;
}

FeedLinkState
feed_event_get_from (FeedEvent *self)
{
  g_return_val_if_fail (FEED_IS_EVENT (self), FEED_LINK_IDLE);

  return self->fields.from;
}

FeedLinkState
feed_event_get_to (FeedEvent *self)
{
  g_return_val_if_fail (FEED_IS_EVENT (self), FEED_LINK_IDLE);

  return self->fields.to;
}

gboolean
feed_event_get_polling (FeedEvent *self)
{
  g_return_val_if_fail (FEED_IS_EVENT (self), FALSE);

  return self->fields.polling;
}

FeedColour
feed_event_get_colour (FeedEvent *self)
{
  g_return_val_if_fail (FEED_IS_EVENT (self), FEED_COLOUR_GREY);

  return self->fields.colour;
}

FeedCause
feed_event_get_cause (FeedEvent *self)
{
  g_return_val_if_fail (FEED_IS_EVENT (self), FEED_CAUSE_NONE);

  return self->fields.cause;
}

const char *
feed_event_get_text (FeedEvent *self)
{
  g_return_val_if_fail (FEED_IS_EVENT (self), NULL);

  return self->text;
}

guint
feed_event_get_count (FeedEvent *self)
{
  g_return_val_if_fail (FEED_IS_EVENT (self), 1);

  return self->fields.count;
}

const FeedGap *
feed_event_get_gap (FeedEvent *self)
{
  g_return_val_if_fail (FEED_IS_EVENT (self), NULL);

  return self->fields.gap;
}

const char *
feed_event_get_symbol (FeedEvent *self)
{
  g_return_val_if_fail (FEED_IS_EVENT (self), NULL);

  return self->symbol;
}
