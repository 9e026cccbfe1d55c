/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Dials and drops n_cycles times, at different moments, and asserts that neither a descriptor nor a source
 * is left.
 * Over TLS where tls_file is not NULL, see net_echo_new() */
void net_cycles_run (const char *tls_file,
                     guint       n_cycles);

G_END_DECLS
