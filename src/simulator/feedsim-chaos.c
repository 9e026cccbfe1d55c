/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/feedsim-chaos.h"

#include <math.h>

/* A client is given so long to be live again before its stream is broken once more: it has to find
 * the fault, dial with some delay, and hold for its stable window. */
#define RECOVERY_S 15.0
/* A stream that broke within a minute of being live makes that window longer, twice each time, from
 * 10 s up to 120 s; ten minutes without a break make it short again. */
#define SHORTEST_WINDOW_S 10.0
#define LONGEST_WINDOW_S 120.0
#define FLAP_S 60.0
#define HELD_S 600.0
/* Of the rounds of a storm that break the stream, and of all rounds */
#define SHORT_REST_SHARE 0.3
#define SOFT_SHARE 0.3
#define SECOND_FAULT_SHARE 0.25
#define MAX_TEXTS 8

/* One fault to draw: a text, drawn from several where it takes an argument */
typedef struct {
  const char *texts[MAX_TEXTS];
  const char *before;      /* thrown first: what only shows to who dials or asks anew */
  double      shortest_s;  /* both 0: happens once */
  double      longest_s;
} Card;

/* They end the stream, or leave it without data for longer than a client may wait */
static const Card HARD[] = {
  { { "mute" }, NULL, 6, 20 },
  { { "half-open" }, NULL, 6, 25 },
  { { "close 1000", "close 1001", "close 1005", "close 1006", "close 1011", "close 1012" } },
  { { "reset" } },
  { { "refuse" }, NULL, 3, 20 },
  { { "garbage invalid-utf8", "garbage large", "garbage huge-header" }, NULL, 1, 4 },
  { { "blackhole" }, "reset", 5, 15 },
  { { "drop-subscriptions" } },
  { { "http-stream 503", "http-stream 429", "http-stream 502" }, "reset", 3, 12 },
  { { "server-shutdown 2" } },
  { { "stale-snapshot" }, "reset", 4, 10 },
  { { "slow 100", "slow 500" }, NULL, 6, 20 },
  /* The last one: only where there is a log-in */
  { { "expire-token close", "expire-token keep", "expire-token all" } },
};

/* A sound stream is worth keeping under them */
static const Card SOFT[] = {
  { { "mute" }, NULL, 0.5, 2 },
  { { "garbage text", "garbage binary" }, NULL, 2, 10 },
  { { "truncate" }, NULL, 2, 10 },
  { { "mute 1%", "mute 10%", "mute 30%" }, NULL, 5, 25 },
  { { "flood 2000", "flood 10000" }, NULL, 2, 10 },
  { { "clock-skew 2", "clock-skew -2", "clock-skew 20", "clock-skew -20" }, NULL, 5, 20 },
  { { "http 500", "http 502", "http 503", "http 504", "http 403", "http 418", "http 429" }, NULL,
    3, 20 },
  { { "retry-after 1", "retry-after 3", "retry-after 10" }, NULL, 3, 10 },
  { { "html" }, NULL, 3, 20 },
  { { "big-body" }, NULL, 1, 3 },
  { { "rest-hang" }, NULL, 3, 15 },
};

/* Cards in the order they will come; mixed anew when all are drawn */
typedef struct {
  const Card *cards;
  guint       n_cards;
  guint       n_left;
  guint       order[32];
} Deck;

G_STATIC_ASSERT (G_N_ELEMENTS (HARD) <= 32 && G_N_ELEMENTS (SOFT) <= 32);

/**
 * FeedsimChaos:
 *
 * Storms, in which streams break, and between them stretches of more than ten minutes in which only
 * what a client should bear is thrown. A client that keeps the rules of its trade is live for most
 * of the time, and has been through everything after some storms. Nothing stays for good.
 */
struct _FeedsimChaos {
  GRand *random;
  double pace;
  Deck   hard;
  Deck   soft;
  guint  n_hard_left;   /* rounds that break the stream, in this storm; 0: no storm */
  double calm_s;        /* left of the stretch between two storms */
  double window_s;      /* what the client's stable window has become, at worst */
  double rest_s;        /* to the next round */
};

static double
draw (FeedsimChaos *self,
      double        least,
      double        most)
{
  return g_rand_double_range (self->random, least, most);
}

static gboolean
happens (FeedsimChaos *self,
         double        share)
{
  return g_rand_double (self->random) < share;
}

static void
mix (FeedsimChaos *self,
     Deck         *deck)
{
  deck->n_left = deck->n_cards;
  for (guint i = 0; i < deck->n_cards; i++)
    deck->order[i] = i;
  for (guint i = deck->n_cards - 1; i > 0; i--) {
    guint other = (guint) g_rand_int_range (self->random, 0, (gint32) i + 1);
    guint moved = deck->order[i];

    deck->order[i] = deck->order[other];
    deck->order[other] = moved;
  }
}

static const Card *
draw_card (FeedsimChaos *self,
           Deck         *deck)
{
  if (deck->n_left == 0)
    mix (self, deck);
  return &deck->cards[deck->order[--deck->n_left]];
}

static gint64
to_us (FeedsimChaos *self,
       double        seconds)
{
  return llround (seconds / self->pace * G_USEC_PER_SEC);
}

static void
add_fault (FeedsimChaos *self,
           GPtrArray    *faults,
           const char   *text,
           double        start_s,
           double        duration_s)
{
  g_autoptr (GPtrArray) parsed = feedsim_fault_parse_list (text, NULL);
  FeedsimFault *fault;

  g_assert (parsed != NULL && parsed->len == 1);
  fault = g_ptr_array_steal_index (parsed, 0);
  fault->start_us = to_us (self, start_s);
  if ((feedsim_fault_get_flags (fault->kind) & FEEDSIM_FAULT_FLAG_INSTANT) == 0)
    fault->duration_us = to_us (self, duration_s);
  g_ptr_array_add (faults, fault);
}

/* Returns when it is over, in seconds after the begin of the round. */
static double
throw (FeedsimChaos *self,
       GPtrArray    *faults,
       Deck         *deck,
       double        start_s)
{
  const Card *card = draw_card (self, deck);
  guint n_texts = 0;
  double duration_s = 0;
  const char *text;

  while (n_texts < MAX_TEXTS && card->texts[n_texts] != NULL)
    n_texts++;
  text = card->texts[g_rand_int_range (self->random, 0, (gint32) n_texts)];
  if (card->longest_s > 0)
    duration_s = draw (self, card->shortest_s, card->longest_s);
  add_fault (self, faults, text, start_s, duration_s);
  if (card->before != NULL)
    add_fault (self, faults, card->before, start_s, 0);
  return start_s + duration_s;
}

static double
throw_round (FeedsimChaos *self,
             GPtrArray    *faults,
             gboolean      breaks)
{
  Deck *deck = breaks ? &self->hard : &self->soft;
  double first_s = throw (self, faults, deck, 0);
  double second_s = 0;

  if (happens (self, SECOND_FAULT_SHARE))
    second_s = throw (self, faults, happens (self, 0.5) ? deck : &self->soft,
                      draw (self, 0, first_s / 2));
  return MAX (first_s, second_s);
}

static double
rest_after_break (FeedsimChaos *self)
{
  double rest_s = RECOVERY_S + self->window_s;

  if (happens (self, SHORT_REST_SHARE)) {
    self->window_s = MIN (2 * self->window_s, LONGEST_WINDOW_S);
    return rest_s + draw (self, 0, FLAP_S / 2);
  }
  return rest_s + draw (self, FLAP_S, 1.5 * FLAP_S);
}

static void
begin_storm (FeedsimChaos *self)
{
  self->n_hard_left = (guint) g_rand_int_range (self->random, 6, 10);
}

static void
begin_calm (FeedsimChaos *self)
{
  self->calm_s = HELD_S + draw (self, 10, 60);
  self->rest_s = RECOVERY_S + self->window_s;
}

/**
 * feedsim_chaos_new:
 * @seed: tells all that follows
 * @pace: how many times as fast: all durations and pauses are divided by it
 *
 * Returns: (transfer full): the agenda, at its beginning
 */
FeedsimChaos *
feedsim_chaos_new (guint32 seed,
                   double  pace)
{
  FeedsimChaos *self = g_new0 (FeedsimChaos, 1);

  self->random = g_rand_new_with_seed (seed);
  self->pace = pace;
  self->hard = (Deck) { HARD, G_N_ELEMENTS (HARD) - 1, 0, { 0 } };
  self->soft = (Deck) { SOFT, G_N_ELEMENTS (SOFT), 0, { 0 } };
  /* The first break comes early, within the first minute */
  self->window_s = 2 * SHORTEST_WINDOW_S;
  self->rest_s = draw (self, 5, 15);
  begin_storm (self);
  return self;
}

/**
 * feedsim_chaos_expire_tokens:
 * @self: the agenda, before its first round
 *
 * The venue has a log-in, which may end.
 */
void
feedsim_chaos_expire_tokens (FeedsimChaos *self)
{
  self->hard.n_cards = G_N_ELEMENTS (HARD);
}

void
feedsim_chaos_free (FeedsimChaos *self)
{
  g_rand_free (self->random);
  g_free (self);
}

/**
 * feedsim_chaos_next:
 * @self: the agenda
 * @faults: (element-type FeedsimFault): takes the faults of the next round, their start counted
 *   from the round's begin
 *
 * Returns: when the round begins, in µs after the begin of the one before
 */
gint64
feedsim_chaos_next (FeedsimChaos *self,
                    GPtrArray    *faults)
{
  gint64 wait_us = to_us (self, self->rest_s);
  gboolean breaks = self->n_hard_left > 0 && !happens (self, SOFT_SHARE);
  double length_s = throw_round (self, faults, breaks);

  if (breaks) {
    self->n_hard_left--;
    if (self->n_hard_left > 0)
      self->rest_s = rest_after_break (self);
    else
      begin_calm (self);
  } else {
    self->rest_s = draw (self, 8, 30);
    if (self->n_hard_left == 0)
      self->calm_s -= length_s + self->rest_s;
    if (self->n_hard_left == 0 && self->calm_s <= 0) {
      self->window_s = SHORTEST_WINDOW_S;
      begin_storm (self);
    }
  }
  self->rest_s += length_s;
  return wait_us;
}
