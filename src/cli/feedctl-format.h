/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <feed/feed.h>

G_BEGIN_DECLS

/**
 * FeedctlFormat:
 * @FEEDCTL_FORMAT_TEXT: a readable line a tick
 * @FEEDCTL_FORMAT_NDJSON: a JSON object a line
 * @FEEDCTL_FORMAT_CSV: RFC 4180, a header line first
 * @FEEDCTL_FORMAT_TABLE: a live table on a terminal
 */
typedef enum {
  FEEDCTL_FORMAT_TEXT,
  FEEDCTL_FORMAT_NDJSON,
  FEEDCTL_FORMAT_CSV,
  FEEDCTL_FORMAT_TABLE,
} FeedctlFormat;

/**
 * FeedctlRow:
 * @wall_offset_us: what turns the monotonic time of a receipt into wall time
 * @numbers_all: the venue numbers messages of all kinds: each has its sequence
 * @depth: what came with a tick that has FEED_TICK_DEPTH
 *
 * What a line needs to know of an instrument besides its tick. Decimals: −1 = not known, then the
 * shortest text that reads back as the number.
 */
typedef struct {
  const char      *venue, *symbol;
  int              price_decimals, size_decimals;
  gint64           wall_offset_us;
  gboolean         numbers_all;
  const FeedDepth *depth;
} FeedctlRow;

/* Each adds whole lines to out */
void feedctl_format_header (GString      *out,
                            FeedctlFormat format);
void feedctl_format_tick (GString          *out,
                          FeedctlFormat     format,
                          const FeedctlRow *row,
                          const FeedTick   *tick);
void feedctl_format_event (GString      *out,
                           FeedctlFormat format,
                           FeedEvent    *event);
/* A gap that is over, as NDJSON; other formats have the event of a connection's gap. symbol: NULL =
 * the connection's */
void feedctl_format_gap (GString       *out,
                         const FeedGap *gap,
                         const char    *venue,
                         const char    *connection,
                         const char    *symbol,
                         gint64         wall_us);
/* A note of feedctl's own */
void feedctl_format_note (GString      *out,
                          FeedctlFormat format,
                          const char   *text,
                          gint64        wall_us);

/* Parts of a line. RFC 3339, UTC, µs */
void feedctl_format_time (GString *out,
                          gint64   wall_us);
void feedctl_format_number (GString *out,
                            double   value,
                            int      decimals);

G_END_DECLS
