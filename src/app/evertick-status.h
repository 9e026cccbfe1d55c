/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <feed/feed.h>

#include "evertick-link-view.h"

G_BEGIN_DECLS

/**
 * EvertickStatus:
 *
 * The state of the whole feed, as the worst of its connections that have symbols: what the status
 * button, the lasting bar and the footer share.
 *
 * Properties: "colour" (#FeedColour), "text", "accessible-text", "icon-name", "style-class"
 * (strings), "demo" (boolean: the demo market plays).
 *
 * Signals:
 * ::updated: once a second, and at once when a connection changed.
 */
#define EVERTICK_TYPE_STATUS (evertick_status_get_type ())
G_DECLARE_FINAL_TYPE (EvertickStatus, evertick_status, EVERTICK, STATUS, GObject)

EvertickStatus *evertick_status_new (FeedManager *manager);
FeedManager *evertick_status_get_manager (EvertickStatus *self);
/* FALSE where no connection has symbols */
gboolean evertick_status_get_worst (EvertickStatus   *self,
                                    EvertickLinkView *view);
/* The same without refused log-ins of the venue, whatever the account; NULL: of no venue */
gboolean evertick_status_get_worst_but (EvertickStatus   *self,
                                        const char       *explained,
                                        EvertickLinkView *view);
FeedColour  evertick_status_get_colour (EvertickStatus *self);
const char *evertick_status_get_text (EvertickStatus *self);
/* All connections in words and the newest lines of the log, for a report to someone else (transfer full) */
char *evertick_status_dup_report (EvertickStatus *self);

G_END_DECLS
