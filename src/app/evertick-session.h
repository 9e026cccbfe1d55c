/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <feed/feed.h>

#include "evertick-accounts.h"
#include "evertick-practice.h"
#include "evertick-watchlist.h"

G_BEGIN_DECLS

/**
 * EvertickEndpoints:
 *
 * Where a venue is: base addresses of its streams, of REST and of its instrument list. "" = its own.
 */
typedef struct {
  const char *stream_base, *rest_base, *list_base;
} EvertickEndpoints;

/**
 * EvertickSession:
 *
 * Owns the feed: makes the manager of what is in settings, starts the demo market, applies the
 * endpoints, subscribes the watchlist. Follows the settings while it runs.
 *
 * Properties: "problem" (string): every error of the thresholds in settings, one a line; NULL where
 * there is none. The feed is not started while the first thresholds it sees have errors.
 * "note" (string): something else that keeps a part of it from running, NULL where nothing does.
 *
 * Signals:
 * ::started: the manager exists now.
 */
#define EVERTICK_TYPE_SESSION (evertick_session_get_type ())
G_DECLARE_FINAL_TYPE (EvertickSession, evertick_session, EVERTICK, SESSION, GObject)

/* settings: NULL where the schema is not installed. simulator: path of feedctl, NULL for no demo
 * market */
EvertickSession *evertick_session_new (GSettings  *settings,
                                       const char *simulator);
/* Before it starts: what happens is kept in the journal at path, and the log begins with what it has
 * of earlier runs. Without this nothing is written */
void evertick_session_keep_journal (EvertickSession *self,
                                    const char      *path);
/* FALSE where the settings are refused; may be called again */
gboolean evertick_session_start (EvertickSession *self);
/* Also writes what waits for the journal; for a second at most */
void evertick_session_stop (EvertickSession *self);
/* NULL before it started */
FeedManager       *evertick_session_get_manager (EvertickSession *self);
EvertickWatchlist *evertick_session_get_watchlist (EvertickSession *self);
/* May be NULL */
GSettings  *evertick_session_get_settings (EvertickSession *self);
const char *evertick_session_get_problem (EvertickSession *self);
const char *evertick_session_get_note (EvertickSession *self);
/* Those of the keyring; loaded when it starts */
EvertickAccounts *evertick_session_get_accounts (EvertickSession *self);
/* Breaks the demo market; there is always one, available or not */
EvertickPractice *evertick_session_get_practice (EvertickSession *self);
/* Uses and stores the endpoints of a venue. FALSE, and nothing stored, with an error of
 * feed_manager_set_endpoints() or feed_manager_set_list_base() */
gboolean evertick_session_set_endpoints (EvertickSession         *self,
                                         const char              *venue,
                                         const EvertickEndpoints *endpoints,
                                         GError                 **error);
/* Thresholds back to their defaults */
void evertick_session_reset_thresholds (EvertickSession *self);

G_END_DECLS
