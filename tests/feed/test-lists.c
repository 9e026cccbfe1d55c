/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <feed/feed.h>
#include <string.h>

#include "feed/feed-manager-private.h"
#include "feed/net/feed-net-transport.h"
#include "feed/store/feed-catalog.h"
#include "net/net-server.h"
#include "support/test-support.h"

/* Instrument lists over real sockets, as a manager fetches and uses them. */

#define DEADLINE_MS 20000
#define PATH "/OpenAPI_File/files/OpenAPIScripMaster.json"

static const char good_list[] =
  "[{\"token\":\"2885\",\"symbol\":\"RELIANCE-EQ\",\"name\":\"RELIANCE\",\"expiry\":\"\","
  "\"strike\":\"-1.000000\",\"lotsize\":\"1\",\"instrumenttype\":\"\",\"exch_seg\":\"NSE\","
  "\"tick_size\":\"10.000000\"},\n"
  "{\"token\":\"99926000\",\"symbol\":\"Nifty 50\",\"name\":\"NIFTY\",\"expiry\":\"\","
  "\"strike\":\"0.000000\",\"lotsize\":\"1\",\"instrumenttype\":\"AMXIDX\",\"exch_seg\":\"NSE\","
  "\"tick_size\":\"0.000000\"}]";

/* What the server does with each request; head: up to the length of the body */
typedef struct {
  const char *head, *body;
  gsize       more;         /* bytes that are announced and never come */
  GMutex      mutex;
  char       *request;      /* the last one */
  guint       n_requests;
} Script;

static void
run_script (NetPeer *peer)
{
  Script *script = peer->data;
  char *request = net_peer_read_request (peer);
  g_autofree char *head = NULL;
  gsize length = strlen (script->body);

  if (request == NULL)
    return;
  g_mutex_lock (&script->mutex);
  g_free (script->request);
  script->request = request;
  script->n_requests++;
  g_mutex_unlock (&script->mutex);
  head = g_strdup_printf ("HTTP/1.1 %s\r\nConnection: close\r\n"
                          "Content-Length: %" G_GSIZE_FORMAT "\r\n\r\n", script->head,
                          length + script->more);
  if (net_peer_print (peer, head) && net_peer_write (peer, script->body, length)
      && script->more == 0)
    net_peer_drain (peer);
}

typedef struct {
  Script          script;
  NetServer      *server;
  char           *base, *url;
  FeedManager    *manager;
  GPtrArray      *matches;
  GError         *error;
  gboolean        done;
  const char     *wanted;   /* a part of a line of the log */
  FeedInstrument *row;
} Fixture;

static void
restart_manager (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  g_clear_object (&self->manager);
  self->manager = feed_manager_new (NULL);
  g_assert_true (feed_manager_set_list_base (self->manager, "angel-one", self->base, &error));
  g_assert_true (feed_manager_set_endpoints (self->manager, "angel-one", "ws://127.0.0.1:9",
                                             "http://127.0.0.1:9", &error));
  g_assert_no_error (error);
}

static void
set_up (Fixture      *self,
        gconstpointer data)
{
  g_mutex_init (&self->script.mutex);
  self->script.head = "200 OK\r\nETag: \"one\"";
  self->script.body = good_list;
  self->server = net_server_new (run_script, &self->script);
  self->base = g_strdup_printf ("http://127.0.0.1:%d", net_server_get_port (self->server));
  self->url = g_strconcat (self->base, PATH, NULL);
  restart_manager (self);
}

static void
tear_down (Fixture      *self,
           gconstpointer data)
{
  g_clear_object (&self->manager);
  g_clear_pointer (&self->server, net_server_free);
  g_clear_pointer (&self->matches, g_ptr_array_unref);
  g_clear_error (&self->error);
  g_free (self->base);
  g_free (self->url);
  g_free (self->script.request);
  g_mutex_clear (&self->script.mutex);
}

static void
on_found (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Fixture *self = user_data;

  self->matches = feed_manager_search_finish (FEED_MANAGER (source), result, &self->error);
  self->done = TRUE;
}

static gboolean
is_done (gpointer user_data)
{
  return ((Fixture *) user_data)->done;
}

/* Searches and waits; the first match's symbol, NULL where there is none */
static const char *
find (Fixture    *self,
      const char *text)
{
  FeedSearch search = { text, "angel-one", 10 };

  self->done = FALSE;
  g_clear_pointer (&self->matches, g_ptr_array_unref);
  g_clear_error (&self->error);
  feed_manager_search_async (self->manager, &search, NULL, on_found, self);
  g_assert_true (test_wait_until (is_done, self, DEADLINE_MS));
  if (self->matches == NULL || self->matches->len == 0)
    return NULL;
  return ((FeedMatch *) self->matches->pdata[0])->listing->symbol;
}

static gboolean
is_logged (gpointer user_data)
{
  Fixture *self = user_data;
  GListModel *log = G_LIST_MODEL (feed_manager_get_event_log (self->manager));

  for (guint i = 0; i < g_list_model_get_n_items (log); i++) {
    g_autoptr (FeedEvent) event = g_list_model_get_item (log, i);

    if (strstr (feed_event_get_text (event), self->wanted) != NULL)
      return TRUE;
  }
  return FALSE;
}

static void
wait_for_line (Fixture    *self,
               const char *words)
{
  self->wanted = words;
  if (!test_wait_until (is_logged, self, DEADLINE_MS))
    g_error ("no line of the log says “%s”", words);
}

/* As if the list were of yesterday */
static void
age_list (Fixture *self)
{
  g_autofree char *path = g_build_filename (g_get_user_cache_dir (), "evertick", "instruments.db",
                                            NULL);
  g_auto (FeedCatalogList) list = { 0 };
  g_autofree char *kept = NULL;
  g_autoptr (FeedCatalog) catalog = feed_catalog_open (path, &kept, NULL);

  g_assert_true (feed_catalog_find_list (catalog, "angel-one", self->url, &list, NULL));
  g_assert_cmpint (list.n_rows, ==, 2);
  g_assert_true (feed_catalog_set_checked (catalog, list.id, 1, NULL));
}

static void
test_search (Fixture      *self,
             gconstpointer data)
{
  g_assert_cmpstr (find (self, "rel"), ==, "NSE:RELIANCE-EQ");
  g_assert_cmpstr (((FeedMatch *) self->matches->pdata[0])->venue, ==, "angel-one");
  g_assert_cmpstr (find (self, "nifty 50"), ==, "NSE:Nifty 50");
  g_assert_null (find (self, "nothing"));
  g_assert_no_error (self->error);
  wait_for_line (self, "instrument list of Angel One: 2 instruments, ");
  g_assert_cmpuint (self->script.n_requests, ==, 1);
  /* The next run has it already */
  restart_manager (self);
  g_assert_cmpstr (find (self, "rel"), ==, "NSE:RELIANCE-EQ");
  g_assert_cmpuint (self->script.n_requests, ==, 1);
}

static void
test_same (Fixture      *self,
           gconstpointer data)
{
  find (self, "rel");
  age_list (self);
  restart_manager (self);
  self->script.head = "304 Not Modified";
  self->script.body = "";
  g_assert_cmpstr (find (self, "rel"), ==, "NSE:RELIANCE-EQ");
  wait_for_line (self, "instrument list of Angel One: the same as before, 2 instruments");
  g_assert_nonnull (strstr (self->script.request, "\r\nIf-None-Match: \"one\"\r\n"));
}

typedef struct {
  const char *name, *head, *body;
  gsize       more;
  const char *words;
} BadCase;

static const BadCase bad_cases[] = {
  { "truncated", "200 OK", "[{\"token\":\"1\"", 1000, "the one of 20" },
  { "cut", "200 OK", "[{\"token\":\"1\"}", 0, "the text ends in the middle; the one of 20" },
  { "html", "200 OK", "<html>sorry</html>", 0, "byte 0: this is no array; the one of 20" },
  { "empty", "200 OK", "[]", 0, "0 instruments in it, and 0 that are none; the one of 20" },
  { "nonsense", "200 OK", "[{\"token\":1},{},{}]", 0, "0 instruments in it" },
  { "forbidden", "403 Forbidden", "no", 0, "the server answers HTTP 403; the one of 20" },
  { "moved", "302 Found\r\nLocation: http://127.0.0.1:9/", "", 0, "the server answers HTTP 302" },
  { "not-gzip", "200 OK\r\nContent-Encoding: gzip", "abcdefgh", 0, "the one of 20" },
};

/* Whatever comes instead of a list, the last good one stays and is used */
static void
test_bad (Fixture      *self,
          gconstpointer data)
{
  const BadCase *it = data;

  find (self, "rel");
  age_list (self);
  restart_manager (self);
  self->script.head = it->head;
  self->script.body = it->body;
  self->script.more = it->more;
  g_assert_cmpstr (find (self, "rel"), ==, "NSE:RELIANCE-EQ");
  wait_for_line (self, it->words);
  g_assert_cmpstr (find (self, "nifty"), ==, "NSE:Nifty 50");
}

/* What nobody could read or subscribe to is left out, and said */
static void
test_long (Fixture      *self,
           gconstpointer data)
{
  g_autofree char *name = g_strnfill (200 * 1024, 'N');
  g_autofree char *body = g_strdup_printf ("[{\"token\":\"1\",\"symbol\":\"LONG-EQ\",\"name\":\"%s\","
                                           "\"exch_seg\":\"NSE\"},%s", name, good_list + 1);

  self->script.body = body;
  g_assert_cmpstr (find (self, "rel"), ==, "NSE:RELIANCE-EQ");
  wait_for_line (self, "1 of its rows could not be read");
  wait_for_line (self, "instrument list of Angel One: 2 instruments, ");
  g_assert_null (find (self, "long"));
}

/* Nobody answers: no list at all is an error, an old one is not */
static void
test_offline (Fixture      *self,
              gconstpointer data)
{
  g_clear_pointer (&self->server, net_server_free);
  g_assert_null (find (self, "rel"));
  g_assert_nonnull (self->error);
  wait_for_line (self, "; there is none yet");
}

static gboolean
is_asked (gpointer user_data)
{
  return net_server_get_count (((Fixture *) user_data)->server) > 0;
}

/* The first list does not come: a search that is given up ends at once, and so does the manager */
static void
test_cancel (Fixture      *self,
             gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  FeedSearch search = { "rel", "angel-one", 10 };

  g_clear_pointer (&self->server, net_server_free);
  g_free (self->base);
  self->server = net_server_new (net_peer_hang, NULL);
  self->base = g_strdup_printf ("http://127.0.0.1:%d", net_server_get_port (self->server));
  restart_manager (self);
  feed_manager_search_async (self->manager, &search, cancellable, on_found, self);
  g_assert_true (test_wait_until (is_asked, self, DEADLINE_MS));
  g_cancellable_cancel (cancellable);
  g_assert_true (test_wait_until (is_done, self, DEADLINE_MS));
  g_assert_error (self->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_finalize_object (g_steal_pointer (&self->manager));
}

static gboolean
is_listed (gpointer user_data)
{
  return feed_instrument_get_listing (((Fixture *) user_data)->row) != NULL;
}

static gboolean
is_unknown (gpointer user_data)
{
  return feed_instrument_get_state (((Fixture *) user_data)->row) == FEED_ROW_UNKNOWN;
}

/* Subscribed at once, connected when the list says what it is */
static void
test_resolve (Fixture      *self,
              gconstpointer data)
{
  FeedBoard *board = feed_manager_get_board (self->manager);
  GListModel *connections = feed_manager_get_connections (self->manager);
  g_autoptr (GError) error = NULL;
  guint known = feed_manager_subscribe (self->manager, "angel-one", "nse:reliance-eq", &error);
  guint unknown = feed_manager_subscribe (self->manager, "angel-one", "NSE:NOPE-EQ", &error);
  guint gone = feed_manager_subscribe (self->manager, "angel-one", "NSE:GONE-EQ", &error);

  g_assert_no_error (error);
  feed_manager_unsubscribe (self->manager, gone);
  g_assert_cmpuint (g_list_model_get_n_items (connections), ==, 0);
  feed_manager_start (self->manager);
  self->row = feed_board_get_by_index (board, known);
  g_assert_true (test_wait_until (is_listed, self, DEADLINE_MS));
  g_assert_cmpstr (feed_instrument_get_listing (self->row)->key, ==, "2885");
  g_assert_cmpint (feed_instrument_get_price_decimals (self->row), ==, 2);
  g_assert_cmpuint (g_list_model_get_n_items (connections), ==, 1);
  wait_for_line (self, "NSE:NOPE-EQ is not known to the venue");
  self->row = feed_board_get_by_index (board, unknown);
  g_assert_true (test_wait_until (is_unknown, self, DEADLINE_MS));
  g_assert_cmpuint (self->script.n_requests, ==, 1);
  feed_manager_unsubscribe (self->manager, unknown);
  feed_manager_unsubscribe (self->manager, known);
}

static gboolean
has_new_key (gpointer user_data)
{
  const FeedListing *listing = feed_instrument_get_listing (((Fixture *) user_data)->row);

  return listing != NULL && g_str_equal (listing->key, "4711");
}

/* Serves that list from now on, and asks for a symbol that no list has */
static void
bring_list (Fixture    *self,
            const char *body,
            const char *symbol)
{
  g_autoptr (GError) error = NULL;

  age_list (self);
  self->script.body = body;
  feed_manager_subscribe (self->manager, "angel-one", symbol, &error);
  g_assert_no_error (error);
}

/* The next list has another key for an instrument, the one after it has it no more */
static void
test_change (Fixture      *self,
             gconstpointer data)
{
  g_autofree char *other = g_strdup (good_list);
  g_autofree char *gone = g_strdup (good_list);
  g_autoptr (GError) error = NULL;
  guint instrument = feed_manager_subscribe (self->manager, "angel-one", "NSE:RELIANCE-EQ", &error);

  memcpy (strstr (other, "2885"), "4711", 4);
  memcpy (strstr (gone, "RELIANCE-EQ"), "RELIANCE-BE", 11);
  feed_manager_start (self->manager);
  self->row = feed_board_get_by_index (feed_manager_get_board (self->manager), instrument);
  g_assert_true (test_wait_until (is_listed, self, DEADLINE_MS));
  bring_list (self, other, "NSE:NOPE-EQ");
  g_assert_true (test_wait_until (has_new_key, self, DEADLINE_MS));
  wait_for_line (self, "NSE:NOPE-EQ is not known to the venue");
  bring_list (self, gone, "NSE:NADA-EQ");
  wait_for_line (self, "NSE:RELIANCE-EQ is not known to the venue");
  g_assert_true (test_wait_until (is_unknown, self, DEADLINE_MS));
}

/* What an old list does not have is not unknown while the new one cannot be had */
static void
test_wait (Fixture      *self,
           gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint instrument;

  find (self, "rel");
  age_list (self);
  restart_manager (self);
  self->script.head = "503 Busy";
  feed_manager_start (self->manager);
  instrument = feed_manager_subscribe (self->manager, "angel-one", "NSE:NEW-EQ", &error);
  g_assert_no_error (error);
  wait_for_line (self, "HTTP 503");
  self->wanted = "not known";
  g_assert_false (is_logged (self));
  feed_manager_unsubscribe (self->manager, instrument);
}

static void
on_looked_up (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  Fixture *self = user_data;

  g_clear_error (&self->error);
  feed_manager_lookup_finish (FEED_MANAGER (source), result, &self->error);
  self->done = TRUE;
}

/* Symbols with commas between them; the error, NULL where all are known */
static const GError *
look_up (Fixture    *self,
         const char *symbols)
{
  g_auto (GStrv) words = g_strsplit (symbols, ",", -1);

  self->done = FALSE;
  feed_manager_lookup_async (self->manager, "angel-one", (const char *const *) words, NULL,
                             on_looked_up, self);
  g_assert_true (test_wait_until (is_done, self, DEADLINE_MS));
  return self->error;
}

/* All at once, however they are spelt; what a list of these minutes does not have is unknown */
static void
test_look_up (Fixture      *self,
              gconstpointer data)
{
  const GError *error;

  g_assert_no_error (look_up (self, "NSE:RELIANCE-EQ,nse:nifty 50,nse:reliance-eq"));
  error = look_up (self, "NSE:RELIANCE-EQ,NSE:NOPE-EQ,NSE:A,NSE:B,NSE:C,NSE:D,NSE:E,NSE:F");
  g_assert_error (error, FEED_ERROR, FEED_ERROR_UNKNOWN_SYMBOL);
  g_assert_cmpstr (error->message, ==, "“NSE:NOPE-EQ”, “NSE:A”, “NSE:B”, “NSE:C”, “NSE:D” and 2 more: "
                                       "not in the venue's instrument list");
  g_assert_error (look_up (self, "RELIANCE"), FEED_ERROR, FEED_ERROR_UNKNOWN_SYMBOL);
  g_assert_cmpuint (self->script.n_requests, ==, 1);
}

/* What an old list does not have is looked for in a new one, and not unknown where that is not to be
 * had */
static void
test_look_up_again (Fixture      *self,
                    gconstpointer data)
{
  g_autofree char *other = g_strdup (good_list);

  g_assert_no_error (look_up (self, "NSE:RELIANCE-EQ"));
  age_list (self);
  restart_manager (self);
  self->script.head = "503 Busy";
  g_assert_error (look_up (self, "NSE:RELIANCE-BE"), FEED_ERROR, FEED_ERROR_REMOTE);
  memcpy (strstr (other, "RELIANCE-EQ"), "RELIANCE-BE", 11);
  self->script.head = "200 OK\r\nETag: \"two\"";
  self->script.body = other;
  restart_manager (self);
  g_assert_no_error (look_up (self, "NSE:RELIANCE-BE,NSE:Nifty 50"));
  g_assert_error (look_up (self, "NSE:RELIANCE-EQ"), FEED_ERROR, FEED_ERROR_UNKNOWN_SYMBOL);
}

#define ADD(name, func) g_test_add (name, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("/feed/lists/search", test_search);
  ADD ("/feed/lists/same", test_same);
  for (guint i = 0; i < G_N_ELEMENTS (bad_cases); i++) {
    g_autofree char *path = g_strdup_printf ("/feed/lists/bad/%s", bad_cases[i].name);

    g_test_add (path, Fixture, &bad_cases[i], set_up, test_bad, tear_down);
  }
  ADD ("/feed/lists/long", test_long);
  ADD ("/feed/lists/offline", test_offline);
  ADD ("/feed/lists/cancel", test_cancel);
  ADD ("/feed/lists/resolve", test_resolve);
  ADD ("/feed/lists/change", test_change);
  ADD ("/feed/lists/wait", test_wait);
  ADD ("/feed/lists/look-up", test_look_up);
  ADD ("/feed/lists/look-up-again", test_look_up_again);
  return g_test_run ();
}
