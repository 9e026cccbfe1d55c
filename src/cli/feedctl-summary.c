/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/feedctl-summary.h"

/* What the gaps of one connection's instruments cost */
typedef struct {
  char  *connection;
  gint64 lost, fetched;
} Cost;

static void
clear_cost (gpointer data)
{
  g_free (((Cost *) data)->connection);
}

void
feedctl_summary_clear (FeedctlSummary *self)
{
  g_clear_pointer (&self->costs, g_array_unref);
}

static Cost *
find_cost (const FeedctlSummary *self,
           const char           *connection)
{
  for (guint i = 0; self->costs != NULL && i < self->costs->len; i++) {
    Cost *cost = &g_array_index (self->costs, Cost, i);

    if (g_str_equal (cost->connection, connection))
      return cost;
  }
  return NULL;
}

/* A connection's own gap is told before its instruments have found out all that they lost: theirs
 * count */
void
feedctl_summary_add_gap (FeedctlSummary *self,
                         const FeedGap  *gap,
                         const char     *connection,
                         const char     *symbol)
{
  Cost *cost = find_cost (self, connection);

  if (symbol == NULL || gap->lost < 0)
    return;
  if (cost == NULL) {
    Cost none = { g_strdup (connection), 0, 0 };

    if (self->costs == NULL) {
      self->costs = g_array_new (FALSE, FALSE, sizeof (Cost));
      g_array_set_clear_func (self->costs, clear_cost);
    }
    g_array_append_val (self->costs, none);
    cost = find_cost (self, connection);
  }
  cost->lost += gap->lost;
  cost->fetched += gap->backfilled;
}

void
feedctl_summary_add (FeedctlSummary *self,
                     const FeedTick *tick)
{
  gint64 gap_us = tick->receive_time_us - self->last_tick_us;

  self->ticks++;
  if (tick->source < G_N_ELEMENTS (self->by_source))
    self->by_source[tick->source]++;
  if (self->last_tick_us != 0)
    self->largest_gap_us = MAX (self->largest_gap_us, gap_us);
  self->last_tick_us = MAX (self->last_tick_us, tick->receive_time_us);
}

/* Where prices came from, and how long they were under way */
static void
append_quality (GString    *out,
                FeedHealth *health)
{
  const FeedHealthFigures *figures = feed_health_get_figures (health);

  g_string_append_printf (out, "%s: prices by stream %.1f %%, by poll %.1f %%, by neither %.1f %% "
                               "of the time; ", feed_health_get_connection (health),
                          figures->stream_percent, figures->poll_percent,
                          figures->neither_percent);
  if (figures->latency_p50_us < 0)
    g_string_append (out, "latency unknown");
  else
    g_string_append_printf (out, "latency p50 %.1f, p99 %.1f, max %.1f ms",
                            figures->latency_p50_us / 1e3, figures->latency_p99_us / 1e3,
                            figures->latency_max_us / 1e3);
  if (feed_health_has_clock_skew (health))
    g_string_append_printf (out, "; clock skew: ours is %.1f s %s the venue's",
                            ABS (figures->clock_offset_us) / 1e6,
                            figures->clock_offset_us > 0 ? "ahead of" : "behind");
  g_string_append_c (out, '\n');
}

static void
append_cost (GString    *out,
             const Cost *cost)
{
  if (cost == NULL)
    return;
  g_string_append_printf (out, ", trades lost %" G_GINT64_FORMAT, cost->lost);
  if (cost->lost > 0)
    g_string_append_printf (out, ", fetched later %" G_GINT64_FORMAT, cost->fetched);
}

static void
append_connection (GString    *out,
                   FeedHealth *health,
                   const Cost *cost)
{
  const FeedHealthFigures *figures = feed_health_get_figures (health);

  append_quality (out, health);
  g_string_append_printf (out,
                          "%s: %s, %s; green %.1f %% of the time; dials %u, reconnects %u, gaps %u",
                          feed_health_get_connection (health),
                          feed_link_state_to_string (feed_health_get_link (health)),
                          feed_colour_to_string (feed_health_get_colour (health)),
                          figures->uptime_percent, figures->dials, figures->reconnects,
                          figures->gaps);
  append_cost (out, cost);
  g_string_append_printf (out,
                          "; dropped as duplicate %" G_GUINT64_FORMAT ", as late %" G_GUINT64_FORMAT
                          "; not understood %" G_GUINT64_FORMAT "; REST failures %"
                          G_GUINT64_FORMAT "\n", figures->duplicates, figures->late, figures->garbage,
                          figures->rest_failures);
}

char *
feedctl_summary_describe (const FeedctlSummary *self,
                          GListModel           *connections,
                          gint64                now_us)
{
  GString *out = g_string_new (NULL);
  double seconds = (double) (now_us - self->started_us) / G_USEC_PER_SEC;
  gboolean first = TRUE;

  g_string_append_printf (out, "%" G_GUINT64_FORMAT " ticks in %.1f s", self->ticks, seconds);
  for (guint i = 0; i < G_N_ELEMENTS (self->by_source); i++) {
    if (self->by_source[i] == 0)
      continue;
    g_string_append_printf (out, "%s%s %" G_GUINT64_FORMAT, first ? ": " : ", ",
                            feed_source_to_string (i), self->by_source[i]);
    first = FALSE;
  }
  g_string_append_printf (out, "; largest gap %.1f s",
                          (double) self->largest_gap_us / G_USEC_PER_SEC);
  if (self->dropped > 0)
    g_string_append_printf (out, "; %" G_GUINT64_FORMAT " lines dropped, the reader was too slow",
                            self->dropped);
  g_string_append_c (out, '\n');
  for (guint i = 0; i < g_list_model_get_n_items (connections); i++) {
    g_autoptr (FeedHealth) health = g_list_model_get_item (connections, i);

    append_connection (out, health, find_cost (self, feed_health_get_connection (health)));
  }
  return g_string_free (out, FALSE);
}
