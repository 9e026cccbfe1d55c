/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "simulator/feedsim-angel-master.h"

G_BEGIN_DECLS

#define FEEDSIM_ANGEL_LIST_PATH "/OpenAPI_File/files/OpenAPIScripMaster.json"

void feedsim_angel_list_answer (FeedsimAngelMaster *master,
                                SoupServerMessage  *message);

G_END_DECLS
