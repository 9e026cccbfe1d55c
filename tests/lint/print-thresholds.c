/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Prints the table of FeedConfig, a threshold a line: name, unit, least, most, default.
 */
#include "feed/core/feed-config.h"

int
main (void)
{
  for (int key = 0; key < FEED_N_CONFIG_KEYS; key++) {
    const FeedConfigField *field = feed_config_get_field ((FeedConfigKey) key);

    g_print ("%s\t%s\t%d\t%d\t%d\n", field->name, field->unit, field->min, field->max,
             field->default_value);
  }
  return 0;
}
