/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/test-exchange.h"

#include "feed/providers/feed-provider-registry.h"

static const char *exchange;

static const char *
get_exchange (FeedProvider *self,
              const char   *symbol)
{
  static const char *const named[] = { "MCX", "NFO", "CDS", "NCDEX" };

  for (guint i = 0; exchange != NULL && i < G_N_ELEMENTS (named); i++) {
    if (g_str_has_prefix (symbol, named[i]))
      return named[i];
  }
  return exchange;
}

void
test_exchange_set (const char *name)
{
  g_autoptr (FeedProvider) provider = feed_provider_registry_create ("binance", NULL);

  exchange = name != NULL ? g_intern_string (name) : NULL;
  FEED_PROVIDER_GET_CLASS (provider)->get_exchange = get_exchange;
}

gint64
test_exchange_ist (const char *time)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("+05:30");
  g_autoptr (GDateTime) at = g_date_time_new_from_iso8601 (time, zone);

  if (at == NULL)
    g_error ("%s is no time", time);
  return g_date_time_to_unix (at) * G_USEC_PER_SEC;
}
