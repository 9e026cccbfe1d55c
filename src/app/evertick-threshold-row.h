/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <feed/feed.h>

G_BEGIN_DECLS

/**
 * EvertickThresholdRow:
 *
 * One threshold in the preferences: its title, unit, range and default, its value, and a button
 * back to the default.
 *
 * Properties: "value" (int).
 */
#define EVERTICK_TYPE_THRESHOLD_ROW (evertick_threshold_row_get_type ())
G_DECLARE_FINAL_TYPE (EvertickThresholdRow, evertick_threshold_row, EVERTICK, THRESHOLD_ROW,
                      AdwActionRow)

GtkWidget *evertick_threshold_row_new (FeedConfigKey key);
int  evertick_threshold_row_get_value (EvertickThresholdRow *self);
void evertick_threshold_row_set_value (EvertickThresholdRow *self,
                                       int                   value);

G_END_DECLS
