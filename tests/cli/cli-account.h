/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli-child.h"

G_BEGIN_DECLS

/* A simulated venue with an account, which is in the environment of whatever is started from then
 * on, as are the test's own folders */
typedef struct {
  CliSimulator *simulator;
  JsonNode     *announced;
} CliAccount;

CliAccount *cli_account_new (CliSimulator *simulator);
void        cli_account_free (CliAccount *self);
const char *cli_account_get (CliAccount *self,
                             const char *member);
const char *cli_account_get_address (CliAccount *self,
                                     const char *member);
/* feedctl watch; for ever without a duration */
CliChild *cli_account_watch (CliAccount        *self,
                             const char *const *symbols,
                             const char        *mode,
                             const char        *duration);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliAccount, cli_account_free)

G_END_DECLS
