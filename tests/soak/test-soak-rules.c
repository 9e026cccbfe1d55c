/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules that a soak run is held to: ticks that break each of them, and ticks that do not. */
#include "soak/soak-rules.h"

typedef struct {
  FeedManager *manager;
  SoakRules   *rules;
  GString     *broken;   /* the rules, each followed by ';' */
} Fixture;

static void
on_violation (const char *rule,
              const char *how,
              gpointer    user_data)
{
  Fixture *fixture = user_data;

  g_string_append_printf (fixture->broken, "%s;", rule);
}

static void
set_up (Fixture      *fixture,
        gconstpointer user_data)
{
  fixture->manager = feed_manager_new (NULL);
  fixture->broken = g_string_new (NULL);
  fixture->rules = soak_rules_new (fixture->manager, NULL, 2, on_violation, fixture);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer user_data)
{
  soak_rules_free (fixture->rules);
  g_object_unref (fixture->manager);
  g_string_free (fixture->broken, TRUE);
}

static FeedTick
make_tick (guint  flags,
           gint64 sequence)
{
  FeedTick tick;

  feed_tick_init (&tick);
  tick.flags = (guint16) flags;
  tick.sequence = sequence;
  return tick;
}

static void
take (Fixture *fixture,
      guint    flags,
      gint64   sequence)
{
  FeedTick tick = make_tick (flags, sequence);

  soak_rules_take_tick (fixture->rules, &tick);
}

static void
expect (Fixture    *fixture,
        const char *broken)
{
  g_assert_cmpstr (fixture->broken->str, ==, broken);
  g_string_truncate (fixture->broken, 0);
}

static void
test_tape (Fixture      *fixture,
           gconstpointer user_data)
{
  take (fixture, FEED_TICK_TRADE, 7);
  take (fixture, FEED_TICK_TRADE, 8);
  take (fixture, FEED_TICK_GAP, -1);
  take (fixture, FEED_TICK_TRADE, 12);
  expect (fixture, "");
  g_assert_cmpuint (soak_rules_get_tally (fixture->rules)->n_lost, ==, 3);
  take (fixture, FEED_TICK_TRADE, 12);
  expect (fixture, "in order;");
  take (fixture, FEED_TICK_TRADE, 11);
  expect (fixture, "in order;");
  /* A mark is worth one hole */
  take (fixture, FEED_TICK_TRADE, 20);
  expect (fixture, "gap told;");
}

static void
test_polled_trade (Fixture      *fixture,
                   gconstpointer user_data)
{
  FeedTick tick = make_tick (FEED_TICK_TRADE | FEED_TICK_BACKFILL, 1);

  tick.source = FEED_SOURCE_POLL;
  soak_rules_take_tick (fixture->rules, &tick);
  expect (fixture, "");
  tick.flags = FEED_TICK_TRADE;
  tick.sequence = 2;
  soak_rules_take_tick (fixture->rules, &tick);
  expect (fixture, "in order;");
}

static void
test_quotes (Fixture      *fixture,
             gconstpointer user_data)
{
  FeedTick tick = make_tick (FEED_TICK_QUOTE, 5);

  take (fixture, FEED_TICK_QUOTE, 6);
  tick.instrument = 1;
  soak_rules_take_tick (fixture->rules, &tick);
  tick.instrument = 0;
  tick.source = FEED_SOURCE_POLL;
  tick.sequence = -1;
  soak_rules_take_tick (fixture->rules, &tick);
  expect (fixture, "");
  take (fixture, FEED_TICK_QUOTE, 6);
  expect (fixture, "in order;");
}

static void
test_stats (Fixture      *fixture,
            gconstpointer user_data)
{
  FeedTick tick = make_tick (FEED_TICK_STATS, 5);

  tick.volume = 1;
  tick.exchange_time_us = 2000;
  soak_rules_take_tick (fixture->rules, &tick);
  soak_rules_take_tick (fixture->rules, &tick);
  expect (fixture, "");
  tick.exchange_time_us = 1000;
  soak_rules_take_tick (fixture->rules, &tick);
  expect (fixture, "in order;");
}

static void
test_strays (Fixture      *fixture,
             gconstpointer user_data)
{
  FeedTick tick = make_tick (FEED_TICK_TRADE, 1);

  tick.instrument = 2;
  soak_rules_take_tick (fixture->rules, &tick);
  expect (fixture, "in order;");
  soak_rules_note_stop (fixture->rules);
  take (fixture, FEED_TICK_TRADE, 1);
  expect (fixture, "nothing after stop;");
  g_assert_cmpuint (soak_rules_get_tally (fixture->rules)->n_violations, ==, 2);
}

static void
add_test (const char *path,
          void ( *test ) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  add_test ("/soak/rules/tape", test_tape);
  add_test ("/soak/rules/polled-trade", test_polled_trade);
  add_test ("/soak/rules/quotes", test_quotes);
  add_test ("/soak/rules/stats", test_stats);
  add_test ("/soak/rules/strays", test_strays);
  return g_test_run ();
}
