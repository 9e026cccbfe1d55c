/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/feed-system-watch.h"

#include "feed/feed-manager-private.h"
#include "feed/net/feed-sleep.h"

static char *
format_span (gint64 us)
{
  gint64 seconds = us / G_USEC_PER_SEC;

  if (seconds < 60)
    return g_strdup_printf ("%d.%d s", (int) seconds, (int) (us / 100000 % 10));
  if (seconds < 3600)
    return g_strdup_printf ("%d min %d s", (int) (seconds / 60), (int) (seconds % 60));
  return g_strdup_printf ("%" G_GINT64_FORMAT " h %d min", seconds / 3600,
                          (int) (seconds / 60 % 60));
}

static void
on_network (FeedSystem  *system,
            gboolean     available,
            FeedManager *manager)
{
  feed_manager_notify (manager, NULL, available ? FEED_EVENT_NETWORK_UP
                                                : FEED_EVENT_NETWORK_DOWN);
}

static void
on_boot_jump (FeedSystem  *system,
              gint64       us,
              FeedManager *manager)
{
  g_autofree char *span = format_span (us);
  g_autofree char *text = g_strdup_printf ("the computer slept for %s", span);

  feed_manager_note (manager, FEED_EVENT_KIND_NOTE, "", text);
  feed_manager_notify (manager, NULL, FEED_EVENT_BOOT_JUMP);
}

/* Our own freeze is said to be ours: nobody shall blame the feed for it */
static void
on_stall (FeedSystem  *system,
          gint64       us,
          FeedManager *manager)
{
  g_autofree char *span = format_span (us);
  g_autofree char *text = g_strdup_printf ("this program stood still for %s; the feed is not to blame",
                                           span);

  feed_manager_note (manager, FEED_EVENT_KIND_NOTE, "", text);
}

static void
on_sleep (FeedSleep   *sleep,
          gboolean     about_to,
          FeedManager *manager)
{
  feed_manager_notify (manager, NULL, about_to ? FEED_EVENT_SLEEP : FEED_EVENT_WAKE);
}

static void
stop_sleep (gpointer data)
{
  feed_sleep_stop (data);
  g_object_unref (data);
}

void
feed_system_watch (FeedSystem  *system,
                   FeedManager *manager)
{
  FeedSleep *sleep = feed_sleep_new ();

  g_signal_connect_object (system, "network", G_CALLBACK (on_network), manager, 0);
  g_signal_connect_object (system, "boot-jump", G_CALLBACK (on_boot_jump), manager, 0);
  g_signal_connect_object (system, "stall", G_CALLBACK (on_stall), manager, 0);
  g_signal_connect_object (sleep, "sleep", G_CALLBACK (on_sleep), manager, 0);
  g_object_set_data_full (G_OBJECT (system), "feed-sleep", sleep, stop_sleep);
}
