/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * EvertickPracticeFault:
 *
 * A fault that runs.
 *
 * Properties: "name" (string): its name and argument. "remaining" (string): how long it will still
 * be there, in words.
 */
#define EVERTICK_TYPE_PRACTICE_FAULT (evertick_practice_fault_get_type ())
G_DECLARE_FINAL_TYPE (EvertickPracticeFault, evertick_practice_fault, EVERTICK, PRACTICE_FAULT,
                      GObject)

/* end_us: by the clock that tells now_us; -1: it ends when it is healed */
EvertickPracticeFault *evertick_practice_fault_new (guint id,
                                                    const char *name,
                                                    gint64 end_us);
guint       evertick_practice_fault_get_id (EvertickPracticeFault *self);
const char *evertick_practice_fault_get_name (EvertickPracticeFault *self);
const char *evertick_practice_fault_get_remaining (EvertickPracticeFault *self);
/* Counts down */
void evertick_practice_fault_update (EvertickPracticeFault *self,
                                     gint64                 now_us);

G_END_DECLS
