/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <feed/feed.h>

G_BEGIN_DECLS

/**
 * EvertickLinkView:
 *
 * What one connection looks like at one moment, as a plain value: all that the words, icons and
 * colours on the screen are made from. The strings are the connection's.
 */
typedef struct {
  const char       *venue, *venue_name, *connection;
  FeedLinkState     link;
  FeedColour        colour;
  FeedCause         reason;
  gboolean          polling;
  FeedHealthFigures figures;
  gint64            now_us;   /* monotonic, as the figures */
  gint64            wall_us;  /* wall time at now_us */
} EvertickLinkView;

void evertick_link_view_read (EvertickLinkView *self,
                              FeedHealth       *health,
                              FeedClock        *clock);
/* > 0 where a is in a worse way than b: red, yellow, green, grey */
int evertick_link_view_compare (const EvertickLinkView *a,
                                const EvertickLinkView *b);
gboolean evertick_link_view_is_demo (const EvertickLinkView *self);
/* Prices still arrive, by whatever way: the last is younger than 10 s */
gboolean evertick_link_view_has_prices (const EvertickLinkView *self);

/* One word and the transport: "Live", "WebSocket" (translated, static); the latter may be NULL */
const char *evertick_link_view_get_word (const EvertickLinkView *self);
const char *evertick_link_view_get_transport (const EvertickLinkView *self);
/* "Live · WebSocket", "Demo · Live · WebSocket" (transfer full) */
char *evertick_link_view_dup_status (const EvertickLinkView *self);
/* "Demo market · Live · WebSocket" (transfer full) */
char *evertick_link_view_dup_heading (const EvertickLinkView *self);
/* All of it for someone who does not see it: "Feed status: Live, WebSocket, demo market" (transfer
 * full) */
char *evertick_link_view_dup_accessible (const EvertickLinkView *self);
/* Cause, since when, and whether prices arrive: the lasting bar's first line (transfer full) */
char *evertick_link_view_dup_trouble (const EvertickLinkView *self);
/* "Next try in 8 s", "Trying now…", or what the user has to do (transfer full) */
char *evertick_link_view_dup_next (const EvertickLinkView *self);
/* Until when the log-in is good, with a countdown; NULL where there is none (transfer full) */
char *evertick_link_view_dup_token (const EvertickLinkView *self);
/* How much of REST's quota is used; NULL where there is none (transfer full) */
char *evertick_link_view_dup_quota (const EvertickLinkView *self);
/* A line a fact, for the popover (transfer full) */
char *evertick_link_view_dup_figures (const EvertickLinkView *self);
/* The same in plain English for a report to someone else (transfer full) */
char *evertick_link_view_dup_report (const EvertickLinkView *self);

G_END_DECLS
