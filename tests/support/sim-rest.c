/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/sim-venue-private.h"

#include <string.h>

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
  gint64              asked_us;
  gint64              id, wall_us;  /* the newest trade, and when that was true */
  gboolean            late;         /* not before the client gave up */
  char               *uri;
  gboolean            unwelcome;    /* asked without a good session */
  guint               status;
  char                retry_after[16];
  char                used[16];     /* weight of the minute */
  char                date[40];     /* the venue's clock, of answers about an account */
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
               SimAnswer  *self,
               const char *symbol)
{
  gint64 wall_ms = self->wall_us / 1000;
  gint64 id = sim_venue_is_halted (self->venue, symbol) ? 1 : self->id;

  g_string_append_printf (json,
                          "{\"symbol\":\"%s\",\"lastPrice\":\"%d.50000000\","
                          "\"lastQty\":\"1.00000000\",\"bidPrice\":\"%d.00000000\","
                          "\"bidQty\":\"2.00000000\",\"askPrice\":\"%d.00000000\","
                          "\"askQty\":\"3.00000000\",\"openPrice\":\"100.00000000\","
                          "\"highPrice\":\"200.00000000\",\"lowPrice\":\"50.00000000\","
                          "\"volume\":\"%" G_GINT64_FORMAT ".00000000\","
                                                           "\"closeTime\":%" G_GINT64_FORMAT ",\"firstId\":1,"
                                                                                             "\"lastId\":%" G_GINT64_FORMAT ",\"count\":%" G_GINT64_FORMAT "}",
                          symbol, (int) (100 + id % SIM_PRICES), (int) (100 + id % SIM_PRICES),
                          (int) (101 + id % SIM_PRICES), id, wall_ms, id, id);
}

static void
append_info (GString    *json,
             SimVenue   *self,
             const char *symbol)
{
  g_string_append_printf (json,
                          "{\"symbol\":\"%s\",\"status\":\"%s\",\"filters\":["
                          "{\"filterType\":\"PRICE_FILTER\",\"tickSize\":\"0.01000000\"},"
                          "{\"filterType\":\"LOT_SIZE\",\"stepSize\":\"0.00100000\"}]}", symbol,
                          sim_venue_is_halted (self, symbol) ? "BREAK" : "TRADING");
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
refuse (SimAnswer *self,
        guint      status,
        guint      retry_after)
{
  self->status = status;
  self->body = g_bytes_new_static ("{}", 2);
  if (retry_after != 0)
    g_snprintf (self->retry_after, sizeof self->retry_after, "%u", retry_after);
}

/* Whoever asks while a refusal still runs was warned */
static gboolean
was_warned (SimVenue *self)
{
  return feed_clock_monotonic_us (self->clock) < self->rest_free_us;
}

static guint
sum_weight (SimVenue *self)
{
  guint sum = 0;

  for (guint i = 0; i < self->weights->len; i++)
    sum += g_array_index (self->weights, SimWeight, i).weight;
  return sum;
}

static gboolean
is_over_weight (SimAnswer *self)
{
  guint sum = sum_weight (self->venue) + self->venue->faults.others_weight;

  g_snprintf (self->used, sizeof self->used, "%u", sum);
  return sum > SIM_WEIGHT_LIMIT;
}

static gboolean
is_about_trades (SimAnswer *self)
{
  return strstr (self->uri, "rades?") != NULL;
}

static gint64
get_number (GHashTable *query,
            const char *name,
            gint64      fallback)
{
  const char *text = g_hash_table_lookup (query, name);

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : fallback;
}

static void
append_trade (GString *json,
              gint64   id,
              gint64   wall_us)
{
  g_string_append_printf (json, "%s{\"id\":%" G_GINT64_FORMAT ",\"price\":\"%d.50000000\","
                                                              "\"qty\":\"1.00000000\",\"quoteQty\":\"1.00000000\","
                                                              "\"time\":%" G_GINT64_FORMAT ",\"isBuyerMaker\":true,"
                                                                                           "\"isBestMatch\":true}", json->len > 1 ? "," : "", id,
                          (int) (100 + id % SIM_PRICES), wall_us / 1000);
}

/* Trades by id: from any on, or the newest of them */
static void
fill_trades (SimAnswer *self)
{
  SimVenue *venue = self->venue;
  gboolean old = strstr (self->uri, "historicalTrades") != NULL;
  g_autoptr (GUri) uri = g_uri_parse (self->uri, G_URI_FLAGS_ENCODED, NULL);
  g_autoptr (GHashTable) query = g_uri_parse_params (g_uri_get_query (uri), -1, "&",
                                                     G_URI_PARAMS_NONE, NULL);
  g_autoptr (GString) json = g_string_new ("[");
  gint64 limit = get_number (query, "limit", 500);
  gint64 newest = self->id - venue->faults.archive_lag;
  gint64 from = newest - limit + 1;

  venue->n_backfills++;
  if (old && venue->faults.no_history) {
    refuse (self, 401, 0);
    return;
  }
  if (old)
    from = get_number (query, "fromId", from);
  from = MAX (from, 1);
  for (gint64 id = from; id <= newest && id < from + limit && !venue->faults.rest_empty; id++)
    append_trade (json, id, self->wall_us);
  g_string_append_c (json, ']');
  self->body = g_string_free_to_bytes (g_steal_pointer (&json));
}

/* TRUE where it was about the account */
static gboolean
answer_account (SimAnswer *self)
{
  SimVenue *venue = self->venue;
  SimAccountQuery query = {
    .uri = self->uri,
    .asked_us = self->asked_us,
    .wall_us = sim_venue_get_wall_us (venue),
  };
  g_autoptr (GDateTime) now = NULL;
  g_autofree char *text = NULL;

  if (!sim_account_answer (&venue->account, &venue->faults, &query))
    return FALSE;
  now = g_date_time_new_from_unix_utc (query.wall_us / G_USEC_PER_SEC);
  text = g_date_time_format (now, "%a, %d %b %Y %H:%M:%S GMT");
  g_strlcpy (self->date, text, sizeof self->date);
  self->status = query.status;
  self->body = g_bytes_new_take (query.body, strlen (query.body));
  return TRUE;
}

static void
fill_answer (SimAnswer *self)
{
  SimVenue *venue = self->venue;
  g_auto (GStrv) symbols = asked_symbols (self->uri);
  gboolean info = strstr (self->uri, "exchangeInfo") != NULL;
  g_autoptr (GString) json = g_string_new (info ? "{\"symbols\":[" : "[");

  self->status = venue->faults.rest_status != 0 ? venue->faults.rest_status : 200;
  if (self->unwelcome)
    self->status = 401;
  if (venue->faults.backfill_status != 0 && is_about_trades (self))
    self->status = venue->faults.backfill_status;
  if (self->status == 200 && is_over_weight (self)) {
    refuse (self, was_warned (venue) ? 418 : 429, 60);
    return;
  }
  if (self->status != 200) {
    refuse (self, self->status, venue->faults.retry_after);
    return;
  }
  if (self->id == 0) {
    self->id = venue->trade_id;
    self->wall_us = sim_venue_get_wall_us (venue);
  }
  if (is_about_trades (self)) {
    fill_trades (self);
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
      append_info (json, venue, symbols[i]);
    else
      append_ticker (json, self, symbols[i]);
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
  /* The header is the venue's word on these two alone (rest-api.md, "IP limits") */
  if (self->error == NULL && (self->status == 429 || self->status == 418))
    self->venue->rest_free_us =
      MAX (self->venue->rest_free_us, feed_clock_monotonic_us (self->venue->clock) +
           g_ascii_strtoll (self->retry_after, NULL, 10) * G_USEC_PER_SEC);
  self->callback (G_OBJECT (self->venue), G_ASYNC_RESULT (self), self->user_data);
}

static void
on_answer_due (gpointer user_data)
{
  SimAnswer *self = user_data;

  self->timer = 0;
  if (self->cancelled_id != 0)
    g_cancellable_disconnect (self->cancellable, self->cancelled_id);
  if ((self->venue->faults.rest_hangs || self->venue->faults.partition || self->late) &&
      self->error == NULL)
    self->error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "no answer in time");
  else if (self->error == NULL && !answer_account (self))
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

static guint
weigh (const char *uri)
{
  g_auto (GStrv) symbols = NULL;
  guint n;

  if (strstr (uri, "ticker/24hr") == NULL)
    return strstr (uri, "exchangeInfo") != NULL ? 20 : 25;
  symbols = asked_symbols (uri);
  n = g_strv_length (symbols);
  return n <= 20 ? 2 : n <= 100 ? 40 : 80;
}

/* What the venue's books say of the client's manners */
static void
book_request (SimVenue   *self,
              const char *uri)
{
  gint64 now = feed_clock_monotonic_us (self->clock);
  SimWeight spent = { now, weigh (uri) };

  if (self->n_requests > 0)
    self->least_apart_us = MIN (self->least_apart_us, now - self->requested_us);
  self->requested_us = now;
  self->n_requests++;
  self->n_in_flight++;
  self->most_in_flight = MAX (self->most_in_flight, self->n_in_flight);
  self->n_unwelcome += now < self->rest_free_us;
  while (self->weights->len > 0 &&
         now - g_array_index (self->weights, SimWeight, 0).at_us >= 60 * G_USEC_PER_SEC)
    g_array_remove_index (self->weights, 0);
  g_array_append_val (self->weights, spent);
  self->most_weight = MAX (self->most_weight, sum_weight (self));
}

/* What an answer will say was true when it was asked for; some come twice */
static void
fix_answer (SimAnswer *self)
{
  SimVenue *venue = self->venue;

  if (!venue->faults.rest_repeats || venue->n_answers++ % 2 == 0) {
    venue->told_id = venue->trade_id;
    venue->told_wall_us = sim_venue_get_wall_us (venue);
  }
  self->id = venue->told_id;
  self->wall_us = venue->told_wall_us;
}

static void
sim_rest_request_async (FeedTransport      *transport,
                        const FeedRequest  *request,
                        gint64              timeout_us,
                        gsize               max_body,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  SimVenue *self = SIM_VENUE (transport);
  SimAnswer *answer = g_object_new (SIM_TYPE_ANSWER, NULL);
  gint64 wait_us = 2 * self->faults.way_us + self->faults.rest_lag_us;

  answer->venue = g_object_ref (self);
  answer->callback = callback;
  answer->user_data = user_data;
  answer->asked_us = feed_clock_monotonic_us (self->clock);
  answer->uri = g_strdup (request->uri);
  answer->unwelcome = self->faults.account &&
                      !sim_account_admits (&self->account, request, sim_venue_get_wall_us (self));
  if (self->faults.rest_lag_us > 0 || self->faults.rest_repeats)
    fix_answer (answer);
  answer->late = wait_us >= timeout_us;
  if (self->faults.rest_hangs || self->faults.partition || answer->late)
    wait_us = timeout_us;
  book_request (self, request->uri);
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
sim_rest_get_header (const FeedReply *reply,
                     const char      *name)
{
  SimAnswer *answer = reply->data;
  const char *value = NULL;

  if (g_ascii_strcasecmp (name, "Retry-After") == 0)
    value = answer->retry_after;
  else if (g_ascii_strcasecmp (name, "X-MBX-USED-WEIGHT-1M") == 0)
    value = answer->used;
  else if (g_ascii_strcasecmp (name, "Date") == 0)
    value = answer->date;
  return value != NULL && value[0] != '\0' ? value : NULL;
}

static GBytes *
sim_rest_request_finish (FeedTransport *transport,
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
    .header = sim_rest_get_header,
    .data = answer,
  };
  reply->length = g_bytes_get_size (answer->body);
  return g_bytes_ref (answer->body);
}

void
sim_rest_fill_interface (FeedTransportInterface *iface)
{
  iface->request_async = sim_rest_request_async;
  iface->request_finish = sim_rest_request_finish;
}
