/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/core/feed-error.h"

G_DEFINE_QUARK (feed-error-quark, feed_error)
