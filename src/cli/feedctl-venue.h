/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <feed/feed.h>

#include "cli/feedctl.h"

G_BEGIN_DECLS

/* A manager with the thresholds of the settings; NULL with every error of them */
FeedManager *feedctl_venue_new_manager (GError **error);
/* Where the venue is to be reached: the options, the settings, the venue's own (transfer full);
 * NULL where none of them says */
void feedctl_venue_get_endpoints (const char *venue,
                                  const char *stream_option,
                                  const char *rest_option,
                                  char      **stream_base,
                                  char      **rest_base);
/* Sets them; NULL leaves the venue's own. What is wrong goes to standard error */
FeedctlExit feedctl_venue_apply (FeedManager *manager,
                                 const char  *venue,
                                 const char  *stream_base,
                                 const char  *rest_base);
/* The same of its instrument list; NULL leaves what it is */
gboolean feedctl_venue_set_list (FeedManager *manager,
                                 const char  *venue,
                                 const char  *list_base);
/* What it asks of an account, NULL where it has none */
const FeedCredentialField *feedctl_venue_get_credential_fields (const char *venue);
/* Its symbols are those of its instrument list, and mean nothing without it */
gboolean feedctl_venue_is_listed (const char *venue);
/* How long feed_manager_lookup_async() may take: a list of tens of MB may have to come first */
guint feedctl_venue_get_lookup_ms (const char *venue);
/* Its messages have numbers, whatever they carry */
gboolean feedctl_venue_numbers_all (const char *venue);
gboolean feedctl_venue_is_known (const char *venue);

G_END_DECLS
