/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * EvertickApplication:
 *
 * One session, one window; the options of the command line, about, quit, accelerators and the
 * appearance.
 */
#define EVERTICK_TYPE_APPLICATION (evertick_application_get_type ())
G_DECLARE_FINAL_TYPE (EvertickApplication, evertick_application, EVERTICK, APPLICATION,
                      AdwApplication)

EvertickApplication *evertick_application_new (void);
/* What the process shall exit with, once it ran */
int evertick_application_get_exit_status (EvertickApplication *self);

G_END_DECLS
