/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/net/feed-net-transport.h"
#include "support/test-support.h"

#define MS          G_GINT64_CONSTANT (1000)
#define DEADLINE_MS 10000

typedef struct {
  FeedTransport *transport;
  gpointer       poller;
  guint          n_calls;
  guint          n_again;   /* times the function still sets itself due */
  gboolean       release;   /* the function frees the poller */
  gint64         called_at_us;
} Fixture;

static void
on_due (gpointer user_data)
{
  Fixture *self = user_data;

  self->n_calls++;
  self->called_at_us = g_get_monotonic_time ();
  if (self->release) {
    feed_transport_poller_free (self->transport, g_steal_pointer (&self->poller));
  } else if (self->n_again > 0) {
    self->n_again--;
    feed_transport_poller_set_due (self->transport, self->poller, 0);
  }
}

static void
set_up (Fixture      *self,
        gconstpointer data)
{
  self->transport = FEED_TRANSPORT (feed_net_transport_new ());
  self->poller = feed_transport_poller_new (self->transport, on_due, self);
}

static void
tear_down (Fixture      *self,
           gconstpointer data)
{
  if (self->poller != NULL)
    feed_transport_poller_free (self->transport, self->poller);
  g_assert_finalize_object (self->transport);
}

static gboolean
was_called (gpointer user_data)
{
  return ((Fixture *) user_data)->n_calls > 0;
}

static void
run_pending (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

static void
test_once (Fixture      *self,
           gconstpointer data)
{
  gint64 due_us = g_get_monotonic_time () + 20 * MS;

  feed_transport_poller_set_due (self->transport, self->poller, due_us);
  run_pending ();
  g_assert_true (test_wait_until (was_called, self, DEADLINE_MS));
  g_assert_cmpint (self->called_at_us, >=, due_us);
  run_pending ();
  g_assert_cmpuint (self->n_calls, ==, 1);
}

/* Times long past, at the edge of the type, too; never from inside set_due */
static void
test_past (Fixture      *self,
           gconstpointer data)
{
  const gint64 dues[] = { 0, -1, G_MININT64, 1 };

  for (guint i = 0; i < G_N_ELEMENTS (dues); i++) {
    self->n_calls = 0;
    feed_transport_poller_set_due (self->transport, self->poller, dues[i]);
    g_assert_cmpuint (self->n_calls, ==, 0);
    g_assert_true (test_wait_until (was_called, self, DEADLINE_MS));
    run_pending ();
    g_assert_cmpuint (self->n_calls, ==, 1);
  }
}

static void
test_never (Fixture      *self,
            gconstpointer data)
{
  run_pending ();
  feed_transport_poller_set_due (self->transport, self->poller, 0);
  feed_transport_poller_set_due (self->transport, self->poller, G_MAXINT64);
  run_pending ();
  g_assert_cmpuint (self->n_calls, ==, 0);
}

static void
test_again (Fixture      *self,
            gconstpointer data)
{
  self->n_again = 9;
  feed_transport_poller_set_due (self->transport, self->poller, 0);
  run_pending ();
  g_assert_cmpuint (self->n_calls, ==, 10);
}

static void
test_free_inside (Fixture      *self,
                  gconstpointer data)
{
  self->release = TRUE;
  feed_transport_poller_set_due (self->transport, self->poller, 0);
  run_pending ();
  g_assert_cmpuint (self->n_calls, ==, 1);
  g_assert_null (self->poller);
}

static void
test_free_due (Fixture      *self,
               gconstpointer data)
{
  feed_transport_poller_set_due (self->transport, self->poller, 0);
  feed_transport_poller_free (self->transport, g_steal_pointer (&self->poller));
  run_pending ();
  g_assert_cmpuint (self->n_calls, ==, 0);
}

static void
test_name (Fixture      *self,
           gconstpointer data)
{
  g_assert_cmpstr (g_source_get_name (self->poller), ==, "feed poller");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add ("/net/poller/once", Fixture, NULL, set_up, test_once, tear_down);
  g_test_add ("/net/poller/past", Fixture, NULL, set_up, test_past, tear_down);
  g_test_add ("/net/poller/never", Fixture, NULL, set_up, test_never, tear_down);
  g_test_add ("/net/poller/again", Fixture, NULL, set_up, test_again, tear_down);
  g_test_add ("/net/poller/free-inside", Fixture, NULL, set_up, test_free_inside, tear_down);
  g_test_add ("/net/poller/free-due", Fixture, NULL, set_up, test_free_due, tear_down);
  g_test_add ("/net/poller/name", Fixture, NULL, set_up, test_name, tear_down);
  return g_test_run ();
}
