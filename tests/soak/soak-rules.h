/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <feed/feed.h>

#include "soak/soak-market.h"

G_BEGIN_DECLS

/* Of all the run, for the report */
typedef struct {
  guint64 n_ticks, n_trades, n_polled, n_gap_marks;
  guint64 n_lost;            /* trades between two of the tape, told by a mark */
  guint   n_violations;
  guint   most_dials;        /* of one connection, in any 60 s */
  gint64  worst_blackout_us; /* without a tick while a source was usable */
  gint64  worst_recovery_us; /* to LIVE after the last fault */
} SoakTally;

/* rule: its name; how: what was seen */
typedef void (*SoakViolationFunc) (const char *rule,
                                   const char *how,
                                   gpointer    user_data);

/**
 * SoakRules:
 *
 * What has to hold of a feed at every moment, whatever its venue does, held against the ticks that
 * an engine takes and against what the manager says of itself.
 */
typedef struct _SoakRules SoakRules;

SoakRules *soak_rules_new (FeedManager      *manager,
                           SoakMarket       *market,
                           guint             n_instruments,
                           SoakViolationFunc on_violation,
                           gpointer          user_data);
void soak_rules_free (SoakRules *self);
void soak_rules_take_tick (SoakRules      *self,
                           const FeedTick *tick);
/* Once a second, with all ticks taken */
void soak_rules_check (SoakRules *self);
/* The last fault is over: from now on everything has to become live, and ticks have to stop after
 * the manager did */
void             soak_rules_expect_recovery (SoakRules *self);
gboolean         soak_rules_is_all_live (SoakRules *self);
void             soak_rules_note_stop (SoakRules *self);
const SoakTally *soak_rules_get_tally (SoakRules *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SoakRules, soak_rules_free)

G_END_DECLS
