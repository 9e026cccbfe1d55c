/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

/* What libFuzzer calls, and the replay of the corpus does: must return 0, and may only abort where
 * what it tries is wrong */
int LLVMFuzzerTestOneInput (const guint8 *data,
                            gsize         size);

/* A copy of its very size, so that a byte too far is seen; never NULL (transfer full) */
static inline gpointer
fuzz_copy (gconstpointer data,
           gsize         size)
{
  gpointer copy = g_malloc (MAX (size, 1));

  if (size > 0)
    memcpy (copy, data, size);
  return copy;
}

G_END_DECLS
