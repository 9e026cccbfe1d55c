/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <accounts/accounts.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "cli/feedctl.h"

typedef struct {
  const char *name;
  const char *summary;
  int (*run)(int    argc,
             char **argv);
} Command;

static const Command COMMANDS[] = {
  { "watch", "follow symbols of a venue", feedctl_watch },
  { "check", "check the settings and whether the venues answer", feedctl_check },
  { "search", "find instruments by their names", feedctl_search },
  { "account", "keep accounts in the keyring", feedctl_accounts },
  { "log", "print what happened, as the window kept it", feedctl_log },
  { "simulate", "run a market and its venue on this machine", feedctl_simulate },
};

static void
print_usage (FILE *file)
{
  fputs ("Usage: feedctl COMMAND [OPTION…]\n\nCommands:\n", file);
  for (gsize i = 0; i < G_N_ELEMENTS (COMMANDS); i++)
    fprintf (file, "  %-10s  %s\n", COMMANDS[i].name, COMMANDS[i].summary);
  fputs ("\nfeedctl COMMAND --help tells more; feedctl --version prints the version.\n"
         "Exit: 0 ended or signalled, 1 failed, 2 usage, 3 log-in refused, 4 no data.\n", file);
}

int
main (int    argc,
      char **argv)
{
  account_forbid_dumps ();
  setlocale (LC_ALL, "");
  if (argc < 2) {
    print_usage (stderr);
    return FEEDCTL_EXIT_USAGE;
  }
  if (strcmp (argv[1], "--help") == 0 || strcmp (argv[1], "-h") == 0) {
    print_usage (stdout);
    return FEEDCTL_EXIT_OK;
  }
  if (strcmp (argv[1], "--version") == 0) {
    printf ("feedctl %s\n", FEEDCTL_VERSION);
    return FEEDCTL_EXIT_OK;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (COMMANDS); i++)
    if (strcmp (argv[1], COMMANDS[i].name) == 0)
      return COMMANDS[i].run (argc - 1, argv + 1);
  fprintf (stderr, "feedctl: there is no command “%s”\n\n", argv[1]);
  print_usage (stderr);
  return FEEDCTL_EXIT_USAGE;
}
