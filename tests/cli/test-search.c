/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <feed/feed.h>
#include <string.h>

#include "cli-child.h"
#include "support/test-support.h"

#define WAIT_MS 60000

/* feedctl search in the list of a simulator that runs: its lines */
static CliChild *
search (const char *instruments,
        const char *words,
        int         expected)
{
  g_autofree char *all = g_strdup_printf ("search --instruments %s %s", instruments, words);
  g_auto (GStrv) arguments = g_strsplit (all, " ", -1);
  CliChild *child = cli_child_newv ((const char *const *) arguments, TRUE);

  g_assert_cmpint (cli_child_wait (child, WAIT_MS), ==, expected);
  return child;
}

static void
test_search (void)
{
  g_autoptr (CliSimulator) simulator = cli_simulator_new ("--venue", "angel-one", NULL);
  g_autofree char *instruments = g_strdup (simulator->rest);
  g_autoptr (CliChild) text = search (instruments, "angel-one reliance", 0);
  g_autoptr (CliChild) json = search (instruments, "--format ndjson --max 1 angel-one nifty 50", 0);
  g_autoptr (CliChild) none = search (instruments, "angel-one xyzzy", 1);
  g_autoptr (CliChild) no_text = search (instruments, "angel-one", 2);
  g_autoptr (CliChild) no_venue = search (instruments, "nowhere x", 2);
  g_autoptr (JsonNode) line = NULL;
  JsonObject *object;

  g_assert_cmpuint (text->lines->len, >, 0);
  g_assert_nonnull (strstr (text->lines->pdata[0], "NSE:RELIANCE-EQ"));
  g_assert_cmpuint (json->lines->len, ==, 1);
  line = cli_parse_line (json->lines->pdata[0]);
  object = json_node_get_object (line);
  g_assert_cmpstr (json_object_get_string_member (object, "symbol"), ==, "NSE:Nifty 50");
  g_assert_cmpstr (json_object_get_string_member (object, "key"), ==, "99926000");
  g_assert_cmpstr (json_object_get_string_member (object, "kind"), ==, "index");
  g_assert_nonnull (strstr (none->errors->str, "nothing is called “xyzzy” there"));
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *cache = g_dir_make_tmp ("evertick-search-XXXXXX", NULL);

  g_test_init (&argc, &argv, NULL);
  g_setenv ("XDG_CACHE_HOME", cache, TRUE);
  g_test_add_func ("/cli/search", test_search);
  return g_test_run ();
}
