/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Reads the simulator's line, one JSON object with the members "stream" and "rest", strings both;
 * other members are passed over, whatever they hold. FALSE with G_IO_ERROR_INVALID_DATA where the
 * line is anything else */
gboolean evertick_addresses_parse (const char *line,
                                   char      **stream_base,
                                   char      **rest_base,
                                   GError    **error);

G_END_DECLS
