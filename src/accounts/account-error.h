/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define ACCOUNT_ERROR (account_error_quark ())

/**
 * AccountError:
 * @ACCOUNT_ERROR_NO_KEYRING: there is no keyring, or it cannot be reached
 * @ACCOUNT_ERROR_LOCKED: it is locked and was not unlocked
 * @ACCOUNT_ERROR_NOT_FOUND: it has no such account
 * @ACCOUNT_ERROR_DAMAGED: what it has of the account cannot be read
 * @ACCOUNT_ERROR_FAILED: it refused for another reason, which the message names
 * @ACCOUNT_ERROR_NAME: an account cannot be called that
 * @ACCOUNT_ERROR_ENVIRONMENT: the environment names a part of an account only
 *
 * Cancellation stays %G_IO_ERROR_CANCELLED.
 */
typedef enum {
  ACCOUNT_ERROR_NO_KEYRING,
  ACCOUNT_ERROR_LOCKED,
  ACCOUNT_ERROR_NOT_FOUND,
  ACCOUNT_ERROR_DAMAGED,
  ACCOUNT_ERROR_FAILED,
  ACCOUNT_ERROR_NAME,
  ACCOUNT_ERROR_ENVIRONMENT,
} AccountError;

GQuark account_error_quark (void);

G_END_DECLS
