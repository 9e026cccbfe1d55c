/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/sim-venue.h"

#include <string.h>

#define FIRST_TRADE_ID 1000

struct _SimVenue {
  GObject parent_instance;

  FeedClock *clock;
  SimFaults  faults;
  GPtrArray *links;        /* SimLink, borrowed: dialled and not dropped */
  GPtrArray *symbols;      /* in order of their first subscription or question */
  gint64     trade_id;
  guint      market_timer;
  GQueue     late;         /* LateTrade: trades the stream still holds back */
  guint      late_timer;
  GArray    *dials_us;     /* of the last minute */
  GArray    *messages_us;  /* of the last second */
  guint      n_dials, n_requests, n_in_flight, most_in_flight, most_dials, most_messages;
};

typedef struct {
  gint64 due_us, id, wall_us;
} LateTrade;

/* A link of the simulated venue. */
#define SIM_TYPE_LINK (sim_link_get_type ())
G_DECLARE_FINAL_TYPE (SimLink, sim_link, SIM, LINK, FeedLink)

struct _SimLink {
  FeedLink parent_instance;

  SimVenue       *venue;
  FeedLinkEvents  events;
  gpointer        user_data;
  FeedDialOptions options;
  GHashTable     *subscribed;   /* symbols */
  guint           timer;        /* of the handshake, then of the pongs */
  gboolean        open, gone;
};

G_DEFINE_FINAL_TYPE (SimLink, sim_link, FEED_TYPE_LINK)

static void
sim_link_drop (FeedLink *link)
{
  SimLink *self = SIM_LINK (link);

  if (self->gone)
    return;
  self->gone = TRUE;
  if (self->timer != 0)
    feed_clock_remove_timer (self->venue->clock, self->timer);
  self->timer = 0;
  g_ptr_array_remove (self->venue->links, self);
}

/* Adds now to times and tells how many of them are no older than span */
static guint
count_recent (GArray *times_us,
              gint64  now,
              gint64  span_us)
{
  while (times_us->len > 0 && now - g_array_index (times_us, gint64, 0) >= span_us)
    g_array_remove_index (times_us, 0);
  g_array_append_val (times_us, now);
  return times_us->len;
}

static void
remember_symbol (SimVenue   *self,
                 const char *symbol)
{
  for (guint i = 0; i < self->symbols->len; i++) {
    if (strcmp (self->symbols->pdata[i], symbol) == 0)
      return;
  }
  g_ptr_array_add (self->symbols, g_strdup (symbol));
}

static void
sim_link_send (FeedLink   *link,
               const char *text)
{
  SimLink *self = SIM_LINK (link);
  gboolean add = strstr (text, "\"SUBSCRIBE\"") != NULL;
  g_auto (GStrv) words = g_strsplit_set (text, "[\",]", -1);
  SimVenue *venue = self->venue;
  guint recent = count_recent (venue->messages_us, feed_clock_monotonic_us (venue->clock),
                               G_USEC_PER_SEC);

  venue->most_messages = MAX (venue->most_messages, recent);
  for (guint i = 0; words[i] != NULL; i++) {
    g_autofree char *symbol = NULL;

    if (!g_str_has_suffix (words[i], "@trade"))
      continue;
    symbol = g_ascii_strup (words[i], strlen (words[i]) - strlen ("@trade"));
    remember_symbol (self->venue, symbol);
    if (add)
      g_hash_table_add (self->subscribed, g_steal_pointer (&symbol));
    else
      g_hash_table_remove (self->subscribed, symbol);
  }
}

static void
sim_link_finalize (GObject *object)
{
  SimLink *self = SIM_LINK (object);

  sim_link_drop (FEED_LINK (self));
  g_hash_table_unref (self->subscribed);
  g_object_unref (self->venue);
  G_OBJECT_CLASS (sim_link_parent_class)->finalize (object);
}

static void
sim_link_class_init (SimLinkClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sim_link_finalize;
  FEED_LINK_CLASS (klass)->send = sim_link_send;
  FEED_LINK_CLASS (klass)->drop = sim_link_drop;
}

static void
sim_link_init (SimLink *self)
{
  self->subscribed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static void
on_pong_due (gpointer user_data)
{
  g_autoptr (SimLink) self = g_object_ref (user_data);
  FeedClock *clock = self->venue->clock;

  self->timer = feed_clock_add_timer (clock, feed_clock_monotonic_us (clock) +
                                      self->options.ping_interval_us, "sim pong", on_pong_due,
                                      self);
  if (!self->venue->faults.half_open)
    self->events.pong (self->user_data, self->options.generation);
}

static void
fail (SimLink    *self,
      FeedCause   cause,
      const char *text)
{
  g_autoptr (SimLink) alive = g_object_ref (self);
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, text);

  sim_link_drop (FEED_LINK (self));
  self->events.failed (self->user_data, self->options.generation, cause, NULL, error);
}

static void
on_handshake_due (gpointer user_data)
{
  g_autoptr (SimLink) self = g_object_ref (user_data);
  FeedClock *clock = self->venue->clock;
  gint64 now = feed_clock_monotonic_us (clock);

  self->timer = 0;
  if (self->venue->faults.blackhole) {
    fail (self, FEED_CAUSE_CONNECT_TIMEOUT, "no answer");
    return;
  }
  if (self->venue->faults.refuse) {
    fail (self, FEED_CAUSE_REFUSED, "Connection refused");
    return;
  }
  self->open = TRUE;
  self->timer = feed_clock_add_timer (clock, now + self->options.ping_interval_us, "sim pong",
                                      on_pong_due, self);
  self->events.opened (self->user_data, self->options.generation);
}

/* An answer under way; the result of the request at the same time. */
#define SIM_TYPE_ANSWER (sim_answer_get_type ())
G_DECLARE_FINAL_TYPE (SimAnswer, sim_answer, SIM, ANSWER, GObject)

struct _SimAnswer {
  GObject parent_instance;

  SimVenue           *venue;
  GAsyncReadyCallback callback;
  gpointer            user_data;
  GCancellable       *cancellable;
  gulong              cancelled_id;
  guint               timer;
  char               *uri;
  guint               status;
  char                retry_after[16];
  GBytes             *body;
  GError             *error;
};

static GObject *
sim_answer_get_source_object (GAsyncResult *result)
{
  return g_object_ref (G_OBJECT (SIM_ANSWER (result)->venue));
}

static void
async_result_init (GAsyncResultIface *iface)
{
  iface->get_source_object = sim_answer_get_source_object;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SimAnswer, sim_answer, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_ASYNC_RESULT, async_result_init))

static void
sim_answer_finalize (GObject *object)
{
  SimAnswer *self = SIM_ANSWER (object);

  g_clear_object (&self->venue);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->uri, g_free);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (sim_answer_parent_class)->finalize (object);
}

static void
sim_answer_class_init (SimAnswerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sim_answer_finalize;
}

static void
sim_answer_init (SimAnswer *self)
{
}

static void
append_ticker (GString    *json,
               SimVenue   *self,
               const char *symbol)
{
  gint64 wall_ms = feed_clock_wall_us (self->clock) / 1000;
  gint64 id = self->trade_id;

  g_string_append_printf (json,
                          "{\"symbol\":\"%s\",\"lastPrice\":\"%d.50000000\","
                          "\"lastQty\":\"1.00000000\",\"bidPrice\":\"%d.00000000\","
                          "\"bidQty\":\"2.00000000\",\"askPrice\":\"%d.00000000\","
                          "\"askQty\":\"3.00000000\",\"openPrice\":\"100.00000000\","
                          "\"highPrice\":\"200.00000000\",\"lowPrice\":\"50.00000000\","
                          "\"volume\":\"%" G_GINT64_FORMAT ".00000000\","
                                                           "\"closeTime\":%" G_GINT64_FORMAT ",\"firstId\":1,"
                                                                                             "\"lastId\":%" G_GINT64_FORMAT ",\"count\":%" G_GINT64_FORMAT "}",
                          symbol, (int) (100 + id % 50), (int) (100 + id % 50),
                          (int) (101 + id % 50), id, wall_ms, id, id);
}

static void
append_info (GString    *json,
             const char *symbol)
{
  g_string_append_printf (json,
                          "{\"symbol\":\"%s\",\"status\":\"TRADING\",\"filters\":["
                          "{\"filterType\":\"PRICE_FILTER\",\"tickSize\":\"0.01000000\"},"
                          "{\"filterType\":\"LOT_SIZE\",\"stepSize\":\"0.00100000\"}]}", symbol);
}

/* The symbols a request's query asks for */
static char **
asked_symbols (const char *uri)
{
  g_autoptr (GUri) parsed = g_uri_parse (uri, G_URI_FLAGS_ENCODED, NULL);
  g_autofree char *query = g_uri_unescape_string (g_uri_get_query (parsed), NULL);
  const char *list = strchr (query, '=') + 1;
  g_auto (GStrv) words = g_strsplit_set (list, "[\",]&", -1);
  g_autoptr (GStrvBuilder) symbols = g_strv_builder_new ();

  for (guint i = 0; words[i] != NULL; i++) {
    if (words[i][0] != '\0')
      g_strv_builder_add (symbols, words[i]);
  }
  return g_strv_builder_end (symbols);
}

static void
fill_answer (SimAnswer *self)
{
  SimVenue *venue = self->venue;
  g_auto (GStrv) symbols = asked_symbols (self->uri);
  gboolean info = strstr (self->uri, "exchangeInfo") != NULL;
  g_autoptr (GString) json = g_string_new (info ? "{\"symbols\":[" : "[");

  self->status = venue->faults.rest_status != 0 ? venue->faults.rest_status : 200;
  if (self->status != 200) {
    self->body = g_bytes_new_static ("{}", 2);
    if (venue->faults.retry_after != 0)
      g_snprintf (self->retry_after, sizeof self->retry_after, "%u", venue->faults.retry_after);
    return;
  }
  if (venue->faults.rest_empty) {
    self->body = info ? g_bytes_new_static ("{\"symbols\":[]}", 14) : g_bytes_new_static ("[]", 2);
    return;
  }
  for (guint i = 0; symbols[i] != NULL; i++) {
    const char refusal[] = "{\"code\":-1121,\"msg\":\"Invalid symbol.\"}";

    if (venue->faults.unknown == 0 || symbols[i][0] != venue->faults.unknown)
      continue;
    self->status = 400;
    self->body = g_bytes_new (refusal, strlen (refusal));
    return;
  }
  if (venue->faults.rest_bad_row && !info)
    g_string_append (json, symbols[0] != NULL ? "{\"symbol\":3}," : "{\"symbol\":3}");
  for (guint i = 0; symbols[i] != NULL; i++) {
    if (i > 0)
      g_string_append_c (json, ',');
    if (info)
      append_info (json, symbols[i]);
    else
      append_ticker (json, venue, symbols[i]);
  }
  g_string_append (json, info ? "]}" : "]");
  self->body = g_string_free_to_bytes (g_steal_pointer (&json));
}

static void
return_answer (SimAnswer *self)
{
  g_autoptr (SimAnswer) alive = self;

  if (self->timer != 0)
    feed_clock_remove_timer (self->venue->clock, self->timer);
  self->timer = 0;
  self->venue->n_in_flight--;
  self->callback (G_OBJECT (self->venue), G_ASYNC_RESULT (self), self->user_data);
}

static void
on_answer_due (gpointer user_data)
{
  SimAnswer *self = user_data;

  self->timer = 0;
  if (self->cancelled_id != 0)
    g_cancellable_disconnect (self->cancellable, self->cancelled_id);
  if (self->venue->faults.rest_hangs && self->error == NULL)
    self->error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "no answer in time");
  else if (self->error == NULL)
    fill_answer (self);
  return_answer (self);
}

/* The answer to a cancelled request comes from the clock as well: never from inside cancel. */
static void
on_answer_cancelled (GCancellable *cancellable,
                     gpointer      user_data)
{
  SimAnswer *self = user_data;
  FeedClock *clock = self->venue->clock;

  if (self->timer == 0 || self->error != NULL)
    return;
  self->error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
  feed_clock_remove_timer (clock, self->timer);
  self->timer = feed_clock_add_timer (clock, feed_clock_monotonic_us (clock), "sim cancelled",
                                      on_answer_due, self);
}

static void
sim_venue_request_async (FeedTransport      *transport,
                         const FeedRequest  *request,
                         gint64              timeout_us,
                         gsize               max_body,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  SimVenue *self = SIM_VENUE (transport);
  SimAnswer *answer = g_object_new (SIM_TYPE_ANSWER, NULL);
  gint64 wait_us = self->faults.rest_hangs ? timeout_us : 2 * self->faults.way_us;

  answer->venue = g_object_ref (self);
  answer->callback = callback;
  answer->user_data = user_data;
  answer->uri = g_strdup (request->uri);
  self->n_requests++;
  self->n_in_flight++;
  self->most_in_flight = MAX (self->most_in_flight, self->n_in_flight);
  answer->timer = feed_clock_add_timer (self->clock,
                                        feed_clock_monotonic_us (self->clock) + wait_us,
                                        "sim answer", on_answer_due, answer);
  if (cancellable != NULL) {
    answer->cancellable = g_object_ref (cancellable);
    answer->cancelled_id = g_cancellable_connect (cancellable, G_CALLBACK (on_answer_cancelled),
                                                  answer, NULL);
  }
}

static const char *
sim_venue_get_header (const FeedReply *reply,
                      const char      *name)
{
  SimAnswer *answer = reply->data;

  return answer->retry_after[0] != '\0' && g_ascii_strcasecmp (name, "Retry-After") == 0
         ? answer->retry_after : NULL;
}

static GBytes *
sim_venue_request_finish (FeedTransport *transport,
                          GAsyncResult  *result,
                          FeedReply     *reply,
                          GError       **error)
{
  SimAnswer *answer = SIM_ANSWER (result);

  if (answer->error != NULL) {
    g_propagate_error (error, g_error_copy (answer->error));
    return NULL;
  }
  *reply = (FeedReply) {
    .status = answer->status,
    .body = g_bytes_get_data (answer->body, &reply->length),
    .header = sim_venue_get_header,
    .data = answer,
  };
  reply->length = g_bytes_get_size (answer->body);
  return g_bytes_ref (answer->body);
}

static FeedLink *
sim_venue_dial (FeedTransport         *transport,
                const FeedRequest     *request,
                const FeedDialOptions *options,
                const FeedLinkEvents  *events,
                gpointer               user_data)
{
  SimVenue *self = SIM_VENUE (transport);
  SimLink *link = g_object_new (SIM_TYPE_LINK, NULL);
  gint64 wait_us = self->faults.blackhole ? options->connect_timeout_us
                                          : 2 * self->faults.way_us;
  guint recent;

  self->n_dials++;
  recent = count_recent (self->dials_us, feed_clock_monotonic_us (self->clock),
                         60 * G_USEC_PER_SEC);
  self->most_dials = MAX (self->most_dials, recent);
  link->venue = g_object_ref (self);
  link->events = *events;
  link->user_data = user_data;
  link->options = *options;
  link->timer = feed_clock_add_timer (self->clock, feed_clock_monotonic_us (self->clock) + wait_us,
                                      "sim handshake", on_handshake_due, link);
  g_ptr_array_add (self->links, link);
  return FEED_LINK (link);
}

typedef struct {
  FeedClock     *clock;
  FeedPollerFunc func;
  gpointer       user_data;
  guint          timer;
} SimPoller;

static void
on_poller_timer (gpointer user_data)
{
  SimPoller *poller = user_data;

  poller->timer = 0;
  poller->func (poller->user_data);
}

static gpointer
sim_venue_poller_new (FeedTransport *transport,
                      FeedPollerFunc func,
                      gpointer       user_data)
{
  SimPoller *poller = g_new0 (SimPoller, 1);

  poller->clock = SIM_VENUE (transport)->clock;
  poller->func = func;
  poller->user_data = user_data;
  return poller;
}

static void
sim_venue_poller_set_due (FeedTransport *transport,
                          gpointer       data,
                          gint64         due_us)
{
  SimPoller *poller = data;

  if (poller->timer != 0)
    feed_clock_remove_timer (poller->clock, poller->timer);
  poller->timer = 0;
  if (due_us != G_MAXINT64)
    poller->timer = feed_clock_add_timer (poller->clock, due_us, "sim poller", on_poller_timer,
                                          poller);
}

static void
sim_venue_poller_free (FeedTransport *transport,
                       gpointer       data)
{
  sim_venue_poller_set_due (transport, data, G_MAXINT64);
  g_free (data);
}

static void
transport_init (FeedTransportInterface *iface)
{
  iface->dial = sim_venue_dial;
  iface->request_async = sim_venue_request_async;
  iface->request_finish = sim_venue_request_finish;
  iface->poller_new = sim_venue_poller_new;
  iface->poller_set_due = sim_venue_poller_set_due;
  iface->poller_free = sim_venue_poller_free;
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
  self->symbols = g_ptr_array_new_with_free_func (g_free);
  g_queue_init (&self->late);
  self->dials_us = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->messages_us = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->trade_id = FIRST_TRADE_ID;
  self->faults.way_us = 20 * 1000;
  self->faults.trade_interval_us = 100 * 1000;
}

static void
send_frame (SimLink    *link,
            const char *text)
{
  link->events.frame (link->user_data, link->options.generation, FEED_FRAME_TEXT,
                      (const guint8 *) text, strlen (text));
}

static void
send_trade (SimLink         *link,
            const char      *symbol,
            const LateTrade *late)
{
  gint64 wall_ms = late->wall_us / 1000;
  g_autofree char *lower = g_ascii_strdown (symbol, -1);
  g_autofree char *trade =
    g_strdup_printf ("{\"stream\":\"%s@trade\",\"data\":{\"e\":\"trade\",\"E\":%" G_GINT64_FORMAT
                     ",\"s\":\"%s\",\"t\":%" G_GINT64_FORMAT ",\"p\":\"%d.50000000\","
                                                             "\"q\":\"1.00000000\",\"T\":%" G_GINT64_FORMAT ",\"m\":true,\"M\":true}}",
                     lower, wall_ms, symbol, late->id, (int) (100 + late->id % 50), wall_ms);
  g_autofree char *quote =
    g_strdup_printf ("{\"stream\":\"%s@bookTicker\",\"data\":{\"u\":%" G_GINT64_FORMAT
                     ",\"s\":\"%s\",\"b\":\"%d.00000000\",\"B\":\"2.00000000\","
                     "\"a\":\"%d.00000000\",\"A\":\"3.00000000\"}}",
                     lower, late->id * 10, symbol, (int) (100 + late->id % 50),
                     (int) (101 + late->id % 50));

  send_frame (link, trade);
  if (!link->gone)
    send_frame (link, quote);
}

/* The links of now: a frame may make the receiver drop its link and dial another */
static GPtrArray *
ref_links (SimVenue *self)
{
  GPtrArray *links = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->links->len; i++)
    g_ptr_array_add (links, g_object_ref (self->links->pdata[i]));
  return links;
}

static void
send_market (SimVenue        *self,
             const LateTrade *late)
{
  g_autoptr (GPtrArray) links = ref_links (self);

  for (guint i = 0; i < links->len; i++) {
    SimLink *link = links->pdata[i];

    for (guint j = self->faults.mute_symbols; j < self->symbols->len && link->open; j++) {
      const char *symbol = self->symbols->pdata[j];

      if (!link->gone && g_hash_table_contains (link->subscribed, symbol))
        send_trade (link, symbol, late);
    }
  }
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
    if (!self->faults.mute && !self->faults.half_open)
      send_market (self, late);
  }
}

static void
queue_market (SimVenue *self)
{
  LateTrade *last = g_queue_peek_tail (&self->late);
  gint64 now = feed_clock_monotonic_us (self->clock);
  LateTrade *late = g_new0 (LateTrade, 1);

  late->due_us = MAX (now + self->faults.lag_us, last != NULL ? last->due_us : 0);
  late->id = self->trade_id;
  late->wall_us = feed_clock_wall_us (self->clock);
  g_queue_push_tail (&self->late, late);
  if (self->late_timer == 0)
    on_late_due (self);
}

static void
on_market_due (gpointer user_data)
{
  SimVenue *self = user_data;
  gint64 interval = self->faults.trade_interval_us;

  self->market_timer = feed_clock_add_timer (self->clock, feed_clock_monotonic_us (self->clock) +
                                             (interval > 0 ? interval : G_USEC_PER_SEC),
                                             "sim market", on_market_due, self);
  if (interval == 0)
    return;
  self->trade_id++;
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
  g_autoptr (GPtrArray) links = ref_links (self);

  for (guint i = 0; i < links->len; i++) {
    SimLink *link = links->pdata[i];

    if (!link->open || link->gone)
      continue;
    sim_link_drop (FEED_LINK (link));
    link->events.closed (link->user_data, link->options.generation, FEED_CAUSE_CLOSED_BY_PEER,
                         code, "", NULL);
  }
}

void
sim_venue_send (SimVenue   *self,
                const char *text)
{
  g_autoptr (GPtrArray) links = ref_links (self);

  for (guint i = 0; i < links->len; i++) {
    SimLink *link = links->pdata[i];

    if (link->open && !link->gone)
      send_frame (link, text);
  }
}

guint
sim_venue_get_n_dials (SimVenue *self)
{
  return self->n_dials;
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
