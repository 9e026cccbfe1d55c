/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/core/feed-gap.h"

G_BEGIN_DECLS

/*
 * What lines of the log say. No time of a clock is in them: a line has its own, and who shows it knows
 * in which zone.
 */

/* "4.2 s": one decimal, '.' in every locale */
void feed_event_words_append_seconds (GString *text,
                                      gint64   us);
/* "95.2 s" for what is below ten minutes, else "14 min", "3 h 5 min" */
void feed_event_words_append_span (GString *text,
                                   gint64   us);
/* A gap in one sentence; symbol: NULL where it was the whole connection's (transfer full) */
char *feed_event_words_gap (const FeedGap *gap,
                            const char    *symbol);

G_END_DECLS
