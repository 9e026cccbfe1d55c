/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <feed/feed.h>

G_BEGIN_DECLS

/**
 * EvertickDemo:
 *
 * The demo market: the simulator as a child process, which ends when this object or this process
 * does. Dies it earlier, it is started again after a growing wait.
 *
 * Signals:
 * ::ready (const char *stream_base, const char *rest_base): a market runs at these addresses.
 * ::line (const char *line): it said something else, such as which fault began.
 *
 * Properties: "trouble" (string): what keeps it from running, NULL while it runs or starts.
 * "running" (boolean): from ::ready until it ends.
 */
#define EVERTICK_TYPE_DEMO (evertick_demo_get_type ())
G_DECLARE_FINAL_TYPE (EvertickDemo, evertick_demo, EVERTICK, DEMO, GObject)

/* program: path of feedctl. clock: where the waits come from */
EvertickDemo *evertick_demo_new (const char *program,
                                 FeedClock  *clock);
void evertick_demo_start (EvertickDemo *self);
/* The child ends; nothing follows */
void        evertick_demo_stop (EvertickDemo *self);
const char *evertick_demo_get_trouble (EvertickDemo *self);
gboolean    evertick_demo_get_running (EvertickDemo *self);
/* A command for its standard input; lost where it does not run */
void evertick_demo_tell (EvertickDemo *self,
                         const char   *command);

G_END_DECLS
