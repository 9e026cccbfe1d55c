/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * An account's id is the venue string of the library: "angel-one" is the first account of that venue,
 * "angel-one@second" another, called "second".
 */

/* name: NULL or "" = the first (transfer full) */
char *account_id_new (const char *provider,
                      const char *name);
/* "angel-one" (transfer full) */
char *account_id_dup_provider (const char *id);
/* "second"; "" of the first; belongs to id */
const char *account_id_get_name (const char *id);
/* Letters, digits, '-', '_' and '.', at most 32 of them; else ACCOUNT_ERROR_NAME */
gboolean account_id_check_name (const char *name,
                                GError    **error);

G_END_DECLS
