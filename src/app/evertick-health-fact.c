/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evertick-health-fact.h"

#include <glib/gi18n.h>
#include <math.h>

#include "evertick-format.h"
#include "evertick-words.h"

typedef char *(*ValueFunc) (const EvertickLinkView *view);

static char *
dup_time (const EvertickLinkView *view,
          gint64                  at_us)
{
  return evertick_format_time_of_day (view->wall_us - (view->now_us - at_us), FALSE);
}

static char *
dup_since (const EvertickLinkView *view)
{
  g_autofree char *time = NULL;
  g_autofree char *span = NULL;

  /* A connection that never started has been idle for ever */
  if (view->figures.since_us <= 0)
    return NULL;
  time = dup_time (view, view->figures.since_us);
  span = evertick_format_duration (MAX (view->now_us - view->figures.since_us, 0));
  /* Translators: a time of day, and how long ago that was: "10:42:07, for 3 min 2 s" */
  return g_strdup_printf (_ ("%s, for %s"), time, span);
}

static gboolean
is_bad (const EvertickLinkView *view)
{
  return view->colour == FEED_COLOUR_YELLOW || view->colour == FEED_COLOUR_RED;
}

static char *
dup_reason (const EvertickLinkView *view)
{
  const char *cause = evertick_words_cause (view->reason);

  return is_bad (view) && *cause != '\0' ? g_strdup (cause) : NULL;
}

static char *
dup_next (const EvertickLinkView *view)
{
  g_autofree char *next = is_bad (view) ? evertick_link_view_dup_next (view) : NULL;

  return next != NULL && *next != '\0' ? g_steal_pointer (&next) : NULL;
}

static char *
dup_ago (const EvertickLinkView *view,
         gint64                  at_us)
{
  g_autofree char *age = NULL;

  if (at_us <= 0)
    return g_strdup (_ ("none yet"));
  age = evertick_format_age (MAX (view->now_us - at_us, 0));
  /* Translators: an age: "0.3s ago" */
  return g_strdup_printf (_ ("%s ago"), age);
}

static char *
dup_last_frame (const EvertickLinkView *view)
{
  return dup_ago (view, view->figures.last_frame_us);
}

static char *
dup_last_tick (const EvertickLinkView *view)
{
  return dup_ago (view, view->figures.last_tick_us);
}

static char *
dup_rate (const EvertickLinkView *view)
{
  return g_strdup_printf (_ ("%'.1f a second"), view->figures.ticks_per_second);
}

static char *
dup_latency (const EvertickLinkView *view)
{
  g_autofree char *p50 = evertick_format_ms (view->figures.latency_p50_us);
  g_autofree char *p99 = evertick_format_ms (view->figures.latency_p99_us);
  g_autofree char *max = evertick_format_ms (view->figures.latency_max_us);

  if (view->figures.latency_p50_us < 0)
    return g_strdup (_ ("not known yet"));
  /* Translators: latencies in milliseconds: half of the ticks are faster, 99 % are, the slowest */
  return g_strdup_printf (_ ("p50 %s · p99 %s · max %s ms"), p50, p99, max);
}

static char *
dup_clock (const EvertickLinkView *view)
{
  gint64 offset_us = view->figures.clock_offset_us;
  g_autofree char *span = evertick_format_duration (ABS (offset_us));

  if (ABS (offset_us) < FEED_CLOCK_SKEW_US)
    return NULL;
  return g_strdup_printf (offset_us > 0 ? _ ("ours is %s ahead of the venue’s")
                                        : _ ("ours is %s behind the venue’s"), span);
}

static char *
dup_gap (const EvertickLinkView *view)
{
  g_autofree char *gap = evertick_format_duration (view->figures.largest_gap_us);
  g_autofree char *silence = evertick_format_duration (view->figures.silence_us);

  /* Translators: the longest time without a tick, and from what time on silence is checked */
  return g_strdup_printf (_ ("%s, checked from %s on"), gap, silence);
}

static char *
dup_reconnects (const EvertickLinkView *view)
{
  return evertick_format_count (view->figures.reconnects_today);
}

static char *
dup_gaps (const EvertickLinkView *view)
{
  return evertick_format_count (view->figures.gaps_today);
}

static char *
dup_symbols (const EvertickLinkView *view)
{
  /* Translators: so many of so many symbols are confirmed by the stream or by REST */
  return g_strdup_printf (_ ("%u of %u confirmed"), view->figures.confirmed,
                          view->figures.subscriptions);
}

static char *
dup_polled (const EvertickLinkView *view)
{
  guint n = view->polling ? view->figures.subscriptions : view->figures.polled_rows;
  g_autofree char *every = evertick_format_duration (view->figures.poll_row_us);

  if (n == 0)
    return g_strdup (C_ ("polled rows", "none"));
  if (view->figures.poll_row_us <= 0)
    return evertick_format_count (n);
  return g_strdup_printf (_ ("%u, each every %s"), n, every);
}

static char *
dup_quota (const EvertickLinkView *view)
{
  const FeedHealthFigures *figures = &view->figures;
  g_autofree char *quota = evertick_link_view_dup_quota (view);
  g_autoptr (GString) text = g_string_new (quota);

  if (quota == NULL && figures->rest_hold_us == 0)
    return NULL;
  if (figures->weight_others > 0)
    /* Translators: of the quota, follows "120 of 6,000 a minute" */
    g_string_append_printf (text, _ (", %'u of it by others"), figures->weight_others);
  if (figures->rest_hold_us > view->now_us) {
    g_autofree char *wait = evertick_format_duration (figures->rest_hold_us - view->now_us);

    g_string_append (text, text->len > 0 ? "; " : "");
    g_string_append_printf (text, _ ("the venue wants a pause of %s more"), wait);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
dup_uptime (const EvertickLinkView *view)
{
  const FeedHealthFigures *figures = &view->figures;
  /* Rounded so that they add up as one expects them to */
  double poll = round (10 * figures->poll_percent) / 10;
  double neither = round (10 * figures->neither_percent) / 10;
  double stream = MAX (100 - poll - neither, 0);

  if (figures->stream_percent + figures->poll_percent + figures->neither_percent <= 0)
    return NULL;
  /* Translators: where prices came from, in per cent of the time */
  return g_strdup_printf (_ ("stream %.1f %% · poll %.1f %% · neither %.1f %%"), stream, poll,
                          neither);
}

static const struct {
  const char *title;
  ValueFunc   value;
} facts[EVERTICK_N_FACTS] = {
  [EVERTICK_FACT_SINCE] = { N_ ("Since"), dup_since },
  [EVERTICK_FACT_REASON] = { N_ ("Reason"), dup_reason },
  [EVERTICK_FACT_NEXT] = { N_ ("Next"), dup_next },
  [EVERTICK_FACT_LAST_FRAME] = { N_ ("Last Frame"), dup_last_frame },
  [EVERTICK_FACT_LAST_TICK] = { N_ ("Last Tick"), dup_last_tick },
  [EVERTICK_FACT_RATE] = { N_ ("Ticks"), dup_rate },
  [EVERTICK_FACT_LATENCY] = { N_ ("Latency"), dup_latency },
  [EVERTICK_FACT_CLOCK] = { N_ ("Clock Skew"), dup_clock },
  [EVERTICK_FACT_GAP] = { N_ ("Largest Gap in 10 min"), dup_gap },
  [EVERTICK_FACT_RECONNECTS] = { N_ ("Reconnects Today"), dup_reconnects },
  [EVERTICK_FACT_GAPS] = { N_ ("Gaps Today"), dup_gaps },
  [EVERTICK_FACT_SYMBOLS] = { N_ ("Symbols"), dup_symbols },
  [EVERTICK_FACT_POLLED] = { N_ ("Polled Rows"), dup_polled },
  [EVERTICK_FACT_QUOTA] = { N_ ("REST Quota"), dup_quota },
  [EVERTICK_FACT_TOKEN] = { N_ ("Log-in Valid"), evertick_link_view_dup_token },
  [EVERTICK_FACT_UPTIME] = { N_ ("Prices Came From"), dup_uptime },
};

const char *
evertick_health_fact_get_title (EvertickHealthFact fact)
{
  g_return_val_if_fail ((guint) fact < EVERTICK_N_FACTS, "");

  return _ (facts[fact].title);
}

char *
evertick_health_fact_dup_value (EvertickHealthFact      fact,
                                const EvertickLinkView *view)
{
  g_return_val_if_fail ((guint) fact < EVERTICK_N_FACTS && view != NULL, NULL);

  return facts[fact].value (view);
}

char *
evertick_health_fact_dup_sentence (const EvertickLinkView *view)
{
  g_autofree char *heading = evertick_link_view_dup_heading (view);
  g_autoptr (GString) text = g_string_new (heading);

  for (guint fact = 0; fact < EVERTICK_N_FACTS; fact++) {
    g_autofree char *value = facts[fact].value (view);

    if (value != NULL)
      g_string_append_printf (text, ". %s: %s", _ (facts[fact].title), value);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}
