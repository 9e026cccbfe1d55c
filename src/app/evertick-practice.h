/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "evertick-demo.h"
#include "evertick-faults.h"

G_BEGIN_DECLS

/**
 * EvertickPractice:
 *
 * Breaks the demo market on purpose, and knows what is broken. What it tells is what the simulator
 * said, not what it was asked for.
 *
 * Properties: "available" (boolean): the demo market runs and can be broken. "summary" (string):
 * what runs and for how long, in one line; NULL where nothing does.
 *
 * Signals:
 * ::thrown (const char *name): something that does not last has happened.
 */
#define EVERTICK_TYPE_PRACTICE (evertick_practice_get_type ())
G_DECLARE_FINAL_TYPE (EvertickPractice, evertick_practice, EVERTICK, PRACTICE, GObject)

EvertickPractice *evertick_practice_new (void);
/* Once: there is one demo market for as long as the session lasts */
void evertick_practice_set_demo (EvertickPractice *self,
                                 EvertickDemo     *demo,
                                 FeedClock        *clock);
gboolean    evertick_practice_get_available (EvertickPractice *self);
const char *evertick_practice_get_summary (EvertickPractice *self);
/* Of EvertickPracticeFault (transfer none) */
GListModel *evertick_practice_get_faults (EvertickPractice *self);
void        evertick_practice_start (EvertickPractice        *self,
                                     const EvertickFaultKind *kind,
                                     guint                    seconds);
/* id 0: all */
void evertick_practice_heal (EvertickPractice *self,
                             guint             id);

G_END_DECLS
