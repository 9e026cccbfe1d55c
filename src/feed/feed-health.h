/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/core/feed-link.h"

G_BEGIN_DECLS

/**
 * FeedHealth:
 *
 * What is known of one connection, kept up to date by its manager: state properties at once, the
 * figures once a second and with each change of state, when "updated" is emitted. Read-only for everybody else.
 *
 * Properties: "venue" (id), "venue-name", "connection" (const strings), "session"
 * (what the exchanges do, NULL where there are no sessions), "link", "polling",
 * "colour", "reason" (#FeedCause).
 */
#define FEED_TYPE_HEALTH (feed_health_get_type ())
FEED_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (FeedHealth,
                      feed_health,
                      FEED,
                      HEALTH,
                      GObject)

/**
 * FeedHealthFigures:
 *
 * Times are monotonic µs where named _at, durations µs; 0 or -1 as said = not known.
 */
typedef struct {
  gint64  since_us;            /* monotonic: link state entered */
  gint64  not_green_since_us;  /* monotonic; 0 while green or grey */
  gint64  next_dial_us;        /* monotonic; 0 = none planned */
  gint64  last_frame_us;       /* monotonic; 0 = none yet */
  gint64  last_tick_us;        /* monotonic, any source; 0 = none yet */
  gint64  last_poll_us;        /* monotonic, last good answer of REST; 0 = none yet */
  gint64  silence_us;          /* T_soft in force */
  gint64  latency_p50_us;      /* of the last minute, clock offset taken out; -1 = unknown */
  gint64  latency_p99_us;
  gint64  latency_max_us;
  gint64  clock_offset_us;     /* ours − theirs, as far as ticks show it */
  gint64  token_expiry_us;     /* wall; 0 = the venue has no log-in, or does not tell */
  gint64  poll_row_us;         /* each polled row's turn comes every so often; 0 = none is polled */
  gint64  rest_hold_us;        /* monotonic: the venue wants no request before; 0 = it does not say */
  gint64  largest_gap_us;      /* between ticks, of the last 10 min */
  double  ticks_per_second;
  double  uptime_percent;      /* of the time since start that it was green */
  double  stream_percent;      /* the stream was the source; with the next two 100, or all 0 */
  double  poll_percent;        /* the poll was */
  double  neither_percent;     /* there was none */
  guint64 ticks;               /* accepted */
  guint64 duplicates, late;    /* dropped by the arbiter */
  guint64 garbage;             /* messages that were no message of the venue */
  guint64 rest_failures;
  guint   subscriptions;
  guint   confirmed;           /* of them: the stream gave a tick or REST an answer since subscribed */
  guint   polled_rows;         /* instruments polled although the link is live */
  guint   failures;            /* in a row */
  guint   dials;
  guint   reconnects;          /* times back to LIVE */
  guint   gaps;                /* intervals without stream since start */
  guint   reconnects_today;    /* of the local day */
  guint   gaps_today;
  guint   weight_used, weight_limit;   /* REST budget a minute; limit 0 = not weighed */
  guint   requests_used, requests_limit;   /* of the account, an hour; limit 0 = not limited */
  gint64  request_interval_us; /* between two of them, as it is kept now; 0 = none is */
  guint   weight_others;       /* of weight_used: by others on our address, as the venue tells */

  gboolean login_refused;      /* nothing comes of trying again before the user did something */
} FeedHealthFigures;

/* An offset of the clocks beyond this is worth a word: latencies are then no times on the way */
#define FEED_CLOCK_SKEW_US 100000

FEED_AVAILABLE_IN_ALL
const char *feed_health_get_venue (FeedHealth *self);
FEED_AVAILABLE_IN_ALL
const char *feed_health_get_venue_name (FeedHealth *self);
FEED_AVAILABLE_IN_ALL
const char *feed_health_get_connection (FeedHealth *self);
FEED_AVAILABLE_IN_ALL
FeedLinkState feed_health_get_link (FeedHealth *self);
FEED_AVAILABLE_IN_ALL
gboolean feed_health_get_polling (FeedHealth *self);
FEED_AVAILABLE_IN_ALL
FeedColour feed_health_get_colour (FeedHealth *self);
/* FEED_CAUSE_NONE while green */
FEED_AVAILABLE_IN_ALL
FeedCause feed_health_get_reason (FeedHealth *self);
/* "NSE open", "NSE closed until Mon 09:15, MCX open": for the screen. NULL where the venue has no
 * sessions; the property "session" notifies */
FEED_AVAILABLE_IN_ALL
const char *feed_health_get_session (FeedHealth *self);
FEED_AVAILABLE_IN_ALL
const FeedHealthFigures *feed_health_get_figures (FeedHealth *self);
/* Our clock and the venue's are apart: clock_offset_us says how far, and which way */
FEED_AVAILABLE_IN_ALL
gboolean feed_health_has_clock_skew (FeedHealth *self);

G_END_DECLS
