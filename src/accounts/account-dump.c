/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "accounts/account-dump.h"

#include <sys/resource.h>

/**
 * account_forbid_dumps:
 *
 * Secrets and tokens are in memory while they are used, in requests, in TLS and in entries too, where
 * nobody can wipe them: so no image of it may be written.
 *
 * A limit of one byte, not of none: a crash handler behind a pipe (core_pattern "|…") is started in
 * spite of 0, but never with 1 (Linux, fs/coredump.c). Not PR_SET_DUMPABLE: that would take
 * /proc/PID away from the portals, which find out by it who asks, and keep debuggers off.
 */
void
account_forbid_dumps (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_CORE, &limit) != 0)
    return;
  limit.rlim_cur = MIN (limit.rlim_max, 1);
  setrlimit (RLIMIT_CORE, &limit);
}
