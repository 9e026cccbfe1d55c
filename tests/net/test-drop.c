/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/net/feed-net-transport.h"
#include "net/net-cycles.h"
#include "net/net-link-log.h"
#include "net/net-server.h"
#include "support/test-support.h"

#define DEADLINE_MS 20000
#define LIMIT       (1024 * 1024)

/* A link may be dropped at every moment: nothing is told after, nothing is left behind. The log
 * asserts the first by itself */

static FeedTransport *
transport_new (void)
{
  return FEED_TRANSPORT (feed_net_transport_new ());
}

static char *
uri_of (NetServer *server)
{
  return g_strdup_printf ("ws://127.0.0.1:%d/", net_server_get_port (server));
}

static gboolean
is_null (gpointer pointer)
{
  return *(gpointer *) pointer == NULL;
}

static gboolean
is_idle (gpointer server)
{
  return net_server_get_running (server) == 0;
}

static gboolean
has_connection (gpointer server)
{
  return net_server_get_running (server) > 0;
}

static void
run_hang (NetPeer *peer)
{
  net_peer_hang (peer);
}

static void
run_drain (NetPeer *peer)
{
  net_peer_drain (peer);
}

static void
run_mute (NetPeer *peer)
{
  if (net_peer_upgrade (peer, NULL))
    net_peer_drain (peer);
}

static void
run_deaf (NetPeer *peer)
{
  if (net_peer_upgrade (peer, NULL))
    net_peer_hang (peer);
}

static void
run_frame (NetPeer *peer)
{
  g_autoptr (GBytes) frames = g_bytes_new_static ("\x81\x01x\x81\x01y\x81\x01z", 9);

  if (net_peer_upgrade (peer, frames))
    net_peer_drain (peer);
}

static void
run_close (NetPeer *peer)
{
  g_autoptr (GBytes) frame = g_bytes_new_static ("\x88\x02\x03\xe8", 4);

  if (net_peer_upgrade (peer, frame))
    net_peer_drain (peer);
}

static void
run_invalid (NetPeer *peer)
{
  g_autoptr (GBytes) frame = g_bytes_new_static ("\x81\x01\xff", 3);

  if (net_peer_upgrade (peer, frame))
    net_peer_drain (peer);
}

/* The link is gone, and the server sees its connection end */
static void
assert_all_gone (NetServer *server,
                 FeedLink **link)
{
  g_assert_true (test_wait_until (is_null, link, DEADLINE_MS));
  g_assert_true (test_wait_until (is_idle, server, DEADLINE_MS));
}

static void
test_before_connect (void)
{
  g_autoptr (NetServer) server = net_server_new (run_drain, NULL);
  g_autoptr (FeedTransport) transport = transport_new ();
  g_autofree char *uri = uri_of (server);
  g_auto (NetLinkLog) log = { 0 };
  FeedLink *link = NULL;

  net_link_log_dial (&log, transport, uri, DEADLINE_MS, LIMIT);
  g_set_weak_pointer (&link, log.link);
  net_link_log_drop (&log);
  assert_all_gone (server, &link);
  g_assert_cmpuint (net_link_log_count (&log), ==, 0);
}

static void
test_mid_handshake (void)
{
  g_autoptr (NetServer) server = net_server_new (run_drain, NULL);
  g_autoptr (FeedTransport) transport = transport_new ();
  g_autofree char *uri = uri_of (server);
  g_auto (NetLinkLog) log = { 0 };
  FeedLink *link = NULL;

  net_link_log_dial (&log, transport, uri, DEADLINE_MS, LIMIT);
  g_set_weak_pointer (&link, log.link);
  g_assert_true (test_wait_until (has_connection, server, DEADLINE_MS));
  net_link_log_drop (&log);
  assert_all_gone (server, &link);
  g_assert_cmpuint (net_link_log_count (&log), ==, 0);
}

/* An address that is refused before any socket: the event waits in the main loop */
static void
test_before_refusal (void)
{
  g_autoptr (FeedTransport) transport = transport_new ();
  g_auto (NetLinkLog) log = { 0 };
  FeedLink *link = NULL;

  net_link_log_dial (&log, transport, "ws://192.0.2.1/", DEADLINE_MS, LIMIT);
  link = log.link;
  g_object_ref (link);
  net_link_log_drop (&log);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_finalize_object (link);
  g_assert_cmpuint (net_link_log_count (&log), ==, 0);
}

typedef struct {
  const char *name;
  NetScript   script;
  int         drop_on;
  guint       n_events;
} InsideCase;

static const InsideCase inside_cases[] = {
  { "opened", run_mute, NET_DROP_ON_OPENED, 1 },
  { "opened-with-frames", run_frame, NET_DROP_ON_OPENED, 1 },
  { "frame", run_frame, NET_DROP_ON_FRAME, 2 },
  { "closing", run_close, NET_DROP_ON_END, 2 },
  { "error", run_invalid, NET_DROP_ON_END, 2 },
};

static gboolean
is_over (gpointer user_data)
{
  return ((NetLinkLog *) user_data)->over;
}

/* The last reference goes inside the event itself */
static void
test_inside (gconstpointer data)
{
  const InsideCase *it = data;
  g_autoptr (NetServer) server = net_server_new (it->script, NULL);
  g_autoptr (FeedTransport) transport = transport_new ();
  g_autofree char *uri = uri_of (server);
  g_auto (NetLinkLog) log = { .drop_on = it->drop_on };
  FeedLink *link = NULL;

  net_link_log_dial (&log, transport, uri, DEADLINE_MS, LIMIT);
  g_set_weak_pointer (&link, log.link);
  g_assert_true (test_wait_until (is_over, &log, DEADLINE_MS));
  assert_all_gone (server, &link);
  g_assert_cmpuint (net_link_log_count (&log), ==, it->n_events);
}

static void
test_inside_failed (void)
{
  g_autoptr (NetServer) server = net_server_new (run_hang, NULL);
  g_autoptr (FeedTransport) transport = transport_new ();
  g_autofree char *uri = uri_of (server);
  g_auto (NetLinkLog) log = { .drop_on = NET_DROP_ON_END };
  FeedLink *link = NULL;

  net_link_log_dial (&log, transport, uri, 100, LIMIT);
  g_set_weak_pointer (&link, log.link);
  g_assert_true (test_wait_until (is_over, &log, DEADLINE_MS));
  g_assert_true (test_wait_until (is_null, &link, DEADLINE_MS));
  g_assert_cmpint (log.cause, ==, FEED_CAUSE_CONNECT_TIMEOUT);
}

/* Open, from outside; twice; and the last reference is the caller's */
static void
test_open (void)
{
  g_autoptr (NetServer) server = net_server_new (run_mute, NULL);
  g_autoptr (FeedTransport) transport = transport_new ();
  g_autofree char *uri = uri_of (server);
  g_auto (NetLinkLog) log = { 0 };
  FeedLink *link = NULL;

  net_link_log_dial (&log, transport, uri, DEADLINE_MS, LIMIT);
  g_assert_true (test_wait_until (net_link_log_is_open, &log, DEADLINE_MS));
  link = g_object_ref (log.link);
  net_link_log_drop (&log);
  feed_link_drop (link);
  feed_link_send (link, "nobody hears this");
  g_assert_finalize_object (link);
  g_assert_true (test_wait_until (is_idle, server, DEADLINE_MS));
}

/* Just released, never dropped */
static void
test_release (void)
{
  g_autoptr (NetServer) server = net_server_new (run_mute, NULL);
  g_autoptr (FeedTransport) transport = transport_new ();
  g_autofree char *uri = uri_of (server);
  g_auto (NetLinkLog) log = { 0 };
  FeedLink *link = NULL;

  net_link_log_dial (&log, transport, uri, DEADLINE_MS, LIMIT);
  g_assert_true (test_wait_until (net_link_log_is_open, &log, DEADLINE_MS));
  link = g_steal_pointer (&log.link);
  log.over = TRUE;
  g_assert_finalize_object (link);
  g_assert_true (test_wait_until (is_idle, server, DEADLINE_MS));
}

static gboolean
has_fewer_descriptors (gpointer limit)
{
  return net_count_descriptors () < *(guint *) limit;
}

/* A peer that takes no byte: not even the close frame can be sent */
static void
test_deaf (void)
{
  g_autoptr (NetServer) server = net_server_new (run_deaf, NULL);
  g_autoptr (FeedTransport) transport = transport_new ();
  g_autofree char *uri = uri_of (server);
  g_autofree char *text = g_strnfill (1024 * 1024, 'x');
  g_auto (NetLinkLog) log = { 0 };
  guint n_descriptors;

  net_link_log_dial (&log, transport, uri, DEADLINE_MS, LIMIT);
  g_assert_true (test_wait_until (net_link_log_is_open, &log, DEADLINE_MS));
  for (guint i = 0; i < 16; i++)
    feed_link_send (log.link, text);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  n_descriptors = net_count_descriptors ();
  net_link_log_drop (&log);
  g_assert_true (test_wait_until (has_fewer_descriptors, &n_descriptors, DEADLINE_MS));
}

/* The transport may go before the links it made */
static void
test_transport_first (void)
{
  g_autoptr (NetServer) server = net_server_new (run_mute, NULL);
  g_autoptr (NetServer) hanging = net_server_new (run_drain, NULL);
  FeedTransport *transport = transport_new ();
  g_autofree char *uri = uri_of (server);
  g_autofree char *hanging_uri = uri_of (hanging);
  g_auto (NetLinkLog) log = { 0 };
  g_auto (NetLinkLog) dialling = { 0 };

  net_link_log_dial (&log, transport, uri, DEADLINE_MS, LIMIT);
  net_link_log_dial (&dialling, transport, hanging_uri, 300, LIMIT);
  g_assert_true (test_wait_until (net_link_log_is_open, &log, DEADLINE_MS));
  g_assert_finalize_object (transport);
  g_assert_true (test_wait_until (net_link_log_has_ended, &dialling, DEADLINE_MS));
  g_assert_cmpint (dialling.cause, ==, FEED_CAUSE_CONNECT_TIMEOUT);
  g_assert_cmpuint (log.n_closed, ==, 0);
  net_link_log_drop (&log);
  g_assert_true (test_wait_until (is_idle, server, DEADLINE_MS));
}

static void
test_cycles (void)
{
  net_cycles_run (NULL, TEST_REPEAT (1000));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/net/drop/before-connect", test_before_connect);
  g_test_add_func ("/net/drop/mid-handshake", test_mid_handshake);
  g_test_add_func ("/net/drop/before-refusal", test_before_refusal);
  g_test_add_func ("/net/drop/inside/failed", test_inside_failed);
  for (guint i = 0; i < G_N_ELEMENTS (inside_cases); i++) {
    g_autofree char *path = g_strconcat ("/net/drop/inside/", inside_cases[i].name, NULL);

    g_test_add_data_func (path, &inside_cases[i], test_inside);
  }
  g_test_add_func ("/net/drop/open", test_open);
  g_test_add_func ("/net/drop/release", test_release);
  g_test_add_func ("/net/drop/t05-deaf", test_deaf);
  g_test_add_func ("/net/drop/transport-first", test_transport_first);
  g_test_add_func ("/net/drop/t24-cycles", test_cycles);
  return g_test_run ();
}
