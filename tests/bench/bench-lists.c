/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <feed/feed.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "net/net-server.h"
#include "support/test-support.h"

/* What a venue's whole instrument list costs: how long it takes to fetch and to store, how much memory
 * that needs, what the main loop feels of it, and how fast a search answers as somebody types. The
 * first argument is the number of instruments. */

#define PATIENCE_MS 300000
#define MAX_QUERY 64

static const char *const queries[] = {
  "nifty 24500 ce", "reliance", "banknifty 26nov fut", "nse:infy-eq", "sbin", "crudeoil", "usdinr",
  "tata motors", "24500 pe nifty dec", "name0123", "ce pe", "bees", "99 ce", "n",
};

static const char *const names[] = {
  "NIFTY", "BANKNIFTY", "FINNIFTY", "RELIANCE", "INFY", "SBIN", "TATAMOTORS", "CRUDEOIL", "USDINR",
};

typedef struct {
  FeedManager *manager;
  GPtrArray   *matches;
  gboolean     done;
} Bench;

static void
append_row (GString    *list,
            guint       token,
            const char *symbol,
            const char *name,
            const char *more)
{
  g_string_append_printf (list, "%s{\"token\":\"%u\",\"symbol\":\"%s\",\"name\":\"%s\",%s}",
                          list->len > 1 ? "," : "", token, symbol, name, more);
}

/* Of 180,000 rows about 12,000 are equities, as in the real list; the rest are options */
static GBytes *
make_list (guint n)
{
  static const char *const months[] = { "NOV", "DEC", "JAN", "FEB" };
  GString *list = g_string_new ("[");
  guint n_equities = n / 15;

  append_row (list, 99926000, "Nifty 50", "NIFTY",
              "\"expiry\":\"\",\"strike\":\"0.000000\",\"lotsize\":\"1\","
              "\"instrumenttype\":\"AMXIDX\",\"exch_seg\":\"NSE\",\"tick_size\":\"0.000000\"");
  for (guint i = 0; i < n_equities; i++) {
    g_autofree char *name = i < G_N_ELEMENTS (names) ? g_strdup (names[i])
                                                     : g_strdup_printf ("NAME%05u", i);
    g_autofree char *symbol = g_strconcat (name, "-EQ", NULL);

    append_row (list, 1000 + i, symbol, name,
                "\"expiry\":\"\",\"strike\":\"-1.000000\",\"lotsize\":\"1\",\"instrumenttype\":\"\","
                "\"exch_seg\":\"NSE\",\"tick_size\":\"5.000000\"");
  }
  for (guint i = n_equities; i < n; i++) {
    const char *name = names[i % G_N_ELEMENTS (names)];
    guint step = i / G_N_ELEMENTS (names);
    guint month = step / 2 % 4;
    guint strike = 100 * (step / 8 % 2500 + 1);
    const char *side = step % 2 == 0 ? "CE" : "PE";
    int year = month < 2 ? 2030 : 2031;
    g_autofree char *symbol = g_strdup_printf ("%s26%s%d%u%s", name, months[month], year % 100, strike,
                                               side);
    g_autofree char *more =
      g_strdup_printf ("\"expiry\":\"26%s%d\",\"strike\":\"%u00.000000\",\"lotsize\":\"75\","
                       "\"instrumenttype\":\"OPTIDX\",\"exch_seg\":\"NFO\","
                       "\"tick_size\":\"5.000000\"", months[month], year, strike);

    append_row (list, 100000 + i, symbol, name, more);
  }
  g_string_append_c (list, ']');
  return g_string_free_to_bytes (list);
}

static void
run_list (NetPeer *peer)
{
  g_autofree char *request = net_peer_read_request (peer);
  const char *path = peer->data;
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, NULL);
  g_autofree char *head = g_strdup_printf ("HTTP/1.1 200 OK\r\nContent-Length: %" G_GSIZE_FORMAT
                                           "\r\n\r\n", g_mapped_file_get_length (file));

  if (request != NULL && net_peer_print (peer, head)
      && net_peer_write (peer, g_mapped_file_get_contents (file), g_mapped_file_get_length (file)))
    net_peer_drain (peer);
}

/* Anonymous memory at its highest, so that pages of the file that is served do not count */
static gint64
read_memory (const char *name)
{
  g_autofree char *status = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/self/status", &status, NULL, NULL))
    return 0;
  line = strstr (status, name);
  return line != NULL ? g_ascii_strtoll (line + strlen (name), NULL, 10) : 0;
}

static void
on_found (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Bench *self = user_data;
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->matches, g_ptr_array_unref);
  self->matches = feed_manager_search_finish (FEED_MANAGER (source), result, &error);
  if (self->matches == NULL)
    g_error ("%s", error->message);
  self->done = TRUE;
}

static void
start_search (Bench      *self,
              const char *text)
{
  FeedSearch search = { text, "angel-one", 50 };

  self->done = FALSE;
  feed_manager_search_async (self->manager, &search, NULL, on_found, self);
}

static gboolean
is_done (gpointer user_data)
{
  return ((Bench *) user_data)->done;
}

static gboolean
on_tick (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/* Until the search is answered; longest turn of the loop, and highest memory, meanwhile */
static void
load_list (Bench *self)
{
  gint64 start_us = g_get_monotonic_time ();
  gint64 before_kb = read_memory ("RssAnon:");
  gint64 highest_kb = before_kb;
  gint64 longest_us = 0, longest_ns = 0;
  guint tick = g_timeout_add (5, on_tick, NULL);

  g_source_set_name_by_id (tick, "bench tick");
  start_search (self, "nifty 24500 ce");
  while (!self->done) {
    gint64 turn_us, turn_ns;

    g_main_context_iteration (NULL, TRUE);
    turn_us = g_get_monotonic_time ();
    turn_ns = test_thread_cpu_ns ();
    g_main_context_iteration (NULL, FALSE);
    longest_us = MAX (longest_us, g_get_monotonic_time () - turn_us);
    longest_ns = MAX (longest_ns, test_thread_cpu_ns () - turn_ns);
    highest_kb = MAX (highest_kb, read_memory ("RssAnon:"));
  }
  g_source_remove (tick);
  printf ("list: %.1f s, %.1f MB above %.1f MB, longest turn %.2f ms (%.2f ms of processor)\n",
          (double) (g_get_monotonic_time () - start_us) / G_USEC_PER_SEC,
          (double) (highest_kb - before_kb) / 1024, (double) before_kb / 1024,
          (double) longest_us / 1000, (double) longest_ns / 1e6);
}

static int
compare_times (gconstpointer a,
               gconstpointer b)
{
  const gint64 *one = a;
  const gint64 *other = b;

  return *one < *other ? -1 : *one > *other;
}

static void
print_times (const char *what,
             GArray     *times)
{
  g_array_sort (times, compare_times);
  printf ("%s: p50 %.1f ms, p99 %.1f ms, slowest %.1f ms, of %u\n", what,
          (double) g_array_index (times, gint64, times->len / 2) / 1000,
          (double) g_array_index (times, gint64, times->len * 99 / 100) / 1000,
          (double) g_array_index (times, gint64, times->len - 1) / 1000, times->len);
}

/* Every query letter by letter, as it is typed */
static void
type_queries (Bench *self,
              guint  n_rounds)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) costs = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 slowest_us = 0;
  char slowest[MAX_QUERY] = "";

  for (guint i = 0; i < n_rounds * G_N_ELEMENTS (queries); i++) {
    const char *query = queries[i % G_N_ELEMENTS (queries)];

    for (gsize length = 1; length <= strlen (query); length++) {
      g_autofree char *typed = g_strndup (query, length);
      gint64 start_us = g_get_monotonic_time ();
      clock_t start = clock ();
      gint64 us, cost_us;

      start_search (self, typed);
      g_assert_true (test_wait_until (is_done, self, PATIENCE_MS));
      us = g_get_monotonic_time () - start_us;
      cost_us = (gint64) (clock () - start) * G_USEC_PER_SEC / CLOCKS_PER_SEC;
      g_array_append_val (times, us);
      g_array_append_val (costs, cost_us);
      if (us > slowest_us)
        g_strlcpy (slowest, typed, sizeof slowest);
      slowest_us = MAX (slowest_us, us);
    }
  }
  print_times ("search", times);
  print_times ("of processor", costs);
  printf ("slowest: “%s”\n", slowest);
}

int
main (int    argc,
      char **argv)
{
  guint n = argc > 1 ? (guint) g_ascii_strtoull (argv[1], NULL, 10) : 180000;
  g_autofree char *folder = g_dir_make_tmp ("evertick-bench-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "list.json", NULL);
  g_autofree char *cache = g_build_filename (folder, "evertick", "instruments.db", NULL);
  g_autofree char *inner = g_path_get_dirname (cache);
  g_autoptr (GBytes) list = make_list (n);
  g_autofree char *base = NULL;
  g_autoptr (NetServer) server = NULL;
  Bench bench = { 0 };
  GStatBuf info;

  g_setenv ("XDG_CACHE_HOME", folder, TRUE);
  g_file_set_contents (path, g_bytes_get_data (list, NULL), (gssize) g_bytes_get_size (list), NULL);
  printf ("%u instruments, %.1f MB\n", n, (double) g_bytes_get_size (list) / 1e6);
  g_clear_pointer (&list, g_bytes_unref);
  server = net_server_new (run_list, path);
  base = g_strdup_printf ("http://127.0.0.1:%d", net_server_get_port (server));
  bench.manager = feed_manager_new (NULL);
  g_assert_true (feed_manager_set_list_base (bench.manager, "angel-one", base, NULL));
  load_list (&bench);
  if (g_stat (cache, &info) == 0)
    printf ("catalogue: %.1f MB\n", (double) info.st_size / 1e6);
  type_queries (&bench, 2);
  g_clear_pointer (&bench.matches, g_ptr_array_unref);
  g_clear_object (&bench.manager);
  g_remove (path);
  g_remove (cache);
  g_rmdir (inner);
  g_rmdir (folder);
  return 0;
}
