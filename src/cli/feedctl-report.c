/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/feedctl-report.h"

#include <stdio.h>

void
feedctl_report_say (const char *venue,
                    const char *part,
                    const char *verdict,
                    const char *words)
{
  printf ("%-10s %-9s %-7s %s\n", venue, part, verdict, words);
}

void
feedctl_report_advise (const char *words)
{
  feedctl_report_say ("", "", "", words);
}
