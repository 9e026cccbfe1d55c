/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <math.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "feed/store/feed-catalog-words.h"
#include "feed/store/feed-catalog-writer.h"
#include "store/journal-folder.h"

#define URL "http://127.0.0.1/list.json"
#define TODAY 20261126

typedef struct {
  const char     *symbol, *name, *exchange;
  FeedListingKind kind;
  int             expiry;
  double          strike;
} Row;

static const Row rows[] = {
  { "NFO:NIFTY24DEC2624500PE", "NIFTY", "NFO", FEED_LISTING_PUT, 20261224, 24500 },
  { "NFO:NIFTY24DEC2624500CE", "NIFTY", "NFO", FEED_LISTING_CALL, 20261224, 24500 },
  { "NFO:NIFTY26NOV2624500CE", "NIFTY", "NFO", FEED_LISTING_CALL, 20261126, 24500 },
  { "NFO:NIFTY26NOV2624500PE", "NIFTY", "NFO", FEED_LISTING_PUT, 20261126, 24500 },
  { "NFO:NIFTY26NOV26FUT", "NIFTY", "NFO", FEED_LISTING_FUTURE, 20261126, NAN },
  { "NFO:NIFTY19NOV2624500CE", "NIFTY", "NFO", FEED_LISTING_CALL, 20261119, 24500 },
  { "NFO:BANKNIFTY26NOV2624500CE", "BANKNIFTY", "NFO", FEED_LISTING_CALL, 20261126, 24500 },
  { "BSE:RELIANCE", "RELIANCE", "BSE", FEED_LISTING_EQUITY, 0, NAN },
  { "NSE:NIFTYBEES-EQ", "NIFTYBEES", "NSE", FEED_LISTING_EQUITY, 0, NAN },
  { "NSE:RELIANCE-EQ", "RELIANCE", "NSE", FEED_LISTING_EQUITY, 0, NAN },
  { "NSE:RELINFRA-EQ", "RELINFRA", "NSE", FEED_LISTING_EQUITY, 0, NAN },
  { "NSE:Nifty 50", "NIFTY", "NSE", FEED_LISTING_INDEX, 0, NAN },
  { "NSE:Nifty Bank", "BANKNIFTY", "NSE", FEED_LISTING_INDEX, 0, NAN },
  { "NSE:M&M-EQ", "M&M", "NSE", FEED_LISTING_EQUITY, 0, NAN },
  { "NFO:RELIANCE24DEC26FUT", "RELIANCE", "NFO", FEED_LISTING_FUTURE, 20261224, NAN },
  { "NFO:RELIANCE26NOV26FUT", "RELIANCE", "NFO", FEED_LISTING_FUTURE, 20261126, NAN },
};

static FeedListing
listing_of (const Row *row)
{
  FeedListing listing;

  feed_listing_init (&listing);
  listing.symbol = row->symbol;
  listing.key = "2885";
  listing.name = row->name;
  listing.exchange = row->exchange;
  listing.kind = row->kind;
  listing.expiry = row->expiry;
  listing.strike = row->strike;
  listing.lot_size = 75;
  listing.tick_size = 0.05;
  listing.price_decimals = 2;
  return listing;
}

static FeedCatalog *
open_catalog (JournalFolder *folder)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *kept = NULL;
  FeedCatalog *catalog = feed_catalog_open (folder->path, &kept, &error);

  g_assert_no_error (error);
  g_assert_null (kept);
  return catalog;
}

/* The rows n times over, with other symbols; whether it succeeded */
static gboolean
try_write (FeedCatalog *catalog,
           const char  *url,
           guint        n,
           GError     **error)
{
  g_autoptr (FeedCatalogWriter) writer = feed_catalog_writer_new (catalog, error);
  g_auto (FeedCatalogList) facts = {
    .etag = g_strdup ("\"one\""), .fetched_us = 1000, .checked_us = 1000,
  };

  if (writer == NULL)
    return FALSE;
  for (guint i = 0; i < n * G_N_ELEMENTS (rows); i++) {
    FeedListing listing = listing_of (&rows[i % G_N_ELEMENTS (rows)]);
    g_autofree char *symbol = g_strdup_printf ("%s%u", listing.symbol, i);

    if (i >= G_N_ELEMENTS (rows))
      listing.symbol = symbol;
    if (!feed_catalog_writer_add (writer, &listing, error))
      return FALSE;
  }
  return feed_catalog_writer_publish (writer, "angel-one", url, &facts, error);
}

static void
write_rows (FeedCatalog *catalog)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (try_write (catalog, URL, 1, &error));
  g_assert_no_error (error);
}

static gint64
find_list (FeedCatalog *catalog,
           gint64      *n_rows)
{
  g_auto (FeedCatalogList) list = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_true (feed_catalog_find_list (catalog, "angel-one", URL, &list, &error));
  if (n_rows != NULL)
    *n_rows = list.n_rows;
  return list.id;
}

typedef struct {
  const char *text, *found;
  guint       max;
} SearchCase;

static const SearchCase search_cases[] = {
  { "reliance", "NSE:RELIANCE-EQ BSE:RELIANCE NFO:RELIANCE26NOV26FUT NFO:RELIANCE24DEC26FUT", 9 },
  { "nse:reliance-eq", "NSE:RELIANCE-EQ", 9 },
  { "Reliance-EQ", "NSE:RELIANCE-EQ BSE:RELIANCE", 9 },
  { "rel", "NSE:RELIANCE-EQ BSE:RELIANCE NSE:RELINFRA-EQ NFO:RELIANCE26NOV26FUT "
           "NFO:RELIANCE24DEC26FUT", 9 },
  { "rel fut dec", "NFO:RELIANCE24DEC26FUT", 9 },
  { "nifty 24500 ce", "NFO:NIFTY26NOV2624500CE NFO:NIFTY24DEC2624500CE "
                      "NFO:BANKNIFTY26NOV2624500CE", 9 },
  { "24500 c nifty", "NFO:NIFTY26NOV2624500CE NFO:NIFTY24DEC2624500CE "
                     "NFO:BANKNIFTY26NOV2624500CE", 9 },
  { "nifty24500pe", "NFO:NIFTY26NOV2624500PE NFO:NIFTY24DEC2624500PE", 9 },
  { "nifty", "NSE:Nifty|50 NSE:Nifty|Bank NSE:NIFTYBEES-EQ NFO:NIFTY26NOV26FUT", 4 },
  { "nifty 50", "NSE:Nifty|50", 9 },
  { "n", "NSE:Nifty|Bank NSE:Nifty|50", 2 },
  { "bees", "NSE:NIFTYBEES-EQ", 9 },
  { "m&m", "NSE:M&M-EQ", 9 },
  { "index", "NSE:Nifty|Bank NSE:Nifty|50", 9 },
  { "26nov fut", "NFO:NIFTY26NOV26FUT NFO:RELIANCE26NOV26FUT", 9 },
  { "nothing", "", 9 },
  { "", "", 9 },
  { " \" * ( ", "", 9 },
};

static void
test_search (JournalFolder *folder,
             gconstpointer  data)
{
  g_autoptr (FeedCatalog) catalog = open_catalog (folder);
  gint64 list;

  write_rows (catalog);
  list = find_list (catalog, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (search_cases); i++) {
    const SearchCase *it = &search_cases[i];
    FeedCatalogQuery query = { list, it->text, TODAY, it->max };
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) hits = feed_catalog_search (catalog, &query, &error);
    g_autoptr (GString) found = g_string_new (NULL);

    g_assert_no_error (error);
    for (guint j = 0; j < hits->len; j++) {
      const FeedCatalogHit *hit = hits->pdata[j];

      g_string_append_printf (found, "%s%s", j > 0 ? " " : "", hit->listing->symbol);
    }
    for (char *c = found->str; (c = strstr (c, "Nifty ")) != NULL;)
      c[5] = '|';
    g_assert_cmpstr (found->str, ==, it->found);
  }
}

static void
test_resolve (JournalFolder *folder,
              gconstpointer  data)
{
  g_autoptr (FeedCatalog) catalog = open_catalog (folder);
  static const char *const symbols[] = { "NSE:NIFTY 50", "NSE:NIFTY", "NSE:NIFTY 50", NULL };
  g_autoptr (GPtrArray) listings = NULL;
  g_autoptr (GPtrArray) no_list = NULL;
  g_autoptr (GError) error = NULL;
  const FeedListing *listing;
  gint64 list;

  write_rows (catalog);
  list = find_list (catalog, NULL);
  listings = feed_catalog_resolve (catalog, list, symbols, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (listings->len, ==, 3);
  listing = listings->pdata[0];
  g_assert_cmpstr (listing->symbol, ==, "NSE:Nifty 50");
  g_assert_cmpstr (listing->key, ==, "2885");
  g_assert_cmpint (listing->kind, ==, FEED_LISTING_INDEX);
  g_assert_true (isnan (listing->strike));
  g_assert_cmpfloat (listing->tick_size, ==, 0.05);
  g_assert_cmpint (listing->price_decimals, ==, 2);
  g_assert_cmpint (listing->size_decimals, ==, -1);
  g_assert_null (listings->pdata[1]);
  listing = listings->pdata[2];
  g_assert_cmpstr (listing->symbol, ==, "NSE:Nifty 50");
  no_list = feed_catalog_resolve (catalog, list + 1, symbols, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_null (no_list);
}

/* A list takes the place of the one before it, and only so many stay */
static void
test_replace (JournalFolder *folder,
              gconstpointer  data)
{
  g_autoptr (FeedCatalog) catalog = open_catalog (folder);
  g_autoptr (GError) error = NULL;
  gint64 first, second, n_rows;

  g_assert_cmpint (find_list (catalog, NULL), ==, 0);
  write_rows (catalog);
  first = find_list (catalog, &n_rows);
  g_assert_cmpint (n_rows, ==, G_N_ELEMENTS (rows));
  g_assert_true (try_write (catalog, URL, 3, &error));
  second = find_list (catalog, &n_rows);
  g_assert_cmpint (second, >, first);
  g_assert_cmpint (n_rows, ==, 3 * G_N_ELEMENTS (rows));
  g_assert_true (feed_catalog_set_checked (catalog, second, 5000, &error));
  for (guint i = 0; i < 4; i++) {
    g_autofree char *url = g_strdup_printf (URL "%u", i);

    g_assert_true (try_write (catalog, url, 1, &error));
  }
  g_assert_no_error (error);
  g_assert_cmpint (find_list (catalog, NULL), ==, 0);
}

/* Another process reads, and writes, at the same time */
static void
test_two (JournalFolder *folder,
          gconstpointer  data)
{
  g_autoptr (FeedCatalog) one = open_catalog (folder);
  g_autoptr (FeedCatalog) other = open_catalog (folder);
  g_autoptr (FeedCatalogWriter) writer = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (FeedCatalogList) facts = { 0 };
  FeedListing listing = listing_of (&rows[0]);

  writer = feed_catalog_writer_new (one, &error);
  g_assert_true (feed_catalog_writer_add (writer, &listing, &error));
  write_rows (other);
  g_assert_cmpint (find_list (other, NULL), !=, 0);
  g_assert_true (feed_catalog_writer_publish (writer, "angel-one", URL, &facts, &error));
  g_assert_no_error (error);
  g_assert_cmpint (find_list (other, NULL), ==, facts.id);
}

static void
test_damaged (JournalFolder *folder,
              gconstpointer  data)
{
  g_autoptr (FeedCatalog) catalog = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *kept = NULL;

  g_assert_true (g_file_set_contents (folder->path, "This is no database at all, but a letter.", -1,
                                      &error));
  catalog = feed_catalog_open (folder->path, &kept, &error);
  g_assert_no_error (error);
  g_assert_nonnull (kept);
  write_rows (catalog);
}

/* A table that is not what it should be is an error, and never found to be one that is */
static void
test_wrong_table (JournalFolder *folder,
                  gconstpointer  data)
{
  g_autoptr (FeedCatalog) catalog = open_catalog (folder);
  g_autofree char *sql = NULL;
  g_autoptr (GPtrArray) hits = NULL;
  g_autoptr (GError) error = NULL;
  FeedCatalogQuery query = { .text = "nifty", .today = TODAY, .max = 9 };

  write_rows (catalog);
  query.list = find_list (catalog, NULL);
  sql = g_strdup_printf ("DROP TABLE listings_%d", (int) query.list);
  journal_folder_execute (folder->path, sql);
  hits = feed_catalog_search (catalog, &query, &error);
  g_assert_null (hits);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
}

/* The file may not grow: the list that was there stays */
static void
test_full (JournalFolder *folder,
           gconstpointer  data)
{
  struct rlimit before, limit;
  g_autoptr (FeedCatalog) catalog = open_catalog (folder);
  g_autoptr (GError) error = NULL;
  gint64 n_rows;

  write_rows (catalog);
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  limit = before;
  limit.rlim_cur = 200 * 1024;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  g_assert_false (try_write (catalog, URL, 500, &error));
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  g_assert_nonnull (error);
  find_list (catalog, &n_rows);
  g_assert_cmpint (n_rows, ==, G_N_ELEMENTS (rows));
}

/* Killed while it writes: the list that was there stays, and the next writer succeeds */
static void
test_killed (JournalFolder *folder,
             gconstpointer  data)
{
  g_autoptr (FeedCatalog) catalog = NULL;
  g_autoptr (GError) error = NULL;
  gint64 n_rows;
  int status;
  pid_t child;

  catalog = open_catalog (folder);
  write_rows (catalog);
  g_clear_pointer (&catalog, feed_catalog_close);
  child = fork ();
  if (child == 0) {
    catalog = open_catalog (folder);
    while (try_write (catalog, URL, 40, NULL));
    _exit (1);
  }
  for (guint seen = 0; seen < 3;) {
    gint64 list;

    catalog = open_catalog (folder);
    list = find_list (catalog, &n_rows);
    seen += n_rows != (gint64) G_N_ELEMENTS (rows) && list > 3;
    g_clear_pointer (&catalog, feed_catalog_close);
    if (seen == 2)
      kill (child, SIGKILL);
    seen += seen == 2;
    g_thread_yield ();
  }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status));
  catalog = open_catalog (folder);
  find_list (catalog, &n_rows);
  g_assert_cmpint (n_rows, ==, 40 * G_N_ELEMENTS (rows));
  g_assert_true (try_write (catalog, URL, 1, &error));
}

static void
test_private (JournalFolder *folder,
              gconstpointer  data)
{
  g_autoptr (FeedCatalog) catalog = open_catalog (folder);
  GStatBuf info;

  write_rows (catalog);
  g_assert_cmpint (g_stat (folder->path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
}

static void
test_words (void)
{
  g_autoptr (GString) words = g_string_new (NULL);
  g_autoptr (GString) query = g_string_new (NULL);
  g_autoptr (GString) match = g_string_new (NULL);
  FeedListing listing = listing_of (&rows[2]);

  feed_catalog_words_of_listing (&listing, words);
  g_assert_cmpstr (words->str, ==, "  NIFTY  NFO  26  NOV  2624500  CE  2026  24500  CALL");
  feed_catalog_words_of_query ("nif 24500C e\xc3", query);
  g_assert_true (g_str_has_prefix (query->str, "  NIF  24500  C"));
  g_string_truncate (query, 15);
  g_assert_true (feed_catalog_words_match (query->str, words->str, FALSE));
  feed_catalog_words_to_match (query->str, FALSE, match);
  g_assert_cmpstr (match->str, ==,
                   "\" NI\" \"NIF\" \" 24\" \"245\" \"450\" \"500\" \"  C\"");
  g_string_truncate (match, 0);
  feed_catalog_words_to_match ("  FTY  2", TRUE, match);
  g_assert_cmpstr (match->str, ==, "\"FTY\" \"  2\"");
  g_assert_true (feed_catalog_words_match ("  FTY  2", words->str, TRUE));
  g_assert_false (feed_catalog_words_match ("  FTY  2", words->str, FALSE));
}

static gpointer
open_once (gpointer data)
{
  g_autofree char *kept = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (FeedCatalog) catalog = feed_catalog_open (data, &kept, &error);

  g_assert_no_error (error);
  g_assert_nonnull (catalog);
  g_assert_null (kept);
  return NULL;
}

/* Lists of several venues come at once, when there is no file yet: whoever comes second neither
 * fails nor takes what is half made for damaged */
static void
test_at_once (JournalFolder *self,
              gconstpointer  data)
{
  for (guint round = 0; round < 40; round++) {
    g_autofree char *path = g_strdup_printf ("%s-%u", self->path, round);
    GThread *threads[6];

    for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
      threads[i] = g_thread_new ("opens the catalogue", open_once, path);
    for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
      g_thread_join (threads[i]);
  }
}

#define ADD(name, func) g_test_add (name, JournalFolder, NULL, journal_folder_set_up, func, \
                                    journal_folder_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/catalog/words", test_words);
  ADD ("/store/catalog/search", test_search);
  ADD ("/store/catalog/resolve", test_resolve);
  ADD ("/store/catalog/replace", test_replace);
  ADD ("/store/catalog/two", test_two);
  ADD ("/store/catalog/at-once", test_at_once);
  ADD ("/store/catalog/damaged", test_damaged);
  ADD ("/store/catalog/wrong-table", test_wrong_table);
  ADD ("/store/catalog/full", test_full);
  ADD ("/store/catalog/killed", test_killed);
  ADD ("/store/catalog/private", test_private);
  return g_test_run ();
}
