/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "simulator/feedsim-angel-account.h"
#include "simulator/feedsim-angel-publisher.h"
#include "simulator/feedsim-client.h"

G_BEGIN_DECLS

#define FEEDSIM_TYPE_ANGEL_CLIENT (feedsim_angel_client_get_type ())
G_DECLARE_FINAL_TYPE (FeedsimAngelClient, feedsim_angel_client, FEEDSIM, ANGEL_CLIENT,
                      FeedsimClient)

FeedsimClient *feedsim_angel_client_new (FeedsimAngelAccount   *account,
                                         FeedsimAngelBook      *book,
                                         FeedsimAngelPublisher *publisher,
                                         GSocket               *socket,
                                         guint refusal_status);
guint feedsim_angel_client_get_modes (FeedsimAngelClient *self,
                                      guint               index);
void feedsim_angel_client_keep (FeedsimAngelClient *self);

G_END_DECLS
