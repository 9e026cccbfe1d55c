/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fuzz target on its corpus: the fixtures, whole and cut short. */
#include <string.h>

#include "providers/provider-spy.h"

int LLVMFuzzerTestOneInput (const guint8 *data,
                            gsize         length);

static void
feed_target (char        reader,
             const char *text)
{
  g_autofree char *input = g_strdup_printf ("%c%s", reader, text);

  for (gsize length = strlen (input); length > 0; length -= MIN (length, 1 + length / 16)) {
    g_autofree guint8 *copy = g_memdup2 (input, length);

    g_assert_cmpint (LLVMFuzzerTestOneInput (copy, length), ==, 0);
  }
}

static void
test_replay (void)
{
  static const char readers[] = "spihx";
  g_auto (GStrv) frames = provider_spy_load_frames ();
  g_autofree char *ticker = provider_spy_load ("binance-ticker-24hr.json");
  g_autofree char *info = provider_spy_load ("binance-exchange-info.json");

  g_assert_cmpint (LLVMFuzzerTestOneInput (NULL, 0), ==, 0);
  for (const char *reader = readers; *reader != '\0'; reader++) {
    for (guint i = 0; frames[i] != NULL; i++)
      feed_target (*reader, frames[i]);
    feed_target (*reader, ticker);
    feed_target (*reader, info);
    feed_target (*reader, "7");
    feed_target (*reader, "Fri, 09 Aug 2024 00:00:30 GMT");
    feed_target (*reader, "<html><title>Blocked</title></html>");
    feed_target (*reader, "{\"code\":-1003,\"msg\":\"banned until 1723161690000.\"}");
  }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/fuzz/binance/replay", test_replay);
  return g_test_run ();
}
