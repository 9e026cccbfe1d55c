/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "evertick-link-view.h"

G_BEGIN_DECLS

/* What the health page tells of a connection, in its order */
typedef enum {
  EVERTICK_FACT_SINCE,
  EVERTICK_FACT_REASON,
  EVERTICK_FACT_NEXT,
  EVERTICK_FACT_LAST_FRAME,
  EVERTICK_FACT_LAST_TICK,
  EVERTICK_FACT_RATE,
  EVERTICK_FACT_LATENCY,
  EVERTICK_FACT_CLOCK,
  EVERTICK_FACT_GAP,
  EVERTICK_FACT_RECONNECTS,
  EVERTICK_FACT_GAPS,
  EVERTICK_FACT_SYMBOLS,
  EVERTICK_FACT_POLLED,
  EVERTICK_FACT_QUOTA,
  EVERTICK_FACT_TOKEN,
  EVERTICK_FACT_UPTIME,
  EVERTICK_N_FACTS
} EvertickHealthFact;

/* Translated, static */
const char *evertick_health_fact_get_title (EvertickHealthFact fact);
/* In plain words; NULL where there is nothing to say (transfer full) */
char *evertick_health_fact_dup_value (EvertickHealthFact      fact,
                                      const EvertickLinkView *view);
/* The heading and all facts, for someone who does not see them (transfer full) */
char *evertick_health_fact_dup_sentence (const EvertickLinkView *view);

G_END_DECLS
