/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/feedsim-agenda.h"

typedef struct {
  gint64 due_us;
  guint  who;
} Entry;

struct _FeedsimAgenda {
  GArray *heap;
};

static Entry *
entry (FeedsimAgenda *self,
       guint          index)
{
  return &g_array_index (self->heap, Entry, index);
}

static gboolean
swap_if_later (FeedsimAgenda *self,
               guint          above,
               guint          below)
{
  Entry moved = *entry (self, above);

  if (moved.due_us <= entry (self, below)->due_us)
    return FALSE;
  *entry (self, above) = *entry (self, below);
  *entry (self, below) = moved;
  return TRUE;
}

FeedsimAgenda *
feedsim_agenda_new (void)
{
  FeedsimAgenda *self = g_new0 (FeedsimAgenda, 1);

  self->heap = g_array_new (FALSE, FALSE, sizeof (Entry));
  return self;
}

void
feedsim_agenda_free (FeedsimAgenda *self)
{
  g_array_unref (self->heap);
  g_free (self);
}

void
feedsim_agenda_push (FeedsimAgenda *self,
                     gint64         due_us,
                     guint          who)
{
  Entry added = { due_us, who };
  guint child = self->heap->len;

  g_array_append_val (self->heap, added);
  while (child > 0 && swap_if_later (self, (child - 1) / 2, child))
    child = (child - 1) / 2;
}

/**
 * feedsim_agenda_get_first:
 * @self: the agenda
 *
 * Returns: when the first one is due, -1 if there is nobody
 */
gint64
feedsim_agenda_get_first (FeedsimAgenda *self)
{
  return self->heap->len > 0 ? entry (self, 0)->due_us : -1;
}

/**
 * feedsim_agenda_pop:
 * @self: the agenda, not empty
 *
 * Returns: who was due first; it is taken off
 */
guint
feedsim_agenda_pop (FeedsimAgenda *self)
{
  guint who;
  guint above = 0;

  g_return_val_if_fail (self->heap->len > 0, 0);

  who = entry (self, 0)->who;
  g_array_remove_index_fast (self->heap, 0);
  while (2 * above + 1 < self->heap->len) {
    guint child = 2 * above + 1;

    if (child + 1 < self->heap->len &&
        entry (self, child + 1)->due_us < entry (self, child)->due_us)
      child++;
    if (!swap_if_later (self, above, child))
      break;
    above = child;
  }
  return who;
}
