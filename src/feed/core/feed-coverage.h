/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/core/feed-macros.h"

G_BEGIN_DECLS

/**
 * FeedCoverage:
 *
 * Which instruments of a connection really arrive: compares, per slot, the newest key the stream
 * gave with what polls saw. The key is the venue's trade id or the like: only trades move it. A
 * slot is *behind* if, for more than 1.5 s, the stream did not reach a key that a poll saw beyond
 * the slot's baseline (the first key polled after a request sent after the subscription).
 */
typedef struct _FeedCoverage FeedCoverage;

typedef struct {
  guint n_slots;      /* in use */
  guint n_confirmed;  /* a baseline is known, or the stream gave a tick */
  guint n_heard;      /* the stream gave a tick since the subscription */
  guint n_traded;     /* polls saw trade since the subscription */
  guint n_behind;     /* of those: behind */
  guint n_pending;    /* of those: a poll saw more than the stream, for less than 1.5 s so far */
  guint n_polled;     /* marked as polled (gave up on the stream for now) */
} FeedCoverageSummary;

FeedCoverage *feed_coverage_new (void);
void          feed_coverage_free (FeedCoverage *self);
/* (Re-)subscribed at now_us: baseline and what was learned of the slot start anew. Grows the table
 * where needed: the only place that allocates */
void feed_coverage_restart (FeedCoverage *self,
                            guint         slot,
                            gint64        now_us);
void feed_coverage_restart_all (FeedCoverage *self,
                                gint64        now_us);
void feed_coverage_remove (FeedCoverage *self,
                           guint         slot);
void feed_coverage_saw_stream (FeedCoverage *self,
                               guint         slot,
                               gint64        key,
                               gint64        now_us);
/* Returns TRUE where the poll is newer than the stream */
gboolean feed_coverage_saw_poll (FeedCoverage *self,
                                 guint         slot,
                                 gint64        key,
                                 gint64        requested_at_us,
                                 gint64        now_us);
gboolean feed_coverage_is_behind (const FeedCoverage *self,
                                  guint               slot,
                                  gint64              now_us);
/* A poll saw a trade that the stream has not brought, behind yet or not */
gboolean feed_coverage_is_owed (const FeedCoverage *self,
                                guint               slot);
void feed_coverage_set_polled (FeedCoverage *self,
                               guint         slot,
                               gboolean      polled);
gboolean feed_coverage_is_polled (const FeedCoverage *self,
                                  guint               slot);
void feed_coverage_summarize (const FeedCoverage  *self,
                              gint64               now_us,
                              FeedCoverageSummary *out);
/* Writes up to n slots that are behind; returns how many were written */
guint feed_coverage_list_behind (const FeedCoverage *self,
                                 gint64              now_us,
                                 guint              *slots,
                                 guint               n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FeedCoverage, feed_coverage_free)

G_END_DECLS
