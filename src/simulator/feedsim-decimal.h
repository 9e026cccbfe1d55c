/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Prices and quantities are whole numbers of 1e-8, the eight decimals that Binance prints. */
#define FEEDSIM_ONE G_GINT64_CONSTANT (100000000)
#define FEEDSIM_DECIMALS 8

/* Sums of a day outgrow 64 bits: a cheap coin trades over 1e12 units */
__extension__ typedef __int128 FeedsimWide;

gboolean feedsim_decimal_parse (const char *text,
                                gsize       length,
                                gint64     *value);
void feedsim_decimal_append (GString *out,
                             gint64   value);
void feedsim_decimal_append_wide (GString    *out,
                                  FeedsimWide value);
void feedsim_decimal_append_scaled (GString    *out,
                                    FeedsimWide value,
                                    guint       decimals);
guint       feedsim_decimal_places (gint64 value);
gint64      feedsim_decimal_of_places (guint places);
FeedsimWide feedsim_decimal_product (gint64 price,
                                     gint64 quantity);

G_END_DECLS
