/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <feed/feed.h>

#include "cli/feedctl.h"

G_BEGIN_DECLS

/* The account that the environment gives for the venue (transfer full). NULL with
 * FEED_ERROR_CREDENTIALS where it gives none, or with ACCOUNT_ERROR_ENVIRONMENT where it gives a part
 * of one; each names all that is missing. The venue has accounts */
FeedCredentials *feedctl_account_find (const char *venue,
                                       GError    **error);
/* Gives the manager the account of a venue that asks for one; what is wrong goes to standard error */
FeedctlExit feedctl_account_apply (FeedManager *manager,
                                   const char  *venue);

G_END_DECLS
