/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <feed/feed.h>
#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * EvertickHealthPage:
 *
 * The page of the drawer that tells how each connection does.
 */
#define EVERTICK_TYPE_HEALTH_PAGE (evertick_health_page_get_type ())
G_DECLARE_FINAL_TYPE (EvertickHealthPage,
                      evertick_health_page,
                      EVERTICK,
                      HEALTH_PAGE,
                      GtkWidget)

GtkWidget *evertick_health_page_new (void);
/* Once */
void evertick_health_page_set_manager (EvertickHealthPage *self,
                                       FeedManager        *manager);

G_END_DECLS
