/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evertick-words.h"

#include <accounts/accounts.h>
#include <glib/gi18n.h>
#include <string.h>

const char *
evertick_words_row_state (FeedRowState state)
{
  switch (state) {
  case FEED_ROW_UNCONFIRMED:
    return C_ ("row state", "unconfirmed");

  case FEED_ROW_LIVE:
    return C_ ("row state", "live");

  case FEED_ROW_QUIET:
    return C_ ("row state", "quiet");

  case FEED_ROW_POLLED:
    return C_ ("row state", "polled");

  case FEED_ROW_STALE:
    return C_ ("row state", "stale");

  case FEED_ROW_HALTED:
    return C_ ("row state", "halted");

  case FEED_ROW_CLOSED:
    return C_ ("row state", "closed");

  case FEED_ROW_UNKNOWN:
    return C_ ("row state", "unknown");

  default:
    g_return_val_if_reached ("");
  }
}

const char *
evertick_words_row_hint (FeedRowState state)
{
  switch (state) {
  case FEED_ROW_UNCONFIRMED:
    return _ ("Nothing came of it so far, or since the stream was back");

  case FEED_ROW_LIVE:
    return _ ("The stream brings it");

  case FEED_ROW_QUIET:
    return _ ("Nothing trades: REST was asked and says so too");

  case FEED_ROW_POLLED:
    return _ ("Comes by polling: the stream does not bring it");

  case FEED_ROW_STALE:
    return _ ("Nothing brings or confirms it: this is an old price");

  case FEED_ROW_HALTED:
    return _ ("The venue stopped trading it");

  case FEED_ROW_CLOSED:
    return _ ("Its market is closed");

  case FEED_ROW_UNKNOWN:
    return _ ("The venue does not know this symbol: it expired, or is called otherwise");

  default:
    g_return_val_if_reached ("");
  }
}

const char *
evertick_words_row_icon (FeedRowState state)
{
  switch (state) {
  case FEED_ROW_UNCONFIRMED:
    return "evertick-unconfirmed-symbolic";

  case FEED_ROW_LIVE:
    return "evertick-live-symbolic";

  case FEED_ROW_QUIET:
    return "evertick-quiet-symbolic";

  case FEED_ROW_POLLED:
    return "evertick-polled-symbolic";

  case FEED_ROW_STALE:
    return "evertick-stale-symbolic";

  case FEED_ROW_HALTED:
    return "evertick-halted-symbolic";

  case FEED_ROW_CLOSED:
    return "evertick-closed-symbolic";

  case FEED_ROW_UNKNOWN:
    return "evertick-unknown-symbolic";

  default:
    g_return_val_if_reached ("evertick-unconfirmed-symbolic");
  }
}

const char *
evertick_words_link (FeedLinkState state)
{
  switch (state) {
  case FEED_LINK_IDLE:
    return C_ ("link state", "Idle");

  case FEED_LINK_CONNECTING:
    return C_ ("link state", "Connecting");

  case FEED_LINK_WARMING:
    return C_ ("link state", "Warming");

  case FEED_LINK_LIVE:
    return C_ ("link state", "Live");

  case FEED_LINK_SUSPECT:
    return C_ ("link state", "Suspect");

  case FEED_LINK_BACKOFF:
    return C_ ("link state", "Backoff");

  case FEED_LINK_AUTH:
    return C_ ("link state", "Log-in");

  case FEED_LINK_PARKED:
    return C_ ("link state", "Parked");

  default:
    g_return_val_if_reached ("");
  }
}

const char *
evertick_words_cause (FeedCause cause)
{
  static const char *const words[FEED_N_CAUSES] = {
    [FEED_CAUSE_NONE] = "",
    [FEED_CAUSE_START] = N_ ("started"),
    [FEED_CAUSE_STOP] = N_ ("stopped"),
    [FEED_CAUSE_OPEN] = N_ ("the stream is open and proves itself"),
    [FEED_CAUSE_RECOVERED] = N_ ("the stream is proven"),
    [FEED_CAUSE_SILENCE] = N_ ("the stream is silent; asking REST"),
    [FEED_CAUSE_TICK] = N_ ("a tick came after all"),
    [FEED_CAUSE_QUIET] = N_ ("quiet market, confirmed"),
    [FEED_CAUSE_MUTE] = N_ ("stream mute, REST has newer prices"),
    [FEED_CAUSE_MUTE_FROM_START] = N_ ("stream mute since it opened, REST has newer prices"),
    [FEED_CAUSE_SILENT_REST_DOWN] = N_ ("stream silent, and REST does not answer"),
    [FEED_CAUSE_PARTIAL] = N_ ("the stream delivers only a part of the symbols"),
    [FEED_CAUSE_DEAD_LINK] = N_ ("the link is dead: no message and no pong"),
    [FEED_CAUSE_CONNECT_TIMEOUT] = N_ ("the server did not answer in time"),
    [FEED_CAUSE_REFUSED] = N_ ("the connection could not be made"),
    [FEED_CAUSE_HANDSHAKE] = N_ ("the server refused the stream"),
    [FEED_CAUSE_RATE_LIMIT] = N_ ("rate limit: the venue asked to wait before the next dial"),
    [FEED_CAUSE_CLOSED_BY_PEER] = N_ ("the server closed the stream"),
    [FEED_CAUSE_PROTOCOL] = N_ ("the server sent what is no message"),
    [FEED_CAUSE_TOO_LARGE] = N_ ("the server sent too large a message"),
    [FEED_CAUSE_PLANNED] = N_ ("planned reconnect"),
    [FEED_CAUSE_AUTH] = N_ ("the venue refused the log-in"),
    [FEED_CAUSE_TOKEN] = N_ ("a new token"),
    [FEED_CAUSE_NETWORK_DOWN] = N_ ("the network is down"),
    [FEED_CAUSE_NETWORK_UP] = N_ ("the network is back"),
    [FEED_CAUSE_SLEEP] = N_ ("the computer went to sleep"),
    [FEED_CAUSE_WAKE] = N_ ("the computer woke up"),
    [FEED_CAUSE_RETRY] = N_ ("trying again"),
    [FEED_CAUSE_RETRY_NOW] = N_ ("trying again, as asked"),
    [FEED_CAUSE_PHASE] = N_ ("the market is closed"),
    [FEED_CAUSE_REHEARSAL] = N_ ("rehearsal before the open"),
    [FEED_CAUSE_REST_DOWN] = N_ ("REST does not answer"),
    [FEED_CAUSE_BREAKER] = N_ ("failed too often within the hour"),
    [FEED_CAUSE_SKIPPED] = N_ ("the stream left out trades"),
    [FEED_CAUSE_LOGIN] = N_ ("logging in"),
    [FEED_CAUSE_SESSION] = N_ ("the venue refused the session; renewing it"),
    [FEED_CAUSE_CONNECTION_LIMIT] =
      N_ ("connection limit: the venue allows no further stream on this account"),
  };
  const char *text;

  g_return_val_if_fail ((guint) cause < FEED_N_CAUSES, "");

  text = words[cause];
  return text == NULL || *text == '\0' ? "" : _ (text);
}

const char *
evertick_words_colour_icon (FeedColour colour)
{
  switch (colour) {
  case FEED_COLOUR_GREEN:
    return "evertick-status-green-symbolic";

  case FEED_COLOUR_YELLOW:
    return "evertick-status-yellow-symbolic";

  case FEED_COLOUR_RED:
    return "evertick-status-red-symbolic";

  case FEED_COLOUR_GREY:
  default:
    return "evertick-status-grey-symbolic";
  }
}

const char *
evertick_words_colour_class (FeedColour colour)
{
  switch (colour) {
  case FEED_COLOUR_GREEN:
    return "feed-green";

  case FEED_COLOUR_YELLOW:
    return "feed-yellow";

  case FEED_COLOUR_RED:
    return "feed-red";

  case FEED_COLOUR_GREY:
  default:
    return "feed-grey";
  }
}

const char *
evertick_words_threshold (FeedConfigKey key)
{
  static const char *const titles[FEED_N_CONFIG_KEYS] = {
    [FEED_CONFIG_PING_INTERVAL] = N_ ("Ping Interval"),
    [FEED_CONFIG_DEAD_AFTER] = N_ ("Dead Link After"),
    [FEED_CONFIG_SILENCE_MIN] = N_ ("Shortest Silence"),
    [FEED_CONFIG_SILENCE_MAX] = N_ ("Longest Silence"),
    [FEED_CONFIG_SILENCE_INITIAL] = N_ ("Silence at the Start"),
    [FEED_CONFIG_PROBE_TIMEOUT] = N_ ("Probe Timeout"),
    [FEED_CONFIG_FIRST_TICK_TIMEOUT] = N_ ("First Tick Timeout"),
    [FEED_CONFIG_CONNECT_TIMEOUT] = N_ ("Connect Timeout"),
    [FEED_CONFIG_POLL_INTERVAL] = N_ ("Poll Interval"),
    [FEED_CONFIG_POLL_TIMEOUT] = N_ ("Poll Timeout"),
    [FEED_CONFIG_POLL_INTERVAL_MAX] = N_ ("Longest Poll Interval"),
    [FEED_CONFIG_BACKOFF_MIN] = N_ ("Shortest Wait"),
    [FEED_CONFIG_BACKOFF_BASE] = N_ ("First Wait"),
    [FEED_CONFIG_BACKOFF_MAX] = N_ ("Longest Wait"),
    [FEED_CONFIG_BREAKER_FAILURES] = N_ ("Breaker: Failures"),
    [FEED_CONFIG_BREAKER_WINDOW] = N_ ("Breaker: Window"),
    [FEED_CONFIG_BREAKER_DELAY] = N_ ("Breaker: Wait"),
    [FEED_CONFIG_STABLE_WINDOW_FIRST] = N_ ("First Stable Window"),
    [FEED_CONFIG_STABLE_WINDOW] = N_ ("Stable Window"),
    [FEED_CONFIG_STABLE_WINDOW_MAX] = N_ ("Longest Stable Window"),
    [FEED_CONFIG_RED_NO_DATA] = N_ ("Red Without Data"),
  };

  g_return_val_if_fail ((guint) key < FEED_N_CONFIG_KEYS, "");

  return _ (titles[key]);
}

const char *
evertick_words_badge (const char *venue)
{
  const char *account;

  g_return_val_if_fail (venue != NULL, NULL);

  if (g_str_equal (venue, EVERTICK_DEMO_VENUE))
    return C_ ("badge", "DEMO");
  account = account_id_get_name (venue);
  return *account != '\0' ? account : NULL;
}

char *
evertick_words_dup_origin (const char *venue)
{
  const char *badge = evertick_words_badge (venue);

  if (badge == NULL)
    return g_strdup ("");
  if (g_str_equal (venue, EVERTICK_DEMO_VENUE))
    return g_strdup (_ (", demo market"));
  /* Translators: behind a symbol; the name of one of several accounts */
  return g_strdup_printf (_ (", account %s"), badge);
}

char *
evertick_words_dup_venue (const char *venue)
{
  g_autofree char *id = NULL;
  g_autoptr (FeedProvider) provider = NULL;
  const char *account;
  const char *name;

  g_return_val_if_fail (venue != NULL, NULL);

  account = account_id_get_name (venue);
  id = account_id_dup_provider (venue);
  provider = feed_provider_registry_create (id, NULL);
  name = provider != NULL ? feed_provider_get_info (provider)->name : id;
  if (*account == '\0')
    return g_strdup (name);
  /* Translators: a venue, and which of the accounts there: "Angel One (second)" */
  return g_strdup_printf (_ ("%s (%s)"), name, account);
}

const char *
evertick_words_skip_venue (const char *text,
                           const char *venue)
{
  g_autofree char *id = NULL;
  g_autofree char *prefix = NULL;
  g_autofree char *name = NULL;

  g_return_val_if_fail (text != NULL && venue != NULL, text);

  id = account_id_dup_provider (venue);
  name = evertick_words_dup_venue (id);
  prefix = g_strconcat (name, ": ", NULL);
  return g_str_has_prefix (text, prefix) ? text + strlen (prefix) : text;
}
