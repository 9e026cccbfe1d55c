/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * EvertickFactFlow:
 *
 * Facts as titles with their values below them, as many side by side as there is room for. A fact
 * without a value is not there.
 */
#define EVERTICK_TYPE_FACT_FLOW (evertick_fact_flow_get_type ())
G_DECLARE_FINAL_TYPE (EvertickFactFlow, evertick_fact_flow, EVERTICK, FACT_FLOW, GtkWidget)

GtkWidget *evertick_fact_flow_new (void);
/* Facts are counted from 0, in the order in which they are added. more: (nullable): below the value */
void evertick_fact_flow_add (EvertickFactFlow *self,
                             const char       *title,
                             GtkWidget        *more);
/* value: NULL where there is nothing to say */
void evertick_fact_flow_set_value (EvertickFactFlow *self,
                                   guint             fact,
                                   const char       *value);

G_END_DECLS
