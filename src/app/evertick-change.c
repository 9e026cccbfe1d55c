/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evertick-change.h"

#include <accounts/accounts.h>
#include <glib/gi18n.h>

/* An exchange has sessions, and a close of the one before */
static EvertickChangeBasis
find_basis (FeedProvider   *provider,
            FeedInstrument *row)
{
  if (provider == NULL)
    return EVERTICK_CHANGE_UNKNOWN;
  return feed_provider_get_exchange (provider, feed_instrument_get_symbol (row)) != NULL
         ? EVERTICK_CHANGE_CLOSE : EVERTICK_CHANGE_DAY;
}

/* venue: its id, perhaps with an account. NULL where there is none of that id */
static FeedProvider *
create_provider (const char *venue)
{
  g_autofree char *id = account_id_dup_provider (venue);

  return feed_provider_registry_create (id, NULL);
}

EvertickChangeBasis
evertick_change_get_basis (FeedInstrument *row)
{
  g_autoptr (FeedProvider) provider = NULL;

  g_return_val_if_fail (FEED_IS_INSTRUMENT (row), EVERTICK_CHANGE_UNKNOWN);

  provider = create_provider (feed_instrument_get_venue (row));
  return find_basis (provider, row);
}

EvertickChangeBasis
evertick_change_get_common_basis (GListModel *rows)
{
  EvertickChangeBasis common = EVERTICK_CHANGE_UNKNOWN;
  g_autoptr (FeedProvider) provider = NULL;
  g_autofree char *venue = NULL;

  g_return_val_if_fail (G_IS_LIST_MODEL (rows), EVERTICK_CHANGE_UNKNOWN);

  for (guint i = 0; i < g_list_model_get_n_items (rows); i++) {
    g_autoptr (FeedInstrument) row = g_list_model_get_item (rows, i);
    EvertickChangeBasis basis;

    if (g_strcmp0 (venue, feed_instrument_get_venue (row)) != 0) {
      g_free (venue);
      venue = g_strdup (feed_instrument_get_venue (row));
      g_clear_object (&provider);
      provider = create_provider (venue);
    }
    basis = find_basis (provider, row);
    if (common != EVERTICK_CHANGE_UNKNOWN && basis != EVERTICK_CHANGE_UNKNOWN && basis != common)
      return EVERTICK_CHANGE_MIXED;
    if (basis != EVERTICK_CHANGE_UNKNOWN)
      common = basis;
  }
  return common;
}

const char *
evertick_change_get_title (EvertickChangeBasis basis)
{
  switch (basis) {
  case EVERTICK_CHANGE_CLOSE:
    /* Translators: change against the previous close */
    return _ ("Chg close");

  case EVERTICK_CHANGE_DAY:
    /* Translators: change against the price 24 hours ago */
    return _ ("Chg 24h");

  case EVERTICK_CHANGE_UNKNOWN:
  case EVERTICK_CHANGE_MIXED:
  default:
    /* Translators: change of the price */
    return _ ("Chg");
  }
}

const char *
evertick_change_get_hint (EvertickChangeBasis basis)
{
  switch (basis) {
  case EVERTICK_CHANGE_CLOSE:
    return _ ("Against the previous close");

  case EVERTICK_CHANGE_DAY:
    return _ ("Against the price 24 hours ago");

  case EVERTICK_CHANGE_MIXED:
    return _ ("Against the previous close; where trading never stops, against the price 24 hours "
              "ago");

  case EVERTICK_CHANGE_UNKNOWN:
  default:
    return NULL;
  }
}
