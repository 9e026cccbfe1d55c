/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a script can tell from the exit code */
typedef enum {
  FEEDCTL_EXIT_OK      = 0,
  FEEDCTL_EXIT_FAILED  = 1,
  FEEDCTL_EXIT_USAGE   = 2,
  FEEDCTL_EXIT_REFUSED = 3,  /* log-in refused */
  FEEDCTL_EXIT_NO_DATA = 4,  /* none in the time given */
} FeedctlExit;

/* Sub-commands: argv[0] is the name of the sub-command; each returns an exit code */
int feedctl_accounts (int    argc,
                      char **argv);
int feedctl_check (int    argc,
                   char **argv);
int feedctl_log (int    argc,
                 char **argv);
int feedctl_search (int    argc,
                    char **argv);
int feedctl_simulate (int    argc,
                      char **argv);
int feedctl_watch (int    argc,
                   char **argv);

G_END_DECLS
