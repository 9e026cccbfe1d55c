/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli/feedctl-format.h"

G_BEGIN_DECLS

/**
 * FeedctlWatchOptions:
 * @stream_base, @rest_base: NULL = not given
 * @list_base: of the instrument list; NULL = not given
 * @calendar: file with the exchanges' hours; NULL = the installed ones
 * @mode: how much a venue that leaves a choice sends
 * @duration_us: 0 = until signalled
 *
 * The command line of `feedctl watch`.
 */
typedef struct {
  char         *venue;
  char        **symbols;
  char         *stream_base, *rest_base, *list_base;
  char         *calendar;
  FeedMode      mode;
  FeedctlFormat format;
  gint64        duration_us;
} FeedctlWatchOptions;

/* is_terminal: what lines go to is one; then the table is the default */
gboolean feedctl_watch_options_parse (FeedctlWatchOptions *self,
                                      int                  argc,
                                      char               **argv,
                                      gboolean             is_terminal,
                                      GError             **error);
void feedctl_watch_options_clear (FeedctlWatchOptions *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FeedctlWatchOptions, feedctl_watch_options_clear)

G_END_DECLS
