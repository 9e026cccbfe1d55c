/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <feed/feed.h>

G_BEGIN_DECLS

/**
 * EvertickHeading:
 *
 * What the quotes are of: the venues that are connected, and what their exchanges do.
 *
 * Properties: "text" (string): "Binance · Angel One · NSE open".
 */
#define EVERTICK_TYPE_HEADING (evertick_heading_get_type ())
G_DECLARE_FINAL_TYPE (EvertickHeading, evertick_heading, EVERTICK, HEADING, GObject)

EvertickHeading *evertick_heading_new (FeedManager *manager);
const char *evertick_heading_get_text (EvertickHeading *self);

G_END_DECLS
