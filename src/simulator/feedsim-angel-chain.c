/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/feedsim-angel-chain.h"

#include <math.h>
#include <string.h>

/* Strikes on either side of the one in the middle; a future and two options for each make a chain */
#define SIDE 20
#define CHAIN (1 + 2 * (2 * SIDE + 1))
#define WEEKLIES 2
#define EXPIRIES 4
/* So many underlyings have all their expiries before the next ones have any. */
#define GROUP 8

typedef struct {
  const char *name;
  double      price;
  double      tick;
  double      step;     /* between strikes; 0: told from the price */
  guint       lot;
  const char *kind;     /* the end of FUT…, OPT… */
} Underlying;

static const Underlying NSE[] = {
  { "NIFTY", 24315.95, 0.05, 50, 75, "IDX" },
  { "BANKNIFTY", 50230.30, 0.05, 100, 35, "IDX" },
  { "FINNIFTY", 23316.60, 0.05, 50, 65, "IDX" },
  { "RELIANCE", 1436.40, 0.05, 10, 500, "STK" },
  { "INFY", 1532.10, 0.05, 20, 400, "STK" },
  { "SBIN", 824.55, 0.05, 10, 750, "STK" },
  { "TCS", 3844.00, 0.05, 20, 175, "STK" },
  { "HDFCBANK", 1641.75, 0.05, 10, 550, "STK" },
  { "ICICIBANK", 1248.30, 0.05, 10, 700, "STK" },
  { "ITC", 489.20, 0.05, 5, 1600, "STK" },
  { "AXISBANK", 1124.65, 0.05, 10, 625, "STK" },
};

static const Underlying BSE[] = {
  { "SENSEX", 79842.15, 0.05, 100, 20, "IDX" },
  { "BANKEX", 57310.40, 0.05, 100, 30, "IDX" },
};

static const Underlying MCX[] = {
  { "CRUDEOIL", 5842, 1, 50, 100, "COM" },
  { "NATURALGAS", 268.40, 0.10, 5, 1250, "COM" },
  { "GOLD", 72340, 1, 100, 1, "COM" },
  { "SILVER", 91250, 1, 250, 30, "COM" },
  { "COPPER", 842.35, 0.05, 5, 2500, "COM" },
  { "ZINC", 268.90, 0.05, 2.5, 5000, "COM" },
};

static const Underlying CDS[] = {
  { "USDINR", 84.4075, 0.0025, 0.25, 1000, "CUR" },
  { "EURINR", 89.1625, 0.0025, 0.25, 1000, "CUR" },
  { "GBPINR", 107.1550, 0.0025, 0.25, 1000, "CUR" },
  { "JPYINR", 55.8225, 0.0025, 0.25, 1000, "CUR" },
};

static const char *const SYLLABLES[] = {
  "BA", "DE", "GI", "HO", "JU", "KA", "LE", "MI", "NO", "PU", "RA", "SE", "TI", "VO", "YU", "BHA",
};
#define N_SYLLABLES G_N_ELEMENTS (SYLLABLES)

static guint
mix (guint rank)
{
  guint mixed = (rank + 1) * 2654435761u;

  return mixed ^ mixed >> 15;
}

static void
make_name (guint rank,
           char *name,
           gsize size)
{
  /* Odd, so no two of the first 65536 are alike */
  guint mixed = rank * 40503 + 12345;

  g_snprintf (name, size, "%s%s%s%sCO", SYLLABLES[mixed % N_SYLLABLES],
              SYLLABLES[mixed / N_SYLLABLES % N_SYLLABLES],
              SYLLABLES[mixed / N_SYLLABLES / N_SYLLABLES % N_SYLLABLES],
              SYLLABLES[mixed / N_SYLLABLES / N_SYLLABLES / N_SYLLABLES % N_SYLLABLES]);
}

static double
make_price (guint rank)
{
  return floor (exp (2.5 + mix (rank) % 5500 / 1000.0) * 20) / 20;
}

static void
make_equity (FeedsimAngelSegment segment,
             guint               rank,
             FeedsimAngelRow    *row)
{
  const char *series = rank % 10 == 9 ? "-SM" : "-EQ";
  char name[24];

  make_name (rank, name, sizeof name);
  row->kind = FEEDSIM_ANGEL_EQUITY;
  row->lot = segment == FEEDSIM_ANGEL_NSE_CM && rank % 10 == 9 ? 500 : 1;
  row->tick = 0.05;
  row->price = make_price (rank);
  row->day_volume = 1e6 + mix (rank) % 900000;
  g_strlcpy (row->name, name, sizeof row->name);
  g_snprintf (row->symbol, sizeof row->symbol, "%s%s", name,
              segment == FEEDSIM_ANGEL_NSE_CM ? series : "");
  /* Some have not been traded for ages: the venue has nothing to say of them. */
  row->ticks_per_second = rank % 16 == 15 ? 0 : 1;
}

static Underlying
get_stock (guint rank,
           char *name,
           gsize size)
{
  make_name (rank, name, size);
  return (Underlying) { name, make_price (rank), 0.05, 0, 100 + mix (rank) % 20 * 50, "STK" };
}

/* The second Tuesday or Thursday from today, the third, then the last ones of the months to come */
static void
set_weekly_expiry (GDate       *date,
                   GDateWeekday weekday,
                   guint        expiry)
{
  if (expiry < WEEKLIES) {
    g_date_add_days (date, 1 + 7 * expiry);
    while (g_date_get_weekday (date) != weekday)
      g_date_add_days (date, 1);
    return;
  }
  g_date_set_day (date, 1);
  g_date_add_months (date, expiry - WEEKLIES + 2);
  g_date_subtract_days (date, 1);
  while (g_date_get_weekday (date) != weekday)
    g_date_subtract_days (date, 1);
}

static void
set_monthly_expiry (GDate   *date,
                    GDateDay day,
                    guint    expiry)
{
  g_date_set_day (date, 1);
  g_date_add_months (date, expiry + 1);
  g_date_set_day (date, day);
}

/* An option is worth what it would pay now, and some more the nearer its strike is. */
static double
get_option_price (double   spot,
                  double   strike,
                  double   tick,
                  gboolean is_call)
{
  double pays = MAX (0, is_call ? spot - strike : strike - spot);
  double hope = spot * 0.012 * exp (-fabs (spot - strike) / (spot * 0.02));

  return MAX (tick, floor ((pays + hope) / tick) * tick);
}

static void
make_contract (const Underlying *underlying,
               guint             contract,
               GDate            *expiry,
               FeedsimAngelRow  *row)
{
  static const char *const MONTHS[] = { "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG",
                                        "SEP", "OCT", "NOV", "DEC" };
  double step = underlying->step > 0 ? underlying->step :
                exp2 (floor (log2 (underlying->price * 0.02)));
  int rung = ((int) contract - 1) / 2;
  int place = (rung + 1) / 2 * (rung % 2 == 1 ? 1 : -1);
  char strike[G_ASCII_DTOSTR_BUF_SIZE] = "";
  const char *end = "FUT";

  row->kind = contract == 0 ? FEEDSIM_ANGEL_FUTURE :
              contract % 2 == 1 ? FEEDSIM_ANGEL_CALL : FEEDSIM_ANGEL_PUT;
  row->tick = underlying->tick;
  row->lot = underlying->lot;
  row->expiry = g_date_get_year (expiry) * 10000 + (int) g_date_get_month (expiry) * 100 +
                g_date_get_day (expiry);
  row->price = floor (underlying->price * 1.003 / row->tick) * row->tick;
  row->day_volume = 2e6;
  row->ticks_per_second = 1;
  row->open_interest = (gint64) underlying->lot * 12000;
  if (row->kind != FEEDSIM_ANGEL_FUTURE) {
    row->strike = (round (underlying->price / step) + place) * step;
    row->price = get_option_price (underlying->price, row->strike, row->tick,
                                   row->kind == FEEDSIM_ANGEL_CALL);
    g_ascii_formatd (strike, sizeof strike, "%.10g", row->strike);
    end = row->kind == FEEDSIM_ANGEL_CALL ? "CE" : "PE";
  }
  g_strlcpy (row->name, underlying->name, sizeof row->name);
  g_snprintf (row->symbol, sizeof row->symbol, "%s%02u%s%02u%s%s", underlying->name,
              g_date_get_day (expiry), MONTHS[g_date_get_month (expiry) - 1],
              g_date_get_year (expiry) % 100, strike, end);
  g_snprintf (row->type, sizeof row->type, "%s%s", contract == 0 ? "FUT" : "OPT",
              contract > 0 && g_str_equal (underlying->kind, "COM") ? "FUT" : underlying->kind);
}

/* Underlyings of an equity exchange: the well-known ones, then made-up stocks */
static void
make_equity_derivative (FeedsimAngelSegment segment,
                        guint               rank,
                        GDate              *today,
                        FeedsimAngelRow    *row)
{
  gboolean is_nse = segment == FEEDSIM_ANGEL_NSE_FO;
  const Underlying *known = is_nse ? NSE : BSE;
  guint n_known = is_nse ? G_N_ELEMENTS (NSE) : G_N_ELEMENTS (BSE);
  guint which = rank / (GROUP * EXPIRIES * CHAIN) * GROUP + rank / CHAIN % GROUP;
  char name[24];
  Underlying underlying = which < n_known ? known[which] :
                          get_stock (which - n_known, name, sizeof name);
  GDate expiry = *today;

  set_weekly_expiry (&expiry, is_nse ? G_DATE_TUESDAY : G_DATE_THURSDAY,
                     rank / (GROUP * CHAIN) % EXPIRIES);
  make_contract (&underlying, rank % CHAIN, &expiry, row);
}

/**
 * feedsim_angel_chain_get:
 * @segment: a segment
 * @rank: from 0, without end
 * @today: the day
 * @row: (out caller-allocates): the instrument
 */
void
feedsim_angel_chain_get (FeedsimAngelSegment segment,
                         guint               rank,
                         GDate              *today,
                         FeedsimAngelRow    *row)
{
  GDate expiry = *today;

  *row = (FeedsimAngelRow) { .segment = segment };
  if (segment == FEEDSIM_ANGEL_NSE_CM || segment == FEEDSIM_ANGEL_BSE_CM) {
    make_equity (segment, rank, row);
  } else if (segment == FEEDSIM_ANGEL_NSE_FO || segment == FEEDSIM_ANGEL_BSE_FO) {
    make_equity_derivative (segment, rank, today, row);
  } else if (segment == FEEDSIM_ANGEL_MCX_FO) {
    set_monthly_expiry (&expiry, 19, rank / CHAIN / G_N_ELEMENTS (MCX));
    make_contract (&MCX[rank / CHAIN % G_N_ELEMENTS (MCX)], rank % CHAIN, &expiry, row);
  } else {
    set_monthly_expiry (&expiry, 26, rank / CHAIN / G_N_ELEMENTS (CDS));
    make_contract (&CDS[rank / CHAIN % G_N_ELEMENTS (CDS)], rank % CHAIN, &expiry, row);
  }
  g_snprintf (row->token, sizeof row->token, "%u",
              feedsim_angel_chain_get_first_token (segment) + rank);
}

/**
 * feedsim_angel_chain_get_first_token:
 * @segment: a segment
 *
 * Returns: the token of rank 0; those that follow have the next numbers
 */
guint
feedsim_angel_chain_get_first_token (FeedsimAngelSegment segment)
{
  static const guint FIRST[FEEDSIM_ANGEL_MAX_SEGMENT + 1] = {
    [FEEDSIM_ANGEL_NSE_CM] = 25001, [FEEDSIM_ANGEL_NSE_FO] = 35001,
    [FEEDSIM_ANGEL_BSE_CM] = 540001, [FEEDSIM_ANGEL_BSE_FO] = 840001,
    [FEEDSIM_ANGEL_MCX_FO] = 430001, [FEEDSIM_ANGEL_CDE_FO] = 2001,
  };

  return FIRST[segment];
}
