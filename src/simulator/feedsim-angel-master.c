/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/feedsim-angel-master.h"

#include <math.h>
#include <string.h>

#include "simulator/feedsim-angel-chain.h"

#define IST_SECONDS 19800

/* Behind the known ones come rows of all segments in turn, in about the venue's own shares. */
static const FeedsimAngelSegment TURN[] = {
  FEEDSIM_ANGEL_NSE_FO, FEEDSIM_ANGEL_NSE_CM, FEEDSIM_ANGEL_NSE_FO, FEEDSIM_ANGEL_BSE_FO,
  FEEDSIM_ANGEL_NSE_FO, FEEDSIM_ANGEL_MCX_FO, FEEDSIM_ANGEL_NSE_FO, FEEDSIM_ANGEL_BSE_CM,
  FEEDSIM_ANGEL_NSE_FO, FEEDSIM_ANGEL_BSE_FO, FEEDSIM_ANGEL_NSE_FO, FEEDSIM_ANGEL_CDE_FO,
  FEEDSIM_ANGEL_NSE_FO, FEEDSIM_ANGEL_BSE_FO, FEEDSIM_ANGEL_NSE_FO, FEEDSIM_ANGEL_MCX_FO,
};
#define N_TURN G_N_ELEMENTS (TURN)

struct _FeedsimAngelMaster {
  guint count;
  GDate today;
  char *etag;
  char *date;
};

/**
 * feedsim_angel_master_new:
 * @count: rows, at least those that are well known
 * @real_us: now: the list is of this day
 *
 * Returns: (transfer full): the list
 */
FeedsimAngelMaster *
feedsim_angel_master_new (guint  count,
                          gint64 real_us)
{
  FeedsimAngelMaster *self = g_new0 (FeedsimAngelMaster, 1);
  gint64 day_s = (real_us / G_USEC_PER_SEC + IST_SECONDS) / 86400 * 86400;
  g_autoptr (GDateTime) day = g_date_time_new_from_unix_utc (day_s);
  g_autoptr (GDateTime) published = g_date_time_new_from_unix_utc (day_s - IST_SECONDS);
  int year, month, day_of_month;

  self->count = MAX (count, feedsim_angel_known_count ());
  g_date_time_get_ymd (day, &year, &month, &day_of_month);
  g_date_set_dmy (&self->today, (GDateDay) day_of_month, month, (GDateYear) year);
  self->etag = g_strdup_printf ("\"%x-%x\"", (guint) (day_s / 86400), self->count);
  self->date = g_date_time_format (published, "%a, %d %b %Y %H:%M:%S GMT");
  return self;
}

void
feedsim_angel_master_free (FeedsimAngelMaster *self)
{
  g_free (self->etag);
  g_free (self->date);
  g_free (self);
}

guint
feedsim_angel_master_get_count (FeedsimAngelMaster *self)
{
  return self->count;
}

const char *
feedsim_angel_master_get_etag (FeedsimAngelMaster *self)
{
  return self->etag;
}

/**
 * feedsim_angel_master_get_date:
 * @self: the list
 *
 * Returns: when it was published, as HTTP writes it
 */
const char *
feedsim_angel_master_get_date (FeedsimAngelMaster *self)
{
  return self->date;
}

/* How often the segment's turn comes in a round before a place of it */
static guint
count_turns (FeedsimAngelSegment segment,
             guint               before)
{
  guint count = 0;

  for (guint i = 0; i < before; i++)
    count += TURN[i] == segment;
  return count;
}

/**
 * feedsim_angel_master_get:
 * @self: the list
 * @index: of a row
 * @row: (out caller-allocates): the row
 */
void
feedsim_angel_master_get (FeedsimAngelMaster *self,
                          guint               index,
                          FeedsimAngelRow    *row)
{
  guint n_known = feedsim_angel_known_count ();
  guint behind = index - n_known;
  FeedsimAngelSegment segment;

  g_return_if_fail (index < self->count);

  if (index < n_known) {
    feedsim_angel_known_get (index, row);
    return;
  }
  segment = TURN[behind % N_TURN];
  feedsim_angel_chain_get (segment, behind / N_TURN * count_turns (segment, N_TURN) +
                           count_turns (segment, behind % N_TURN), &self->today, row);
}

/**
 * feedsim_angel_master_find:
 * @self: the list
 * @segment: a segment
 * @token: what may be a token of it
 * @row: (out caller-allocates): the row
 *
 * Returns: whether there is one
 */
gboolean
feedsim_angel_master_find (FeedsimAngelMaster *self,
                           FeedsimAngelSegment segment,
                           const char         *token,
                           FeedsimAngelRow    *row)
{
  guint first = feedsim_angel_chain_get_first_token (segment);
  guint turns = count_turns (segment, N_TURN);
  guint place = 0;
  guint64 number;
  guint64 index;

  for (guint i = 0; i < feedsim_angel_known_count (); i++) {
    feedsim_angel_known_get (i, row);
    if (row->segment == segment && g_str_equal (row->token, token))
      return TRUE;
  }
  if (turns == 0 || !g_ascii_string_to_unsigned (token, 10, first, G_MAXUINT, &number, NULL))
    return FALSE;
  number -= first;
  while (TURN[place] != segment || count_turns (segment, place) != number % turns)
    place++;
  index = feedsim_angel_known_count () + number / turns * N_TURN + place;
  if (index >= self->count)
    return FALSE;
  feedsim_angel_master_get (self, (guint) index, row);
  return g_str_equal (row->token, token);
}

/* With six decimals, as the list has all its numbers */
static void
append_number (GString    *out,
               const char *name,
               double      value)
{
  gint64 millionths = llround (value * 1e6);
  guint64 size = (guint64) ABS (millionths);

  g_string_append_printf (out, ",\"%s\":\"%s%" G_GUINT64_FORMAT ".%06u\"", name,
                          millionths < 0 ? "-" : "", size / 1000000, (guint) (size % 1000000));
}

static void
append_expiry (GString *out,
               int      expiry)
{
  static const char *const MONTHS[] = { "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG",
                                        "SEP", "OCT", "NOV", "DEC" };

  g_string_append (out, ",\"expiry\":\"");
  if (expiry > 0)
    g_string_append_printf (out, "%02d%s%d", expiry % 100, MONTHS[expiry / 100 % 100 - 1],
                            expiry / 10000);
  g_string_append_c (out, '"');
}

/* Money is counted in paise here, where currencies are concerned in 1e-7. */
static void
append_row (GString               *out,
            const FeedsimAngelRow *row)
{
  double scale = (double) feedsim_angel_segment_get_scale (row->segment);
  double strike = row->kind == FEEDSIM_ANGEL_INDEX ? 0 :
                  row->strike > 0 ? row->strike * scale : -1;

  g_string_append_printf (out, "{\"token\":\"%s\",\"symbol\":\"%s\",\"name\":\"%s\"", row->token,
                          row->symbol, row->name);
  append_expiry (out, row->expiry);
  append_number (out, "strike", strike);
  g_string_append_printf (out, ",\"lotsize\":\"%u\",\"instrumenttype\":\"%s\",\"exch_seg\":\"%s\"",
                          row->lot, row->type, feedsim_angel_segment_get_exchange (row->segment));
  append_number (out, "tick_size", row->tick * scale);
  g_string_append_printf (out, ",\"freeze_qty\":\"%u\",\"is_cas_enabled\":%s}",
                          row->kind == FEEDSIM_ANGEL_INDEX ? 0 : row->lot * 40 + 1,
                          row->kind == FEEDSIM_ANGEL_EQUITY && row->open_interest > 0 ? "true" :
                          "false");
}

/**
 * feedsim_angel_master_append:
 * @self: the list
 * @index: the first row
 * @enough_bytes: when to stop
 * @out: where to
 *
 * Appends a piece of the JSON array that the list is, from its bracket to its last one.
 *
 * Returns: the first row of the next piece; the count if this was the last
 */
guint
feedsim_angel_master_append (FeedsimAngelMaster *self,
                             guint               index,
                             gsize               enough_bytes,
                             GString            *out)
{
  gsize end = out->len + enough_bytes;

  for (; index < self->count && out->len < end; index++) {
    FeedsimAngelRow row;

    feedsim_angel_master_get (self, index, &row);
    g_string_append_c (out, index == 0 ? '[' : ',');
    append_row (out, &row);
  }
  if (index == self->count)
    g_string_append_c (out, ']');
  return index;
}
