/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The words of a link: states, colours and causes, for bindings, logs and scripts.
 */
#include "feed/core/feed-link.h"

G_DEFINE_ENUM_TYPE (FeedLinkState, feed_link_state,
                    G_DEFINE_ENUM_VALUE (FEED_LINK_IDLE, "idle"),
                    G_DEFINE_ENUM_VALUE (FEED_LINK_CONNECTING, "connecting"),
                    G_DEFINE_ENUM_VALUE (FEED_LINK_WARMING, "warming"),
                    G_DEFINE_ENUM_VALUE (FEED_LINK_LIVE, "live"),
                    G_DEFINE_ENUM_VALUE (FEED_LINK_SUSPECT, "suspect"),
                    G_DEFINE_ENUM_VALUE (FEED_LINK_BACKOFF, "backoff"),
                    G_DEFINE_ENUM_VALUE (FEED_LINK_AUTH, "auth"),
                    G_DEFINE_ENUM_VALUE (FEED_LINK_PARKED, "parked"))

G_DEFINE_ENUM_TYPE (FeedColour, feed_colour,
                    G_DEFINE_ENUM_VALUE (FEED_COLOUR_GREY, "grey"),
                    G_DEFINE_ENUM_VALUE (FEED_COLOUR_GREEN, "green"),
                    G_DEFINE_ENUM_VALUE (FEED_COLOUR_YELLOW, "yellow"),
                    G_DEFINE_ENUM_VALUE (FEED_COLOUR_RED, "red"))

G_DEFINE_ENUM_TYPE (FeedCause, feed_cause,
                    G_DEFINE_ENUM_VALUE (FEED_CAUSE_NONE, "none"),
                    G_DEFINE_ENUM_VALUE (FEED_CAUSE_START, "start"),
                    G_DEFINE_ENUM_VALUE (FEED_CAUSE_STOP, "stop"),
                    G_DEFINE_ENUM_VALUE (FEED_CAUSE_OPEN, "open"),
                    G_DEFINE_ENUM_VALUE (FEED_CAUSE_RECOVERED, "recovered"),
                    G_DEFINE_ENUM_VALUE (FEED_CAUSE_SILENCE, "silence"),
                    G_DEFINE_ENUM_VALUE (FEED_CAUSE_TICK, "tick"),
                    G_DEFINE_ENUM_VALUE (FEED_CAUSE_QUIET, "quiet"),
                    G_DEFINE_ENUM_VALUE (FEED_CAUSE_MUTE, "mute"),
                    G_DEFINE_ENUM_VALUE (FEED_CAUSE_MUTE_FROM_START, "mute-from-start"),
                    G_DEFINE_ENUM_VALUE (FEED_CAUSE_SILENT_REST_DOWN, "silent-rest-down"),
                    G_DEFINE_ENUM_VALUE (FEED_CAUSE_PARTIAL, "partial"),
                    G_DEFINE_ENUM_VALUE (FEED_CAUSE_DEAD_LINK, "dead-link"),
                    G_DEFINE_ENUM_VALUE (FEED_CAUSE_CONNECT_TIMEOUT, "connect-timeout"),
                    G_DEFINE_ENUM_VALUE (FEED_CAUSE_REFUSED, "refused"),
                    G_DEFINE_ENUM_VALUE (FEED_CAUSE_HANDSHAKE, "handshake"),
                    G_DEFINE_ENUM_VALUE (FEED_CAUSE_RATE_LIMIT, "rate-limit"),
                    G_DEFINE_ENUM_VALUE (FEED_CAUSE_CLOSED_BY_PEER, "closed-by-peer"),
                    G_DEFINE_ENUM_VALUE (FEED_CAUSE_PROTOCOL, "protocol"),
                    G_DEFINE_ENUM_VALUE (FEED_CAUSE_TOO_LARGE, "too-large"),
                    G_DEFINE_ENUM_VALUE (FEED_CAUSE_PLANNED, "planned"),
                    G_DEFINE_ENUM_VALUE (FEED_CAUSE_AUTH, "auth"),
                    G_DEFINE_ENUM_VALUE (FEED_CAUSE_TOKEN, "token"),
                    G_DEFINE_ENUM_VALUE (FEED_CAUSE_NETWORK_DOWN, "network-down"),
                    G_DEFINE_ENUM_VALUE (FEED_CAUSE_NETWORK_UP, "network-up"),
                    G_DEFINE_ENUM_VALUE (FEED_CAUSE_SLEEP, "sleep"),
                    G_DEFINE_ENUM_VALUE (FEED_CAUSE_WAKE, "wake"),
                    G_DEFINE_ENUM_VALUE (FEED_CAUSE_RETRY, "retry"),
                    G_DEFINE_ENUM_VALUE (FEED_CAUSE_RETRY_NOW, "retry-now"),
                    G_DEFINE_ENUM_VALUE (FEED_CAUSE_PHASE, "phase"),
                    G_DEFINE_ENUM_VALUE (FEED_CAUSE_REHEARSAL, "rehearsal"),
                    G_DEFINE_ENUM_VALUE (FEED_CAUSE_REST_DOWN, "rest-down"),
                    G_DEFINE_ENUM_VALUE (FEED_CAUSE_BREAKER, "breaker"),
                    G_DEFINE_ENUM_VALUE (FEED_CAUSE_SKIPPED, "skipped"),
                    G_DEFINE_ENUM_VALUE (FEED_CAUSE_LOGIN, "login"),
                    G_DEFINE_ENUM_VALUE (FEED_CAUSE_SESSION, "session"),
                    G_DEFINE_ENUM_VALUE (FEED_CAUSE_CONNECTION_LIMIT, "connection-limit"))

static const char *const link_names[] = {
  [FEED_LINK_IDLE] = "IDLE",
  [FEED_LINK_CONNECTING] = "CONNECTING",
  [FEED_LINK_WARMING] = "WARMING",
  [FEED_LINK_LIVE] = "LIVE",
  [FEED_LINK_SUSPECT] = "SUSPECT",
  [FEED_LINK_BACKOFF] = "BACKOFF",
  [FEED_LINK_AUTH] = "AUTH",
  [FEED_LINK_PARKED] = "PARKED",
};

static const char *const colour_names[] = {
  [FEED_COLOUR_GREY] = "grey",
  [FEED_COLOUR_GREEN] = "green",
  [FEED_COLOUR_YELLOW] = "yellow",
  [FEED_COLOUR_RED] = "red",
};

static const char *const cause_phrases[FEED_N_CAUSES] = {
  [FEED_CAUSE_NONE] = "none",
  [FEED_CAUSE_START] = "started",
  [FEED_CAUSE_STOP] = "stopped",
  [FEED_CAUSE_OPEN] = "connected, proving the stream",
  [FEED_CAUSE_RECOVERED] = "stream proven",
  [FEED_CAUSE_SILENCE] = "no tick for too long, asking REST",
  [FEED_CAUSE_TICK] = "ticks came again",
  [FEED_CAUSE_QUIET] = "quiet market, confirmed by REST",
  [FEED_CAUSE_MUTE] = "stream mute, REST is newer",
  [FEED_CAUSE_MUTE_FROM_START] = "stream mute from the start, REST is newer",
  [FEED_CAUSE_SILENT_REST_DOWN] = "stream silent and REST gives no answer",
  [FEED_CAUSE_PARTIAL] = "less than half of the instruments arrive",
  [FEED_CAUSE_DEAD_LINK] = "dead link, no message or pong",
  [FEED_CAUSE_CONNECT_TIMEOUT] = "no connection in time",
  [FEED_CAUSE_REFUSED] = "connection refused",
  [FEED_CAUSE_HANDSHAKE] = "server refused the stream",
  [FEED_CAUSE_RATE_LIMIT] = "rate limit: too many dials, waiting as told",
  [FEED_CAUSE_CLOSED_BY_PEER] = "closed by the server",
  [FEED_CAUSE_PROTOCOL] = "server broke the protocol",
  [FEED_CAUSE_TOO_LARGE] = "message too large",
  [FEED_CAUSE_PLANNED] = "planned reconnect",
  [FEED_CAUSE_AUTH] = "log-in refused",
  [FEED_CAUSE_TOKEN] = "new token",
  [FEED_CAUSE_NETWORK_DOWN] = "network is down",
  [FEED_CAUSE_NETWORK_UP] = "network is back",
  [FEED_CAUSE_SLEEP] = "computer goes to sleep",
  [FEED_CAUSE_WAKE] = "computer woke up",
  [FEED_CAUSE_RETRY] = "trying again",
  [FEED_CAUSE_RETRY_NOW] = "trying again, as asked",
  [FEED_CAUSE_PHASE] = "market closed",
  [FEED_CAUSE_REHEARSAL] = "rehearsal before the open",
  [FEED_CAUSE_REST_DOWN] = "REST gives no answer",
  [FEED_CAUSE_BREAKER] = "failed too often, trying less",
  [FEED_CAUSE_SKIPPED] = "the stream left out trades",
  [FEED_CAUSE_LOGIN] = "logging in",
  [FEED_CAUSE_SESSION] = "session refused, renewing it",
  [FEED_CAUSE_CONNECTION_LIMIT] =
    "connection limit: the venue allows no further stream on this account",
};

G_STATIC_ASSERT (G_N_ELEMENTS (link_names) == FEED_LINK_PARKED + 1);
G_STATIC_ASSERT (G_N_ELEMENTS (colour_names) == FEED_COLOUR_RED + 1);

/**
 * feed_link_state_to_string:
 * @state: a link state
 *
 * Returns: its name, in capitals
 */
const char *
feed_link_state_to_string (FeedLinkState state)
{
  g_return_val_if_fail ((guint) state < G_N_ELEMENTS (link_names), "unknown");

  return link_names[state];
}

/**
 * feed_colour_to_string:
 * @colour: a colour
 *
 * Returns: its name
 */
const char *
feed_colour_to_string (FeedColour colour)
{
  g_return_val_if_fail ((guint) colour < G_N_ELEMENTS (colour_names), "unknown");

  return colour_names[colour];
}

/**
 * feed_cause_to_string:
 * @cause: a cause
 *
 * Returns: a short phrase for the log, not translated
 */
const char *
feed_cause_to_string (FeedCause cause)
{
  g_return_val_if_fail ((guint) cause < FEED_N_CAUSES, "unknown");

  return cause_phrases[cause];
}
