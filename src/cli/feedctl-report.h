/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Lines of `feedctl check` on standard output. verdict: "ok", "none", "CHECK" or "FAILED" */
void feedctl_report_say (const char *venue,
                         const char *part,
                         const char *verdict,
                         const char *words);
/* What to do about the line before */
void feedctl_report_advise (const char *words);

G_END_DECLS
