/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <string.h>

#include "evertick-csv.h"
#include "evertick-drawer.h"
#include "evertick-feed-bar.h"
#include "evertick-footer.h"
#include "evertick-quote-cell.h"
#include "evertick-quote-column.h"
#include "evertick-quotes.h"
#include "evertick-status-button.h"
#include "evertick-words.h"

typedef struct {
  FeedManager       *manager;
  EvertickWatchlist *watchlist;
} Fixture;

/* Three rows of a venue that was never started: no price of any of them is known */
static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->manager = feed_manager_new (NULL);
  fixture->watchlist = evertick_watchlist_new (fixture->manager, NULL);
  evertick_watchlist_add (fixture->watchlist, "demo", "TCS", &error);
  g_assert_no_error (error);
  evertick_watchlist_add (fixture->watchlist, "demo", "INFY", &error);
  g_assert_no_error (error);
  evertick_watchlist_add (fixture->watchlist, "binance", "BTCUSDT", &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_assert_finalize_object (fixture->watchlist);
  g_assert_finalize_object (fixture->manager);
}

static FeedInstrument *
get_row (Fixture *fixture,
         guint    index)
{
  g_autoptr (FeedInstrument) row =
    g_list_model_get_item (G_LIST_MODEL (feed_manager_get_board (fixture->manager)), index);

  return row;
}

static void
test_unknown_is_said (Fixture      *fixture,
                      gconstpointer data)
{
  FeedInstrument *row = get_row (fixture, 0);
  g_autofree char *sentence = evertick_quote_column_dup_sentence (row);

  for (int column = EVERTICK_QUOTE_LAST; column <= EVERTICK_QUOTE_AGE; column++) {
    g_autofree char *text = evertick_quote_column_dup_text (column, row, G_USEC_PER_SEC);

    g_assert_cmpstr (text, ==, "–");
  }
  g_assert_true (g_str_has_prefix (sentence, "TCS, demo market, no price yet, "));
}

/* The same symbol by two accounts is two rows */
static void
test_account_is_said (Fixture      *fixture,
                      gconstpointer data)
{
  g_autofree char *first = evertick_words_dup_origin ("angel-one");
  g_autofree char *second = evertick_words_dup_origin ("angel-one@second");

  g_assert_cmpstr (first, ==, "");
  g_assert_cmpstr (second, ==, ", account second");
  g_assert_null (evertick_words_badge ("angel-one"));
  g_assert_cmpstr (evertick_words_badge ("angel-one@second"), ==, "second");
  g_assert_cmpstr (evertick_words_badge ("demo"), ==, "DEMO");
}

static void
test_columns (Fixture      *fixture,
              gconstpointer data)
{
  FeedInstrument *tcs = get_row (fixture, 0);
  FeedInstrument *infy = get_row (fixture, 1);

  for (int column = 0; column < EVERTICK_N_QUOTE_COLUMNS; column++) {
    g_assert_cmpstr (evertick_quote_column_get_title (column), !=, "");
    g_assert_cmpint (evertick_quote_column_compare (column, tcs, tcs), ==, 0);
  }
  g_assert_cmpint (evertick_quote_column_compare (EVERTICK_QUOTE_SYMBOL, tcs, infy), >, 0);
  g_assert_cmpint (evertick_quote_column_compare (EVERTICK_QUOTE_LAST, tcs, infy), ==, 0);
}

static void
test_csv (Fixture      *fixture,
          gconstpointer data)
{
  GListModel *board = G_LIST_MODEL (feed_manager_get_board (fixture->manager));
  g_autofree char *csv = evertick_csv_from_instruments (board);
  g_auto (GStrv) lines = g_strsplit (csv, "\r\n", -1);

  g_assert_cmpuint (g_strv_length (lines), ==, 5);
  g_assert_cmpstr (lines[0], ==,
                   "venue,symbol,last,change,change_percent,bid,ask,volume,state");
  g_assert_true (g_str_has_prefix (lines[1], "demo,TCS,,,,,,,"));
}

static void
test_filter_and_remove (Fixture      *fixture,
                        gconstpointer data)
{
  static const char *const infy[] = { "demo:INFY", NULL };
  GtkWidget *quotes = g_object_ref_sink (evertick_quotes_new ());
  GListModel *rows;

  evertick_quotes_set_feed (EVERTICK_QUOTES (quotes), fixture->manager, fixture->watchlist);
  rows = evertick_quotes_get_rows (EVERTICK_QUOTES (quotes));
  g_assert_cmpuint (g_list_model_get_n_items (rows), ==, 3);
  evertick_quotes_set_search (EVERTICK_QUOTES (quotes), "inf");
  g_assert_cmpuint (g_list_model_get_n_items (rows), ==, 1);
  evertick_quotes_set_search (EVERTICK_QUOTES (quotes), "nothing such");
  g_assert_cmpuint (g_list_model_get_n_items (rows), ==, 0);
  evertick_quotes_set_search (EVERTICK_QUOTES (quotes), "");
  evertick_watchlist_remove (fixture->watchlist, infy);
  g_assert_cmpuint (g_list_model_get_n_items (rows), ==, 2);
  evertick_watchlist_restore (fixture->watchlist, infy);
  g_assert_cmpuint (g_list_model_get_n_items (rows), ==, 3);
  g_assert_finalize_object (quotes);
}

static const char *
get_change_title (EvertickQuotes *quotes)
{
  GListModel *columns =
    gtk_column_view_get_columns (GTK_COLUMN_VIEW (evertick_quotes_get_view (quotes)));
  g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, EVERTICK_QUOTE_CHANGE);

  return gtk_column_view_column_get_title (column);
}

static void
assert_title (EvertickQuotes *quotes,
              const char     *expected)
{
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_cmpstr (get_change_title (quotes), ==, expected);
}

/* The heading says what the rows in view are compared with, and a row what it is compared with */
static void
test_change_basis (Fixture      *fixture,
                   gconstpointer data)
{
  GtkWidget *widget = g_object_ref_sink (evertick_quotes_new ());
  EvertickQuotes *quotes = EVERTICK_QUOTES (widget);
  g_autoptr (GError) error = NULL;

  assert_title (quotes, "Chg");
  evertick_quotes_set_feed (quotes, fixture->manager, fixture->watchlist);
  assert_title (quotes, "Chg 24h");
  evertick_watchlist_add (fixture->watchlist, "angel-one@second", "NSE:INFY-EQ", &error);
  g_assert_no_error (error);
  assert_title (quotes, "Chg");
  evertick_quotes_set_search (quotes, "nse:");
  assert_title (quotes, "Chg close");
  evertick_quotes_set_search (quotes, "nothing such");
  assert_title (quotes, "Chg");
  g_assert_cmpstr (evertick_quote_column_get_hint (EVERTICK_QUOTE_CHANGE, get_row (fixture, 0)), ==,
                   "Against the price 24 hours ago");
  g_assert_cmpstr (evertick_quote_column_get_hint (EVERTICK_QUOTE_CHANGE_PERCENT,
                                                   get_row (fixture, 3)), ==,
                   "Against the previous close");
  g_assert_cmpstr (evertick_quote_column_get_hint (EVERTICK_QUOTE_SYMBOL, get_row (fixture, 3)), ==,
                   "NSE:INFY-EQ");
  g_assert_null (evertick_quote_column_get_hint (EVERTICK_QUOTE_LAST, get_row (fixture, 0)));
  g_assert_finalize_object (widget);
}

/* In a language that is written from the right, words are there and numbers stay where they are */
static void
test_cell_direction (void)
{
  GtkWidget *number = g_object_ref_sink (evertick_quote_cell_new (8, TRUE));
  GtkWidget *word = g_object_ref_sink (evertick_quote_cell_new (8, FALSE));
  GtkWidget *number_text = gtk_widget_get_next_sibling (gtk_widget_get_first_child (number));
  GtkWidget *word_text = gtk_widget_get_next_sibling (gtk_widget_get_first_child (word));

  g_assert_cmpfloat (gtk_inscription_get_xalign (GTK_INSCRIPTION (number_text)), ==, 1);
  g_assert_cmpfloat (gtk_inscription_get_xalign (GTK_INSCRIPTION (word_text)), ==, 0);
  gtk_widget_set_direction (number, GTK_TEXT_DIR_RTL);
  gtk_widget_set_direction (word, GTK_TEXT_DIR_RTL);
  g_assert_cmpfloat (gtk_inscription_get_xalign (GTK_INSCRIPTION (number_text)), ==, 1);
  g_assert_cmpfloat (gtk_inscription_get_xalign (GTK_INSCRIPTION (word_text)), ==, 1);
  g_assert_finalize_object (number);
  g_assert_finalize_object (word);
}

static void
test_cell (void)
{
  GtkWidget *widget = g_object_ref_sink (evertick_quote_cell_new (8, TRUE));
  EvertickQuoteCell *cell = EVERTICK_QUOTE_CELL (widget);

  evertick_quote_cell_take_text (cell, g_strdup ("−12.50"));
  g_assert_cmpstr (evertick_quote_cell_get_text (cell), ==, "−12.50");
  evertick_quote_cell_set_sign (cell, -3);
  g_assert_true (gtk_widget_has_css_class (widget, "down"));
  evertick_quote_cell_set_sign (cell, 1);
  g_assert_false (gtk_widget_has_css_class (widget, "down"));
  g_assert_true (gtk_widget_has_css_class (widget, "up"));
  evertick_quote_cell_set_flash (cell, 1);
  evertick_quote_cell_set_flash (cell, 0);
  g_assert_false (gtk_widget_has_css_class (widget, "flash-up"));
  gtk_widget_set_direction (widget, GTK_TEXT_DIR_RTL);
  evertick_quote_cell_take_text (cell, g_strdup ("−12.50"));
  g_assert_cmpstr (evertick_quote_cell_get_text (cell), ==, "\u200e−12.50\u200e");
  g_assert_finalize_object (widget);
}

static void
test_bare_widgets (void)
{
  GtkWidget *(*const makers[])(void) = {
    evertick_quotes_new, evertick_drawer_new, evertick_feed_bar_new, evertick_footer_new,
    evertick_status_button_new
  };

  for (guint i = 0; i < G_N_ELEMENTS (makers); i++) {
    GtkWidget *widget = g_object_ref_sink (makers[i] ());

    g_assert_finalize_object (widget);
  }
}

static void
test_bar_note (void)
{
  GtkWidget *bar = g_object_ref_sink (evertick_feed_bar_new ());

  g_assert_false (evertick_feed_bar_get_revealed (EVERTICK_FEED_BAR (bar)));
  evertick_feed_bar_set_note (EVERTICK_FEED_BAR (bar), "The demo market stopped");
  g_assert_true (evertick_feed_bar_get_revealed (EVERTICK_FEED_BAR (bar)));
  g_assert_cmpstr (evertick_feed_bar_get_text (EVERTICK_FEED_BAR (bar)), ==,
                   "The demo market stopped");
  evertick_feed_bar_set_note (EVERTICK_FEED_BAR (bar), NULL);
  g_assert_false (evertick_feed_bar_get_revealed (EVERTICK_FEED_BAR (bar)));
  g_assert_finalize_object (bar);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  /* The runner gives folders of its own; isolated ones would hide the MIME types that GTK loads its
   * icons by */
  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  adw_init ();
  ADD ("/quotes/unknown-is-said", test_unknown_is_said);
  ADD ("/quotes/account-is-said", test_account_is_said);
  ADD ("/quotes/columns", test_columns);
  ADD ("/quotes/csv", test_csv);
  ADD ("/quotes/filter-and-remove", test_filter_and_remove);
  ADD ("/quotes/change-basis", test_change_basis);
  g_test_add_func ("/quotes/cell", test_cell);
  g_test_add_func ("/quotes/cell-direction", test_cell_direction);
  g_test_add_func ("/widgets/bare", test_bare_widgets);
  g_test_add_func ("/feed-bar/note", test_bar_note);
  return g_test_run ();
}
