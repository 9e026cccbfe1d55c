/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <feed/feed.h>

G_BEGIN_DECLS

/**
 * FeedctlAccountState:
 * @FEEDCTL_ACCOUNT_READY: there is one and it is good, or the venue asks for none
 * @FEEDCTL_ACCOUNT_MISSING: there is none: nothing else of the venue can be checked
 * @FEEDCTL_ACCOUNT_FAILED: there is one and it cannot be used
 *
 * What became of a venue's account.
 */
typedef enum {
  FEEDCTL_ACCOUNT_READY,
  FEEDCTL_ACCOUNT_MISSING,
  FEEDCTL_ACCOUNT_FAILED,
} FeedctlAccountState;

/* A code of the log-in is good for so long and not used twice: what logs in after a log-in may wait
 * for the next */
#define FEEDCTL_LOGIN_CODE_S 30

/* Tries the account that the environment gives, and sets it; says what came of it. required: the
 * venue was asked for by name */
FeedctlAccountState feedctl_check_account (FeedManager *manager,
                                           const char  *venue,
                                           gboolean     required,
                                           double       timeout_s);
/* Says how long the session of the connection is good for */
void feedctl_check_session (const char *venue,
                            FeedHealth *health);

G_END_DECLS
