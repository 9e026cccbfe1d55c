/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What it costs to decode a message of Binance: the provider, json-glib's document on the same
 * bytes, and a copy of them as the floor. Best of several rounds, in ns a message. */
#include <json-glib/json-glib.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "feed/providers/feed-binance.h"
#include "providers/capture.h"
#include "providers/provider-spy.h"

#define CAPTURE "binance/hftbacktest_spot_btcusdt_20240808.gz"

typedef struct {
  const char *text;
  gsize       length;
} Frame;

typedef struct {
  GArray       *frames;     /* of Frame */
  FeedProvider *provider;
  FeedSink      sink;
  guint         n_ticks;
  double        sum;        /* so that nothing is optimised away */
  char          copy[1 << 20];
} Bench;

static void
on_tick (gpointer         user_data,
         const FeedTick  *tick,
         const FeedDepth *depth)
{
  Bench *bench = user_data;

  bench->n_ticks++;
  bench->sum += tick->flags == FEED_TICK_QUOTE ? tick->bid : tick->last;
}

static void
on_notice (gpointer    user_data,
           FeedNotice  notice,
           guint       slot,
           const char *text)
{
}

static void
decode_frame (Bench       *bench,
              const Frame *frame)
{
  feed_provider_decode (bench->provider, FEED_FRAME_TEXT, (const guint8 *) frame->text,
                        frame->length, 1, &bench->sink, NULL);
}

/* What a program on json-glib has to do to get at the same numbers */
static void
load_document (Bench       *bench,
               const Frame *frame)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *envelope, *data = NULL;

  if (!json_parser_load_from_data (parser, frame->text, (gssize) frame->length, NULL))
    return;
  envelope = json_node_get_object (json_parser_get_root (parser));
  if (json_object_has_member (envelope, "data"))
    data = json_object_get_object_member (envelope, "data");
  if (data == NULL)
    return;
  if (json_object_has_member (data, "B")) {
    bench->sum += g_ascii_strtod (json_object_get_string_member (data, "b"), NULL);
    bench->sum += g_ascii_strtod (json_object_get_string_member (data, "B"), NULL);
    bench->sum += g_ascii_strtod (json_object_get_string_member (data, "a"), NULL);
    bench->sum += g_ascii_strtod (json_object_get_string_member (data, "A"), NULL);
  } else if (json_object_has_member (data, "p")) {
    bench->sum += g_ascii_strtod (json_object_get_string_member (data, "p"), NULL);
    bench->sum += g_ascii_strtod (json_object_get_string_member (data, "q"), NULL);
  }
}

static void
copy_frame (Bench       *bench,
            const Frame *frame)
{
  memcpy (bench->copy, frame->text, MIN (frame->length, sizeof bench->copy));
  __asm__ volatile ("" : : "r" (bench->copy) : "memory");
}

/* ns a message, of the best round */
static double
measure (Bench  *bench,
         guint   rounds,
         void ( *work ) (Bench       *bench,
                         const Frame *frame))
{
  double best = G_MAXDOUBLE;

  for (guint round = 0; round < rounds; round++) {
    gint64 start = g_get_monotonic_time ();
    double spent;

    for (guint i = 0; i < bench->frames->len; i++)
      work (bench, &g_array_index (bench->frames, Frame, i));
    spent = (double) (g_get_monotonic_time () - start) * 1000 / bench->frames->len;
    best = MIN (best, spent);
  }
  return best;
}

/* Those of the recording, or else the fixture's over and over, that have mark in them; only those
 * that carry a price */
static void
take_frames (Bench             *bench,
             const char *const *lines,
             const char        *mark,
             guint              limit)
{
  g_array_set_size (bench->frames, 0);
  for (guint i = 0; lines[i] != NULL && bench->frames->len < limit; i++) {
    const char *text = strchr (lines[i], '{');
    Frame frame = { text, text != NULL ? strlen (text) : 0 };

    if (text != NULL && strstr (text, mark) != NULL)
      g_array_append_val (bench->frames, frame);
  }
}

static void
run (Bench      *bench,
     const char *name,
     guint       rounds)
{
  double decode, document, copy;

  bench->n_ticks = 0;
  decode = measure (bench, rounds, decode_frame);
  document = measure (bench, MAX (rounds / 4, 1), load_document);
  copy = measure (bench, rounds, copy_frame);
  g_assert_cmpuint (bench->n_ticks, >, 0);
  g_print ("{\"bench\":\"decode\",\"what\":\"%s\",\"messages\":%u,\"rounds\":%u,"
           "\"ns_decode\":%.1f,\"ns_json_glib\":%.1f,\"ns_memcpy\":%.1f}\n",
           name, bench->frames->len, rounds, decode, document, copy);
  g_print ("%-10s %6u messages: decode %.0f ns, json-glib %.0f ns (%.1f times as much), "
           "memcpy %.1f ns\n", name, bench->frames->len, decode, document, document / decode, copy);
}

static const char *
find_recording (void)
{
  const char *folder = g_getenv ("EVERTICK_CAPTURES");
  const char *root = g_getenv ("EVERTICK_SOURCE_ROOT");
  g_autofree char *path = folder != NULL ? g_build_filename (folder, CAPTURE, NULL) :
                          g_build_filename (root != NULL ? root : ".", "..", "shared", "captures",
                                            CAPTURE, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS) ? g_intern_string (path) : NULL;
}

int
main (int   argc,
      char *argv[])
{
  static const struct {
    const char *name, *mark;
  } kinds[] = { { "all", "" }, { "bookTicker", "@bookTicker" }, { "trade", "@trade" } };
  guint rounds = argc > 1 ? (guint) atoi (argv[1]) : 20;
  guint limit = argc > 2 ? (guint) atoi (argv[2]) : G_MAXUINT;
  const char *recording = find_recording ();
  g_autofree Bench *bench = g_new0 (Bench, 1);
  g_auto (GStrv) lines = NULL;

  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  lines = recording != NULL ? capture_read_lines (recording) : provider_spy_load_frames ();
  if (recording == NULL)
    g_print ("# no recording (EVERTICK_CAPTURES names its folder): own frames are used\n");
  bench->frames = g_array_new (FALSE, FALSE, sizeof (Frame));
  bench->provider = provider_spy_make_binance ();
  bench->sink = (FeedSink) { on_tick, on_notice, bench };
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    take_frames (bench, (const char *const *) lines, kinds[i].mark, limit);
    run (bench, kinds[i].name, MAX (rounds, 1));
  }
  g_array_unref (bench->frames);
  g_object_unref (bench->provider);
  return EXIT_SUCCESS;
}
