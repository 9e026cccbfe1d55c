/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "feedsim/feedsim-options.h"
#include "simulator/feedsim-angel-account.h"
#include "simulator/feedsim-angel-book.h"

G_BEGIN_DECLS

/* What a request says, as far as the venue looks at it */
typedef struct {
  const char *method;
  const char *path;
  const char *authorization;  /* NULL: none */
  const char *api_key;        /* X-PrivateKey; NULL: none */
  const char *body;           /* not terminated */
  gsize       body_length;
} FeedsimAngelRequest;

/* What is said back */
typedef struct {
  guint       status;
  const char *type;   /* of the body */
  GString    *body;
} FeedsimAngelReply;

#define FEEDSIM_TYPE_ANGEL_DESK (feedsim_angel_desk_get_type ())
G_DECLARE_FINAL_TYPE (FeedsimAngelDesk, feedsim_angel_desk, FEEDSIM, ANGEL_DESK, GObject)

FeedsimAngelDesk *feedsim_angel_desk_new (FeedsimAngelAccount  *account,
                                          FeedsimAngelBook     *book,
                                          const FeedsimOptions *options);
FeedsimAngelReply *feedsim_angel_desk_answer (FeedsimAngelDesk          *self,
                                              const FeedsimAngelRequest *request);
void feedsim_angel_reply_free (FeedsimAngelReply *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FeedsimAngelReply, feedsim_angel_reply_free)

G_END_DECLS
