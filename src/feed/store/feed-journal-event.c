/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a line of the journal is made of, apart from the database.
 */
#include "feed/store/feed-journal-event.h"

#include <string.h>

/* Whole and bounded UTF-8, whatever came */
static char *
dup_text (const char *text)
{
  const char *end;
  gsize length;

  if (text == NULL)
    return g_strdup ("");
  length = strnlen (text, FEED_JOURNAL_MAX_TEXT + 1);
  if (length <= FEED_JOURNAL_MAX_TEXT)
    return g_utf8_make_valid (text, length);
  end = g_utf8_find_prev_char (text, text + FEED_JOURNAL_MAX_TEXT + 1);
  length = end != NULL ? (gsize) (end - text) : FEED_JOURNAL_MAX_TEXT;
  return g_utf8_make_valid (text, length);
}

/* (transfer full) */
FeedJournalEvent *
feed_journal_event_copy (const FeedJournalEvent *event)
{
  FeedJournalEvent *copy = g_new (FeedJournalEvent, 1);

  *copy = *event;
  copy->kind = dup_text (event->kind);
  copy->venue = dup_text (event->venue);
  copy->connection = dup_text (event->connection);
  copy->text = dup_text (event->text);
  copy->symbol = dup_text (event->symbol);
  copy->gap = event->gap != NULL ? g_memdup2 (event->gap, sizeof *event->gap) : NULL;
  return copy;
}

void
feed_journal_event_free (FeedJournalEvent *event)
{
  g_free ((char *) event->kind);
  g_free ((char *) event->venue);
  g_free ((char *) event->connection);
  g_free ((char *) event->text);
  g_free ((char *) event->symbol);
  g_free ((FeedGap *) event->gap);
  g_free (event);
}
