/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Lines as rows of the database and back. States and causes are kept by name: their numbers are the
 * code's, and move when one is added.
 */
#include "feed/store/feed-journal-rows.h"

/* The beginning of the year 9999: there are dates for it in every time zone */
#define MAX_TIME_US G_GINT64_CONSTANT (253370764800000000)
/* Ten years: no gap is longer */
#define MAX_SPAN_US G_GINT64_CONSTANT (315360000000000)
#define MAX_TRADES G_GINT64_CONSTANT (1000000000000)
#define GAP_KIND "gap"

const FeedSqlFormat feed_journal_format = { FEED_JOURNAL_APPLICATION_ID, FEED_JOURNAL_VERSION };

static const char *
enum_to_nick (GType type,
              int   value)
{
  GEnumClass *klass = g_type_class_ref (type);
  GEnumValue *found = g_enum_get_value (klass, value);
  const char *nick = found != NULL ? found->value_nick : "";

  g_type_class_unref (klass);
  return nick;
}

static int
enum_from_nick (GType       type,
                const char *nick)
{
  GEnumClass *klass = g_type_class_ref (type);
  GEnumValue *found = nick != NULL ? g_enum_get_value_by_nick (klass, nick) : NULL;
  int value = found != NULL ? found->value : 0;

  g_type_class_unref (klass);
  return value;
}

static FeedBackfill
backfill_from_word (const char *word)
{
  for (int i = FEED_BACKFILL_NONE; i <= FEED_BACKFILL_FAILED; i++) {
    if (g_strcmp0 (word, feed_backfill_to_string (i)) == 0)
      return i;
  }
  return FEED_BACKFILL_NONE;
}

static void
bind_text (sqlite3_stmt *statement,
           int           column,
           const char   *text)
{
  sqlite3_bind_text (statement, column, text, -1, SQLITE_STATIC);
}

/* Start, cause and so on, from column on */
static void
bind_gap (sqlite3_stmt  *statement,
          int            column,
          const FeedGap *gap)
{
  const gint64 figures[] = {
    gap->detected_after_us, gap->polled_after_us, gap->length_us, gap->live_after_us, gap->lost,
    gap->backfilled, gap->shared,
  };

  sqlite3_bind_int64 (statement, column++, gap->start_us);
  bind_text (statement, column++, enum_to_nick (FEED_TYPE_CAUSE, gap->cause));
  bind_text (statement, column++, feed_backfill_to_string (gap->backfill));
  for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
    sqlite3_bind_int64 (statement, column++, figures[i]);
}

void
feed_journal_rows_bind_event (sqlite3_stmt           *statement,
                              const FeedJournalEvent *event)
{
  sqlite3_bind_int64 (statement, 1, event->time_us);
  bind_text (statement, 2, event->kind);
  bind_text (statement, 3, event->venue);
  bind_text (statement, 4, event->connection);
  bind_text (statement, 5, enum_to_nick (FEED_TYPE_LINK_STATE, event->from));
  bind_text (statement, 6, enum_to_nick (FEED_TYPE_LINK_STATE, event->to));
  sqlite3_bind_int (statement, 7, event->polling);
  bind_text (statement, 8, enum_to_nick (FEED_TYPE_COLOUR, event->colour));
  bind_text (statement, 9, enum_to_nick (FEED_TYPE_CAUSE, event->cause));
  bind_text (statement, 10, event->text);
  sqlite3_bind_int64 (statement, 11, event->count);
  bind_text (statement, 12, event->symbol);
  if (event->gap != NULL)
    bind_gap (statement, 13, event->gap);
}

void
feed_journal_rows_bind_gap (sqlite3_stmt           *statement,
                            const FeedJournalEvent *event)
{
  bind_text (statement, 1, event->venue);
  bind_text (statement, 2, event->connection);
  bind_text (statement, 3, event->symbol);
  bind_gap (statement, 4, event->gap);
}

static gint64
get_number (sqlite3_stmt *statement,
            int           column,
            gint64        min,
            gint64        max)
{
  gint64 value = sqlite3_column_int64 (statement, column);

  return CLAMP (value, min, max);
}

static const char *
get_text (sqlite3_stmt *statement,
          int           column)
{
  return (const char *) sqlite3_column_text (statement, column);
}

static void
get_gap (sqlite3_stmt *statement,
         int           column,
         FeedGap      *gap)
{
  *gap = (FeedGap) {
    .instrument = FEED_GAP_CONNECTION,
    .start_us = get_number (statement, column, 0, MAX_TIME_US),
    .cause = enum_from_nick (FEED_TYPE_CAUSE, get_text (statement, column + 1)),
    .backfill = backfill_from_word (get_text (statement, column + 2)),
    .detected_after_us = get_number (statement, column + 3, -1, MAX_SPAN_US),
    .polled_after_us = get_number (statement, column + 4, -1, MAX_SPAN_US),
    .length_us = get_number (statement, column + 5, -1, MAX_SPAN_US),
    .live_after_us = get_number (statement, column + 6, -1, MAX_SPAN_US),
    .lost = get_number (statement, column + 7, -1, MAX_TRADES),
    .backfilled = get_number (statement, column + 8, 0, MAX_TRADES),
    .shared = sqlite3_column_int (statement, column + 9) != 0,
  };
}

/* Copies before the texts of the statement are gone */
FeedJournalEvent *
feed_journal_rows_get_event (sqlite3_stmt *statement)
{
  FeedGap gap;
  FeedJournalEvent event = {
    .time_us = get_number (statement, 0, 0, MAX_TIME_US),
    .kind = get_text (statement, 1),
    .venue = get_text (statement, 2),
    .connection = get_text (statement, 3),
    .from = enum_from_nick (FEED_TYPE_LINK_STATE, get_text (statement, 4)),
    .to = enum_from_nick (FEED_TYPE_LINK_STATE, get_text (statement, 5)),
    .polling = sqlite3_column_int (statement, 6) != 0,
    .colour = enum_from_nick (FEED_TYPE_COLOUR, get_text (statement, 7)),
    .cause = enum_from_nick (FEED_TYPE_CAUSE, get_text (statement, 8)),
    .text = get_text (statement, 9),
    .count = (guint) get_number (statement, 10, 1, G_MAXUINT),
    .symbol = get_text (statement, 11),
  };

  if (sqlite3_column_type (statement, 12) != SQLITE_NULL) {
    get_gap (statement, 12, &gap);
    event.gap = &gap;
  }
  return feed_journal_event_copy (&event);
}

FeedJournalEvent *
feed_journal_rows_get_gap (sqlite3_stmt *statement)
{
  FeedGap gap;
  FeedJournalEvent event = {
    .kind = GAP_KIND,
    .venue = get_text (statement, 0),
    .connection = get_text (statement, 1),
    .symbol = get_text (statement, 2),
    .count = 1,
    .gap = &gap,
  };

  get_gap (statement, 3, &gap);
  event.cause = gap.cause;
  event.time_us = MIN (gap.start_us + MAX (gap.length_us, 0), MAX_TIME_US);
  return feed_journal_event_copy (&event);
}
