/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The part of an instrument list's life that blocks: the catalogue's file, and reading through tens
 * of megabytes.
 */
#include "feed/feed-list-job.h"

#include <glib/gstdio.h>
#include <string.h>

#include "feed/core/feed-json-rows.h"
#include "feed/providers/feed-provider-registry.h"
#include "feed/store/feed-catalog-writer.h"

#define PIECE_BYTES 65536
/* An instrument of Binance has 4 KB */
#define MAX_ROW_BYTES 262144
#define MAX_ROWS 2000000
/* Longer names are none, and would be cut into words and searched for all the same */
#define MAX_NAME_BYTES 256

typedef struct {
  FeedProvider      *provider;
  FeedCatalogWriter *writer;
  GString           *scratch;
  guint              n_good, n_bad;
} Load;

FeedListJob *
feed_list_job_new (const char *path,
                   const char *provider,
                   const char *url)
{
  FeedListJob *self = g_new0 (FeedListJob, 1);

  self->path = g_strdup (path);
  self->provider = g_strdup (provider);
  self->url = g_strdup (url);
  return self;
}

void
feed_list_job_free (FeedListJob *self)
{
  g_free (self->path);
  g_free (self->provider);
  g_free (self->url);
  g_free (self->words);
  feed_catalog_list_clear (&self->list);
  g_clear_object (&self->download);
  g_free (self);
}

/* A damaged catalogue can be fetched again, and is not asked twice */
static FeedCatalog *
open_catalog (FeedListJob *self,
              GError     **error)
{
  g_autofree char *kept = NULL;
  FeedCatalog *catalog = feed_catalog_open (self->path, &kept, error);

  if (kept != NULL && self->words == NULL)
    self->words = g_strdup_printf ("the catalogue of instruments was damaged; it is kept as %s", kept);
  return catalog;
}

static void
finish (GTask   *task,
        gboolean done,
        GError  *error)
{
  FeedListJob *self = g_task_get_task_data (task);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA))
    g_free (feed_catalog_set_aside (self->path, NULL));
  if (done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
feed_list_job_find (GTask        *task,
                    gpointer      source,
                    gpointer      job,
                    GCancellable *cancellable)
{
  FeedListJob *self = job;
  GError *error = NULL;
  g_autoptr (FeedCatalog) catalog = open_catalog (self, &error);
  gboolean done = catalog != NULL
                  && feed_catalog_find_list (catalog, self->provider, self->url, &self->list, &error);

  g_clear_pointer (&catalog, feed_catalog_close);
  finish (task, done, error);
}

/* Its name is gone at once: nothing of it stays, however this ends */
void
feed_list_job_prepare (GTask        *task,
                       gpointer      source,
                       gpointer      job,
                       GCancellable *cancellable)
{
  FeedListJob *self = job;
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_autofree char *name = g_strdup_printf ("list-%08x.part", g_random_int ());
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  GError *error = NULL;

  self->download = g_file_create_readwrite (file, G_FILE_CREATE_PRIVATE, cancellable, &error);
  if (self->download != NULL)
    g_unlink (path);
  finish (task, self->download != NULL, error);
}

void
feed_list_job_confirm (GTask        *task,
                       gpointer      source,
                       gpointer      job,
                       GCancellable *cancellable)
{
  FeedListJob *self = job;
  GError *error = NULL;
  g_autoptr (FeedCatalog) catalog = open_catalog (self, &error);
  gboolean done = catalog != NULL
                  && feed_catalog_set_checked (catalog, self->list.id, self->list.checked_us, &error);

  g_clear_pointer (&catalog, feed_catalog_close);
  finish (task, done, error);
}

static gboolean
is_name (const char *text)
{
  return strlen (text) <= MAX_NAME_BYTES && g_utf8_validate (text, -1, NULL);
}

/* A row that cannot be read is left out */
static gboolean
on_row (gpointer    user_data,
        const char *row,
        gsize       length,
        GError    **error)
{
  Load *load = user_data;
  g_autoptr (GError) wrong = NULL;
  FeedListing listing;
  FeedDecode decoded = feed_provider_parse_listing (load->provider, row, length, load->scratch,
                                                    &listing, &wrong);

  if (decoded == FEED_DECODE_ERROR)
    load->n_bad++;
  if (decoded != FEED_DECODE_OK)
    return TRUE;
  if (!is_name (listing.symbol) || !is_name (listing.name) || *listing.symbol == '\0') {
    load->n_bad++;
    return TRUE;
  }
  if (++load->n_good > MAX_ROWS) {
    g_set_error (error, FEED_ERROR, FEED_ERROR_TOO_LARGE, "more than %d instruments", MAX_ROWS);
    return FALSE;
  }
  return feed_catalog_writer_add (load->writer, &listing, error);
}

static gboolean
read_rows (Load         *load,
           GInputStream *stream,
           GCancellable *cancellable,
           GError      **error)
{
  const FeedProviderInfo *info = feed_provider_get_info (load->provider);
  g_autoptr (FeedJsonRows) rows = feed_json_rows_new (info->list_member, MAX_ROW_BYTES, on_row, load);
  g_autofree char *piece = g_malloc (PIECE_BYTES);
  gssize n_read;

  while ((n_read = g_input_stream_read (stream, piece, PIECE_BYTES, cancellable, error)) > 0) {
    if (!feed_json_rows_push (rows, piece, (gsize) n_read, error))
      return FALSE;
  }
  if (n_read < 0 || !feed_json_rows_end (rows, error))
    return FALSE;
  if (load->n_good > 0 && load->n_bad <= load->n_good)
    return TRUE;
  g_set_error (error, FEED_ERROR, FEED_ERROR_DECODE, "%u instruments in it, and %u that are none",
               load->n_good, load->n_bad);
  return FALSE;
}

static gboolean
load_list (FeedListJob  *self,
           GCancellable *cancellable,
           GError      **error)
{
  g_autoptr (FeedCatalog) catalog = NULL;
  g_autoptr (FeedProvider) provider = feed_provider_registry_create (self->provider, error);
  g_autoptr (FeedCatalogWriter) writer = NULL;
  g_autoptr (GString) scratch = g_string_new (NULL);
  Load load = { .provider = provider, .scratch = scratch };

  if (provider == NULL)
    return FALSE;
  catalog = open_catalog (self, error);
  if (catalog == NULL)
    return FALSE;
  writer = load.writer = feed_catalog_writer_new (catalog, error);
  if (writer == NULL
      || !g_seekable_seek (G_SEEKABLE (self->download), 0, G_SEEK_SET, cancellable, error)
      || !read_rows (&load, g_io_stream_get_input_stream (G_IO_STREAM (self->download)), cancellable,
                     error)
      || !feed_catalog_writer_publish (writer, self->provider, self->url, &self->list, error))
    return FALSE;
  if (load.n_bad > 0 && self->words == NULL)
    self->words = g_strdup_printf ("%u of its rows could not be read", load.n_bad);
  /* In this order: what is staged belongs to the catalogue */
  g_clear_pointer (&writer, feed_catalog_writer_free);
  return TRUE;
}

void
feed_list_job_load (GTask        *task,
                    gpointer      source,
                    gpointer      job,
                    GCancellable *cancellable)
{
  GError *error = NULL;
  gboolean done = load_list (job, cancellable, &error);

  finish (task, done, error);
}
