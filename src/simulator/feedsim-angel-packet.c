/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/feedsim-angel-packet.h"

#include <string.h>

/* Little-endian packets of the stream; the offsets are those of the venue's documents. */
#define TOKEN_BYTES 25

static guint8 *
put_16 (guint8 *at,
        guint   value)
{
  guint16 little = GUINT16_TO_LE ((guint16) value);

  memcpy (at, &little, sizeof little);
  return at + sizeof little;
}

static guint8 *
put_32 (guint8 *at,
        gint64  value)
{
  guint32 little = GUINT32_TO_LE ((guint32) value);

  memcpy (at, &little, sizeof little);
  return at + sizeof little;
}

static guint8 *
put_64 (guint8 *at,
        gint64  value)
{
  guint64 little = GUINT64_TO_LE ((guint64) value);

  memcpy (at, &little, sizeof little);
  return at + sizeof little;
}

static guint8 *
put_double (guint8 *at,
            double  value)
{
  guint64 bits;

  memcpy (&bits, &value, sizeof bits);
  return put_64 (at, (gint64) bits);
}

/* How many of our units make the one that the segment counts prices in */
static gint64
get_unit (const FeedsimAngelRow *row)
{
  return FEEDSIM_ONE / feedsim_angel_segment_get_scale (row->segment);
}

static guint8 *
put_best (guint8                  *at,
          const FeedsimAngelLevel *levels,
          guint                    flag,
          gint64                   unit)
{
  for (guint i = 0; i < FEEDSIM_ANGEL_BEST; i++) {
    at = put_16 (at, flag);
    at = put_64 (at, levels[i].quantity);
    at = put_64 (at, levels[i].price / unit);
    at = put_16 (at, levels[i].orders);
  }
  return at;
}

static guint8 *
put_depth (guint8                  *at,
           const FeedsimAngelLevel *levels,
           gint64                   unit)
{
  for (guint i = 0; i < FEEDSIM_ANGEL_DEPTH; i++) {
    at = put_32 (at, levels[i].quantity);
    at = put_32 (at, levels[i].price / unit);
    at = put_16 (at, levels[i].orders);
  }
  return at;
}

static guint8 *
put_quote (guint8                    *at,
           const FeedsimAngelFigures *figures,
           gint64                     unit)
{
  at = put_64 (at, figures->last_quantity);
  at = put_64 (at, figures->average / unit);
  at = put_64 (at, figures->volume);
  at = put_double (at, (double) figures->total_buy);
  at = put_double (at, (double) figures->total_sell);
  at = put_64 (at, figures->open / unit);
  at = put_64 (at, figures->high / unit);
  at = put_64 (at, figures->low / unit);
  return put_64 (at, figures->close / unit);
}

static guint8 *
put_snap (guint8                    *at,
          const FeedsimAngelFigures *figures,
          gint64                     unit)
{
  at = put_64 (at, figures->trade_ms / 1000);
  at = put_64 (at, figures->open_interest);
  /* The change of the open interest; the documents call it garbage, and so it is. */
  at = put_double (at, -4.2e18);
  at = put_best (at, figures->buy, 1, unit);
  at = put_best (at, figures->sell, 0, unit);
  at = put_64 (at, figures->upper_circuit / unit);
  at = put_64 (at, figures->lower_circuit / unit);
  at = put_64 (at, figures->year_high / unit);
  return put_64 (at, figures->year_low / unit);
}

/**
 * feedsim_angel_packet_write:
 * @bytes: (out caller-allocates): room for FEEDSIM_ANGEL_MAX_PACKET
 * @mode: what is wanted
 * @row: of which instrument
 * @figures: with as many levels as the mode shows
 * @sequence: of the segment
 *
 * Returns: how long it is
 */
gsize
feedsim_angel_packet_write (guint8                    *bytes,
                            FeedsimAngelMode           mode,
                            const FeedsimAngelRow     *row,
                            const FeedsimAngelFigures *figures,
                            gint64                     sequence)
{
  gint64 unit = get_unit (row);
  guint8 *at = bytes + 2 + TOKEN_BYTES;

  bytes[0] = (guint8) mode;
  bytes[1] = (guint8) row->segment;
  memset (bytes + 2, 0, TOKEN_BYTES);
  memcpy (bytes + 2, row->token, strlen (row->token));
  if (mode == FEEDSIM_ANGEL_MODE_DEPTH) {
    at = put_64 (at, figures->feed_ms);
    at = put_64 (at, 0);
    at = put_depth (at, figures->buy, unit);
    at = put_depth (at, figures->sell, unit);
    return (gsize) (at - bytes);
  }
  /* Whole seconds, but in milliseconds */
  at = put_64 (at, sequence);
  at = put_64 (at, figures->feed_ms / 1000 * 1000);
  at = put_64 (at, figures->last / unit);
  if (mode >= FEEDSIM_ANGEL_MODE_QUOTE)
    at = put_quote (at, figures, unit);
  if (mode >= FEEDSIM_ANGEL_MODE_SNAP)
    at = put_snap (at, figures, unit);
  return (gsize) (at - bytes);
}
