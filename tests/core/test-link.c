/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/core/feed-link.h"

/* Every value of a type, once, as bindings see it */
static void
check_values (GType type,
              guint n_values)
{
  g_autoptr (GTypeClass) class = g_type_class_ref (type);
  GEnumClass *values = G_ENUM_CLASS (class);

  g_assert_cmpuint (values->n_values, ==, n_values);
  for (guint i = 0; i < n_values; i++)
    g_assert_nonnull (g_enum_get_value (values, (int) i));
}

static void
test_types (void)
{
  check_values (FEED_TYPE_LINK_STATE, FEED_LINK_PARKED + 1);
  check_values (FEED_TYPE_COLOUR, FEED_COLOUR_RED + 1);
  check_values (FEED_TYPE_CAUSE, FEED_N_CAUSES);
}

/* The capitals of a state are its nick */
static void
test_states (void)
{
  g_autoptr (GTypeClass) class = g_type_class_ref (FEED_TYPE_LINK_STATE);

  for (int state = FEED_LINK_IDLE; state <= FEED_LINK_PARKED; state++) {
    GEnumValue *value = g_enum_get_value (G_ENUM_CLASS (class), state);
    g_autofree char *nick = g_ascii_strdown (feed_link_state_to_string (state), -1);

    g_assert_cmpstr (nick, ==, value->value_nick);
  }
  g_assert_cmpstr (feed_link_state_to_string (FEED_LINK_LIVE), ==, "LIVE");
  g_assert_cmpstr (feed_link_state_to_string (FEED_LINK_SUSPECT), ==, "SUSPECT");
}

static void
test_colours (void)
{
  g_assert_cmpstr (feed_colour_to_string (FEED_COLOUR_GREY), ==, "grey");
  g_assert_cmpstr (feed_colour_to_string (FEED_COLOUR_GREEN), ==, "green");
  g_assert_cmpstr (feed_colour_to_string (FEED_COLOUR_YELLOW), ==, "yellow");
  g_assert_cmpstr (feed_colour_to_string (FEED_COLOUR_RED), ==, "red");
}

/* No cause is without its phrase, and no two share one */
static void
test_causes (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (int cause = FEED_CAUSE_NONE; cause < FEED_N_CAUSES; cause++) {
    const char *phrase = feed_cause_to_string (cause);

    g_assert_nonnull (phrase);
    g_assert_cmpuint (strlen (phrase), <=, 72);
    g_assert_true (g_hash_table_add (seen, (gpointer) phrase));
  }
  g_assert_cmpstr (feed_cause_to_string (FEED_CAUSE_MUTE), ==, "stream mute, REST is newer");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/link/types", test_types);
  g_test_add_func ("/link/states", test_states);
  g_test_add_func ("/link/colours", test_colours);
  g_test_add_func ("/link/causes", test_causes);
  return g_test_run ();
}
