/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/core/feed-error.h"
#include "feed/net/feed-net-transport.h"
#include "net/net-black-hole.h"
#include "net/net-echo.h"
#include "net/net-link-log.h"
#include "net/net-server.h"
#include "support/test-support.h"

#define DEADLINE_MS 10000
#define LIMIT       (1024 * 1024)

static FeedTransport *
transport_new (void)
{
  return FEED_TRANSPORT (feed_net_transport_new ());
}

static char *
uri_of (NetServer *server)
{
  return g_strdup_printf ("ws://127.0.0.1:%d/stream", net_server_get_port (server));
}

static void
test_echo (void)
{
  g_autoptr (NetEcho) server = net_echo_new (NULL);
  g_autoptr (FeedTransport) transport = transport_new ();
  g_auto (NetLinkLog) log = { 0 };

  net_link_log_dial (&log, transport, net_echo_get_stream_uri (server), DEADLINE_MS, LIMIT);
  feed_link_send (log.link, "too early");
  g_assert_true (test_wait_until (net_link_log_is_open, &log, DEADLINE_MS));
  g_assert_cmpuint (log.generation, ==, 7);
  feed_link_send (log.link, "hello");
  g_assert_true (test_wait_until (net_link_log_has_frame, &log, DEADLINE_MS));
  g_assert_cmpmem (g_bytes_get_data (log.frame, NULL), g_bytes_get_size (log.frame), "hello", 5);
  g_assert_cmpint (log.frame_type, ==, FEED_FRAME_TEXT);
  log.n_frames = 0;
  feed_link_send (log.link, "binary");
  g_assert_true (test_wait_until (net_link_log_has_frame, &log, DEADLINE_MS));
  g_assert_cmpmem (g_bytes_get_data (log.frame, NULL), g_bytes_get_size (log.frame), "\0\1\2", 3);
  g_assert_cmpint (log.frame_type, ==, FEED_FRAME_BINARY);
  feed_link_send (log.link, "close");
  g_assert_true (test_wait_until (net_link_log_has_ended, &log, DEADLINE_MS));
  g_assert_cmpuint (log.n_closed, ==, 1);
  g_assert_cmpuint (log.code, ==, 4001);
  g_assert_cmpstr (log.reason, ==, "as told");
  g_assert_cmpint (log.cause, ==, FEED_CAUSE_CLOSED_BY_PEER);
  g_assert_null (log.error);
  feed_link_send (log.link, "too late");
}

static gboolean
has_pong (gpointer user_data)
{
  return ((NetLinkLog *) user_data)->n_pongs > 0;
}

static void
test_pong (void)
{
  g_autoptr (NetEcho) server = net_echo_new (NULL);
  g_autoptr (FeedTransport) transport = transport_new ();
  g_auto (NetLinkLog) log = { 0 };

  net_link_log_dial (&log, transport, net_echo_get_stream_uri (server), DEADLINE_MS, LIMIT);
  g_assert_true (test_wait_until (has_pong, &log, DEADLINE_MS));
}

/* What a server may do to a handshake, and what the link has to say of it */

typedef struct {
  const char *name;
  NetScript   script;
  const char *answer;   /* data of the script */
  guint       timeout_ms;
  FeedCause   cause;
  guint       status;   /* 0: no reply is handed over */
  const char *retry_after;
} HandshakeCase;

static void
run_answer (NetPeer *peer)
{
  g_autofree char *request = net_peer_read_request (peer);

  if (request != NULL && net_peer_print (peer, peer->data))
    net_peer_drain (peer);
}

static void
run_answer_and_end (NetPeer *peer)
{
  g_autofree char *request = net_peer_read_request (peer);

  if (request != NULL)
    net_peer_print (peer, peer->data);
}

/* The answer, then a body without an end */
static void
run_endless (NetPeer *peer)
{
  g_autofree char *request = net_peer_read_request (peer);
  g_autofree char *filler = g_strnfill (64 * 1024, 'x');
  gboolean taken = request != NULL && net_peer_print (peer, peer->data);

  while (taken)
    taken = net_peer_print (peer, filler);
}

/* The answer, one byte at a time: each of them keeps a socket busy, none of them gets anywhere */
static void
run_slow_loris (NetPeer *peer)
{
  g_autofree char *request = net_peer_read_request (peer);
  const char *answer = peer->data;

  for (guint i = 0; request != NULL && answer[i] != '\0'; i++) {
    g_socket_condition_timed_wait (peer->socket, G_IO_IN, 50 * 1000, peer->cancellable, NULL);
    if (g_socket_condition_check (peer->socket, G_IO_IN) != 0 ||
        !net_peer_write (peer, answer + i, 1))
      return;
  }
}

static void
run_hang (NetPeer *peer)
{
  net_peer_hang (peer);
}

static void
run_reset (NetPeer *peer)
{
  g_autofree char *request = net_peer_read_request (peer);

  net_peer_reset (peer);
}

/* One informational answer after the other, never a final one */
static void
run_informational (NetPeer *peer)
{
  g_autofree char *request = net_peer_read_request (peer);

  while (net_peer_print (peer, "HTTP/1.1 102 Processing\r\n\r\n"))
    g_usleep (10 * 1000);
}

static const HandshakeCase handshake_cases[] = {
  { "never-upgrade", run_hang, NULL, 300, FEED_CAUSE_CONNECT_TIMEOUT, 0, NULL },
  { "slow-loris", run_slow_loris, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                                  "Connection: Upgrade\r\nSec-WebSocket-Accept: ", 300, FEED_CAUSE_CONNECT_TIMEOUT, 0, NULL },
  { "informational", run_informational, NULL, 300, FEED_CAUSE_CONNECT_TIMEOUT, 0, NULL },
  { "end", run_answer_and_end, "", DEADLINE_MS, FEED_CAUSE_REFUSED, 0, NULL },
  { "reset", run_reset, NULL, DEADLINE_MS, FEED_CAUSE_REFUSED, 0, NULL },
  { "garbage", run_answer, "\x16\x03\x01\x02 not http at all\r\n\r\n", DEADLINE_MS,
    FEED_CAUSE_HANDSHAKE, 0, NULL },
  { "wrong-key", run_answer,
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Accept: bm90IHRoZSBrZXk=\r\n\r\n",
    DEADLINE_MS, FEED_CAUSE_HANDSHAKE, 0, NULL },
  { "endless-header", run_endless, "HTTP/1.1 101 Switching Protocols\r\nX-Long: ", DEADLINE_MS,
    FEED_CAUSE_REFUSED, 0, NULL },
  { "ok-is-not-101", run_answer, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", DEADLINE_MS,
    FEED_CAUSE_HANDSHAKE, 200, NULL },
  { "forbidden", run_answer, "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", DEADLINE_MS,
    FEED_CAUSE_HANDSHAKE, 403, NULL },
  { "unauthorized", run_answer, "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n"
                                "WWW-Authenticate: Basic realm=\"x\"\r\n\r\n",
    DEADLINE_MS, FEED_CAUSE_HANDSHAKE, 401, NULL },
  { "endless-body", run_endless, "HTTP/1.1 404 Not Found\r\n\r\n", DEADLINE_MS,
    FEED_CAUSE_HANDSHAKE, 404, NULL },
  { "stalled-body", run_answer, "HTTP/1.1 500 Oh\r\nContent-Length: 1000\r\n\r\n", DEADLINE_MS,
    FEED_CAUSE_HANDSHAKE, 500, NULL },
  { "rate-limit", run_answer, "HTTP/1.1 429 Slow\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n",
    DEADLINE_MS, FEED_CAUSE_RATE_LIMIT, 429, "7" },
  { "banned", run_answer, "HTTP/1.1 418 Teapot\r\nRETRY-AFTER: 120\r\nContent-Length: 0\r\n\r\n",
    DEADLINE_MS, FEED_CAUSE_RATE_LIMIT, 418, "120" },
  { "busy-until", run_answer, "HTTP/1.1 503 Busy\r\nretry-after: 5\r\nContent-Length: 0\r\n\r\n",
    DEADLINE_MS, FEED_CAUSE_RATE_LIMIT, 503, "5" },
  { "busy", run_answer, "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", DEADLINE_MS,
    FEED_CAUSE_HANDSHAKE, 503, NULL },
};

static void
test_handshake (gconstpointer data)
{
  const HandshakeCase *it = data;
  g_autoptr (NetServer) server = net_server_new (it->script, (gpointer) it->answer);
  g_autoptr (FeedTransport) transport = transport_new ();
  g_autofree char *uri = uri_of (server);
  g_auto (NetLinkLog) log = { 0 };

  net_link_log_dial (&log, transport, uri, it->timeout_ms, LIMIT);
  g_assert_true (test_wait_until (net_link_log_has_ended, &log, DEADLINE_MS));
  g_assert_cmpuint (log.n_failed, ==, 1);
  g_assert_cmpuint (net_link_log_count (&log), ==, 1);
  g_assert_cmpuint (log.generation, ==, 7);
  g_assert_cmpint (log.cause, ==, it->cause);
  g_assert_cmpuint (log.status, ==, it->status);
  g_assert_cmpint (log.answered, ==, it->status != 0);
  g_assert_cmpstr (log.retry_after, ==, it->retry_after);
  g_assert_nonnull (log.error);
  g_assert_cmpint (net_server_get_count (server), ==, 1);
}

static void
test_refused (void)
{
  g_autoptr (NetServer) server = net_server_new (run_hang, NULL);
  g_autofree char *uri = uri_of (server);
  g_autoptr (FeedTransport) transport = transport_new ();
  g_auto (NetLinkLog) log = { 0 };

  g_clear_pointer (&server, net_server_free);
  net_link_log_dial (&log, transport, uri, DEADLINE_MS, LIMIT);
  g_assert_true (test_wait_until (net_link_log_has_ended, &log, DEADLINE_MS));
  g_assert_cmpint (log.cause, ==, FEED_CAUSE_REFUSED);
  g_assert_error (log.error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
}

/* A redirect is an answer; nobody goes there */
static void
test_redirect (void)
{
  g_autoptr (NetServer) target = net_server_new (run_hang, NULL);
  g_autofree char *answer =
    g_strdup_printf ("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:%d/\r\n"
                     "Content-Length: 0\r\n\r\n", net_server_get_port (target));
  g_autoptr (NetServer) server = net_server_new (run_answer, answer);
  g_autoptr (FeedTransport) transport = transport_new ();
  g_autofree char *uri = uri_of (server);
  g_auto (NetLinkLog) log = { 0 };

  net_link_log_dial (&log, transport, uri, DEADLINE_MS, LIMIT);
  g_assert_true (test_wait_until (net_link_log_has_ended, &log, DEADLINE_MS));
  g_assert_cmpint (log.cause, ==, FEED_CAUSE_HANDSHAKE);
  g_assert_cmpuint (log.status, ==, 302);
  g_assert_cmpint (net_server_get_count (target), ==, 0);
}

static void
test_black_hole (void)
{
  g_autoptr (NetBlackHole) hole = net_black_hole_new ();
  g_autofree char *uri = g_strdup_printf ("ws://127.0.0.1:%u/", net_black_hole_get_port (hole));
  g_autoptr (FeedTransport) transport = transport_new ();
  g_auto (NetLinkLog) log = { 0 };

  net_link_log_dial (&log, transport, uri, 300, LIMIT);
  g_assert_true (test_wait_until (net_link_log_has_ended, &log, DEADLINE_MS));
  g_assert_cmpint (log.cause, ==, FEED_CAUSE_CONNECT_TIMEOUT);
  g_assert_error (log.error, FEED_ERROR, FEED_ERROR_TIMEOUT);
}

/* Addresses that are never dialled */
static void
test_endpoint (void)
{
  const char *const uris[] = {
    "ws://192.0.2.1:1/", "ws://stream.example/", "ws://127.0.0.1.example/", "ws://0.0.0.0:1/",
    "ws://localhost.example/", "http://127.0.0.1:1/", "wss://", "wss:///path", "ftp://127.0.0.1/",
    "not an address", "", "ws://127.0.0.1:99999/", "ws://[::1", "wss://user@:443/",
  };

  for (guint i = 0; i < G_N_ELEMENTS (uris); i++) {
    g_autoptr (FeedTransport) transport = transport_new ();
    g_auto (NetLinkLog) log = { 0 };

    net_link_log_dial (&log, transport, uris[i], DEADLINE_MS, LIMIT);
    g_assert_true (test_wait_until (net_link_log_has_ended, &log, DEADLINE_MS));
    g_assert_cmpint (log.cause, ==, FEED_CAUSE_REFUSED);
    g_assert_error (log.error, FEED_ERROR, FEED_ERROR_ENDPOINT);
  }
}

/* Every name of this machine may be dialled in plain text; there is just nobody there */
static void
test_loopback (void)
{
  const char *const hosts[] = { "127.0.0.1", "127.1.2.3", "localhost", "LOCALHOST", "[::1]" };

  for (guint i = 0; i < G_N_ELEMENTS (hosts); i++) {
    g_autoptr (NetServer) server = net_server_new (run_hang, NULL);
    g_autofree char *uri = g_strdup_printf ("ws://%s:%d/", hosts[i], net_server_get_port (server));
    g_autoptr (FeedTransport) transport = transport_new ();
    g_auto (NetLinkLog) log = { 0 };

    g_clear_pointer (&server, net_server_free);
    net_link_log_dial (&log, transport, uri, DEADLINE_MS, LIMIT);
    g_assert_true (test_wait_until (net_link_log_has_ended, &log, DEADLINE_MS));
    g_assert_cmpint (log.cause, ==, FEED_CAUSE_REFUSED);
    g_assert_cmpint (log.error->domain, ==, G_IO_ERROR);
  }
}

/* Dials that hang are no obstacle to the next */
static void
test_many_hang (void)
{
  g_autoptr (NetServer) mute = net_server_new (run_hang, NULL);
  g_autoptr (NetEcho) server = net_echo_new (NULL);
  g_autoptr (FeedTransport) transport = transport_new ();
  g_autofree char *mute_uri = uri_of (mute);
  NetLinkLog hanging[20] = { 0 };
  g_auto (NetLinkLog) log = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (hanging); i++)
    net_link_log_dial (&hanging[i], transport, mute_uri, DEADLINE_MS, LIMIT);
  net_link_log_dial (&log, transport, net_echo_get_stream_uri (server), DEADLINE_MS, LIMIT);
  g_assert_true (test_wait_until (net_link_log_is_open, &log, DEADLINE_MS));
  for (guint i = 0; i < G_N_ELEMENTS (hanging); i++) {
    g_assert_cmpuint (net_link_log_count (&hanging[i]), ==, 0);
    net_link_log_clear (&hanging[i]);
  }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/net/stream/echo", test_echo);
  g_test_add_func ("/net/stream/pong", test_pong);
  g_test_add_func ("/net/stream/t09-refused", test_refused);
  g_test_add_func ("/net/stream/redirect", test_redirect);
  g_test_add_func ("/net/stream/t09-black-hole", test_black_hole);
  g_test_add_func ("/net/stream/endpoint", test_endpoint);
  g_test_add_func ("/net/stream/loopback", test_loopback);
  g_test_add_func ("/net/stream/many-hang", test_many_hang);
  for (guint i = 0; i < G_N_ELEMENTS (handshake_cases); i++) {
    g_autofree char *path = g_strconcat ("/net/stream/t09-handshake/", handshake_cases[i].name, NULL);

    g_test_add_data_func (path, &handshake_cases[i], test_handshake);
  }
  return g_test_run ();
}
