/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "evertick-status.h"

G_BEGIN_DECLS

/**
 * EvertickFooter:
 *
 * Counts and figures of the whole feed, once a second.
 */
#define EVERTICK_TYPE_FOOTER (evertick_footer_get_type ())
G_DECLARE_FINAL_TYPE (EvertickFooter, evertick_footer, EVERTICK, FOOTER, GtkWidget)

GtkWidget *evertick_footer_new (void);
void evertick_footer_set_status (EvertickFooter *self,
                                 EvertickStatus *status);

/* "12 symbols · 9 live · 2 quiet · 1 stale": states that no row is in are left out. counts: as of
 * feed_board_count_states() (transfer full) */
char *evertick_footer_format_counts (const guint *counts);

G_END_DECLS
