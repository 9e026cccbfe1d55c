/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evertick-csv.h"

#include <math.h>
#include <string.h>

static void
append_number (GString *csv,
               double   value,
               int      decimals)
{
  char buffer[FEED_DECIMAL_BUFFER];

  g_string_append_c (csv, ',');
  if (!isfinite (value))
    return;
  feed_decimal_format (buffer, sizeof buffer, value, decimals);
  g_string_append (csv, buffer);
}

static void
append_text (GString    *csv,
             const char *text)
{
  g_auto (GStrv) parts = NULL;
  g_autofree char *doubled = NULL;

  if (strpbrk (text, ",\"\r\n") == NULL) {
    g_string_append (csv, text);
    return;
  }
  parts = g_strsplit (text, "\"", -1);
  doubled = g_strjoinv ("\"\"", parts);
  g_string_append_printf (csv, "\"%s\"", doubled);
}

char *
evertick_csv_from_instruments (GListModel *instruments)
{
  g_autoptr (GString) csv = NULL;

  g_return_val_if_fail (G_IS_LIST_MODEL (instruments), NULL);

  csv = g_string_new ("venue,symbol,last,change,change_percent,bid,ask,volume,state\r\n");
  for (guint i = 0; i < g_list_model_get_n_items (instruments); i++) {
    g_autoptr (FeedInstrument) row = g_list_model_get_item (instruments, i);
    int prices = feed_instrument_get_price_decimals (row);

    append_text (csv, feed_instrument_get_venue (row));
    g_string_append_c (csv, ',');
    append_text (csv, feed_instrument_get_symbol (row));
    append_number (csv, feed_instrument_get_last (row), prices);
    append_number (csv, feed_instrument_get_change (row), prices);
    append_number (csv, feed_instrument_get_change_percent (row), 4);
    append_number (csv, feed_instrument_get_bid (row), prices);
    append_number (csv, feed_instrument_get_ask (row), prices);
    append_number (csv, feed_instrument_get_volume (row),
                   feed_instrument_get_size_decimals (row));
    g_string_append_printf (csv, ",%s\r\n",
                            feed_row_state_to_string (feed_instrument_get_state (row)));
  }
  return g_string_free (g_steal_pointer (&csv), FALSE);
}
