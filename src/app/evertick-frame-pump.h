/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <feed/feed.h>
#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * EvertickFramePump:
 *
 * Flushes a board once a frame of a widget, while that is mapped. After a while without news it
 * looks only 20 times a second, until there are some.
 *
 * Signals:
 * ::flushed (guint n_rows): rows changed; emitted in the frame's update phase.
 */
#define EVERTICK_TYPE_FRAME_PUMP (evertick_frame_pump_get_type ())
G_DECLARE_FINAL_TYPE (EvertickFramePump, evertick_frame_pump, EVERTICK, FRAME_PUMP, GObject)

/* widget: not owned; it owns the pump */
EvertickFramePump *evertick_frame_pump_new (GtkWidget *widget,
                                            FeedBoard *board);

G_END_DECLS
