/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/core/feed-coverage.h"

#define NO_KEY G_MININT64
/* How long the stream may lag behind what a poll saw */
#define BEHIND_AFTER_US (1500 * G_TIME_SPAN_MILLISECOND)
#define MAX_SLOTS (1 << 20)

/*
 * owed is the oldest polled key that the stream still has to reach; polled_key the newest one. Two
 * are enough: once the stream reached the older, the newer is what it owes.
 */
typedef struct {
  gint64 subscribed_us;
  gint64 stream_key;
  gint64 baseline_key;
  gint64 polled_key, polled_key_us;
  gint64 owed_key, owed_us;
  guint8 used, heard, traded, polled;
} Slot;

struct _FeedCoverage {
  Slot *slots;
  guint n_allocated;
};

static Slot *
find_slot (const FeedCoverage *self,
           guint               slot)
{
  if (slot >= self->n_allocated || !self->slots[slot].used)
    return NULL;

  return &self->slots[slot];
}

static void
reset_slot (Slot  *slot,
            gint64 now_us)
{
  *slot = (Slot) {
    .subscribed_us = now_us,
    .stream_key = NO_KEY,
    .baseline_key = NO_KEY,
    .polled_key = NO_KEY,
    .owed_key = NO_KEY,
    .used = TRUE,
  };
}

static gboolean
is_behind (const Slot *slot,
           gint64      now_us)
{
  return slot->owed_key != NO_KEY && now_us - slot->owed_us > BEHIND_AFTER_US;
}

static void
grow (FeedCoverage *self,
      guint         slot)
{
  guint n_allocated = MAX (self->n_allocated, 16);

  while (n_allocated <= slot)
    n_allocated *= 2;

  self->slots = g_renew (Slot, self->slots, n_allocated);
  memset (self->slots + self->n_allocated, 0,
          (n_allocated - self->n_allocated) * sizeof (Slot));
  self->n_allocated = n_allocated;
}

/**
 * feed_coverage_new:
 *
 * Returns: (transfer full): a table without slots
 */
FeedCoverage *
feed_coverage_new (void)
{
  return g_new0 (FeedCoverage, 1);
}

/**
 * feed_coverage_free:
 * @self: (transfer full): a coverage
 */
void
feed_coverage_free (FeedCoverage *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->slots);
  g_free (self);
}

/**
 * feed_coverage_restart:
 * @self: a coverage
 * @slot: the slot subscribed
 * @now_us: when
 *
 * Takes the slot into use where it was not, and forgets what was learned of it: baseline, keys of
 * stream and polls, and whether it was marked as polled.
 */
void
feed_coverage_restart (FeedCoverage *self,
                       guint         slot,
                       gint64        now_us)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (slot < MAX_SLOTS);

  if (slot >= self->n_allocated)
    grow (self, slot);

  reset_slot (&self->slots[slot], now_us);
}

/**
 * feed_coverage_restart_all:
 * @self: a coverage
 * @now_us: when everything was subscribed anew
 */
void
feed_coverage_restart_all (FeedCoverage *self,
                           gint64        now_us)
{
  g_return_if_fail (self != NULL);

  for (guint i = 0; i < self->n_allocated; i++) {
    if (self->slots[i].used)
      reset_slot (&self->slots[i], now_us);
  }
}

/**
 * feed_coverage_remove:
 * @self: a coverage
 * @slot: the slot no longer subscribed
 */
void
feed_coverage_remove (FeedCoverage *self,
                      guint         slot)
{
  Slot *entry;

  g_return_if_fail (self != NULL);

  entry = find_slot (self, slot);
  if (entry != NULL)
    entry->used = FALSE;
}

/**
 * feed_coverage_saw_stream:
 * @self: a coverage
 * @slot: a slot; ignored where it is not in use
 * @key: key of the tick, -1 where it carries none
 * @now_us: when it came
 *
 * A stream that reaches the newest polled key has the slot again: its mark as polled goes.
 */
void
feed_coverage_saw_stream (FeedCoverage *self,
                          guint         slot,
                          gint64        key,
                          gint64        now_us)
{
  Slot *entry = find_slot (self, slot);

  if (entry == NULL)
    return;

  entry->heard = TRUE;
  if (key < 0 || key <= entry->stream_key)
    return;

  entry->stream_key = key;
  if (key >= entry->polled_key) {
    entry->owed_key = NO_KEY;
    entry->polled = FALSE;
  } else if (entry->owed_key != NO_KEY && key >= entry->owed_key) {
    entry->owed_key = entry->polled_key;
    entry->owed_us = entry->polled_key_us;
  }
}

/**
 * feed_coverage_saw_poll:
 * @self: a coverage
 * @slot: a slot; ignored where it is not in use
 * @key: key polled; -1 where the instrument never traded
 * @requested_at_us: when the request was sent; of no meaning here if before the subscription
 * @now_us: when the answer came
 *
 * Returns: whether the poll is newer than both the baseline and what the stream gave. Without a
 *   baseline a key of the stream serves as one.
 */
gboolean
feed_coverage_saw_poll (FeedCoverage *self,
                        guint         slot,
                        gint64        key,
                        gint64        requested_at_us,
                        gint64        now_us)
{
  Slot *entry = find_slot (self, slot);
  gboolean has_baseline, newer;

  if (entry == NULL || requested_at_us < entry->subscribed_us)
    return FALSE;

  key = MAX (key, -1);
  has_baseline = entry->baseline_key != NO_KEY;
  newer = (has_baseline || entry->stream_key != NO_KEY) &&
          key > MAX (entry->baseline_key, entry->stream_key);
  if (!has_baseline)
    entry->baseline_key = key;
  else if (key > entry->baseline_key)
    entry->traded = TRUE;

  if (key > entry->polled_key) {
    entry->polled_key = key;
    entry->polled_key_us = now_us;
    if (newer && has_baseline && entry->owed_key == NO_KEY) {
      entry->owed_key = key;
      entry->owed_us = now_us;
    }
  }

  return newer;
}

/**
 * feed_coverage_is_behind:
 * @self: a coverage
 * @slot: a slot
 * @now_us: now
 *
 * Returns: whether the stream failed to reach for more than 1.5 s what a poll saw
 */
gboolean
feed_coverage_is_behind (const FeedCoverage *self,
                         guint               slot,
                         gint64              now_us)
{
  const Slot *entry = find_slot (self, slot);

  return entry != NULL && is_behind (entry, now_us);
}

/**
 * feed_coverage_is_owed:
 * @self: a coverage
 * @slot: a slot
 *
 * Returns: whether a poll saw a trade that the stream has not brought so far
 */
gboolean
feed_coverage_is_owed (const FeedCoverage *self,
                       guint               slot)
{
  const Slot *entry = find_slot (self, slot);

  return entry != NULL && entry->owed_key != NO_KEY;
}

/**
 * feed_coverage_set_polled:
 * @self: a coverage
 * @slot: a slot
 * @polled: whether polls replace the stream on it
 */
void
feed_coverage_set_polled (FeedCoverage *self,
                          guint         slot,
                          gboolean      polled)
{
  Slot *entry = find_slot (self, slot);

  if (entry != NULL)
    entry->polled = polled ? TRUE : FALSE;
}

/**
 * feed_coverage_is_polled:
 * @self: a coverage
 * @slot: a slot
 *
 * Returns: whether it is marked as polled
 */
gboolean
feed_coverage_is_polled (const FeedCoverage *self,
                         guint               slot)
{
  const Slot *entry = find_slot (self, slot);

  return entry != NULL && entry->polled;
}

/**
 * feed_coverage_summarize:
 * @self: a coverage
 * @now_us: now
 * @out: (out caller-allocates): how many slots are in which state
 */
void
feed_coverage_summarize (const FeedCoverage  *self,
                         gint64               now_us,
                         FeedCoverageSummary *out)
{
  *out = (FeedCoverageSummary) { 0 };
  for (guint i = 0; i < self->n_allocated; i++) {
    const Slot *slot = &self->slots[i];

    if (!slot->used)
      continue;

    out->n_slots++;
    out->n_confirmed += slot->heard || slot->baseline_key != NO_KEY;
    out->n_heard += slot->heard;
    out->n_traded += slot->traded;
    out->n_polled += slot->polled;
    if (slot->owed_key != NO_KEY) {
      out->n_behind += is_behind (slot, now_us);
      out->n_pending += !is_behind (slot, now_us);
    }
  }
}

/**
 * feed_coverage_list_behind:
 * @self: a coverage
 * @now_us: now
 * @slots: (out caller-allocates) (array length=n): where to write them
 * @n: room in @slots
 *
 * Returns: how many were written
 */
guint
feed_coverage_list_behind (const FeedCoverage *self,
                           gint64              now_us,
                           guint              *slots,
                           guint               n)
{
  guint written = 0;

  for (guint i = 0; i < self->n_allocated && written < n; i++) {
    if (self->slots[i].used && is_behind (&self->slots[i], now_us))
      slots[written++] = i;
  }

  return written;
}
