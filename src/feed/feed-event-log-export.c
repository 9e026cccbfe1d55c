/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The log as text for other programs.
 */
#include "feed/feed-event-log.h"

#include <string.h>

#include <json-glib/json-glib.h>

static char *
format_us (gint64 us)
{
  g_autoptr (GDateTime) seconds = g_date_time_new_from_unix_utc (us / G_USEC_PER_SEC);
  g_autofree char *text = g_date_time_format (seconds, "%Y-%m-%dT%H:%M:%S");

  return g_strdup_printf ("%s.%06dZ", text, (int) (us % G_USEC_PER_SEC));
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

static void
append_number (GString *csv,
               gint64   value,
               char     end)
{
  g_autofree char *text = value >= 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, value) : NULL;

  append_cell (csv, text != NULL ? text : "", end);
}

/* In seconds; what is not known is empty */
static void
append_seconds (GString *csv,
                gint64   us)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE] = "";

  if (us >= 0)
    g_ascii_formatd (text, sizeof text, "%.6f", (double) us / G_USEC_PER_SEC);
  append_cell (csv, text, ',');
}

static void
append_gap (GString       *csv,
            const FeedGap *gap,
            const char    *symbol)
{
  g_autofree char *start = NULL;

  if (gap == NULL) {
    g_string_append (csv, ",,,,,,,,\r\n");
    return;
  }
  start = format_us (gap->start_us);
  append_cell (csv, start, ',');
  append_seconds (csv, gap->detected_after_us);
  append_seconds (csv, gap->polled_after_us);
  append_seconds (csv, gap->length_us);
  append_seconds (csv, gap->live_after_us);
  append_number (csv, gap->lost, ',');
  append_number (csv, gap->backfilled, ',');
  append_cell (csv, feed_backfill_to_string (gap->backfill), ',');
  append_cell (csv, symbol, '\n');
}

static gboolean
has_cause (FeedEvent *event)
{
  return feed_event_get_kind (event) == FEED_EVENT_KIND_STATE
         || feed_event_get_kind (event) == FEED_EVENT_KIND_GAP;
}

char *
feed_event_log_to_csv (GListModel *events)
{
  GString *csv;

  g_return_val_if_fail (G_IS_LIST_MODEL (events), NULL);

  csv = g_string_new ("time,kind,venue,connection,from,to,polling,colour,cause,text,count,"
                      "gap_start,gap_detected_s,gap_polled_s,gap_length_s,gap_live_s,"
                      "lost,backfilled,backfill,symbol\r\n");
  for (guint i = 0; i < g_list_model_get_n_items (events); i++) {
    g_autoptr (FeedEvent) event = g_list_model_get_item (events, i);
    gboolean state = feed_event_get_kind (event) == FEED_EVENT_KIND_STATE;
    g_autofree char *time = format_us (feed_event_get_time_us (event));

    append_cell (csv, time, ',');
    append_cell (csv, feed_event_kind_to_string (feed_event_get_kind (event)), ',');
    append_cell (csv, feed_event_get_venue (event), ',');
    append_cell (csv, feed_event_get_connection (event), ',');
    append_cell (csv, state ? feed_link_state_to_string (feed_event_get_from (event)) : "", ',');
    append_cell (csv, state ? feed_link_state_to_string (feed_event_get_to (event)) : "", ',');
    append_cell (csv, !state ? "" : feed_event_get_polling (event) ? "true" : "false", ',');
    append_cell (csv, state ? feed_colour_to_string (feed_event_get_colour (event)) : "", ',');
    append_cell (csv, has_cause (event) ? feed_cause_to_string (feed_event_get_cause (event)) : "",
                 ',');
    append_cell (csv, feed_event_get_text (event), ',');
    append_number (csv, feed_event_get_count (event), ',');
    append_gap (csv, feed_event_get_gap (event), feed_event_get_symbol (event));
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
add_number (JsonBuilder *builder,
            const char  *name,
            gint64       value)
{
  json_builder_set_member_name (builder, name);
  if (value >= 0)
    json_builder_add_int_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

/* In seconds; what is not known is null */
static void
add_seconds (JsonBuilder *builder,
             const char  *name,
             gint64       us)
{
  json_builder_set_member_name (builder, name);
  if (us >= 0)
    json_builder_add_double_value (builder, (double) us / G_USEC_PER_SEC);
  else
    json_builder_add_null_value (builder);
}

static void
add_gap (JsonBuilder   *builder,
         const FeedGap *gap,
         const char    *symbol)
{
  g_autofree char *start = format_us (gap->start_us);

  add_string (builder, "gap_start", start);
  add_seconds (builder, "gap_detected_s", gap->detected_after_us);
  add_seconds (builder, "gap_polled_s", gap->polled_after_us);
  add_seconds (builder, "gap_length_s", gap->length_us);
  add_seconds (builder, "gap_live_s", gap->live_after_us);
  add_number (builder, "lost", gap->lost);
  add_number (builder, "backfilled", gap->backfilled);
  add_string (builder, "backfill", feed_backfill_to_string (gap->backfill));
  add_string (builder, "symbol", symbol);
}

static void
add_event (JsonBuilder *builder,
           FeedEvent   *event)
{
  g_autofree char *time = format_us (feed_event_get_time_us (event));

  json_builder_begin_object (builder);
  add_string (builder, "time", time);
  add_string (builder, "kind", feed_event_kind_to_string (feed_event_get_kind (event)));
  add_string (builder, "venue", feed_event_get_venue (event));
  add_string (builder, "connection", feed_event_get_connection (event));
  if (feed_event_get_kind (event) == FEED_EVENT_KIND_STATE) {
    add_string (builder, "from", feed_link_state_to_string (feed_event_get_from (event)));
    add_string (builder, "to", feed_link_state_to_string (feed_event_get_to (event)));
    json_builder_set_member_name (builder, "polling");
    json_builder_add_boolean_value (builder, feed_event_get_polling (event));
    add_string (builder, "colour", feed_colour_to_string (feed_event_get_colour (event)));
  }
  if (has_cause (event))
    add_string (builder, "cause", feed_cause_to_string (feed_event_get_cause (event)));
  add_string (builder, "text", feed_event_get_text (event));
  json_builder_set_member_name (builder, "count");
  json_builder_add_int_value (builder, feed_event_get_count (event));
  if (feed_event_get_gap (event) != NULL)
    add_gap (builder, feed_event_get_gap (event), feed_event_get_symbol (event));
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
