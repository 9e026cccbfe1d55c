/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The venue's numbers for its segments */
typedef enum {
  FEEDSIM_ANGEL_NSE_CM = 1,
  FEEDSIM_ANGEL_NSE_FO = 2,
  FEEDSIM_ANGEL_BSE_CM = 3,
  FEEDSIM_ANGEL_BSE_FO = 4,
  FEEDSIM_ANGEL_MCX_FO = 5,
  FEEDSIM_ANGEL_NCX_FO = 7,
  FEEDSIM_ANGEL_CDE_FO = 13,
} FeedsimAngelSegment;

#define FEEDSIM_ANGEL_MAX_SEGMENT FEEDSIM_ANGEL_CDE_FO

typedef enum {
  FEEDSIM_ANGEL_EQUITY,
  FEEDSIM_ANGEL_INDEX,
  FEEDSIM_ANGEL_FUTURE,
  FEEDSIM_ANGEL_CALL,
  FEEDSIM_ANGEL_PUT,
} FeedsimAngelKind;

/* One instrument of the master list; amounts in rupees */
typedef struct {
  FeedsimAngelSegment segment;
  FeedsimAngelKind    kind;
  char                token[16];
  char                symbol[40];
  char                name[24];
  char                type[8];           /* of the list: AMXIDX, OPTIDX … */
  int                 expiry;            /* yyyymmdd; 0 none */
  double              strike;
  double              tick;
  guint               lot;
  double              price;             /* where it stands at the start */
  double              day_change;        /* since yesterday, as a share */
  double              day_volume;
  double              ticks_per_second;
  gint64              open_interest;
} FeedsimAngelRow;

const char         *feedsim_angel_segment_get_exchange (FeedsimAngelSegment segment);
FeedsimAngelSegment feedsim_angel_segment_from_exchange (const char *exchange);
gint64              feedsim_angel_segment_get_scale (FeedsimAngelSegment segment);

guint feedsim_angel_known_count (void);
void  feedsim_angel_known_get (guint            index,
                               FeedsimAngelRow *row);

G_END_DECLS
