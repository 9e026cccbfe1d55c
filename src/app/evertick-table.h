/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Names what GTK 4.8 leaves without a name in a column view: its list by name, the row of its
 * titles, and each title. Once all columns are there */
void evertick_table_name_parts (GtkColumnView *view,
                                const char    *name);
/* One title anew: its name, and what is said of it where one points; NULL: nothing */
void evertick_table_set_hint (GtkWidget  *title,
                              const char *name,
                              const char *hint);

G_END_DECLS
