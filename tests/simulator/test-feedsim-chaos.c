/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "simulator/feedsim-chaos.h"
#include "simulator/feedsim-peer.h"
#include "support/test-support.h"

#define ROUNDS 3000
#define LONGEST_US (31 * G_USEC_PER_SEC)
#define TRADES "/stream?streams=btcusdt@trade"

static GPtrArray *
new_round (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) feedsim_fault_free);
}

/* The agenda as text: when each round begins, and what is in it */
static char *
write_agenda (guint32 seed,
              double  pace,
              guint   n_rounds)
{
  g_autoptr (FeedsimChaos) chaos = feedsim_chaos_new (seed, pace);
  GString *agenda = g_string_new (NULL);
  gint64 begin_us = 0;

  for (guint i = 0; i < n_rounds; i++) {
    g_autoptr (GPtrArray) round = new_round ();

    begin_us += feedsim_chaos_next (chaos, round);
    g_string_append_printf (agenda, "%" G_GINT64_FORMAT, begin_us);
    for (guint j = 0; j < round->len; j++) {
      g_autofree char *text = feedsim_fault_to_string (g_ptr_array_index (round, j));

      g_string_append_printf (agenda, " %s", text);
    }
    g_string_append_c (agenda, '\n');
  }
  return g_string_free (agenda, FALSE);
}

static void
test_seed (void)
{
  g_autofree char *first = write_agenda (7, 1, 200);
  g_autofree char *again = write_agenda (7, 1, 200);
  g_autofree char *other = write_agenda (8, 1, 200);

  g_assert_cmpstr (first, ==, again);
  g_assert_cmpstr (first, !=, other);
}

/* Each fault ends, and before the next round there is a rest */
static void
test_bounds (void)
{
  for (guint32 seed = 0; seed < 20; seed++) {
    g_autoptr (FeedsimChaos) chaos = feedsim_chaos_new (seed, 1);
    gint64 over_us = 0;

    for (guint i = 0; i < ROUNDS; i++) {
      g_autoptr (GPtrArray) round = new_round ();
      gint64 wait_us = feedsim_chaos_next (chaos, round);

      g_assert_cmpint (wait_us - over_us, >=, 5 * G_USEC_PER_SEC);
      g_assert_cmpint (wait_us - over_us, <=, 230 * G_USEC_PER_SEC);
      g_assert_cmpuint (round->len, >=, 1);
      g_assert_cmpuint (round->len, <=, 4);
      over_us = 0;
      for (guint j = 0; j < round->len; j++) {
        const FeedsimFault *fault = g_ptr_array_index (round, j);
        gboolean once = (feedsim_fault_get_flags (fault->kind) & FEEDSIM_FAULT_FLAG_INSTANT) != 0;

        g_assert_true (once ? fault->duration_us == -1 : fault->duration_us > 0);
        g_assert_cmpint (fault->start_us, >=, 0);
        over_us = MAX (over_us, fault->start_us + MAX (fault->duration_us, 0));
      }
      g_assert_cmpint (over_us, <=, LONGEST_US + G_USEC_PER_SEC * 15);
    }
  }
}

/* Nothing is left out for long: every fault there is comes within four hours */
static void
test_all_kinds (void)
{
  for (guint32 seed = 0; seed < 20; seed++) {
    g_autoptr (FeedsimChaos) chaos = feedsim_chaos_new (seed, 1);
    gboolean seen[FEEDSIM_N_FAULTS] = { FALSE };
    gboolean has_log_in = seed % 2 == 0;
    gint64 now_us = 0;

    if (has_log_in)
      feedsim_chaos_expire_tokens (chaos);
    while (now_us < G_GINT64_CONSTANT (4) * 3600 * G_USEC_PER_SEC) {
      g_autoptr (GPtrArray) round = new_round ();

      now_us += feedsim_chaos_next (chaos, round);
      for (guint j = 0; j < round->len; j++)
        seen[((FeedsimFault *) g_ptr_array_index (round, j))->kind] = TRUE;
    }
    for (guint i = 0; i < G_N_ELEMENTS (seen); i++)
      g_assert_true (seen[i] == (i != FEEDSIM_FAULT_EXPIRE_TOKEN || has_log_in));
  }
}

/* Pace only divides the times */
static void
test_pace (void)
{
  g_autoptr (FeedsimChaos) slow = feedsim_chaos_new (3, 1);
  g_autoptr (FeedsimChaos) fast = feedsim_chaos_new (3, 10);

  for (guint i = 0; i < ROUNDS; i++) {
    g_autoptr (GPtrArray) slow_round = new_round ();
    g_autoptr (GPtrArray) fast_round = new_round ();
    gint64 slow_us = feedsim_chaos_next (slow, slow_round);
    gint64 fast_us = feedsim_chaos_next (fast, fast_round);

    g_assert_cmpint (ABS (slow_us - 10 * fast_us), <=, 10);
    g_assert_cmpuint (slow_round->len, ==, fast_round->len);
    for (guint j = 0; j < slow_round->len; j++) {
      const FeedsimFault *a = g_ptr_array_index (slow_round, j);
      const FeedsimFault *b = g_ptr_array_index (fast_round, j);

      g_assert_cmpint (a->kind, ==, b->kind);
      g_assert_cmpint (a->argument, ==, b->argument);
    }
  }
}

static void
on_fault (FeedsimServer *server,
          const char    *line,
          GPtrArray     *lines)
{
  g_ptr_array_add (lines, g_strdup (line));
}

static guint
count_lines (GPtrArray  *lines,
             const char *part)
{
  guint count = 0;

  for (guint i = 0; i < lines->len; i++)
    count += strstr (g_ptr_array_index (lines, i), part) != NULL;
  return count;
}

static gboolean
has_ended (gpointer user_data)
{
  return count_lines (user_data, "\"event\":\"ended\"") >= 5;
}

/* On the wire: nothing before the first subscription, then what the agenda says, in its order */
static void
test_wire (void)
{
  g_autoptr (FeedsimOptions) options = feedsim_options_new ();
  g_autoptr (FeedsimServer) server = NULL;
  g_autoptr (FeedsimPeer) peer = NULL;
  g_autoptr (FeedsimReply) status = NULL;
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *agenda = write_agenda (7, 100, 200);
  g_autoptr (GError) error = NULL;
  const char *rest = agenda;

  options->chaos_seed = 7;
  options->chaos_pace = 100;
  server = feedsim_server_new (options, &error);
  g_assert_no_error (error);
  g_signal_connect (server, "fault", G_CALLBACK (on_fault), lines);
  status = feedsim_reply_new ("GET", feedsim_server_get_control_url (server), "/fault", NULL);
  g_assert_cmpuint (feedsim_reply_get_status (status), ==, 200);
  g_assert_cmpuint (lines->len, ==, 0);

  peer = feedsim_peer_new (server, TRADES);
  g_assert_no_error (peer->error);
  g_assert_true (test_wait_until (has_ended, lines, PEER_DEADLINE_MS));
  for (guint i = 0; i < lines->len; i++) {
    g_auto (GStrv) parts = g_strsplit (g_ptr_array_index (lines, i), "\"", -1);

    g_assert_cmpuint (g_strv_length (parts), ==, 17);
    if (!g_str_equal (parts[3], "began"))
      continue;
    /* A second fault of a round may begin later, so the order is that of the rounds alone */
    g_assert_nonnull (strstr (rest, parts[13]));
  }
}

static gboolean
has_begun (gpointer user_data)
{
  return count_lines (user_data, "\"event\":\"began\"") > 0;
}

/* What is there ends, and nothing comes any more */
static void
test_calm (void)
{
  g_autoptr (FeedsimOptions) options = feedsim_options_new ();
  g_autoptr (FeedsimServer) server = NULL;
  g_autoptr (FeedsimPeer) peer = NULL;
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  guint n_lines, n_texts;

  options->chaos_seed = 7;
  options->chaos_pace = 500;
  server = feedsim_server_new (options, NULL);
  g_signal_connect (server, "fault", G_CALLBACK (on_fault), lines);
  peer = feedsim_peer_new (server, TRADES);
  g_assert_true (test_wait_until (has_begun, lines, PEER_DEADLINE_MS));
  feedsim_server_add_fault (server, "html", NULL);
  feedsim_server_calm (server);
  g_assert_cmpuint (count_lines (lines, "\"event\":\"ended\""), >, 0);
  n_lines = lines->len;
  g_clear_pointer (&peer, feedsim_peer_free);
  peer = feedsim_peer_new (server, TRADES);
  g_assert_no_error (peer->error);
  n_texts = peer->texts->len;
  feedsim_peer_wait_texts (peer, n_texts + 20);
  g_assert_cmpuint (lines->len, ==, n_lines);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/feedsim/chaos/seed", test_seed);
  g_test_add_func ("/feedsim/chaos/bounds", test_bounds);
  g_test_add_func ("/feedsim/chaos/all-kinds", test_all_kinds);
  g_test_add_func ("/feedsim/chaos/pace", test_pace);
  g_test_add_func ("/feedsim/chaos/wire", test_wire);
  g_test_add_func ("/feedsim/chaos/calm", test_calm);
  return g_test_run ();
}
