/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "providers/capture.h"

#include <string.h>

#include "support/test-support.h"

/* g_strsplit() would do, but for a sanitizer's strstr(), which measures the rest of the text for
 * each line */
static char **
split_lines (const char *text,
             gsize       length)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new ();
  const char *end = text + length;

  while (text < end) {
    const char *newline = memchr (text, '\n', (gsize) (end - text));
    gsize taken = (gsize) ((newline != NULL ? newline : end) - text);

    g_ptr_array_add (lines, g_strndup (text, taken));
    text += taken + 1;
  }
  g_ptr_array_add (lines, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&lines), FALSE);
}

char **
capture_read_lines (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GZlibDecompressor) unzip = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GInputStream) input = NULL;
  g_autoptr (GError) error = NULL;

  input = G_INPUT_STREAM (g_file_read (file, NULL, &error));
  g_assert_no_error (error);
  if (g_str_has_suffix (path, ".gz")) {
    g_autoptr (GInputStream) packed = g_steal_pointer (&input);

    input = g_converter_input_stream_new (packed, G_CONVERTER (unzip));
  }
  g_output_stream_splice (memory, input, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, &error);
  g_assert_no_error (error);
  return split_lines (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (memory)),
                      g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (memory)));
}

char **
capture_load_lines (const char *relative)
{
  g_autofree char *path = test_capture_path (relative);

  return path != NULL ? capture_read_lines (path) : NULL;
}
