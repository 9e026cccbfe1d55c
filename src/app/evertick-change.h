/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <feed/feed.h>

G_BEGIN_DECLS

/**
 * EvertickChangeBasis:
 * @EVERTICK_CHANGE_UNKNOWN: there is nothing to compare
 * @EVERTICK_CHANGE_CLOSE: the close of the session before: the instrument is of an exchange
 * @EVERTICK_CHANGE_DAY: the price 24 hours ago: trading never stops
 * @EVERTICK_CHANGE_MIXED: some rows this, some that
 *
 * What a change is counted from.
 */
typedef enum {
  EVERTICK_CHANGE_UNKNOWN,
  EVERTICK_CHANGE_CLOSE,
  EVERTICK_CHANGE_DAY,
  EVERTICK_CHANGE_MIXED
} EvertickChangeBasis;

EvertickChangeBasis evertick_change_get_basis (FeedInstrument *row);
/* Of all rows (FeedInstrument). Thousands of them are looked through in well under a millisecond */
EvertickChangeBasis evertick_change_get_common_basis (GListModel *rows);
/* "Chg 24h": short, for a heading; translated, static */
const char *evertick_change_get_title (EvertickChangeBasis basis);
/* A sentence; translated, static. NULL where nothing is known */
const char *evertick_change_get_hint (EvertickChangeBasis basis);

G_END_DECLS
