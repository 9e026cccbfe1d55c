/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * FeedSleep:
 *
 * What logind says of sleep: PrepareForSleep over the system bus. Where there is no such bus, no
 * logind on it, or a sandbox in between, nothing is ever said; FeedSystem's "boot-jump" finds the
 * sleep afterwards all the same.
 *
 * Signals:
 * ::sleep (gboolean about_to): the machine is about to sleep, or woke.
 */
#define FEED_TYPE_SLEEP (feed_sleep_get_type ())
G_DECLARE_FINAL_TYPE (FeedSleep, feed_sleep, FEED, SLEEP, GObject)

/* Returns at once; listens as soon as the bus answers */
FeedSleep *feed_sleep_new (void);
/* Nothing is said any more. Its owner calls it, as a call under way keeps the object until then */
void feed_sleep_stop (FeedSleep *self);
/* The bus has been found, or is known to be absent */
gboolean feed_sleep_is_settled (FeedSleep *self);

G_END_DECLS
