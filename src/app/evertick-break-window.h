/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "evertick-practice.h"

G_BEGIN_DECLS

/**
 * EvertickBreakWindow:
 *
 * “Break it…”: every fault of the demo market by its name, for as long as one likes, and those that
 * run. It is not modal: what the feed makes of it is seen in the window behind.
 */
#define EVERTICK_TYPE_BREAK_WINDOW (evertick_break_window_get_type ())
G_DECLARE_FINAL_TYPE (EvertickBreakWindow, evertick_break_window, EVERTICK, BREAK_WINDOW, AdwWindow)

GtkWidget *evertick_break_window_new (EvertickPractice *practice,
                                      GtkWindow        *parent);

G_END_DECLS
