/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/feedsim-angel-publisher.h"

/* Others' messages that come between two of ours: the number is the whole segment's. */
#define MAX_JUMP 200
#define STALE_MS (G_GINT64_CONSTANT (35) * 24 * 3600 * 1000)
#define STALE_NUMBERS 1000000

struct _FeedsimAngelPublisher {
  FeedsimAngelBook *book;
  GRand            *random;
  gint64            sequences[FEEDSIM_ANGEL_MAX_SEGMENT + 1];
  gint64            sequence;
  guint64           n_packets;          /* told */
  struct {
    gsize  length;                      /* 0: not written since feedsim_angel_publisher_begin() */
    guint8 bytes[FEEDSIM_ANGEL_MAX_PACKET];
  } packets[FEEDSIM_ANGEL_MODE_DEPTH + 1];
};

/**
 * feedsim_angel_publisher_new:
 * @book: what is traded; it outlives the publisher
 * @seed: of the jumps between two numbers
 *
 * Returns: (transfer full): a publisher
 */
FeedsimAngelPublisher *
feedsim_angel_publisher_new (FeedsimAngelBook *book,
                             guint32           seed)
{
  FeedsimAngelPublisher *self = g_new0 (FeedsimAngelPublisher, 1);

  self->book = book;
  self->random = g_rand_new_with_seed (seed);
  for (guint i = 0; i <= FEEDSIM_ANGEL_MAX_SEGMENT; i++)
    self->sequences[i] = g_rand_int_range (self->random, 1000000, 20000000);
  return self;
}

void
feedsim_angel_publisher_free (FeedsimAngelPublisher *self)
{
  g_rand_free (self->random);
  g_free (self);
}

/**
 * feedsim_angel_publisher_begin:
 * @self: the publisher
 * @entry: what is to be told
 * @is_new: whether it was not told before
 */
void
feedsim_angel_publisher_begin (FeedsimAngelPublisher   *self,
                               const FeedsimAngelEntry *entry,
                               gboolean                 is_new)
{
  for (guint mode = 0; mode <= FEEDSIM_ANGEL_MODE_DEPTH; mode++)
    self->packets[mode].length = 0;
  if (is_new)
    self->sequences[entry->row.segment] += g_rand_int_range (self->random, 1, MAX_JUMP);
  /* An index has no number that means anything. */
  self->sequence = entry->row.kind == FEEDSIM_ANGEL_INDEX ? 0 :
                   self->sequences[entry->row.segment];
}

static void
write_packet (FeedsimAngelPublisher   *self,
              const FeedsimAngelEntry *entry,
              FeedsimAngelMode         mode)
{
  guint n_levels = mode == FEEDSIM_ANGEL_MODE_DEPTH ? FEEDSIM_ANGEL_DEPTH :
                   mode == FEEDSIM_ANGEL_MODE_SNAP ? FEEDSIM_ANGEL_BEST : 0;
  FeedsimAngelFigures figures;

  feedsim_angel_figures_take (&figures, feedsim_angel_book_get_market (self->book), &entry->row,
                              entry->instrument, n_levels);
  self->packets[mode].length = feedsim_angel_packet_write (self->packets[mode].bytes, mode,
                                                           &entry->row, &figures, self->sequence);
}

/**
 * feedsim_angel_publisher_tell:
 * @self: the publisher
 * @entry: as it was begun
 * @client: who is told
 * @modes: a mask of the modes in which; each packet is written once, for whoever wants it first
 */
void
feedsim_angel_publisher_tell (FeedsimAngelPublisher   *self,
                              const FeedsimAngelEntry *entry,
                              FeedsimClient           *client,
                              guint                    modes)
{
  for (guint mode = FEEDSIM_ANGEL_MODE_LTP; mode <= FEEDSIM_ANGEL_MODE_DEPTH; mode++) {
    if ((modes & 1u << mode) == 0)
      continue;
    if (self->packets[mode].length == 0)
      write_packet (self, entry, (FeedsimAngelMode) mode);
    feedsim_client_send (client, FEEDSIM_OPCODE_BINARY, self->packets[mode].bytes,
                         self->packets[mode].length);
    self->n_packets++;
  }
}

/**
 * feedsim_angel_publisher_get_n_packets:
 * @self: the publisher
 *
 * Returns: how many packets its clients were told, all together
 */
guint64
feedsim_angel_publisher_get_n_packets (const FeedsimAngelPublisher *self)
{
  return self->n_packets;
}

/**
 * feedsim_angel_publisher_tell_stale:
 * @self: the publisher
 * @entry: an instrument
 * @client: who is told
 * @modes: a mask of the modes in which
 *
 * Tells how it was five weeks ago.
 */
void
feedsim_angel_publisher_tell_stale (FeedsimAngelPublisher   *self,
                                    const FeedsimAngelEntry *entry,
                                    FeedsimClient           *client,
                                    guint                    modes)
{
  FeedsimInstrument instrument = *entry->instrument;
  FeedsimAngelEntry then = { .row = entry->row, .instrument = &instrument };
  gint64 ticks = instrument.trade.price / 5 / instrument.tick_size;

  instrument.trade.price -= ticks * instrument.tick_size;
  instrument.trade.trade_ms -= STALE_MS;
  instrument.event_ms -= STALE_MS;
  feedsim_angel_publisher_begin (self, &then, FALSE);
  self->sequence = MAX (self->sequence - STALE_NUMBERS, 0);
  feedsim_angel_publisher_tell (self, &then, client, modes);
}
