/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/core/feed-error.h"
#include "feed/net/feed-net-transport.h"
#include "net/net-link-log.h"
#include "net/net-server.h"
#include "support/test-support.h"

#define DEADLINE_MS 10000
#define LIMIT       (1024 * 1024)

/* What comes over an open link, from a server that may be broken or hostile */

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

typedef struct {
  const char *name;
  const char *bytes;
  gsize       length;
  FeedCause   cause;
  guint       code;
  const char *reason;
} EndCase;

#define CASE(name, bytes, cause, code, reason) \
  { name, bytes, sizeof bytes - 1, cause, code, reason }

static const EndCase end_cases[] = {
  CASE ("invalid-utf8", "\x81\x02\xff\xfe", FEED_CAUSE_PROTOCOL, 0, ""),
  CASE ("truncated-utf8", "\x81\x01\xc3", FEED_CAUSE_PROTOCOL, 0, ""),
  CASE ("reserved-bits", "\xf1\x01x", FEED_CAUSE_PROTOCOL, 0, ""),
  CASE ("reserved-opcode", "\x83\x01x", FEED_CAUSE_PROTOCOL, 0, ""),
  CASE ("masked", "\x81\x81\1\2\3\4x", FEED_CAUSE_PROTOCOL, 0, ""),
  CASE ("continues-nothing", "\x80\x01x", FEED_CAUSE_PROTOCOL, 0, ""),
  CASE ("fragmented-ping", "\x09\x01x", FEED_CAUSE_PROTOCOL, 0, ""),
  CASE ("http", "HTTP/1.1 502 Bad Gateway\r\nServer: in-between\r\nContent-Length: 0\r\n"
                "Connection: close\r\nCache-Control: no-store\r\n\r\n", FEED_CAUSE_PROTOCOL, 0, ""),
  CASE ("gigabyte-header", "\x81\x7f\0\0\0\0\x40\0\0\0", FEED_CAUSE_TOO_LARGE, 0, ""),
  CASE ("negative-header", "\x81\x7f\xff\xff\xff\xff\xff\xff\xff\xff", FEED_CAUSE_TOO_LARGE, 0, ""),
  CASE ("close", "\x88\x02\x03\xe8", FEED_CAUSE_CLOSED_BY_PEER, 1000, ""),
  CASE ("close-policy", "\x88\x08\x03\xf0policy", FEED_CAUSE_CLOSED_BY_PEER, 1008, "policy"),
  CASE ("close-own-code", "\x88\x05\x0f\xa1nay", FEED_CAUSE_CLOSED_BY_PEER, 4001, "nay"),
  CASE ("close-without-code", "\x88\x00", FEED_CAUSE_CLOSED_BY_PEER, 1005, ""),
  CASE ("close-half-code", "\x88\x01\x03", FEED_CAUSE_PROTOCOL, 0, ""),
};

/* Never closes its end of the socket: the link may not wait for that */
static void
run_bytes (NetPeer *peer)
{
  const EndCase *it = peer->data;
  g_autoptr (GBytes) bytes = g_bytes_new_static (it->bytes, it->length);

  if (net_peer_upgrade (peer, bytes))
    net_peer_hang (peer);
}

static void
test_end (gconstpointer data)
{
  const EndCase *it = data;
  g_autoptr (NetServer) server = net_server_new (run_bytes, (gpointer) it);
  g_autoptr (FeedTransport) transport = transport_new ();
  g_autofree char *uri = uri_of (server);
  g_auto (NetLinkLog) log = { 0 };

  net_link_log_dial (&log, transport, uri, DEADLINE_MS, LIMIT);
  g_assert_true (test_wait_until (net_link_log_has_ended, &log, DEADLINE_MS));
  g_assert_cmpuint (log.n_opened, ==, 1);
  g_assert_cmpuint (log.n_closed, ==, 1);
  g_assert_cmpuint (net_link_log_count (&log), ==, 2);
  g_assert_cmpint (log.cause, ==, it->cause);
  g_assert_cmpuint (log.code, ==, it->code);
  g_assert_cmpstr (log.reason, ==, it->reason);
  g_assert_cmpint (log.error != NULL, ==, it->code == 0);
}

static void
run_partial_end (NetPeer *peer)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("\x81\x7d{\"e\":", 7);

  net_peer_upgrade (peer, bytes);
}

static void
run_end (NetPeer *peer)
{
  net_peer_upgrade (peer, NULL);
}

static void
run_reset (NetPeer *peer)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("\x81\x7d{", 3);

  if (net_peer_upgrade (peer, bytes))
    net_peer_reset (peer);
}

static void
test_abrupt_end (gconstpointer data)
{
  g_autoptr (NetServer) server = net_server_new ((NetScript) data, NULL);
  g_autoptr (FeedTransport) transport = transport_new ();
  g_autofree char *uri = uri_of (server);
  g_auto (NetLinkLog) log = { 0 };

  net_link_log_dial (&log, transport, uri, DEADLINE_MS, LIMIT);
  g_assert_true (test_wait_until (net_link_log_has_ended, &log, DEADLINE_MS));
  g_assert_cmpuint (log.n_closed, ==, 1);
  g_assert_cmpuint (log.n_frames, ==, 0);
  g_assert_cmpint (log.cause, ==, FEED_CAUSE_CLOSED_BY_PEER);
  g_assert_cmpuint (log.code, ==, 0);
  g_assert_nonnull (log.error);
}

static void
run_frame (NetPeer *peer)
{
  if (net_peer_upgrade (peer, peer->data))
    net_peer_drain (peer);
}

/* Frames of any size up to the limit arrive, also those that came with the 101 itself */
static void
test_size (void)
{
  const gsize sizes[] = { 0, 1, 125, 126, 65535, 65536, 200 * 1024, LIMIT };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autofree char *text = g_strnfill (sizes[i], 'x');
    g_autoptr (GBytes) frame = net_frame_new (0x81, text, sizes[i]);
    g_autoptr (NetServer) server = net_server_new (run_frame, frame);
    g_autoptr (FeedTransport) transport = transport_new ();
    g_autofree char *uri = uri_of (server);
    g_auto (NetLinkLog) log = { 0 };

    net_link_log_dial (&log, transport, uri, DEADLINE_MS, LIMIT);
    g_assert_true (test_wait_until (net_link_log_has_frame, &log, DEADLINE_MS));
    g_assert_cmpmem (g_bytes_get_data (log.frame, NULL), g_bytes_get_size (log.frame), text,
                     sizes[i]);
    g_assert_cmpuint (net_link_log_count (&log), ==, 2);
  }
}

static void
test_too_large (void)
{
  const gsize sizes[] = { LIMIT + 1, 2 * LIMIT };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autofree char *text = g_strnfill (sizes[i], 'x');
    g_autoptr (GBytes) frame = net_frame_new (0x82, text, sizes[i]);
    g_autoptr (NetServer) server = net_server_new (run_frame, frame);
    g_autoptr (FeedTransport) transport = transport_new ();
    g_autofree char *uri = uri_of (server);
    g_auto (NetLinkLog) log = { 0 };

    net_link_log_dial (&log, transport, uri, DEADLINE_MS, LIMIT);
    g_assert_true (test_wait_until (net_link_log_has_ended, &log, DEADLINE_MS));
    g_assert_cmpint (log.cause, ==, FEED_CAUSE_TOO_LARGE);
    g_assert_cmpuint (log.n_frames, ==, 0);
  }
}

static void
test_fragments (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("\x01\x02he\x89\x01p\x80\x03llo", 13);
  g_autoptr (NetServer) server = net_server_new (run_frame, bytes);
  g_autoptr (FeedTransport) transport = transport_new ();
  g_autofree char *uri = uri_of (server);
  g_auto (NetLinkLog) log = { 0 };

  net_link_log_dial (&log, transport, uri, DEADLINE_MS, LIMIT);
  g_assert_true (test_wait_until (net_link_log_has_frame, &log, DEADLINE_MS));
  g_assert_cmpmem (g_bytes_get_data (log.frame, NULL), g_bytes_get_size (log.frame), "hello", 5);
  g_assert_cmpint (log.frame_type, ==, FEED_FRAME_TEXT);
}

/* A message without an end, about 25 MB a second */
static void
run_endless_fragments (NetPeer *peer)
{
  gsize *written = peer->data;
  g_autofree char *text = g_strnfill (256 * 1024, 'x');
  g_autoptr (GBytes) first = net_frame_new (0x01, text, 256 * 1024);
  g_autoptr (GBytes) next = net_frame_new (0x00, text, 256 * 1024);
  gboolean taken = net_peer_upgrade (peer, first);

  while (taken) {
    taken = net_peer_write (peer, g_bytes_get_data (next, NULL), g_bytes_get_size (next));
    *written += g_bytes_get_size (next);
    g_usleep (10 * 1000);
  }
}

static void
test_endless_fragments (void)
{
  gsize written = 0;
  g_autoptr (NetServer) server = net_server_new (run_endless_fragments, &written);
  g_autoptr (FeedTransport) transport = transport_new ();
  g_autofree char *uri = uri_of (server);
  g_auto (NetLinkLog) log = { 0 };

  net_link_log_dial (&log, transport, uri, DEADLINE_MS, LIMIT);
  g_assert_true (test_wait_until (net_link_log_has_ended, &log, DEADLINE_MS));
  g_assert_cmpint (log.cause, ==, FEED_CAUSE_TOO_LARGE);
  g_assert_error (log.error, FEED_ERROR, FEED_ERROR_TOO_LARGE);
  g_assert_cmpuint (log.n_frames, ==, 0);
  g_clear_pointer (&server, net_server_free);
  g_assert_cmpuint (written, <, 100 * 1024 * 1024);
}

/* Far more than the limit in all, but in whole messages: nobody takes offence */
static void
run_many_frames (NetPeer *peer)
{
  gboolean taken = net_peer_upgrade (peer, peer->data);

  for (guint i = 0; taken && i < 400; i++) {
    taken = net_peer_write (peer, g_bytes_get_data (peer->data, NULL),
                            g_bytes_get_size (peer->data));
    g_usleep (5 * 1000);
  }
  net_peer_drain (peer);
}

static gboolean
has_many_frames (gpointer user_data)
{
  return ((NetLinkLog *) user_data)->n_frames == 401;
}

static void
test_many_frames (void)
{
  g_autofree char *text = g_strnfill (64 * 1024, 'x');
  g_autoptr (GBytes) frame = net_frame_new (0x81, text, 64 * 1024);
  g_autoptr (NetServer) server = net_server_new (run_many_frames, frame);
  g_autoptr (FeedTransport) transport = transport_new ();
  g_autofree char *uri = uri_of (server);
  g_auto (NetLinkLog) log = { 0 };

  net_link_log_dial (&log, transport, uri, DEADLINE_MS, LIMIT);
  g_assert_true (test_wait_until (has_many_frames, &log, DEADLINE_MS));
  g_assert_cmpuint (log.n_closed, ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_data_func ("/net/frames/t07-partial-end", run_partial_end, test_abrupt_end);
  g_test_add_data_func ("/net/frames/t07-plain-end", run_end, test_abrupt_end);
  g_test_add_data_func ("/net/frames/t07-reset", run_reset, test_abrupt_end);
  g_test_add_func ("/net/frames/t23-size", test_size);
  g_test_add_func ("/net/frames/t23-too-large", test_too_large);
  g_test_add_func ("/net/frames/t23-fragments", test_fragments);
  g_test_add_func ("/net/frames/t23-endless-fragments", test_endless_fragments);
  g_test_add_func ("/net/frames/t23-many", test_many_frames);
  for (guint i = 0; i < G_N_ELEMENTS (end_cases); i++) {
    g_autofree char *path = g_strconcat ("/net/frames/t07-end/", end_cases[i].name, NULL);

    g_test_add_data_func (path, &end_cases[i], test_end);
  }
  return g_test_run ();
}
