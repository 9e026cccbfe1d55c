/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/core/feed-error.h"
#include "feed/net/feed-net-transport.h"
#include "net/net-cycles.h"
#include "net/net-echo.h"
#include "net/net-fetch.h"
#include "net/net-link-log.h"
#include "net/net-server.h"
#include "support/test-support.h"

#define DEADLINE_MS 20000
#define LIMIT       (1024 * 1024)

/* Asked by the leak check of a sanitizer build, which crashes itself in a process that has
 * done TLS (gcc 12). The same code without TLS is checked by the other tests */
int __lsan_is_turned_off (void);

int
__lsan_is_turned_off (void)
{
  return 1;
}

/* A certificate is good, or there is no connection: for streams as for REST */
typedef struct {
  const char *file;
  gboolean    authority;   /* the tests' is trusted */
  gboolean    good;
} TlsCase;

static const TlsCase tls_cases[] = {
  { "good.pem", TRUE, TRUE },
  { "good.pem", FALSE, FALSE },
  { "wrong-host.pem", TRUE, FALSE },
  { "expired.pem", TRUE, FALSE },
  { "self-signed.pem", TRUE, FALSE },
};

static FeedTransport *
transport_new (gboolean authority)
{
  FeedNetTransport *transport = feed_net_transport_new ();

  if (authority) {
    g_autoptr (GTlsDatabase) database = net_echo_load_authority ();

    feed_net_transport_set_tls_database (transport, database);
  }
  return FEED_TRANSPORT (transport);
}

static void
test_stream (gconstpointer data)
{
  const TlsCase *it = data;
  g_autoptr (NetEcho) server = net_echo_new (it->file);
  g_autoptr (FeedTransport) transport = transport_new (it->authority);
  g_auto (NetLinkLog) log = { 0 };

  net_link_log_dial (&log, transport, net_echo_get_stream_uri (server), DEADLINE_MS, LIMIT);
  if (it->good) {
    g_assert_true (test_wait_until (net_link_log_is_open, &log, DEADLINE_MS));
    feed_link_send (log.link, "hello");
    g_assert_true (test_wait_until (net_link_log_has_frame, &log, DEADLINE_MS));
    return;
  }
  g_assert_true (test_wait_until (net_link_log_has_ended, &log, DEADLINE_MS));
  g_assert_cmpuint (log.n_failed, ==, 1);
  g_assert_cmpuint (log.n_opened, ==, 0);
  g_assert_cmpint (log.cause, ==, FEED_CAUSE_REFUSED);
  g_assert_error (log.error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE);
  g_assert_cmpuint (net_echo_get_count (server), ==, 0);
}

static void
test_rest (gconstpointer data)
{
  const TlsCase *it = data;
  g_autoptr (NetEcho) server = net_echo_new (it->file);
  g_autoptr (FeedTransport) transport = transport_new (it->authority);
  g_auto (NetFetch) fetch = { 0 };

  net_fetch_start (&fetch, transport, net_echo_get_rest_uri (server), DEADLINE_MS, LIMIT);
  g_assert_true (test_wait_until (net_fetch_is_done, &fetch, DEADLINE_MS));
  if (it->good) {
    g_assert_no_error (fetch.error);
    g_assert_cmpuint (fetch.status, ==, 200);
    g_assert_cmpmem (g_bytes_get_data (fetch.body, NULL), g_bytes_get_size (fetch.body), "{}", 2);
    return;
  }
  g_assert_error (fetch.error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE);
  g_assert_null (fetch.body);
}

static void
fetch_http1 (NetFetch      *fetch,
             FeedTransport *transport,
             NetEcho       *server,
             const char    *path,
             guint          timeout_ms)
{
  g_autofree char *uri = g_strconcat (net_echo_get_rest_uri (server), path, NULL);

  net_fetch_start (fetch, transport, uri, timeout_ms, LIMIT);
  g_assert_true (test_wait_until (net_fetch_is_done, fetch, DEADLINE_MS));
  g_assert_cmpint (net_echo_get_http_version (server), ==, SOUP_HTTP_1_1);
}

/* A server that would speak HTTP/2 is not asked to; limits hold over TLS, too */
static void
test_http1 (void)
{
  g_autoptr (FeedTransport) transport = transport_new (TRUE);
  g_autoptr (NetEcho) server = NULL;
  g_auto (NetFetch) fine = { 0 };
  g_auto (NetFetch) big = { 0 };
  g_auto (NetFetch) never = { 0 };
  g_auto (NetFetch) fine_again = { 0 };

  g_setenv ("SOUP_SERVER_HTTP2", "1", TRUE);
  server = net_echo_new ("good.pem");
  g_unsetenv ("SOUP_SERVER_HTTP2");
  fetch_http1 (&fine, transport, server, "", DEADLINE_MS);
  g_assert_no_error (fine.error);
  fetch_http1 (&big, transport, server, "/big", DEADLINE_MS);
  g_assert_error (big.error, FEED_ERROR, FEED_ERROR_TOO_LARGE);
  fetch_http1 (&never, transport, server, "/never", 300);
  g_assert_error (never.error, FEED_ERROR, FEED_ERROR_TIMEOUT);
  fetch_http1 (&fine_again, transport, server, "", DEADLINE_MS);
  g_assert_no_error (fine_again.error);
  g_assert_cmpmem (g_bytes_get_data (fine_again.body, NULL), g_bytes_get_size (fine_again.body),
                   "{}", 2);
}

static void
run_hang (NetPeer *peer)
{
  net_peer_hang (peer);
}

/* A peer that takes the connection and never says a word of TLS */
static void
test_mute (void)
{
  g_autoptr (NetServer) server = net_server_new (run_hang, NULL);
  g_autoptr (FeedTransport) transport = transport_new (TRUE);
  g_autofree char *stream = g_strdup_printf ("wss://127.0.0.1:%d/", net_server_get_port (server));
  g_autofree char *rest = g_strdup_printf ("https://127.0.0.1:%d/", net_server_get_port (server));
  g_auto (NetLinkLog) log = { 0 };
  g_auto (NetFetch) fetch = { 0 };

  net_link_log_dial (&log, transport, stream, 300, LIMIT);
  net_fetch_start (&fetch, transport, rest, 300, LIMIT);
  g_assert_true (test_wait_until (net_link_log_has_ended, &log, DEADLINE_MS));
  g_assert_cmpint (log.cause, ==, FEED_CAUSE_CONNECT_TIMEOUT);
  g_assert_true (test_wait_until (net_fetch_is_done, &fetch, DEADLINE_MS));
  g_assert_error (fetch.error, FEED_ERROR, FEED_ERROR_TIMEOUT);
}

/* Fewer than without TLS, whose handshakes cost ten times as much */
static void
test_cycles (void)
{
  net_cycles_run ("good.pem", 30);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/net/tls/http1", test_http1);
  g_test_add_func ("/net/tls/t09-mute", test_mute);
  g_test_add_func ("/net/tls/t24-cycles", test_cycles);
  for (guint i = 0; i < G_N_ELEMENTS (tls_cases); i++) {
    const char *trust = tls_cases[i].authority ? "trusted" : "untrusted";
    g_autofree char *stream = g_strdup_printf ("/net/tls/t09-stream/%s/%s", trust, tls_cases[i].file);
    g_autofree char *rest = g_strdup_printf ("/net/tls/t09-rest/%s/%s", trust, tls_cases[i].file);

    g_test_add_data_func (stream, &tls_cases[i], test_stream);
    g_test_add_data_func (rest, &tls_cases[i], test_rest);
  }
  return g_test_run ();
}
