/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/feed-event-log-private.h"

#include <string.h>

#include <json-glib/json-glib.h>

struct _FeedEventLog {
  GObject parent_instance;

  GPtrArray *events;   /* FeedEvent, oldest first */
};

static GType
feed_event_log_get_item_type (GListModel *model)
{
  return FEED_TYPE_EVENT;
}

static guint
feed_event_log_get_n_items (GListModel *model)
{
  return FEED_EVENT_LOG (model)->events->len;
}

static gpointer
feed_event_log_get_item (GListModel *model,
                         guint       position)
{
  GPtrArray *events = FEED_EVENT_LOG (model)->events;

  return position < events->len ? g_object_ref (events->pdata[position]) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = feed_event_log_get_item_type;
  iface->get_n_items = feed_event_log_get_n_items;
  iface->get_item = feed_event_log_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (FeedEventLog, feed_event_log, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
feed_event_log_finalize (GObject *object)
{
  g_ptr_array_unref (FEED_EVENT_LOG (object)->events);
  G_OBJECT_CLASS (feed_event_log_parent_class)->finalize (object);
}

static void
feed_event_log_class_init (FeedEventLogClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = feed_event_log_finalize;
}

static void
feed_event_log_init (FeedEventLog *self)
{
  self->events = g_ptr_array_new_with_free_func (g_object_unref);
}

FeedEventLog *
feed_event_log_new (void)
{
  return g_object_new (FEED_TYPE_EVENT_LOG, NULL);
}

static gboolean
is_repeated (FeedEvent             *newest,
             const FeedEventFields *fields)
{
  return newest != NULL && fields->kind == FEED_EVENT_KIND_TROUBLE &&
         feed_event_get_kind (newest) == FEED_EVENT_KIND_TROUBLE &&
         g_strcmp0 (feed_event_get_connection (newest), fields->connection) == 0 &&
         g_strcmp0 (feed_event_get_text (newest), fields->text) == 0;
}

FeedEvent *
feed_event_log_append (FeedEventLog          *self,
                       const FeedEventFields *fields)
{
  guint n = self->events->len;
  FeedEvent *newest = n > 0 ? self->events->pdata[n - 1] : NULL;

  if (is_repeated (newest, fields)) {
    FeedEventFields folded = *fields;

    folded.count = feed_event_get_count (newest) + MAX (fields->count, 1);
    g_object_unref (newest);
    self->events->pdata[n - 1] = feed_event_new (&folded);
    g_list_model_items_changed (G_LIST_MODEL (self), n - 1, 1, 1);
  } else {
    g_ptr_array_add (self->events, feed_event_new (fields));
    g_list_model_items_changed (G_LIST_MODEL (self), n, 0, 1);
    if (n + 1 > FEED_EVENT_LOG_SIZE) {
      g_ptr_array_remove_index (self->events, 0);
      g_list_model_items_changed (G_LIST_MODEL (self), 0, 1, 0);
    }
  }
  return self->events->pdata[self->events->len - 1];
}

static char *
format_time (FeedEvent *event)
{
  gint64 us = feed_event_get_time_us (event);
  g_autoptr (GDateTime) seconds = g_date_time_new_from_unix_utc (us / G_USEC_PER_SEC);
  g_autofree char *text = g_date_time_format (seconds, "%Y-%m-%dT%H:%M:%S");

  return g_strdup_printf ("%s.%06dZ", text, (int) (us % G_USEC_PER_SEC));
}

static const char *
kind_name (FeedEvent *event)
{
  switch (feed_event_get_kind (event)) {
  case FEED_EVENT_KIND_STATE:
    return "state";
  case FEED_EVENT_KIND_TROUBLE:
    return "trouble";
  case FEED_EVENT_KIND_GAP:
    return "gap";
  case FEED_EVENT_KIND_NOTE:
  default:
    return "note";
  }
}

/* RFC 4180, section 2: fields with separators or quotes are quoted, quotes doubled. A cell that a
 * spreadsheet would take for a formula gets an apostrophe. */
static void
append_cell (GString    *csv,
             const char *text,
             char        end)
{
  gboolean formula = text[0] != '\0' && strchr ("=+-@\t", text[0]) != NULL;

  if (formula || strpbrk (text, ",\"\r\n") != NULL) {
    g_string_append_c (csv, '"');
    if (formula)
      g_string_append_c (csv, '\'');
    for (const char *c = text; *c != '\0'; c++) {
      if (*c == '"')
        g_string_append_c (csv, '"');
      g_string_append_c (csv, *c);
    }
    g_string_append_c (csv, '"');
  } else {
    g_string_append (csv, text);
  }
  if (end == '\n')
    g_string_append_c (csv, '\r');
  g_string_append_c (csv, end);
}

char *
feed_event_log_to_csv (GListModel *events)
{
  GString *csv;

  g_return_val_if_fail (G_IS_LIST_MODEL (events), NULL);

  csv = g_string_new ("time,kind,venue,connection,from,to,polling,colour,cause,text,count\r\n");
  for (guint i = 0; i < g_list_model_get_n_items (events); i++) {
    g_autoptr (FeedEvent) event = g_list_model_get_item (events, i);
    gboolean state = feed_event_get_kind (event) == FEED_EVENT_KIND_STATE;
    g_autofree char *time = format_time (event);
    g_autofree char *count = g_strdup_printf ("%u", feed_event_get_count (event));

    append_cell (csv, time, ',');
    append_cell (csv, kind_name (event), ',');
    append_cell (csv, feed_event_get_venue (event), ',');
    append_cell (csv, feed_event_get_connection (event), ',');
    append_cell (csv, state ? feed_link_state_to_string (feed_event_get_from (event)) : "", ',');
    append_cell (csv, state ? feed_link_state_to_string (feed_event_get_to (event)) : "", ',');
    append_cell (csv, !state ? "" : feed_event_get_polling (event) ? "true" : "false", ',');
    append_cell (csv, state ? feed_colour_to_string (feed_event_get_colour (event)) : "", ',');
    append_cell (csv, state ? feed_cause_to_string (feed_event_get_cause (event)) : "", ',');
    append_cell (csv, feed_event_get_text (event), ',');
    append_cell (csv, count, '\n');
  }
  return g_string_free (csv, FALSE);
}

static void
add_string (JsonBuilder *builder,
            const char  *name,
            const char  *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
add_event (JsonBuilder *builder,
           FeedEvent   *event)
{
  g_autofree char *time = format_time (event);

  json_builder_begin_object (builder);
  add_string (builder, "time", time);
  add_string (builder, "kind", kind_name (event));
  add_string (builder, "venue", feed_event_get_venue (event));
  add_string (builder, "connection", feed_event_get_connection (event));
  if (feed_event_get_kind (event) == FEED_EVENT_KIND_STATE) {
    add_string (builder, "from", feed_link_state_to_string (feed_event_get_from (event)));
    add_string (builder, "to", feed_link_state_to_string (feed_event_get_to (event)));
    json_builder_set_member_name (builder, "polling");
    json_builder_add_boolean_value (builder, feed_event_get_polling (event));
    add_string (builder, "colour", feed_colour_to_string (feed_event_get_colour (event)));
    add_string (builder, "cause", feed_cause_to_string (feed_event_get_cause (event)));
  }
  add_string (builder, "text", feed_event_get_text (event));
  json_builder_set_member_name (builder, "count");
  json_builder_add_int_value (builder, feed_event_get_count (event));
  json_builder_end_object (builder);
}

char *
feed_event_log_to_json (GListModel *events)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  g_return_val_if_fail (G_IS_LIST_MODEL (events), NULL);

  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (events); i++) {
    g_autoptr (FeedEvent) event = g_list_model_get_item (events, i);

    add_event (builder, event);
  }
  json_builder_end_array (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, TRUE);
}
