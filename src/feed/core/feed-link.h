/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

#include "feed/core/feed-macros.h"

G_BEGIN_DECLS

/**
 * FeedLinkState:
 *
 * What a connection's stream is doing.
 */
typedef enum {
  FEED_LINK_IDLE,
  FEED_LINK_CONNECTING,
  FEED_LINK_WARMING,
  FEED_LINK_LIVE,
  FEED_LINK_SUSPECT,
  FEED_LINK_BACKOFF,
  FEED_LINK_AUTH,
  FEED_LINK_PARKED,
} FeedLinkState;

/**
 * FeedPhase:
 *
 * The exchange's session. PRE behaves as CLOSED, plus the rehearsal.
 */
typedef enum {
  FEED_PHASE_PRE,
  FEED_PHASE_OPEN,
  FEED_PHASE_CLOSED,
} FeedPhase;

/**
 * FeedColour:
 *
 * Green: live. Yellow: the poll is the source, or doubt. Red: neither, or repeated failure.
 * Grey: idle or market closed.
 */
typedef enum {
  FEED_COLOUR_GREY,
  FEED_COLOUR_GREEN,
  FEED_COLOUR_YELLOW,
  FEED_COLOUR_RED,
} FeedColour;

/**
 * FeedCause:
 *
 * Why the link changed state, or why it is not green.
 */
typedef enum {
  FEED_CAUSE_NONE,
  FEED_CAUSE_START,             /* started */
  FEED_CAUSE_STOP,              /* stopped, or nothing is subscribed */
  FEED_CAUSE_OPEN,              /* the socket opened */
  FEED_CAUSE_RECOVERED,         /* the stream is proven */
  FEED_CAUSE_SILENCE,           /* no tick for T_soft; asking REST */
  FEED_CAUSE_TICK,              /* a tick came after all */
  FEED_CAUSE_QUIET,             /* REST confirmed a quiet market */
  FEED_CAUSE_MUTE,              /* REST is newer, the stream gives nothing */
  FEED_CAUSE_MUTE_FROM_START,   /* the same, and the stream never gave anything */
  FEED_CAUSE_SILENT_REST_DOWN,  /* silent, and REST cannot say why */
  FEED_CAUSE_PARTIAL,           /* less than half of the instruments arrive */
  FEED_CAUSE_DEAD_LINK,         /* no message or pong for dead-after */
  FEED_CAUSE_CONNECT_TIMEOUT,
  FEED_CAUSE_REFUSED,           /* the connection could not be made */
  FEED_CAUSE_HANDSHAKE,         /* the server answered something else than 101 */
  FEED_CAUSE_RATE_LIMIT,        /* of dials: Retry-After */
  FEED_CAUSE_CLOSED_BY_PEER,    /* close frame or end of stream */
  FEED_CAUSE_PROTOCOL,          /* what the peer sent cannot be framed, or is no UTF-8 */
  FEED_CAUSE_TOO_LARGE,         /* a message above the limit */
  FEED_CAUSE_PLANNED,           /* announced disconnect, 24 h limit, renewal */
  FEED_CAUSE_AUTH,              /* log-in refused */
  FEED_CAUSE_TOKEN,             /* a new token */
  FEED_CAUSE_NETWORK_DOWN,
  FEED_CAUSE_NETWORK_UP,
  FEED_CAUSE_SLEEP,
  FEED_CAUSE_WAKE,
  FEED_CAUSE_RETRY,             /* the wait is over */
  FEED_CAUSE_RETRY_NOW,         /* the user asked */
  FEED_CAUSE_PHASE,             /* the market closed */
  FEED_CAUSE_REHEARSAL,
  FEED_CAUSE_REST_DOWN,         /* no good REST answer; colour only */
  FEED_CAUSE_BREAKER,           /* failed too often within the hour; colour only */
  FEED_CAUSE_SKIPPED,           /* trades were left out between two that came; of a gap only */
  FEED_CAUSE_LOGIN,             /* logging in: there is no session yet */
  FEED_CAUSE_SESSION,           /* the venue refuses the session there is */
  FEED_CAUSE_CONNECTION_LIMIT,  /* the account has as many streams as it may */
  FEED_N_CAUSES,
} FeedCause;

/**
 * FeedVerdict:
 *
 * What a close code or an HTTP status means for the connection, as the provider maps it.
 */
typedef enum {
  FEED_VERDICT_RETRY,        /* dial again after the backoff, at least `wait_us` from now */
  FEED_VERDICT_RETRY_AFTER,  /* the venue said when: `wait_us` from now, 60 s where it did not */
  FEED_VERDICT_AUTH,         /* credentials or token */
  FEED_VERDICT_FATAL,        /* will not get better by itself; retried at the longest backoff */
  FEED_VERDICT_NO_ROOM,      /* as RETRY_AFTER: the account has as many streams as it may */
} FeedVerdictKind;

typedef struct {
  FeedVerdictKind kind;
  gint64          wait_us;   /* 0 = not given */
} FeedVerdict;

#define FEED_TYPE_LINK_STATE (feed_link_state_get_type ())
#define FEED_TYPE_COLOUR (feed_colour_get_type ())
#define FEED_TYPE_CAUSE (feed_cause_get_type ())

FEED_AVAILABLE_IN_ALL
GType feed_link_state_get_type (void) G_GNUC_CONST;
FEED_AVAILABLE_IN_ALL
GType feed_colour_get_type (void) G_GNUC_CONST;
FEED_AVAILABLE_IN_ALL
GType feed_cause_get_type (void) G_GNUC_CONST;
/* "LIVE", "SUSPECT"... */
FEED_AVAILABLE_IN_ALL
const char *feed_link_state_to_string (FeedLinkState state);
/* "green"... */
FEED_AVAILABLE_IN_ALL
const char *feed_colour_to_string (FeedColour colour);
/* A short English phrase for the log and NDJSON: "stream mute, REST is newer" */
FEED_AVAILABLE_IN_ALL
const char *feed_cause_to_string (FeedCause cause);

G_END_DECLS
