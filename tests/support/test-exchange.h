/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Binance is open day and night; a test lets it keep hours. Symbols that are asked about from here
 * on are of that exchange, but those that begin with the name of another ("MCX0") are of that one.
 * NULL: open again */
void test_exchange_set (const char *name);
/* Wall µs of a time of India, "2026-11-26T09:15:00" */
gint64 test_exchange_ist (const char *time);

G_END_DECLS
