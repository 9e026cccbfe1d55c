/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <feed/feed.h>

#include "cli/feedctl.h"

G_BEGIN_DECLS

/* The account that the environment gives for the venue, else the keyring; of a venue that names one,
 * "angel-one@second", the keyring alone (transfer full). NULL with FEED_ERROR_CREDENTIALS where there
 * is none, or an error of the two. The venue has accounts */
FeedCredentials *feedctl_account_find (const char *venue,
                                       GError    **error);
/* Gives the manager the account of a venue that asks for one; what is wrong goes to standard error */
FeedctlExit feedctl_account_apply (FeedManager *manager,
                                   const char  *venue);

G_END_DECLS
