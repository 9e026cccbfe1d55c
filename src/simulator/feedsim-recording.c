/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/feedsim-recording.h"

#include <string.h>

/* Names in a file that claims to be a recording are bounded in length and number */
#define MAX_SYMBOL_BYTES 64
#define MAX_INSTRUMENTS 10000

/* What the scan at the start learns of one symbol */
typedef struct {
  guint price_places;
  guint size_places;
} Places;

/* The members of a message's data that matter here */
typedef struct {
  FeedsimQuote quote;
  FeedsimTrade trade;
  gint64       event_ms;
  guint        fields;
} Content;

enum {
  HAS_UPDATE_ID = 1 << 0,
  HAS_BID       = 1 << 1,
  HAS_BID_SIZE  = 1 << 2,
  HAS_ASK       = 1 << 3,
  HAS_ASK_SIZE  = 1 << 4,
  HAS_ID        = 1 << 5,
  HAS_PRICE     = 1 << 6,
  HAS_SIZE      = 1 << 7,
  IS_QUOTE      = HAS_UPDATE_ID | HAS_BID | HAS_BID_SIZE | HAS_ASK | HAS_ASK_SIZE,
  IS_TRADE      = HAS_ID | HAS_PRICE | HAS_SIZE,
};

/**
 * FeedsimRecording:
 *
 * A market that was recorded: it goes at the recorded pace or some times as fast, never rewinds,
 * and stays as it was at the last line. The file is read twice: once to learn its symbols and
 * their decimals, once to play it.
 */
struct _FeedsimRecording {
  FeedsimMarket parent_instance;

  FeedsimReplay *replay;
  FeedsimRecord  next;
  gboolean       has_next;
  double         speed;
  gboolean       restamp;
  gint64         first_ns;
  gint64         first_event_ms;
  gint64         newest_event_ms;
  gint64         start_real_ms;   /* 0: not started */
  GHashTable    *places;          /* of the scan */
  char          *remarks;
};

G_DEFINE_FINAL_TYPE (FeedsimRecording, feedsim_recording, FEEDSIM_TYPE_MARKET)

static gboolean
read_price (FeedsimSlice value,
            gint64      *number)
{
  FeedsimSlice content;

  return feedsim_slice_get_string (value, &content) &&
         feedsim_decimal_parse (content.start, content.length, number);
}

static void
read_member (Content     *content,
             char         key,
             FeedsimSlice value)
{
  gint64 time_ms = 0;
  guint field = 0;

  if (key == 'u' && feedsim_slice_get_integer (value, &content->quote.update_id))
    field = HAS_UPDATE_ID;
  else if (key == 'b' && read_price (value, &content->quote.bid))
    field = HAS_BID;
  else if (key == 'B' && read_price (value, &content->quote.bid_size))
    field = HAS_BID_SIZE;
  else if (key == 'a' && read_price (value, &content->quote.ask))
    field = HAS_ASK;
  else if (key == 'A' && read_price (value, &content->quote.ask_size))
    field = HAS_ASK_SIZE;
  else if (key == 't' && feedsim_slice_get_integer (value, &content->trade.id))
    field = HAS_ID;
  else if (key == 'p' && read_price (value, &content->trade.price))
    field = HAS_PRICE;
  else if (key == 'q' && read_price (value, &content->trade.size))
    field = HAS_SIZE;
  else if (key == 'E' && feedsim_slice_get_integer (value, &time_ms))
    content->event_ms = time_ms;
  else if (key == 'T' && feedsim_slice_get_integer (value, &time_ms))
    content->trade.trade_ms = time_ms;
  else if (key == 'm')
    content->trade.buyer_is_maker = feedsim_slice_equals (value, "true");
  content->fields |= field;
}

static void
read_content (FeedsimSlice data,
              Content     *content)
{
  FeedsimMembers members;
  FeedsimSlice key;
  FeedsimSlice value;

  *content = (Content) { 0 };
  feedsim_members_init (&members, data);
  while (feedsim_members_next (&members, &key, &value))
    if (key.length == 1)
      read_member (content, key.start[0], value);
  content->trade.event_ms = content->event_ms;
}

static FeedsimInstrument *
find_instrument (FeedsimRecording *self,
                 FeedsimSlice      stream,
                 gboolean          add)
{
  FeedsimMarket *market = FEEDSIM_MARKET (self);
  const char *at = memchr (stream.start, '@', stream.length);
  char symbol[MAX_SYMBOL_BYTES + 1];
  FeedsimInstrument *instrument;
  gsize length;

  if (at == NULL || at == stream.start || at - stream.start > MAX_SYMBOL_BYTES)
    return NULL;
  length = (gsize) (at - stream.start);
  for (gsize i = 0; i < length; i++) {
    symbol[i] = g_ascii_toupper (stream.start[i]);
    if (!g_ascii_isalnum (symbol[i]) && strchr ("-_.", symbol[i]) == NULL && symbol[i] > 0)
      return NULL;
  }
  symbol[length] = '\0';
  instrument = feedsim_market_find (market, symbol);
  if (instrument == NULL && add &&
      feedsim_market_get_instruments (market)->len < MAX_INSTRUMENTS) {
    instrument = feedsim_instrument_new (symbol, NULL, NULL);
    feedsim_market_add_instrument (market, instrument);
  }
  return instrument;
}

static FeedsimSeries
find_series (FeedsimInstrument *instrument,
             FeedsimSlice       stream)
{
  for (int i = 0; i < FEEDSIM_N_SERIES; i++)
    if (feedsim_slice_equals (stream, instrument->streams[i]))
      return i;
  return FEEDSIM_SERIES_OTHER;
}

static gboolean
pull (FeedsimRecording *self)
{
  g_autoptr (GError) error = NULL;

  self->has_next = feedsim_replay_next (self->replay, &self->next, &error);
  return self->has_next;
}

static void
feedsim_recording_prepare (FeedsimMarket *market)
{
  FeedsimRecording *self = FEEDSIM_RECORDING (market);

  self->start_real_ms = g_get_real_time () / 1000;
  pull (self);
  if (self->has_next)
    self->first_ns = self->next.receive_ns;
}

static gint64
feedsim_recording_get_next_due (FeedsimMarket *market)
{
  FeedsimRecording *self = FEEDSIM_RECORDING (market);
  gint64 since_ns;

  if (!self->has_next)
    return -1;
  since_ns = MAX (self->next.receive_ns, self->first_ns) - self->first_ns;
  return (gint64) MIN ((double) since_ns / 1000 / self->speed, 1e15);
}

static void
feedsim_recording_step (FeedsimMarket *market)
{
  FeedsimRecording *self = FEEDSIM_RECORDING (market);
  FeedsimEvent event = { .series = FEEDSIM_SERIES_OTHER, .record = &self->next };
  Content content;

  event.instrument = find_instrument (self, self->next.stream, FALSE);
  if (event.instrument != NULL) {
    event.series = find_series (event.instrument, self->next.stream);
    read_content (self->next.data, &content);
    self->newest_event_ms = MAX (self->newest_event_ms, content.event_ms);
    feedsim_instrument_saw_event (event.instrument, content.event_ms);
    if (event.series == FEEDSIM_SERIES_QUOTE && (content.fields & IS_QUOTE) == IS_QUOTE)
      feedsim_instrument_apply_quote (event.instrument, &content.quote);
    else if (event.series == FEEDSIM_SERIES_TRADE && (content.fields & IS_TRADE) == IS_TRADE)
      feedsim_instrument_apply_trade (event.instrument, &content.trade);
  }
  feedsim_market_emit (market, &event);
  pull (self);
}

static gint64
feedsim_recording_stamp (FeedsimMarket *market,
                         gint64         time_ms)
{
  FeedsimRecording *self = FEEDSIM_RECORDING (market);
  gint64 start_ms = self->start_real_ms != 0 ? self->start_real_ms : g_get_real_time () / 1000;
  double since_ms = (double) (time_ms - self->first_event_ms) / self->speed;

  if (!self->restamp || time_ms <= 0)
    return time_ms;
  return start_ms + feedsim_market_get_held_us (market) / 1000 + (gint64) since_ms;
}

static gint64
feedsim_recording_get_time_ms (FeedsimMarket *market)
{
  FeedsimRecording *self = FEEDSIM_RECORDING (market);

  return self->restamp ? g_get_real_time () / 1000 : self->newest_event_ms;
}

static void
feedsim_recording_finalize (GObject *object)
{
  FeedsimRecording *self = FEEDSIM_RECORDING (object);

  g_clear_object (&self->replay);
  g_clear_pointer (&self->places, g_hash_table_unref);
  g_clear_pointer (&self->remarks, g_free);

  G_OBJECT_CLASS (feedsim_recording_parent_class)->finalize (object);
}

static void
feedsim_recording_class_init (FeedsimRecordingClass *klass)
{
  FeedsimMarketClass *market_class = FEEDSIM_MARKET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = feedsim_recording_finalize;
  market_class->prepare = feedsim_recording_prepare;
  market_class->get_next_due = feedsim_recording_get_next_due;
  market_class->step = feedsim_recording_step;
  market_class->stamp = feedsim_recording_stamp;
  market_class->get_time_ms = feedsim_recording_get_time_ms;
}

static void
feedsim_recording_init (FeedsimRecording *self)
{
  self->places = g_hash_table_new_full (g_direct_hash, g_direct_equal, NULL, g_free);
}

static void
learn_places (FeedsimRecording  *self,
              FeedsimInstrument *instrument,
              const Content     *content)
{
  Places *places = g_hash_table_lookup (self->places, instrument);

  if (places == NULL) {
    places = g_new0 (Places, 1);
    g_hash_table_insert (self->places, instrument, places);
  }
  places->price_places = MAX (places->price_places, feedsim_decimal_places (content->quote.bid));
  places->price_places = MAX (places->price_places, feedsim_decimal_places (content->quote.ask));
  places->price_places = MAX (places->price_places, feedsim_decimal_places (content->trade.price));
  places->size_places = MAX (places->size_places, feedsim_decimal_places (content->quote.bid_size));
  places->size_places = MAX (places->size_places, feedsim_decimal_places (content->quote.ask_size));
  places->size_places = MAX (places->size_places, feedsim_decimal_places (content->trade.size));
}

/* A poll before the start is answered with the market at the first messages. */
static void
scan_record (FeedsimRecording    *self,
             const FeedsimRecord *record)
{
  FeedsimInstrument *instrument = find_instrument (self, record->stream, TRUE);
  FeedsimSeries series;
  Content content;

  if (instrument == NULL)
    return;
  read_content (record->data, &content);
  if (self->first_event_ms == 0)
    self->first_event_ms = content.event_ms;
  feedsim_instrument_saw_event (instrument, instrument->event_ms == 0 ? content.event_ms : 0);
  series = find_series (instrument, record->stream);
  if (series == FEEDSIM_SERIES_OTHER)
    return;
  instrument->recorded[series] = TRUE;
  if (series == FEEDSIM_SERIES_QUOTE && (content.fields & IS_QUOTE) == IS_QUOTE) {
    learn_places (self, instrument, &content);
    if (!instrument->has_quote)
      feedsim_instrument_apply_quote (instrument, &content.quote);
  } else if (series == FEEDSIM_SERIES_TRADE && (content.fields & IS_TRADE) == IS_TRADE) {
    learn_places (self, instrument, &content);
    if (!instrument->has_trade) {
      feedsim_instrument_apply_trade (instrument, &content.trade);
      instrument->is_preview = TRUE;
    }
  }
}

static void
settle_scan (FeedsimRecording *self,
             const GError     *error)
{
  GPtrArray *instruments = feedsim_market_get_instruments (FEEDSIM_MARKET (self));
  guint64 malformed = feedsim_replay_get_malformed (self->replay);
  GString *remarks = g_string_new (NULL);

  for (guint i = 0; i < instruments->len; i++) {
    FeedsimInstrument *instrument = g_ptr_array_index (instruments, i);
    Places *places = g_hash_table_lookup (self->places, instrument);

    instrument->is_dirty = FALSE;
    if (places == NULL)
      continue;
    instrument->tick_size = feedsim_decimal_of_places (places->price_places);
    instrument->step_size = feedsim_decimal_of_places (places->size_places);
  }
  self->newest_event_ms = self->first_event_ms;
  if (malformed > 0)
    g_string_append_printf (remarks, "%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT
                            " lines are not “<receive ns> <JSON>”: left out\n", malformed,
                            feedsim_replay_get_lines (self->replay));
  if (error != NULL)
    g_string_append_printf (remarks, "the recording is broken after line %" G_GUINT64_FORMAT
                            ": %s\n", feedsim_replay_get_lines (self->replay), error->message);
  self->remarks = g_string_free (remarks, FALSE);
}

/**
 * feedsim_recording_new:
 * @options: the file, the speed, and whether times are shifted to now
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the market before its first message
 */
FeedsimMarket *
feedsim_recording_new (const FeedsimOptions *options,
                       GError              **error)
{
  g_autoptr (FeedsimRecording) self = g_object_new (FEEDSIM_TYPE_RECORDING, NULL);
  g_autoptr (GError) broken = NULL;
  FeedsimRecord record;

  self->speed = options->speed;
  self->restamp = options->restamp;
  self->replay = feedsim_replay_new (options->replay_path, error);
  if (self->replay == NULL)
    return NULL;
  while (feedsim_replay_next (self->replay, &record, &broken))
    scan_record (self, &record);
  settle_scan (self, broken);
  if (feedsim_market_get_instruments (FEEDSIM_MARKET (self))->len == 0) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                 "“%s” holds no recorded stream: %s", options->replay_path, self->remarks);
    return NULL;
  }
  g_set_object (&self->replay, NULL);
  self->replay = feedsim_replay_new (options->replay_path, error);
  return self->replay != NULL ? FEEDSIM_MARKET (g_steal_pointer (&self)) : NULL;
}

/**
 * feedsim_recording_get_remarks:
 * @self: the recording
 *
 * Returns: what is wrong with the file, a line each; empty if nothing is
 */
const char *
feedsim_recording_get_remarks (FeedsimRecording *self)
{
  g_return_val_if_fail (FEEDSIM_IS_RECORDING (self), NULL);

  return self->remarks;
}
