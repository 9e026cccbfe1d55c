/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "evertick-session.h"

G_BEGIN_DECLS

/**
 * EvertickEndpointGroup:
 *
 * The endpoints of one venue in the preferences; each is used and stored when it is applied.
 */
#define EVERTICK_TYPE_ENDPOINT_GROUP (evertick_endpoint_group_get_type ())
G_DECLARE_FINAL_TYPE (EvertickEndpointGroup, evertick_endpoint_group, EVERTICK, ENDPOINT_GROUP,
                      AdwPreferencesGroup)

GtkWidget *evertick_endpoint_group_new (EvertickSession *session,
                                        const char *venue);
/* Uses them; FALSE where they were refused, with the reason shown */
gboolean evertick_endpoint_group_apply (EvertickEndpointGroup   *self,
                                        const EvertickEndpoints *endpoints);

G_END_DECLS
