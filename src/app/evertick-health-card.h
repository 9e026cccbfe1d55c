/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <feed/feed.h>
#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * EvertickHealthCard:
 *
 * All that is known of one connection, a fact at a time: a row of the health page. It can be
 * focused, and says all of it to a screen reader.
 */
#define EVERTICK_TYPE_HEALTH_CARD (evertick_health_card_get_type ())
G_DECLARE_FINAL_TYPE (EvertickHealthCard,
                      evertick_health_card,
                      EVERTICK,
                      HEALTH_CARD,
                      GtkListBoxRow)

GtkWidget *evertick_health_card_new (FeedHealth *health,
                                     FeedClock  *clock);

G_END_DECLS
