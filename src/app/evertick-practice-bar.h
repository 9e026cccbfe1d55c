/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "evertick-practice.h"

G_BEGIN_DECLS

/**
 * EvertickPracticeBar:
 *
 * Says, for as long as something is broken for practice, that it is practice, with a countdown: so
 * that nobody takes it for a failure.
 */
#define EVERTICK_TYPE_PRACTICE_BAR (evertick_practice_bar_get_type ())
G_DECLARE_FINAL_TYPE (EvertickPracticeBar, evertick_practice_bar, EVERTICK, PRACTICE_BAR, GtkWidget)

GtkWidget *evertick_practice_bar_new (void);
/* Once */
void evertick_practice_bar_set_practice (EvertickPracticeBar *self,
                                         EvertickPractice    *practice);

G_END_DECLS
