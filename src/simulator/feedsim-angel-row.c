/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/feedsim-angel-row.h"

static const char *const EXCHANGES[FEEDSIM_ANGEL_MAX_SEGMENT + 1] = {
  [FEEDSIM_ANGEL_NSE_CM] = "NSE", [FEEDSIM_ANGEL_NSE_FO] = "NFO", [FEEDSIM_ANGEL_BSE_CM] = "BSE",
  [FEEDSIM_ANGEL_BSE_FO] = "BFO", [FEEDSIM_ANGEL_MCX_FO] = "MCX", [FEEDSIM_ANGEL_NCX_FO] = "NCDEX",
  [FEEDSIM_ANGEL_CDE_FO] = "CDS",
};

/* Tokens that the venue's own list has, and names that everybody looks for first */
static const struct {
  FeedsimAngelSegment segment;
  const char         *token;
  const char         *symbol;
  const char         *name;
  double              price;
  double              tick;              /* 0: an index */
  double              ticks_per_second;
  double              day_change;
  double              day_volume;
  gint64              open_interest;
} KNOWN[] = {
  { 1, "2885", "RELIANCE-EQ", "RELIANCE", 1436.40, 0.05, 6, 0.0077, 5.4e6, 118264500 },
  { 1, "1594", "INFY-EQ", "INFY", 1532.10, 0.05, 4, 0.0041, 2.1e6, 78268800 },
  { 1, "3045", "SBIN-EQ", "SBIN", 824.55, 0.05, 3, 0.0012, 12.7e6, 96453750 },
  { 1, "11536", "TCS-EQ", "TCS", 3844.00, 0.05, 1.5, -0.0032, 0.9e6, 21434525 },
  { 1, "1333", "HDFCBANK-EQ", "HDFCBANK", 1641.75, 0.05, 2, -0.0058, 9.8e6, 148632000 },
  { 1, "99926000", "Nifty 50", "NIFTY", 24315.95, 0, 2, 0.0029, 0, 0 },
  { 1, "99926009", "Nifty Bank", "BANKNIFTY", 50230.30, 0, 2, -0.0044, 0, 0 },
  { 1, "99926017", "India VIX", "INDIA VIX", 13.42, 0, 0.5, 0.0131, 0, 0 },
  { 3, "99919000", "SENSEX", "SENSEX", 79842.15, 0, 1, 0.0025, 0, 0 },
  { 1, "99926037", "Nifty Fin Service", "FINNIFTY", 23316.60, 0, 1, -0.0018, 0, 0 },
  { 1, "99926074", "NIFTY MID SELECT", "MIDCPNIFTY", 12402.85, 0, 1, 0.0052, 0, 0 },
  { 3, "99919012", "BANKEX", "BANKEX", 57310.40, 0, 1, -0.0039, 0, 0 },
  { 1, "4963", "ICICIBANK-EQ", "ICICIBANK", 1248.30, 0.05, 3, 0.0034, 7.6e6, 84215600 },
  { 1, "1660", "ITC-EQ", "ITC", 489.20, 0.05, 2, 0.0021, 7.3e6, 112896000 },
  { 1, "5900", "AXISBANK-EQ", "AXISBANK", 1124.65, 0.05, 2, -0.0027, 6.1e6, 61250000 },
  { 1, "1922", "KOTAKBANK-EQ", "KOTAKBANK", 1782.50, 0.05, 1, 0.0009, 2.2e6, 28116000 },
  { 1, "11483", "LT-EQ", "LT", 3561.15, 0.05, 1, 0.0063, 1.4e6, 18642750 },
  { 1, "10604", "BHARTIARTL-EQ", "BHARTIARTL", 1584.90, 0.05, 2, 0.0047, 4.1e6, 47621900 },
  { 1, "10999", "MARUTI-EQ", "MARUTI", 11236.00, 1, 1, -0.0081, 0.4e6, 4217500 },
  { 1, "3787", "WIPRO-EQ", "WIPRO", 571.45, 0.05, 2, 0.0016, 5.8e6, 73845000 },
  { 1, "3499", "TATASTEEL-EQ", "TATASTEEL", 143.26, 0.01, 3, -0.0104, 24.3e6, 219417000 },
  { 1, "3351", "SUNPHARMA-EQ", "SUNPHARMA", 1811.80, 0.05, 1, 0.0058, 1.9e6, 19824350 },
  { 1, "14366", "IDEA-EQ", "IDEA", 7.95, 0.01, 1, 0.0063, 184e6, 0 },
  { 1, "1008", "FACT-EQ", "FACT", 942.15, 0.05, 0.5, 0.0142, 0.6e6, 0 },
  { 1, "1001", "94SFL28-YL", "94SFL28", 1012.50, 0.01, 0, 0, 0, 0 },
  { 3, "500325", "RELIANCE", "RELIANCE", 1436.55, 0.05, 2, 0.0076, 0.3e6, 0 },
  { 3, "500209", "INFY", "INFY", 1532.30, 0.05, 1, 0.0042, 0.1e6, 0 },
  { 3, "500112", "SBIN", "SBIN", 824.60, 0.05, 1, 0.0013, 0.8e6, 0 },
  { 3, "532540", "TCS", "TCS", 3844.35, 0.05, 1, -0.0031, 0.1e6, 0 },
  { 3, "500180", "HDFCBANK", "HDFCBANK", 1641.90, 0.05, 1, -0.0057, 0.4e6, 0 },
};

const char *
feedsim_angel_segment_get_exchange (FeedsimAngelSegment segment)
{
  return segment <= FEEDSIM_ANGEL_MAX_SEGMENT ? EXCHANGES[segment] : NULL;
}

/**
 * feedsim_angel_segment_from_exchange:
 * @exchange: NSE, NFO …
 *
 * Returns: the segment, 0 if there is none
 */
FeedsimAngelSegment
feedsim_angel_segment_from_exchange (const char *exchange)
{
  for (guint i = 1; i <= FEEDSIM_ANGEL_MAX_SEGMENT; i++)
    if (g_strcmp0 (EXCHANGES[i], exchange) == 0)
      return i;
  return 0;
}

/**
 * feedsim_angel_segment_get_scale:
 * @segment: a segment
 *
 * Returns: how many of the units that its stream counts prices in make a rupee
 */
gint64
feedsim_angel_segment_get_scale (FeedsimAngelSegment segment)
{
  return segment == FEEDSIM_ANGEL_CDE_FO ? 10000000 : 100;
}

guint
feedsim_angel_known_count (void)
{
  return G_N_ELEMENTS (KNOWN);
}

/**
 * feedsim_angel_known_get:
 * @index: from 0
 * @row: (out caller-allocates): an instrument that the venue has under the same token
 */
void
feedsim_angel_known_get (guint            index,
                         FeedsimAngelRow *row)
{
  gboolean is_index = KNOWN[index].tick == 0;

  *row = (FeedsimAngelRow) {
    .segment = KNOWN[index].segment,
    .kind = is_index ? FEEDSIM_ANGEL_INDEX : FEEDSIM_ANGEL_EQUITY,
    .tick = KNOWN[index].tick,
    .lot = 1,
    .price = KNOWN[index].price,
    .day_change = KNOWN[index].day_change,
    .day_volume = KNOWN[index].day_volume,
    .ticks_per_second = KNOWN[index].ticks_per_second,
    .open_interest = KNOWN[index].open_interest,
  };
  g_strlcpy (row->token, KNOWN[index].token, sizeof row->token);
  g_strlcpy (row->symbol, KNOWN[index].symbol, sizeof row->symbol);
  g_strlcpy (row->name, KNOWN[index].name, sizeof row->name);
  g_strlcpy (row->type, is_index ? "AMXIDX" : "", sizeof row->type);
}
