/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/sim-venue-private.h"

#include <string.h>

#define FIRST_TRADE_ID 1000

/* Whom a trade is for, where some links are behind others */
typedef enum {
  FOR_ALL,
  FOR_FIRST,
  FOR_LATER,
} Audience;

typedef struct {
  gint64   due_us, id, wall_us;
  Audience audience;
} LateTrade;

static FeedLink *
sim_venue_dial (FeedTransport         *transport,
                const FeedRequest     *request,
                const FeedDialOptions *options,
                const FeedLinkEvents  *events,
                gpointer               user_data)
{
  SimVenue *self = SIM_VENUE (transport);
  guint recent;

  self->n_dials++;
  recent = sim_venue_count_recent (self->dials_us, feed_clock_monotonic_us (self->clock),
                                   60 * G_USEC_PER_SEC);
  self->most_dials = MAX (self->most_dials, recent);
  for (guint i = 0; i < self->links->len; i++)
    self->n_double_dials += SIM_LINK (self->links->pdata[i])->user_data == user_data;
  return FEED_LINK (sim_link_new (self, request, options, events, user_data));
}

static void
transport_init (FeedTransportInterface *iface)
{
  iface->dial = sim_venue_dial;
  sim_rest_fill_interface (iface);
  sim_poller_fill_interface (iface);
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SimVenue, sim_venue, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (FEED_TYPE_TRANSPORT, transport_init))

static void
sim_venue_finalize (GObject *object)
{
  SimVenue *self = SIM_VENUE (object);

  feed_clock_remove_timer (self->clock, self->market_timer);
  feed_clock_remove_timer (self->clock, self->late_timer);
  g_queue_clear_full (&self->late, g_free);
  g_array_unref (self->dials_us);
  g_array_unref (self->messages_us);
  g_array_unref (self->weights);
  g_ptr_array_unref (self->ghosts);
  feed_clock_unref (self->clock);
  g_ptr_array_unref (self->links);
  g_ptr_array_unref (self->symbols);
  G_OBJECT_CLASS (sim_venue_parent_class)->finalize (object);
}

static void
sim_venue_class_init (SimVenueClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sim_venue_finalize;
}

static void
sim_venue_init (SimVenue *self)
{
  self->links = g_ptr_array_new ();
  self->ghosts = g_ptr_array_new_with_free_func (g_object_unref);
  self->symbols = g_ptr_array_new_with_free_func (g_free);
  g_queue_init (&self->late);
  self->dials_us = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->messages_us = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->weights = g_array_new (FALSE, FALSE, sizeof (SimWeight));
  self->least_apart_us = G_MAXINT64;
  self->trade_id = FIRST_TRADE_ID;
  feed_random_init (&self->random, 1);
  self->faults.way_us = 20 * 1000;
  self->faults.trade_interval_us = 100 * 1000;
}

static char *
make_trade (const char      *symbol,
            const LateTrade *late)
{
  gint64 wall_ms = late->wall_us / 1000;
  g_autofree char *lower = g_ascii_strdown (symbol, -1);
  g_autoptr (GString) json = g_string_new (NULL);

  g_string_append_printf (json, "{\"stream\":\"%s@trade\",\"data\":{\"e\":\"trade\",\"E\":%"
                          G_GINT64_FORMAT ",\"s\":\"%s\",", lower, wall_ms, symbol);
  g_string_append_printf (json, "\"t\":%" G_GINT64_FORMAT ",\"p\":\"%d.50000000\",", late->id,
                          (int) (100 + late->id % SIM_PRICES));
  g_string_append_printf (json, "\"q\":\"1.00000000\",\"T\":%" G_GINT64_FORMAT, wall_ms);
  return g_strconcat (json->str, ",\"m\":true,\"M\":true}}", NULL);
}

static void
send_trade (SimLink         *link,
            const char      *symbol,
            const LateTrade *late)
{
  g_autofree char *lower = g_ascii_strdown (symbol, -1);
  g_autofree char *trade = make_trade (symbol, late);
  g_autofree char *quote =
    g_strdup_printf ("{\"stream\":\"%s@bookTicker\",\"data\":{\"u\":%" G_GINT64_FORMAT
                     ",\"s\":\"%s\",\"b\":\"%d.00000000\",\"B\":\"2.00000000\","
                     "\"a\":\"%d.00000000\",\"A\":\"3.00000000\"}}",
                     lower, late->id * 10, symbol, (int) (100 + late->id % SIM_PRICES),
                     (int) (101 + late->id % SIM_PRICES));

  sim_link_send_frame (link, trade);
  if (!link->gone && !link->venue->faults.no_quotes)
    sim_link_send_frame (link, quote);
}

/* The links of now: a frame may make the receiver drop its link and dial another */
static GPtrArray *
ref_all (GPtrArray *links)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < links->len; i++)
    g_ptr_array_add (copy, g_object_ref (links->pdata[i]));
  return copy;
}

static void
send_market (SimVenue        *self,
             const LateTrade *late)
{
  g_autoptr (GPtrArray) links = ref_all (self->links);

  for (guint i = 0; i < links->len; i++) {
    SimLink *link = links->pdata[i];

    if (late->audience != FOR_ALL && (late->audience == FOR_LATER) != link->later)
      continue;
    for (guint j = self->faults.mute_symbols; j < self->symbols->len && link->open; j++) {
      const char *symbol = self->symbols->pdata[j];

      if (!link->gone && !sim_venue_is_halted (self, symbol) &&
          g_hash_table_contains (link->subscribed, symbol))
        send_trade (link, symbol, late);
    }
  }
}

/* What links that were dropped had under way */
static void
haunt (SimVenue        *self,
       const LateTrade *late)
{
  g_autoptr (GPtrArray) ghosts = ref_all (self->ghosts);

  for (guint i = 0; i < ghosts->len && self->symbols->len > 0; i++) {
    g_autofree char *trade = make_trade (self->symbols->pdata[0], late);

    sim_link_haunt (ghosts->pdata[i], trade);
  }
}

static void
lay_ghosts (SimVenue *self)
{
  gint64 now = feed_clock_monotonic_us (self->clock);

  while (self->ghosts->len > 0 && SIM_LINK (self->ghosts->pdata[0])->ghost_until_us <= now)
    g_ptr_array_remove_index (self->ghosts, 0);
}

/* A fault that began meanwhile swallows what was under way, as a dead wire does */
static void
on_late_due (gpointer user_data)
{
  g_autoptr (SimVenue) self = g_object_ref (user_data);
  gint64 now = feed_clock_monotonic_us (self->clock);

  self->late_timer = 0;
  while (!g_queue_is_empty (&self->late)) {
    LateTrade *head = g_queue_peek_head (&self->late);
    g_autofree LateTrade *late = NULL;

    if (head->due_us > now) {
      self->late_timer = feed_clock_add_timer (self->clock, head->due_us, "sim late", on_late_due,
                                               self);
      return;
    }
    late = g_queue_pop_head (&self->late);
    if (!sim_venue_is_dumb (self))
      send_market (self, late);
    haunt (self, late);
  }
}

gint64
sim_venue_get_wall_us (SimVenue *self)
{
  return feed_clock_wall_us (self->clock) - self->faults.behind_us;
}

static int
by_due (gconstpointer a,
        gconstpointer b,
        gpointer      user_data)
{
  gint64 first = ((const LateTrade *) a)->due_us, second = ((const LateTrade *) b)->due_us;

  return (first > second) - (first < second);
}

static void
queue_trade (SimVenue *self,
             gint64    due_us,
             Audience  audience)
{
  LateTrade *late = g_new0 (LateTrade, 1);

  late->due_us = due_us;
  late->audience = audience;
  late->id = self->trade_id;
  late->wall_us = sim_venue_get_wall_us (self) - self->faults.trade_age_us;
  g_queue_insert_sorted (&self->late, late, by_due, NULL);
}

static void
queue_market (SimVenue *self)
{
  LateTrade *last = g_queue_peek_tail (&self->late);
  gint64 due_us = feed_clock_monotonic_us (self->clock) + self->faults.lag_us;
  gint64 apart_us = self->faults.apart_us;

  if (self->faults.jitter_us > 0)
    due_us += feed_random_between (&self->random, 0, self->faults.jitter_us);
  if (apart_us == 0) {
    queue_trade (self, MAX (due_us, last != NULL ? last->due_us : 0), FOR_ALL);
  } else {
    queue_trade (self, due_us + MAX (-apart_us, 0), FOR_FIRST);
    queue_trade (self, due_us + MAX (apart_us, 0), FOR_LATER);
  }
  if (self->late_timer == 0)
    on_late_due (self);
}

static void
on_market_due (gpointer user_data)
{
  g_autoptr (SimVenue) self = g_object_ref (user_data);
  gint64 interval = self->faults.trade_interval_us;

  self->market_timer = feed_clock_add_timer (self->clock, feed_clock_monotonic_us (self->clock) +
                                             (interval > 0 ? interval : G_USEC_PER_SEC),
                                             "sim market", on_market_due, self);
  lay_ghosts (self);
  if (interval == 0)
    return;
  self->trade_id++;
  if (self->faults.lost_percent == 0 ||
      feed_random_between (&self->random, 0, 99) >= self->faults.lost_percent)
    queue_market (self);
}

SimVenue *
sim_venue_new (FeedClock *clock)
{
  SimVenue *self = g_object_new (SIM_TYPE_VENUE, NULL);

  self->clock = feed_clock_ref (clock);
  on_market_due (self);
  return self;
}

SimFaults *
sim_venue_get_faults (SimVenue *self)
{
  return &self->faults;
}

void
sim_venue_close (SimVenue *self,
                 guint     code)
{
  g_autoptr (GPtrArray) links = ref_all (self->links);

  for (guint i = 0; i < links->len; i++) {
    SimLink *link = links->pdata[i];

    if (link->open && !link->gone)
      sim_link_close (link, code);
  }
}

void
sim_venue_send (SimVenue   *self,
                const char *text)
{
  g_autoptr (GPtrArray) links = ref_all (self->links);

  for (guint i = 0; i < links->len; i++) {
    SimLink *link = links->pdata[i];

    if (link->open && !link->gone)
      sim_link_send_frame (link, text);
  }
}

guint
sim_venue_get_n_dials (SimVenue *self)
{
  return self->n_dials;
}

guint
sim_venue_get_n_backfills (SimVenue *self)
{
  return self->n_backfills;
}

guint
sim_venue_get_n_requests (SimVenue *self)
{
  return self->n_requests;
}

guint
sim_venue_get_most_in_flight (SimVenue *self)
{
  return self->most_in_flight;
}

guint
sim_venue_get_most_dials (SimVenue *self)
{
  return self->most_dials;
}

gboolean
sim_venue_is_halted (SimVenue   *self,
                     const char *symbol)
{
  return self->faults.halted != 0 && symbol[0] == self->faults.halted;
}

guint
sim_venue_get_n_messages (SimVenue *self)
{
  return self->n_messages;
}

guint
sim_venue_get_most_messages (SimVenue *self)
{
  return self->most_messages;
}

gint64
sim_venue_get_trade_id (SimVenue *self)
{
  return self->trade_id;
}

guint
sim_venue_count_recent (GArray *times_us,
                        gint64  now,
                        gint64  span_us)
{
  while (times_us->len > 0 && now - g_array_index (times_us, gint64, 0) >= span_us)
    g_array_remove_index (times_us, 0);
  g_array_append_val (times_us, now);
  return times_us->len;
}

void
sim_venue_remember_symbol (SimVenue   *self,
                           const char *symbol)
{
  for (guint i = 0; i < self->symbols->len; i++) {
    if (strcmp (self->symbols->pdata[i], symbol) == 0)
      return;
  }
  g_ptr_array_add (self->symbols, g_strdup (symbol));
}

guint
sim_venue_get_most_weight (SimVenue *self)
{
  return self->most_weight;
}

gint64
sim_venue_get_least_apart_us (SimVenue *self)
{
  return self->least_apart_us;
}

guint
sim_venue_get_n_unwelcome (SimVenue *self)
{
  return self->n_unwelcome;
}

guint
sim_venue_get_n_double_dials (SimVenue *self)
{
  return self->n_double_dials;
}

guint
sim_venue_get_n_links (SimVenue *self)
{
  return self->n_links;
}

void
sim_venue_restart_ids (SimVenue *self)
{
  self->trade_id = 1;
}

void
sim_venue_expire_token (SimVenue *self)
{
  self->account.n_tokens++;
}

guint
sim_venue_get_n_logins (SimVenue *self)
{
  return self->account.n_logins;
}

guint
sim_venue_get_n_refreshes (SimVenue *self)
{
  return self->account.n_refreshes;
}

guint
sim_venue_get_n_codes_twice (SimVenue *self)
{
  return self->account.n_codes_twice;
}

guint
sim_venue_get_n_hasty_logins (SimVenue *self)
{
  return self->account.n_hasty;
}

guint
sim_venue_get_n_logouts (SimVenue *self)
{
  return self->account.n_logouts;
}

void
sim_venue_set_seed (SimVenue *self,
                    guint64   seed)
{
  feed_random_init (&self->random, seed);
}

gint64
sim_venue_get_stream_free_us (SimVenue *self)
{
  return self->stream_free_us;
}

gint64
sim_venue_get_rest_free_us (SimVenue *self)
{
  return self->rest_free_us;
}
