/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* Symbols are hidden unless they carry this mark. */
#define FEED_AVAILABLE_IN_ALL __attribute__ ((visibility ("default"))) extern
