/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evertick-faults.h"

#include <glib/gi18n.h>
#include <math.h>

#define MAX_SECONDS 31536000.0

static const EvertickFaultKind KINDS[] = {
  { "mute", N_ ("The stream stays connected and sends no prices"), FALSE, FALSE },
  { "mute 10%", N_ ("A tenth of the symbols get no prices, the others do"), FALSE, FALSE },
  { "half-open", N_ ("The connection looks open, but the far end is gone"), FALSE, FALSE },
  { "close", N_ ("The market closes every stream, once"), TRUE, FALSE },
  { "reset", N_ ("Every stream is cut without a word, once"), TRUE, FALSE },
  { "refuse", N_ ("Streams are cut, and new ones refused"), FALSE, FALSE },
  { "blackhole", N_ ("New streams are never answered; those there are stay"), FALSE, FALSE },
  { "http-stream 503", N_ ("New streams are turned away with an error"), FALSE, FALSE },
  { "server-shutdown", N_ ("The market says that it ends its streams, and does"), TRUE, FALSE },
  { "drop-subscriptions", N_ ("The market forgets what was subscribed, once"), TRUE, FALSE },
  { "slow", N_ ("Prices arrive later and later"), FALSE, FALSE },
  { "flood", N_ ("Thousands of repeated messages a second"), FALSE, FALSE },
  { "garbage", N_ ("Messages that make no sense come between the prices"), FALSE, FALSE },
  { "truncate", N_ ("Every second message or so is cut in the middle"), FALSE, FALSE },
  { "stale-snapshot", N_ ("A new subscription begins with a price five weeks old"), FALSE, FALSE },
  { "clock-skew", N_ ("The market’s clock is half a minute ahead"), FALSE, FALSE },
  { "http 503", N_ ("Polls are answered with an error"), FALSE, FALSE },
  { "retry-after 5", N_ ("Polls are told to wait five seconds"), FALSE, FALSE },
  { "rest-hang", N_ ("Polls are not answered at all"), FALSE, FALSE },
  { "html", N_ ("Polls are answered with a web page, as on a hotel’s network"), FALSE, FALSE },
  { "big-body", N_ ("Polls are answered with 50 megabytes"), FALSE, FALSE },
  { "expire-token", N_ ("Not here: nobody logs in to the demo market"), FALSE, TRUE },
};

const EvertickFaultKind *
evertick_faults_get (guint index)
{
  return index < G_N_ELEMENTS (KINDS) ? &KINDS[index] : NULL;
}

char *
evertick_faults_make_command (const EvertickFaultKind *kind,
                              guint                    seconds)
{
  g_return_val_if_fail (kind != NULL, NULL);

  if (kind->is_instant)
    return g_strdup_printf ("fault %s", kind->text);
  return g_strdup_printf ("fault %s@0s+%us", kind->text, seconds);
}

char *
evertick_faults_dup_remaining (gint64 left_us)
{
  if (left_us < 0)
    return g_strdup (_ ("until healed"));
  return g_strdup_printf (_ ("%d s left"), (int) ((left_us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC));
}

gboolean
evertick_faults_parse_news (const char        *line,
                            EvertickFaultNews *news)
{
  g_autoptr (GRegex) regex =
    g_regex_new ("^\\{\"event\":\"(began|ended)\",\"id\":([0-9]{1,9}),\"time\":\"[^\"]*\","
                 "\"fault\":\"([A-Za-z0-9 %-]+)\",\"seconds\":(null|[0-9]{1,9}(?:\\.[0-9]+)?)\\}$",
                 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *event = NULL;
  g_autofree char *id = NULL;
  g_autofree char *seconds = NULL;

  g_return_val_if_fail (line != NULL && news != NULL, FALSE);

  if (!g_utf8_validate (line, -1, NULL) || !g_regex_match (regex, line, 0, &match))
    return FALSE;
  event = g_match_info_fetch (match, 1);
  id = g_match_info_fetch (match, 2);
  seconds = g_match_info_fetch (match, 4);
  news->began = g_str_equal (event, "began");
  news->id = (guint) g_ascii_strtoull (id, NULL, 10);
  news->fault = g_match_info_fetch (match, 3);
  news->duration_us = -1;
  if (!g_str_equal (seconds, "null"))
    news->duration_us = llround (MIN (g_ascii_strtod (seconds, NULL), MAX_SECONDS)
                                 * G_USEC_PER_SEC);
  return TRUE;
}

void
evertick_fault_news_clear (EvertickFaultNews *news)
{
  g_clear_pointer (&news->fault, g_free);
}
