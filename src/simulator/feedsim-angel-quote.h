/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "simulator/feedsim-angel-book.h"

G_BEGIN_DECLS

#define FEEDSIM_ANGEL_MAX_QUOTES 50

gboolean feedsim_angel_quote_append (FeedsimAngelBook *book,
                                     JsonObject       *body,
                                     GString          *data);
gboolean feedsim_angel_quote_append_ltp (FeedsimAngelBook *book,
                                         JsonObject       *body,
                                         GString          *data);

G_END_DECLS
