/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "soak/soak-probe.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/test-sources.h"

struct _SoakProbe {
  TestSources *sources;
};

SoakProbe *
soak_probe_new (void)
{
  SoakProbe *self = g_new0 (SoakProbe, 1);

  self->sources = test_sources_new ();
  return self;
}

void
soak_probe_free (SoakProbe *self)
{
  test_sources_free (self->sources);
  g_free (self);
}

static guint
count_entries (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* "Name:   123 kB" of a file in /proc */
static gint64
read_kib (const char *path,
          const char *name)
{
  g_autofree char *text = NULL;
  const char *found;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return 0;
  found = strstr (text, name);
  return found != NULL ? strtoll (found + strlen (name), NULL, 10) : 0;
}

void
soak_probe_measure (SoakProbe *self,
                    SoakUse   *use)
{
  struct mallinfo2 heap = mallinfo2 ();

  use->rss_kib = read_kib ("/proc/self/status", "VmRSS:");
  use->pss_kib = read_kib ("/proc/self/smaps_rollup", "\nPss:");
  use->heap_kib = (gint64) (heap.uordblks + heap.hblkhd) / 1024;
  /* The folder's own descriptor is open while they are counted */
  use->n_descriptors = count_entries ("/proc/self/fd") - 1;
  use->n_threads = count_entries ("/proc/self/task");
  use->n_sources = test_sources_count (self->sources);
}

char *
soak_probe_name_sources (SoakProbe *self)
{
  return test_sources_name (self->sources);
}
