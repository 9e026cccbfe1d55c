/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * A venue as the library's callers name it: PROVIDER, or PROVIDER@ACCOUNT where several accounts of
 * one venue are used side by side.
 */

/* The provider's part, whatever it is worth (transfer full). account (transfer full) is NULL where
 * none is named. FALSE with FEED_ERROR_UNKNOWN_VENUE where one is named that cannot be a name */
gboolean feed_venue_name_split (const char *name,
                                char      **provider,
                                char      **account,
                                GError    **error);
/* What a person is shown: "Angel One (second)" */
char *feed_venue_name_dup_shown (const char *provider_name,
                                 const char *name);

G_END_DECLS
