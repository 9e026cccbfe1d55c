/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <feed/feed.h>

G_BEGIN_DECLS

/**
 * account_credentials_from_environment:
 * @provider: a provider's id, as "angel-one"
 * @fields: what it asks for, ends with an id of %NULL
 * @error: return location
 *
 * For a machine without a keyring: reads EVERTICK_PROVIDER_FIELD, as EVERTICK_ANGEL_ONE_PIN.
 *
 * Returns: (transfer full) (nullable): %NULL without an error where none of them is set; with
 *   %ACCOUNT_ERROR_ENVIRONMENT, which lists what is missing, where only some are
 */
FeedCredentials *account_credentials_from_environment (const char                *provider,
                                                       const FeedCredentialField *fields,
                                                       GError                   **error);
/* The variable of a field, "EVERTICK_ANGEL_ONE_PIN" (transfer full) */
char *account_environment_variable (const char *provider,
                                    const char *field);

G_END_DECLS
