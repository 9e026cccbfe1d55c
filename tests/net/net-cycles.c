/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/net-cycles.h"

#include "feed/net/feed-net-transport.h"
#include "net/net-echo.h"
#include "net/net-link-log.h"
#include "net/net-server.h"
#include "support/test-sources.h"
#include "support/test-support.h"

#define DEADLINE_MS 20000
#define LIMIT       (1024 * 1024)

static gboolean
has_no_connection (gpointer echo)
{
  return net_echo_get_count (echo) == 0;
}

typedef struct {
  TestSources *sources;
  guint        n_descriptors, n_sources;
} Use;

/* Of test_wait_until, so that its own source is always among them */
static gboolean
measure (gpointer user_data)
{
  Use *use = user_data;

  use->n_descriptors = net_count_descriptors ();
  use->n_sources = test_sources_count (use->sources);
  return TRUE;
}

static gboolean
uses_no_more (gpointer user_data)
{
  const Use *before = user_data;
  Use now = *before;

  return measure (&now) && now.n_descriptors <= before->n_descriptors &&
         now.n_sources <= before->n_sources;
}

/* Dropped open, dropped while it connects, and dropped at once, in turn */
static void
run_cycle (FeedTransport *transport,
           const char    *uri,
           guint          i)
{
  g_auto (NetLinkLog) log = { 0 };

  net_link_log_dial (&log, transport, uri, DEADLINE_MS, LIMIT);
  if (i % 3 == 0)
    g_assert_true (test_wait_until (net_link_log_is_open, &log, DEADLINE_MS));
  else if (i % 3 == 1)
    for (guint turn = 0; turn < i % 10; turn++)
      g_main_context_iteration (NULL, FALSE);
  net_link_log_drop (&log);
}

/* libsoup's server warns where a client is gone before it was looked at, as many are here */
static gboolean
on_fatal_log (const char    *log_domain,
              GLogLevelFlags log_level,
              const char    *message,
              gpointer       user_data)
{
  return g_strcmp0 (log_domain, "libsoup") != 0
         || strstr (message, "could not get remote address") == NULL;
}

void
net_cycles_run (const char *tls_file,
                guint       n_cycles)
{
  g_autoptr (NetEcho) server = net_echo_new (tls_file);
  g_autoptr (GTlsDatabase) authority = net_echo_load_authority ();
  g_autoptr (FeedTransport) transport = FEED_TRANSPORT (feed_net_transport_new ());
  g_autoptr (TestSources) sources = test_sources_new ();
  Use before = { .sources = sources };

  g_test_log_set_fatal_handler (on_fatal_log, NULL);
  feed_net_transport_set_tls_database (FEED_NET_TRANSPORT (transport), authority);
  run_cycle (transport, net_echo_get_stream_uri (server), 0);
  g_assert_true (test_wait_until (has_no_connection, server, DEADLINE_MS));
  test_wait_until (measure, &before, DEADLINE_MS);
  for (guint i = 0; i < n_cycles; i++)
    run_cycle (transport, net_echo_get_stream_uri (server), i);
  g_assert_true (test_wait_until (uses_no_more, &before, DEADLINE_MS));
  g_test_message ("%u descriptors, %u sources after %u cycles", before.n_descriptors,
                  before.n_sources, n_cycles);
}
