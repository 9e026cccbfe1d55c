/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* All that others see of accounts. */
#include "accounts/account-dump.h"
#include "accounts/account-environment.h"
#include "accounts/account-error.h"
#include "accounts/account-id.h"
#include "accounts/account-store.h"
