/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/feedctl-table.h"

#include <math.h>

#include "cli/feedctl-format.h"

/* A screen of its own and no cursor; nothing is left of either afterwards */
#define OPEN_SCREEN  "\033[?1049h\033[?25l\033[2J"
#define CLOSE_SCREEN "\033[?25h\033[?1049l"
#define HOME         "\033[H"
#define END_OF_LINE  "\033[K"
#define REST_BELOW   "\033[J"
#define PLAIN        "\033[0m"
#define BOLD         "\033[1m"

#define SYMBOL_WIDTH 14
#define NUMBER_WIDTH 14
#define WORD_WIDTH   12
#define MAX_LINES    500

/* A shape and a word beside every colour */
static const struct {
  const char *escape, *shape, *word;
} COLOURS[] = {
  [FEED_COLOUR_GREY] = { "\033[90m", "○", "Off" },
  [FEED_COLOUR_GREEN] = { "\033[32m", "●", "Live" },
  [FEED_COLOUR_YELLOW] = { "\033[33m", "▲", "Degraded" },
  [FEED_COLOUR_RED] = { "\033[31m", "■", "Down" },
};

/* Text in so many columns, cut where it is longer; negative: flush right */
static void
append_cell (GString    *out,
             const char *text,
             int         width)
{
  int room = ABS (width);
  int length = (int) g_utf8_strlen (text, -1);
  int shown = MIN (length, room - 1);
  const char *end = g_utf8_offset_to_pointer (text, shown);

  if (width < 0)
    g_string_append_printf (out, "%*s", room - 1 - shown, "");
  g_string_append_len (out, text, end - text);
  if (width > 0)
    g_string_append_printf (out, "%*s", room - 1 - shown, "");
  g_string_append_c (out, ' ');
}

static void
append_number (GString *out,
               double   value,
               int      decimals,
               int      width)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (isfinite (value))
    feedctl_format_number (text, value, decimals);
  append_cell (out, text->str, width);
}

static void
append_age (GString *out,
            gint64   fresh_us,
            gint64   now_us)
{
  g_autofree char *text = NULL;
  double seconds = (double) MAX (0, now_us - fresh_us) / G_USEC_PER_SEC;

  if (fresh_us == 0)
    text = g_strdup ("");
  else if (seconds < 10)
    text = g_strdup_printf ("%.1fs", seconds);
  else if (seconds < 120)
    text = g_strdup_printf ("%.0fs", seconds);
  else
    text = g_strdup_printf ("%.0fm", seconds / 60);
  append_cell (out, text, -8);
}

static void
append_row (GString        *out,
            FeedInstrument *row,
            gint64          now_us)
{
  int decimals = feed_instrument_get_price_decimals (row);

  append_cell (out, feed_instrument_get_symbol (row), SYMBOL_WIDTH);
  append_number (out, feed_instrument_get_last (row), decimals, -NUMBER_WIDTH);
  append_number (out, feed_instrument_get_change_percent (row), 2, -10);
  append_number (out, feed_instrument_get_bid (row), decimals, -NUMBER_WIDTH);
  append_number (out, feed_instrument_get_ask (row), decimals, -NUMBER_WIDTH);
  append_age (out, feed_instrument_get_fresh_us (row), now_us);
  append_cell (out, feed_row_state_to_string (feed_instrument_get_state (row)), WORD_WIDTH);
}

/* A line as wide as the terminal at most, so that none wraps */
static void
append_line (GString    *out,
             const char *escape,
             const char *text,
             guint       columns)
{
  glong length = g_utf8_strlen (text, -1);
  const char *end = g_utf8_offset_to_pointer (text, MIN (length, (glong) columns));

  g_string_append (out, escape);
  g_string_append_len (out, text, end - text);
  g_string_append (out, PLAIN END_OF_LINE "\r\n");
}

static void
append_health (GString            *out,
               FeedHealth         *health,
               const FeedctlTable *table)
{
  const FeedHealthFigures *figures = feed_health_get_figures (health);
  FeedColour colour = feed_health_get_colour (health);
  g_autoptr (GString) line = g_string_new (NULL);

  g_string_append_printf (line, "%s %s · %s · %s", COLOURS[colour].shape, COLOURS[colour].word,
                          feed_health_get_connection (health),
                          feed_health_get_polling (health) ? "REST" : "WebSocket");
  if (feed_health_get_reason (health) != FEED_CAUSE_NONE)
    g_string_append_printf (line, " · %s",
                            feed_cause_to_string (feed_health_get_reason (health)));
  if (figures->next_dial_us > table->now_us)
    g_string_append_printf (line, " · next try in %" G_GINT64_FORMAT " s",
                            (figures->next_dial_us - table->now_us) / G_USEC_PER_SEC);
  g_string_append_printf (line, " · %.0f ticks/s · gaps %u", figures->ticks_per_second,
                          figures->gaps);
  append_line (out, COLOURS[colour].escape, line->str, table->columns);
}

static void
append_heading (GString *out,
                guint    columns)
{
  g_autoptr (GString) line = g_string_new (NULL);

  append_cell (line, "Symbol", SYMBOL_WIDTH);
  append_cell (line, "Last", -NUMBER_WIDTH);
  append_cell (line, "Chg %", -10);
  append_cell (line, "Bid", -NUMBER_WIDTH);
  append_cell (line, "Ask", -NUMBER_WIDTH);
  append_cell (line, "Age", -8);
  append_cell (line, "State", WORD_WIDTH);
  append_line (out, BOLD, line->str, columns);
}

void
feedctl_table_open (GString *out)
{
  g_string_append (out, OPEN_SCREEN);
}

void
feedctl_table_close (GString *out)
{
  g_string_append (out, CLOSE_SCREEN);
}

void
feedctl_table_draw (GString            *out,
                    const FeedctlTable *table)
{
  guint n_rows = g_list_model_get_n_items (table->board);
  guint n_connections = g_list_model_get_n_items (table->connections);
  guint lines = CLAMP (table->lines, 4, MAX_LINES);
  /* Below the rows: a line a connection, the message, and the cursor's own */
  guint used = 3 + n_connections;
  guint n_shown = MIN (n_rows, lines > used ? lines - used : 1);

  g_string_append (out, HOME);
  append_heading (out, table->columns);
  for (guint i = 0; i < n_shown; i++) {
    g_autoptr (FeedInstrument) row = g_list_model_get_item (table->board, i);
    g_autoptr (GString) line = g_string_new (NULL);

    append_row (line, row, table->now_us);
    append_line (out, "", line->str, table->columns);
  }
  for (guint i = 0; i < n_connections; i++) {
    g_autoptr (FeedHealth) health = g_list_model_get_item (table->connections, i);

    append_health (out, health, table);
  }
  append_line (out, "", table->message != NULL ? table->message : "", table->columns);
  g_string_append (out, REST_BELOW);
}
