/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <feed/feed.h>

G_BEGIN_DECLS

/* Instruments (a list of #FeedInstrument) as RFC 4180 lines with a header line: numbers plain, with
 * '.' and the instrument's decimals; what is unknown is empty (transfer full) */
char *evertick_csv_from_instruments (GListModel *instruments);

G_END_DECLS
