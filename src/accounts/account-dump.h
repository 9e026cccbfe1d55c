/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* From now on a crash of this program, and of what it starts, leaves no image of its memory behind */
void account_forbid_dumps (void);

G_END_DECLS
