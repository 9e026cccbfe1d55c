/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

#include "feed/core/feed-macros.h"

G_BEGIN_DECLS

#define FEED_TYPE_CLOCK (feed_clock_get_type ())

/**
 * FeedClock:
 *
 * Where the library takes time and one-shot timers from: the machine, or a hand that advances it.
 * Reference counted; not thread-safe. All times are µs.
 */
typedef struct _FeedClock FeedClock;
typedef void (*FeedClockFunc) (gpointer user_data);

FEED_AVAILABLE_IN_ALL
GType feed_clock_get_type (void) G_GNUC_CONST;
/* The machine's clocks; timers run in the thread-default main context of the caller of add_timer */
FEED_AVAILABLE_IN_ALL
FeedClock *feed_clock_new (void);
/* A clock that only feed_clock_advance() and its kin move; boot time starts at monotonic_us */
FEED_AVAILABLE_IN_ALL
FeedClock *feed_clock_new_manual (gint64 monotonic_us,
                                  gint64 wall_us);
FEED_AVAILABLE_IN_ALL
FeedClock *feed_clock_ref (FeedClock *self);
FEED_AVAILABLE_IN_ALL
void feed_clock_unref (FeedClock *self);
FEED_AVAILABLE_IN_ALL
gint64 feed_clock_monotonic_us (FeedClock *self);
FEED_AVAILABLE_IN_ALL
gint64 feed_clock_boot_us (FeedClock *self);
FEED_AVAILABLE_IN_ALL
gint64 feed_clock_wall_us (FeedClock *self);
/* One shot at monotonic time due_us (at once where that has passed, but never from inside the
 * call); returns an id > 0 for feed_clock_remove_timer(); a fired id is void */
FEED_AVAILABLE_IN_ALL
guint feed_clock_add_timer (FeedClock    *self,
                            gint64        due_us,
                            const char   *name,
                            FeedClockFunc func,
                            gpointer      user_data);
FEED_AVAILABLE_IN_ALL
void feed_clock_remove_timer (FeedClock *self,
                              guint      id);
/* Timers that were added, and neither ran nor were removed */
FEED_AVAILABLE_IN_ALL
guint feed_clock_get_n_timers (FeedClock *self);
/* Manual clock only: moves all three clocks, runs due timers in order of due time, each seeing the
 * clock at its own due time */
FEED_AVAILABLE_IN_ALL
void feed_clock_advance (FeedClock *self,
                         gint64     us);
/* Manual clock only: monotonic time of the earliest timer, G_MAXINT64 where there is none */
FEED_AVAILABLE_IN_ALL
gint64 feed_clock_next_due_us (FeedClock *self);
/* Manual clock only: somebody set the wall clock */
FEED_AVAILABLE_IN_ALL
void feed_clock_step_wall (FeedClock *self,
                           gint64     us);
/* Manual clock only: time passes and no timer runs; what came due runs late, with the next advance */
FEED_AVAILABLE_IN_ALL
void feed_clock_stall (FeedClock *self,
                       gint64     us);
/* Manual clock only: the machine slept; boot and wall time move, monotonic time does not */
FEED_AVAILABLE_IN_ALL
void feed_clock_sleep (FeedClock *self,
                       gint64     us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FeedClock, feed_clock_unref)

G_END_DECLS
