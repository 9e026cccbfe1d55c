/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Foreign bytes as words that can be shown: valid UTF-8 of at most limit bytes, without anything
 * that does not print, white space run together; "…" where it was cut (transfer full) */
char *feed_provider_words (const char *text,
                           gsize       length,
                           gsize       limit);
/* The same of the bytes around offset; text may be NULL where there are none */
char *feed_provider_excerpt (const char *text,
                             gsize       length,
                             gsize       offset,
                             gsize       limit);

G_END_DECLS
