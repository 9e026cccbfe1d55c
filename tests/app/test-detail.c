/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <math.h>

#include "evertick-depth-table.h"
#include "evertick-detail-page.h"

typedef struct {
  FeedManager       *manager;
  GtkSelectionModel *selection;
  GtkWindow         *window;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  GListModel *rows;

  fixture->manager = feed_manager_new (NULL);
  feed_manager_subscribe (fixture->manager, "demo", "TCS", &error);
  g_assert_no_error (error);
  feed_manager_subscribe (fixture->manager, "demo", "INFY", &error);
  g_assert_no_error (error);
  rows = g_object_ref (G_LIST_MODEL (feed_manager_get_board (fixture->manager)));
  fixture->selection = GTK_SELECTION_MODEL (gtk_multi_selection_new (rows));
  fixture->window = GTK_WINDOW (gtk_window_new ());
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  gtk_window_destroy (fixture->window);
  g_assert_finalize_object (fixture->selection);
  g_assert_finalize_object (fixture->manager);
}

static void
test_follows_selection (Fixture      *fixture,
                        gconstpointer data)
{
  GtkWidget *widget = evertick_detail_page_new ();
  EvertickDetailPage *page = EVERTICK_DETAIL_PAGE (widget);

  gtk_window_set_child (fixture->window, widget);
  gtk_window_present (fixture->window);
  evertick_detail_page_set_selection (page, fixture->selection,
                                      feed_manager_get_clock (fixture->manager));
  g_assert_null (evertick_detail_page_get_instrument (page));
  gtk_selection_model_select_item (fixture->selection, 1, TRUE);
  g_assert_cmpstr (feed_instrument_get_symbol (evertick_detail_page_get_instrument (page)), ==,
                   "INFY");
  gtk_selection_model_select_item (fixture->selection, 0, FALSE);
  g_assert_null (evertick_detail_page_get_instrument (page));
  gtk_selection_model_select_item (fixture->selection, 0, TRUE);
  g_assert_cmpstr (feed_instrument_get_symbol (evertick_detail_page_get_instrument (page)), ==,
                   "TCS");
  feed_manager_unsubscribe (fixture->manager, 0);
  g_assert_null (evertick_detail_page_get_instrument (page));
}

static void
test_depth (Fixture      *fixture,
            gconstpointer data)
{
  GtkWidget *widget = evertick_depth_table_new ();
  EvertickDepthTable *table = EVERTICK_DEPTH_TABLE (widget);
  FeedDepth depth = { .n_buy = 2, .n_sell = 1 };

  gtk_window_set_child (fixture->window, widget);
  depth.buy[0].price = 1532.05;
  depth.buy[0].size = 200;
  depth.buy[0].orders = 3;
  depth.buy[1].price = 1532;
  depth.buy[1].size = NAN;
  depth.buy[1].orders = -1;
  depth.sell[0].price = 1532.15;
  depth.sell[0].size = 75;
  depth.sell[0].orders = 1;
  evertick_depth_table_set (table, &depth, 2, 0);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (table),
                                       GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "Bid 1532.05, size 200; ask 1532.15, size 75. "
                                       "Bid 1532.00, size –; ask –, size –. ");
  evertick_depth_table_set (table, NULL, 2, 0);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (table),
                                       GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "");
}

#define ADD(path, func) \
  g_test_add ("/detail/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  /* Isolated folders would hide the MIME types that GTK loads its icons by */
  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  adw_init ();
  ADD ("follows-selection", test_follows_selection);
  ADD ("depth", test_depth);
  return g_test_run ();
}
