/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/net/feed-net-transport.h"
#include "net/net-echo.h"
#include "net/net-fetch.h"
#include "net/net-link-log.h"
#include "support/test-support.h"

#define DEADLINE_MS 20000
#define LIMIT       (1024 * 1024)

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

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tls_cases); i++) {
    const char *trust = tls_cases[i].authority ? "trusted" : "untrusted";
    g_autofree char *stream = g_strdup_printf ("/net/tls/stream/%s/%s", trust, tls_cases[i].file);
    g_autofree char *rest = g_strdup_printf ("/net/tls/rest/%s/%s", trust, tls_cases[i].file);

    g_test_add_data_func (stream, &tls_cases[i], test_stream);
    g_test_add_data_func (rest, &tls_cases[i], test_rest);
  }
  return g_test_run ();
}
