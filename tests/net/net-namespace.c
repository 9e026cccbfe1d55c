/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/net-namespace.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <net/if.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

/* At the input of the interface: a sender whose packet is dropped at the output is told */
#define TABLE "add table inet evertick\n" \
              "add chain inet evertick in { type filter hook input priority 0; }\n"

/* What nft says to these commands, or NULL with an error in its words (transfer full) */
static char *
run_nft (const char *commands,
         GError    **error)
{
  g_autofree char *found = g_find_program_in_path ("nft");
  const char *argv[] = { found != NULL ? found : "/usr/sbin/nft", "-f", "-", NULL };
  g_autoptr (GSubprocess) nft =
    g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE
                       | G_SUBPROCESS_FLAGS_STDERR_MERGE, error);
  g_autofree char *output = NULL;

  if (nft == NULL || !g_subprocess_communicate_utf8 (nft, commands, NULL, &output, NULL, error))
    return NULL;
  if (g_subprocess_get_successful (nft))
    return g_steal_pointer (&output);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "nft: %s", g_strchomp (output));
  return NULL;
}

static char *
run_nft_or_abort (const char *commands)
{
  g_autoptr (GError) error = NULL;
  char *output = run_nft (commands, &error);

  g_assert_no_error (error);
  return output;
}

/* Files of /proc want all in one write */
static gboolean
write_file (const char *path,
            const char *text)
{
  int fd = open (path, O_WRONLY | O_CLOEXEC);
  gboolean done = fd >= 0 && write (fd, text, strlen (text)) == (gssize) strlen (text);

  if (fd >= 0)
    close (fd);
  return done;
}

/* Who is not root may be root among his own, where the machine lets him */
static gboolean
unshare_network (void)
{
  g_autofree char *users = g_strdup_printf ("0 %u 1", (guint) geteuid ());
  g_autofree char *groups = g_strdup_printf ("0 %u 1", (guint) getegid ());

  if (unshare (CLONE_NEWNET) == 0)
    return TRUE;
  return unshare (CLONE_NEWUSER | CLONE_NEWNET) == 0
         && write_file ("/proc/self/setgroups", "deny")
         && write_file ("/proc/self/uid_map", users)
         && write_file ("/proc/self/gid_map", groups);
}

static gboolean
raise_loopback (void)
{
  struct ifreq request = { .ifr_name = "lo", .ifr_flags = IFF_UP | IFF_LOOPBACK | IFF_RUNNING };
  int fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  gboolean raised = fd >= 0 && ioctl (fd, SIOCSIFFLAGS, &request) == 0;

  if (fd >= 0)
    close (fd);
  return raised;
}

char *
net_namespace_enter (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *output = NULL;

  if (!unshare_network ())
    return g_strdup_printf ("no network namespace of our own: %s", g_strerror (errno));
  if (!raise_loopback ())
    return g_strdup_printf ("no loopback in our network namespace: %s", g_strerror (errno));
  output = run_nft (TABLE, &error);
  return output == NULL ? g_strdup (error->message) : NULL;
}

static void
add_rule (const char *side,
          guint16     port)
{
  g_autofree char *rule = g_strdup_printf ("add rule inet evertick in tcp %s %u counter drop\n",
                                           side, port);
  g_autofree char *output = run_nft_or_abort (rule);
}

void
net_namespace_drop (guint16 port,
                    NetDrop drop)
{
  if (drop & NET_DROP_TO)
    add_rule ("dport", port);
  if (drop & NET_DROP_FROM)
    add_rule ("sport", port);
}

guint
net_namespace_heal (void)
{
  const char *word = "counter packets ";
  g_autofree char *rules = run_nft_or_abort ("list chain inet evertick in\n");
  g_autofree char *output = run_nft_or_abort ("flush chain inet evertick in\n");
  guint n = 0;

  for (const char *at = strstr (rules, word); at != NULL; at = strstr (at, word)) {
    at += strlen (word);
    n += (guint) strtoul (at, NULL, 10);
  }
  return n;
}
