/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/feedsim-replay.h"

#include <string.h>

#define CHUNK_BYTES 65536
/* A line longer than this is no market message; it is dropped as it is read, never held */
#define MAX_LINE_BYTES (1024 * 1024)

/**
 * FeedsimReplay:
 *
 * Reads a recording of `<receive time ns> <JSON>` lines, plain or gzip, one line at a time: the
 * file is never held whole. A line that is not of that shape is counted and passed over.
 */
struct _FeedsimReplay {
  GObject parent_instance;

  GInputStream *file;
  GConverter   *inflater;     /* NULL for a plain file */
  guint8       *raw;           /* CHUNK_BYTES as they come from the file */
  gsize         raw_start;
  gsize         raw_end;
  gboolean      inside_member; /* of the gzip file: its end has not been seen */
  gboolean      ended;
  gboolean      discarding;   /* the rest of a line that is too long */
  GByteArray   *buffer;
  gsize         consumed;
  guint64       lines;
  guint64       malformed;
  guint64       skipped;
};

G_DEFINE_FINAL_TYPE (FeedsimReplay, feedsim_replay, G_TYPE_OBJECT)

static gboolean
fill_raw (FeedsimReplay *self,
          GError       **error)
{
  gsize left = self->raw_end - self->raw_start;
  gssize count;

  memmove (self->raw, self->raw + self->raw_start, left);
  self->raw_start = 0;
  self->raw_end = left;
  count = g_input_stream_read (self->file, self->raw + left, CHUNK_BYTES - left, NULL, error);
  if (count > 0)
    self->raw_end += (gsize) count;
  return count > 0;
}

/* Several gzip members in a row, as an appending recorder leaves them, are one text. */
static gssize
inflate (FeedsimReplay *self,
         guint8        *out,
         gsize          size,
         GError       **error)
{
  while (TRUE) {
    g_autoptr (GError) trouble = NULL;
    GConverterResult result = G_CONVERTER_ERROR;
    gsize used = 0;
    gsize made = 0;

    if (self->raw_start < self->raw_end)
      result = g_converter_convert (self->inflater, self->raw + self->raw_start,
                                    self->raw_end - self->raw_start, out, size,
                                    G_CONVERTER_NO_FLAGS, &used, &made, &trouble);
    self->raw_start += used;
    self->inside_member = self->inside_member || used > 0;
    if (result == G_CONVERTER_FINISHED) {
      g_converter_reset (self->inflater);
      self->inside_member = FALSE;
    }
    if (made > 0)
      return (gssize) made;
    if (result != G_CONVERTER_ERROR)
      continue;
    if (trouble != NULL && !g_error_matches (trouble, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT)) {
      g_propagate_error (error, g_steal_pointer (&trouble));
      return -1;
    }
    g_clear_error (&trouble);
    if (fill_raw (self, &trouble))
      continue;
    if (trouble != NULL)
      g_propagate_error (error, g_steal_pointer (&trouble));
    else if (self->inside_member)
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT, "the file ends in the middle");
    return error != NULL && *error != NULL ? -1 : 0;
  }
}

static gboolean
fill (FeedsimReplay *self,
      GError       **error)
{
  guint8 chunk[CHUNK_BYTES];
  gssize count;

  if (self->ended)
    return FALSE;
  if (self->inflater != NULL)
    count = inflate (self, chunk, sizeof chunk, error);
  else if (self->raw_start < self->raw_end || fill_raw (self, error))
    count = (gssize) (self->raw_end - self->raw_start);
  else
    count = 0;
  if (count <= 0) {
    self->ended = TRUE;
    return FALSE;
  }
  g_byte_array_remove_range (self->buffer, 0, (guint) self->consumed);
  self->consumed = 0;
  if (self->inflater != NULL) {
    g_byte_array_append (self->buffer, chunk, (guint) count);
  } else {
    g_byte_array_append (self->buffer, self->raw + self->raw_start, (guint) count);
    self->raw_start = self->raw_end;
  }
  return TRUE;
}

static gboolean
next_line (FeedsimReplay *self,
           FeedsimSlice  *line,
           GError       **error)
{
  gsize searched = 0;

  while (TRUE) {
    const char *start = (const char *) self->buffer->data + self->consumed;
    gsize left = self->buffer->len - self->consumed;
    const char *newline = left > searched ? memchr (start + searched, '\n', left - searched) : NULL;

    if (newline == NULL && left > MAX_LINE_BYTES) {
      self->discarding = TRUE;
      self->consumed = self->buffer->len;
      left = 0;
    }
    if (newline == NULL) {
      searched = left;
      if (fill (self, error))
        continue;
      if (left == 0) {
        self->malformed += self->discarding;
        self->discarding = FALSE;
        return FALSE;
      }
    }
    *line = (FeedsimSlice) { start, newline != NULL ? (gsize) (newline - start) : left };
    self->consumed += line->length + (newline != NULL);
    self->lines++;
    if (!self->discarding && line->length <= MAX_LINE_BYTES)
      return TRUE;
    self->discarding = FALSE;
    self->malformed++;
    searched = 0;
  }
}

static gboolean
parse_line (FeedsimSlice   line,
            FeedsimRecord *record)
{
  const char *space = memchr (line.start, ' ', line.length);
  FeedsimMembers members;
  FeedsimSlice key;
  FeedsimSlice value;
  FeedsimSlice stamp;

  while (line.length > 0 && g_ascii_isspace (line.start[line.length - 1]))
    line.length--;
  if (space == NULL || (gsize) (space - line.start) + 1 >= line.length)
    return FALSE;
  stamp = (FeedsimSlice) { line.start, (gsize) (space - line.start) };
  *record = (FeedsimRecord) { .text = { space + 1, line.length - stamp.length - 1 } };
  if (!feedsim_slice_get_integer (stamp, &record->receive_ns))
    return FALSE;
  if (!g_utf8_validate_len (record->text.start, record->text.length, NULL))
    return FALSE;
  feedsim_members_init (&members, record->text);
  while (feedsim_members_next (&members, &key, &value)) {
    if (feedsim_slice_equals (key, "stream") && !feedsim_slice_get_string (value, &record->stream))
      return FALSE;
    if (feedsim_slice_equals (key, "data"))
      record->data = value;
  }
  return feedsim_members_is_complete (&members);
}

static void
feedsim_replay_finalize (GObject *object)
{
  FeedsimReplay *self = FEEDSIM_REPLAY (object);

  g_clear_object (&self->file);
  g_clear_object (&self->inflater);
  g_clear_pointer (&self->buffer, g_byte_array_unref);
  g_free (self->raw);

  G_OBJECT_CLASS (feedsim_replay_parent_class)->finalize (object);
}

static void
feedsim_replay_class_init (FeedsimReplayClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = feedsim_replay_finalize;
}

static void
feedsim_replay_init (FeedsimReplay *self)
{
  self->raw = g_malloc (CHUNK_BYTES);
  self->buffer = g_byte_array_sized_new (1);
}

/**
 * feedsim_replay_new:
 * @path: a recording, plain or gzip; its first bytes say which
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): a reader at the first line
 */
FeedsimReplay *
feedsim_replay_new (const char *path,
                    GError    **error)
{
  g_autoptr (FeedsimReplay) self = g_object_new (FEEDSIM_TYPE_REPLAY, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) trouble = NULL;

  if (g_file_test (path, G_FILE_TEST_EXISTS) && !g_file_test (path, G_FILE_TEST_IS_REGULAR)) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE, "“%s” is not a regular file",
                 path);
    return NULL;
  }
  self->file = G_INPUT_STREAM (g_file_read (file, NULL, error));
  if (self->file == NULL)
    return NULL;
  if (!fill_raw (self, &trouble) && trouble != NULL) {
    g_propagate_error (error, g_steal_pointer (&trouble));
    return NULL;
  }
  if (self->raw_end >= 2 && self->raw[0] == 0x1f && self->raw[1] == 0x8b)
    self->inflater = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
  return g_steal_pointer (&self);
}

/**
 * feedsim_replay_next:
 * @self: the reader
 * @record: (out): the next message of a stream
 * @error: set where the file is broken; what was read before stays good
 *
 * Returns: %FALSE at the end
 */
gboolean
feedsim_replay_next (FeedsimReplay *self,
                     FeedsimRecord *record,
                     GError       **error)
{
  FeedsimSlice line;

  g_return_val_if_fail (FEEDSIM_IS_REPLAY (self), FALSE);

  while (next_line (self, &line, error)) {
    if (!parse_line (line, record))
      self->malformed++;
    else if (record->stream.length == 0 || record->data.length == 0)
      self->skipped++;
    else
      return TRUE;
  }
  return FALSE;
}

guint64
feedsim_replay_get_lines (FeedsimReplay *self)
{
  g_return_val_if_fail (FEEDSIM_IS_REPLAY (self), 0);

  return self->lines;
}

/**
 * feedsim_replay_get_malformed:
 * @self: the reader
 *
 * Returns: how many lines so far were not `<receive time ns> <JSON object>`
 */
guint64
feedsim_replay_get_malformed (FeedsimReplay *self)
{
  g_return_val_if_fail (FEEDSIM_IS_REPLAY (self), 0);

  return self->malformed;
}

/**
 * feedsim_replay_get_skipped:
 * @self: the reader
 *
 * Returns: how many lines so far were good but belong to no stream, such as a REST snapshot
 */
guint64
feedsim_replay_get_skipped (FeedsimReplay *self)
{
  g_return_val_if_fail (FEEDSIM_IS_REPLAY (self), 0);

  return self->skipped;
}
