/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "feed/core/feed-error.h"
#include "feed/net/feed-net-transport.h"
#include "net/net-fetch.h"
#include "net/net-server.h"
#include "support/test-support.h"

#define DEADLINE_MS 20000
#define LIMIT       (8 * 1024 * 1024)

static FeedTransport *
transport_new (void)
{
  return FEED_TRANSPORT (feed_net_transport_new ());
}

static char *
uri_of (NetServer *server)
{
  return g_strdup_printf ("http://127.0.0.1:%d/api/v3/ticker?x=%%5B1%%5D",
                          net_server_get_port (server));
}

static void
run_answer (NetPeer *peer)
{
  g_autofree char *request = net_peer_read_request (peer);

  if (request != NULL && net_peer_write (peer, g_bytes_get_data (peer->data, NULL),
                                         g_bytes_get_size (peer->data)))
    net_peer_drain (peer);
}

static void
run_answer_and_end (NetPeer *peer)
{
  g_autofree char *request = net_peer_read_request (peer);

  if (request != NULL)
    net_peer_write (peer, g_bytes_get_data (peer->data, NULL), g_bytes_get_size (peer->data));
}

static GBytes *
answer_new (const char *head,
            GBytes     *body)
{
  GByteArray *array = g_byte_array_new ();

  g_byte_array_append (array, (const guint8 *) head, strlen (head));
  if (body != NULL)
    g_byte_array_append (array, g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  return g_byte_array_free_to_bytes (array);
}

static GBytes *
pack (GBytes *bytes)
{
  g_autoptr (GConverter) packer =
    G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9));
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) stream = g_converter_output_stream_new (memory, packer);

  g_assert_true (g_output_stream_write_all (stream, g_bytes_get_data (bytes, NULL),
                                            g_bytes_get_size (bytes), NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (stream, NULL, NULL));
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

/* One request to a server that gives answer */
static void
fetch_from (NetFetch *fetch,
            NetScript script,
            GBytes   *answer,
            guint     timeout_ms,
            gsize     max_body)
{
  g_autoptr (NetServer) server = net_server_new (script, answer);
  g_autoptr (FeedTransport) transport = transport_new ();
  g_autofree char *uri = uri_of (server);

  net_fetch_start (fetch, transport, uri, timeout_ms, max_body);
  g_assert_true (test_wait_until (net_fetch_is_done, fetch, DEADLINE_MS));
  g_assert_cmpint (net_server_get_count (server), ==, 1);
}

typedef struct {
  const char *name;
  const char *answer;
  guint       status;
  const char *body;
  const char *retry_after;
} AnswerCase;

static const AnswerCase answer_cases[] = {
  { "json", "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n[{\"a\":1}", 200, "[{\"a\":1}", NULL },
  { "chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
               "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
    200, "abcde", NULL },
  { "empty", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 200, "", NULL },
  { "no-content", "HTTP/1.1 204 Nothing\r\n\r\n", 204, "", NULL },
  { "html", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 15\r\n\r\n"
            "<html>no</html>", 200, "<html>no</html>", NULL },
  { "bad-request", "HTTP/1.1 400 Bad\r\nContent-Length: 14\r\n\r\n{\"code\":-1121}", 400,
    "{\"code\":-1121}", NULL },
  { "unauthorized", "HTTP/1.1 401 Who\r\nWWW-Authenticate: Basic realm=\"x\"\r\n"
                    "Content-Length: 2\r\n\r\nno", 401, "no", NULL },
  { "rate-limit", "HTTP/1.1 429 Slow\r\nRETRY-AFTER: 7\r\nContent-Length: 2\r\n\r\n{}", 429, "{}",
    "7" },
  { "server-error", "HTTP/1.1 503 Busy\r\nRetry-After: 30\r\nContent-Length: 0\r\n\r\n", 503, "",
    "30" },
  { "not-gzip", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nabcde", 200,
    "abcde", NULL },
  { "informational-first", "HTTP/1.1 103 Hints\r\n\r\n"
                           "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1",
    200, "1", NULL },
};

/* Any status is an answer, its body as it came */
static void
test_answer (gconstpointer data)
{
  const AnswerCase *it = data;
  g_autoptr (GBytes) answer = answer_new (it->answer, NULL);
  g_auto (NetFetch) fetch = { 0 };

  fetch_from (&fetch, run_answer, answer, DEADLINE_MS, LIMIT);
  g_assert_no_error (fetch.error);
  g_assert_cmpuint (fetch.status, ==, it->status);
  g_assert_cmpmem (g_bytes_get_data (fetch.body, NULL), g_bytes_get_size (fetch.body), it->body,
                   strlen (it->body));
  g_assert_cmpstr (fetch.retry_after, ==, it->retry_after);
}

/* A body that ends with the connection */
static void
test_until_end (void)
{
  g_autoptr (GBytes) answer = answer_new ("HTTP/1.1 200 OK\r\n\r\n0123456789", NULL);
  g_auto (NetFetch) fetch = { 0 };

  fetch_from (&fetch, run_answer_and_end, answer, DEADLINE_MS, LIMIT);
  g_assert_no_error (fetch.error);
  g_assert_cmpmem (g_bytes_get_data (fetch.body, NULL), g_bytes_get_size (fetch.body),
                   "0123456789", 10);
}

/* Answers that are none */
static void
test_broken (gconstpointer data)
{
  g_autoptr (GBytes) answer = answer_new (data, NULL);
  g_auto (NetFetch) fetch = { 0 };

  fetch_from (&fetch, run_answer_and_end, answer, DEADLINE_MS, LIMIT);
  g_assert_nonnull (fetch.error);
  g_assert_null (fetch.body);
}

static void
run_record (NetPeer *peer)
{
  char **request = peer->data;

  *request = net_peer_read_request (peer);
  if (net_peer_print (peer, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nSet-Cookie: a=b\r\n\r\n"))
    net_peer_drain (peer);
}

static void
test_request (void)
{
  g_autofree char *received = NULL;
  g_autoptr (NetServer) server = net_server_new (run_record, &received);
  g_autoptr (FeedTransport) transport = transport_new ();
  g_autofree char *uri = uri_of (server);
  g_auto (NetFetch) fetch = { 0 };
  char *headers[] = { (char *) "X-Key", (char *) "value", (char *) "Content-Type",
                      (char *) "application/json", NULL };
  g_autoptr (GBytes) body = g_bytes_new_static ("{\"a\":1}", 7);
  FeedRequest request = { .method = (char *) "POST", .uri = uri, .headers = headers, .body = body };

  net_fetch_start_request (&fetch, transport, &request, DEADLINE_MS, LIMIT);
  g_assert_true (test_wait_until (net_fetch_is_done, &fetch, DEADLINE_MS));
  g_assert_no_error (fetch.error);
  g_clear_pointer (&server, net_server_free);
  g_assert_true (g_str_has_prefix (received, "POST /api/v3/ticker?x=%5B1%5D HTTP/1.1\r\n"));
  g_assert_nonnull (strstr (received, "\r\nX-Key: value\r\n"));
  g_assert_nonnull (strstr (received, "\r\nContent-Type: application/json\r\n"));
  g_assert_nonnull (strstr (received, "\r\nContent-Length: 7\r\n"));
  g_assert_nonnull (strstr (received, "\r\nUser-Agent: Evertick/"));
  g_assert_null (strstr (received, "Cookie"));
}

static void
test_redirect (void)
{
  g_autoptr (NetServer) target = net_server_new (run_answer, NULL);
  g_autofree char *head =
    g_strdup_printf ("HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1:%d/\r\n"
                     "Content-Length: 0\r\n\r\n",
                     net_server_get_port (target));
  g_autoptr (GBytes) answer = answer_new (head, NULL);
  g_auto (NetFetch) fetch = { 0 };

  fetch_from (&fetch, run_answer, answer, DEADLINE_MS, LIMIT);
  g_assert_no_error (fetch.error);
  g_assert_cmpuint (fetch.status, ==, 301);
  g_assert_cmpint (net_server_get_count (target), ==, 0);
}

static void
test_endpoint (void)
{
  const char *const uris[] = {
    "http://192.0.2.1/", "http://api.example/", "ws://127.0.0.1:1/", "file:///etc/passwd",
    "data:text/plain,x", "https://", "", "http://127.0.0.1:99999/",
  };

  for (guint i = 0; i < G_N_ELEMENTS (uris); i++) {
    g_autoptr (FeedTransport) transport = transport_new ();
    g_auto (NetFetch) fetch = { 0 };

    net_fetch_start (&fetch, transport, uris[i], DEADLINE_MS, LIMIT);
    g_assert_false (net_fetch_is_done (&fetch));
    g_assert_true (test_wait_until (net_fetch_is_done, &fetch, DEADLINE_MS));
    g_assert_error (fetch.error, FEED_ERROR, FEED_ERROR_ENDPOINT);
  }
}

/* A line break in a header is a second header, or a second request: refused, and not quoted */
static void
test_header_break (void)
{
  g_autoptr (FeedTransport) transport = transport_new ();
  g_auto (NetFetch) fetch = { 0 };
  char *headers[] = { (char *) "X-Key", (char *) "secret\r\nX-Other: 1", NULL };
  FeedRequest request = { .method = (char *) "GET", .uri = (char *) "http://127.0.0.1:1/",
                          .headers = headers };

  net_fetch_start_request (&fetch, transport, &request, DEADLINE_MS, LIMIT);
  g_assert_true (test_wait_until (net_fetch_is_done, &fetch, DEADLINE_MS));
  g_assert_error (fetch.error, FEED_ERROR, FEED_ERROR_ENDPOINT);
  g_assert_null (strstr (fetch.error->message, "secret"));
}

typedef struct {
  const char *head;
  gsize       written;
} Flood;

/* 50 MB, as fast as they are taken */
static void
run_flood (NetPeer *peer)
{
  Flood *flood = peer->data;
  g_autofree char *request = net_peer_read_request (peer);
  g_autofree char *filler = g_strnfill (64 * 1024, 'x');
  gboolean taken = request != NULL && net_peer_print (peer, flood->head);

  while (taken && flood->written < 50 * 1000 * 1000) {
    taken = net_peer_write (peer, filler, 64 * 1024);
    flood->written += 64 * 1024;
  }
}

static void
check_flood (Flood *flood,
             gsize  most)
{
  g_autoptr (NetServer) server = net_server_new (run_flood, flood);
  g_autoptr (FeedTransport) transport = transport_new ();
  g_autofree char *uri = uri_of (server);
  g_auto (NetFetch) fetch = { 0 };

  net_fetch_start (&fetch, transport, uri, DEADLINE_MS, LIMIT);
  g_assert_true (test_wait_until (net_fetch_is_done, &fetch, DEADLINE_MS));
  g_assert_error (fetch.error, FEED_ERROR, FEED_ERROR_TOO_LARGE);
  g_clear_pointer (&server, net_server_free);
  g_assert_cmpuint (flood->written, <=, most);
}

/* With a length no byte of the body is waited for; without one it is cut at the limit. What the
 * sockets' buffers took comes on top */
static void
test_flood (void)
{
  Flood told = { "HTTP/1.1 200 OK\r\nContent-Length: 50000000\r\n\r\n", 0 };
  Flood untold = { "HTTP/1.1 200 OK\r\n\r\n", 0 };

  check_flood (&told, 12 * 1024 * 1024);
  check_flood (&untold, LIMIT + 12 * 1024 * 1024);
}

static void
test_limit (void)
{
  g_autofree char *text = g_strnfill (100000, 'x');
  g_autoptr (GBytes) body = g_bytes_new_static (text, 100000);
  g_autoptr (GBytes) answer = answer_new ("HTTP/1.1 200 OK\r\n\r\n", body);
  g_auto (NetFetch) exact = { 0 };
  g_auto (NetFetch) above = { 0 };

  fetch_from (&exact, run_answer_and_end, answer, DEADLINE_MS, 100000);
  g_assert_no_error (exact.error);
  g_assert_cmpuint (g_bytes_get_size (exact.body), ==, 100000);
  fetch_from (&above, run_answer_and_end, answer, DEADLINE_MS, 99999);
  g_assert_error (above.error, FEED_ERROR, FEED_ERROR_TOO_LARGE);
}

static void
test_gzip (void)
{
  g_autoptr (GBytes) body = g_bytes_new_static ("{\"symbol\":\"BTCUSDT\"}", 20);
  g_autoptr (GBytes) packed = pack (body);
  g_autoptr (GBytes) answer = answer_new ("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n",
                                          packed);
  g_auto (NetFetch) fetch = { 0 };

  fetch_from (&fetch, run_answer_and_end, answer, DEADLINE_MS, LIMIT);
  g_assert_no_error (fetch.error);
  g_assert_true (g_bytes_equal (fetch.body, body));
}

/* 50 MB in 50 KB */
static void
test_gzip_bomb (void)
{
  g_autofree char *zeros = g_malloc0 (50 * 1000 * 1000);
  g_autoptr (GBytes) body = g_bytes_new_static (zeros, 50 * 1000 * 1000);
  g_autoptr (GBytes) packed = pack (body);
  g_autoptr (GBytes) answer = answer_new ("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n",
                                          packed);
  g_auto (NetFetch) fetch = { 0 };

  g_assert_cmpuint (g_bytes_get_size (packed), <, 100 * 1000);
  fetch_from (&fetch, run_answer, answer, DEADLINE_MS, LIMIT);
  g_assert_error (fetch.error, FEED_ERROR, FEED_ERROR_TOO_LARGE);
}

/* More than one coding was never asked for: what comes stays as it is */
static void
test_gzip_nested (void)
{
  g_autoptr (GBytes) body = g_bytes_new_static ("{}", 2);
  g_autoptr (GString) head = g_string_new ("HTTP/1.1 200 OK\r\nContent-Encoding: gzip");
  g_autoptr (GBytes) packed = pack (body);
  g_autoptr (GBytes) answer = NULL;
  g_auto (NetFetch) fetch = { 0 };

  for (guint i = 0; i < 5000; i++)
    g_string_append (head, ", gzip");
  g_string_append (head, "\r\n\r\n");
  answer = answer_new (head->str, packed);
  fetch_from (&fetch, run_answer_and_end, answer, DEADLINE_MS, LIMIT);
  g_assert_no_error (fetch.error);
  g_assert_true (g_bytes_equal (fetch.body, packed));
}

static void
run_hang (NetPeer *peer)
{
  net_peer_hang (peer);
}

/* A byte now and then, for ever */
static void
run_trickle (NetPeer *peer)
{
  g_autofree char *request = net_peer_read_request (peer);
  gboolean taken = request != NULL && net_peer_print (peer, peer->data);

  while (taken) {
    g_usleep (5 * 1000);
    taken = net_peer_print (peer, "x");
  }
}

static void
check_timeout (NetScript   script,
               const char *head)
{
  g_autoptr (NetServer) server = net_server_new (script, (gpointer) head);
  g_autoptr (FeedTransport) transport = transport_new ();
  g_autofree char *uri = uri_of (server);
  g_auto (NetFetch) fetch = { 0 };

  net_fetch_start (&fetch, transport, uri, 300, LIMIT);
  g_assert_true (test_wait_until (net_fetch_is_done, &fetch, DEADLINE_MS));
  g_assert_error (fetch.error, FEED_ERROR, FEED_ERROR_TIMEOUT);
}

static void
test_timeout (void)
{
  check_timeout (run_hang, NULL);
  check_timeout (run_trickle, "HTTP/1.1 200 OK\r\nX-Long: ");
  check_timeout (run_trickle, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
  check_timeout (run_trickle, "HTTP/1.1 200 OK\r\n\r\n");
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
run_drain (NetPeer *peer)
{
  net_peer_drain (peer);
}

static void
check_cancelled (NetFetch  *fetch,
                 NetServer *server)
{
  g_cancellable_cancel (fetch->cancellable);
  g_assert_true (test_wait_until (net_fetch_is_done, fetch, DEADLINE_MS));
  g_assert_error (fetch->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_true (test_wait_until (is_idle, server, DEADLINE_MS));
}

static void
test_cancel (void)
{
  const char *head = "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nx";
  g_autoptr (FeedTransport) transport = transport_new ();
  g_autoptr (NetServer) server = net_server_new (run_drain, NULL);
  g_autoptr (NetServer) trickling = net_server_new (run_trickle, (gpointer) head);
  g_autofree char *uri = uri_of (server);
  g_autofree char *trickling_uri = uri_of (trickling);
  g_auto (NetFetch) before = { .cancellable = g_cancellable_new () };
  g_auto (NetFetch) at_once = { .cancellable = g_cancellable_new () };
  g_auto (NetFetch) waiting = { .cancellable = g_cancellable_new () };
  g_auto (NetFetch) reading = { .cancellable = g_cancellable_new () };

  g_cancellable_cancel (before.cancellable);
  net_fetch_start (&before, transport, uri, DEADLINE_MS, LIMIT);
  check_cancelled (&before, server);
  net_fetch_start (&at_once, transport, uri, DEADLINE_MS, LIMIT);
  check_cancelled (&at_once, server);
  net_fetch_start (&waiting, transport, uri, DEADLINE_MS, LIMIT);
  g_assert_true (test_wait_until (has_connection, server, DEADLINE_MS));
  check_cancelled (&waiting, server);
  net_fetch_start (&reading, transport, trickling_uri, DEADLINE_MS, LIMIT);
  g_assert_true (test_wait_until (has_connection, trickling, DEADLINE_MS));
  for (guint i = 0; i < 20; i++)
    g_main_context_iteration (NULL, TRUE);
  check_cancelled (&reading, trickling);
}

/* A request under way keeps what it needs */
static void
test_transport_first (void)
{
  g_autoptr (GBytes) answer = answer_new ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", NULL);
  g_autoptr (NetServer) server = net_server_new (run_answer, answer);
  FeedTransport *transport = transport_new ();
  g_autofree char *uri = uri_of (server);
  g_auto (NetFetch) fetch = { 0 };

  net_fetch_start (&fetch, transport, uri, DEADLINE_MS, LIMIT);
  g_object_unref (transport);
  g_assert_true (test_wait_until (net_fetch_is_done, &fetch, DEADLINE_MS));
  g_assert_no_error (fetch.error);
}

static void
test_new_destroy (void)
{
  FeedTransport *transport = transport_new ();

  g_assert_finalize_object (transport);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/net/rest/new-destroy", test_new_destroy);
  for (guint i = 0; i < G_N_ELEMENTS (answer_cases); i++) {
    g_autofree char *path = g_strconcat ("/net/rest/answer/", answer_cases[i].name, NULL);

    g_test_add_data_func (path, &answer_cases[i], test_answer);
  }
  g_test_add_func ("/net/rest/answer/until-end", test_until_end);
  g_test_add_data_func ("/net/rest/broken/nothing", "", test_broken);
  g_test_add_data_func ("/net/rest/broken/garbage", "\x16\x03\x01 what?\r\n\r\n", test_broken);
  g_test_add_data_func ("/net/rest/broken/half-a-head", "HTTP/1.1 200 OK\r\nConte", test_broken);
  g_test_add_data_func ("/net/rest/broken/half-a-body",
                        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"a\":", test_broken);
  g_test_add_data_func ("/net/rest/broken/half-a-chunk",
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
                        test_broken);
  g_test_add_func ("/net/rest/request", test_request);
  g_test_add_func ("/net/rest/redirect", test_redirect);
  g_test_add_func ("/net/rest/endpoint", test_endpoint);
  g_test_add_func ("/net/rest/header-break", test_header_break);
  g_test_add_func ("/net/rest/flood", test_flood);
  g_test_add_func ("/net/rest/limit", test_limit);
  g_test_add_func ("/net/rest/gzip", test_gzip);
  g_test_add_func ("/net/rest/gzip-bomb", test_gzip_bomb);
  g_test_add_func ("/net/rest/gzip-nested", test_gzip_nested);
  g_test_add_func ("/net/rest/t09-timeout", test_timeout);
  g_test_add_func ("/net/rest/cancel", test_cancel);
  g_test_add_func ("/net/rest/transport-first", test_transport_first);
  return g_test_run ();
}
