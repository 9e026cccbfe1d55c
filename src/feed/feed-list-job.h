/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "feed/store/feed-catalog.h"

G_BEGIN_DECLS

/* What is done to the catalogue of one list, each in a thread of its own. path: of the catalogue;
 * g_task_run_in_thread() takes the functions, whose task's data is a FeedListJob */

/**
 * FeedListJob:
 * @list: what the catalogue has of it, or shall have
 * @download: an unnamed file, for the list to come
 * @words: what the log should be told of the catalogue, NULL nothing
 */
typedef struct {
  char           *path, *provider, *url;
  FeedCatalogList list;
  GFileIOStream  *download;
  char           *words;
} FeedListJob;

FeedListJob *feed_list_job_new (const char *path,
                                const char *provider,
                                const char *url);
void feed_list_job_free (FeedListJob *self);
/* Fills list; TRUE */
void feed_list_job_find (GTask        *task,
                         gpointer      source,
                         gpointer      job,
                         GCancellable *cancellable);
/* Makes download; TRUE */
void feed_list_job_prepare (GTask        *task,
                            gpointer      source,
                            gpointer      job,
                            GCancellable *cancellable);
/* What download holds becomes the list; TRUE. FEED_ERROR_DECODE where it is none */
void feed_list_job_load (GTask        *task,
                         gpointer      source,
                         gpointer      job,
                         GCancellable *cancellable);
/* The list is the newest, at list.checked_us; TRUE */
void feed_list_job_confirm (GTask        *task,
                            gpointer      source,
                            gpointer      job,
                            GCancellable *cancellable);

G_END_DECLS
