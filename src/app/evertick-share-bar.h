/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * EvertickShareBar:
 *
 * Where prices came from, as a bar of three parts. It says nothing that is not also said in words.
 */
#define EVERTICK_TYPE_SHARE_BAR (evertick_share_bar_get_type ())
G_DECLARE_FINAL_TYPE (EvertickShareBar, evertick_share_bar, EVERTICK, SHARE_BAR, GtkWidget)

GtkWidget *evertick_share_bar_new (void);
/* Per cent; what the three leave of 100 stays empty */
void evertick_share_bar_set (EvertickShareBar *self,
                             double            stream,
                             double            poll,
                             double            neither);

G_END_DECLS
