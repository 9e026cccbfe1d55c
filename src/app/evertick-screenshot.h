/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "evertick-window.h"

G_BEGIN_DECLS

/**
 * EvertickScreenshot:
 *
 * Waits until the feed of a window is green and every row has its prices, then draws the window
 * into a PNG file.
 *
 * Signals:
 * ::done (gboolean written): once; FALSE where it took too long or the file could not be written.
 */
#define EVERTICK_TYPE_SCREENSHOT (evertick_screenshot_get_type ())
G_DECLARE_FINAL_TYPE (EvertickScreenshot, evertick_screenshot, EVERTICK, SCREENSHOT, GObject)

EvertickScreenshot *evertick_screenshot_new (EvertickWindow *window,
                                             const char *path);

G_END_DECLS
