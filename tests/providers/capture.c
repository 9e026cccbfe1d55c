/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "providers/capture.h"

#include "support/test-support.h"

char **
capture_read_lines (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GZlibDecompressor) unzip = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GInputStream) input = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  input = G_INPUT_STREAM (g_file_read (file, NULL, &error));
  g_assert_no_error (error);
  if (g_str_has_suffix (path, ".gz")) {
    g_autoptr (GInputStream) packed = g_steal_pointer (&input);

    input = g_converter_input_stream_new (packed, G_CONVERTER (unzip));
  }
  g_output_stream_splice (memory, input, G_OUTPUT_STREAM_SPLICE_NONE, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_write_all (memory, "", 1, NULL, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_close (memory, NULL, &error);
  g_assert_no_error (error);
  text = g_memory_output_stream_steal_data (G_MEMORY_OUTPUT_STREAM (memory));
  return g_strsplit (g_strchomp (text), "\n", -1);
}

char **
capture_load_lines (const char *relative)
{
  g_autofree char *path = test_capture_path (relative);

  return path != NULL ? capture_read_lines (path) : NULL;
}
