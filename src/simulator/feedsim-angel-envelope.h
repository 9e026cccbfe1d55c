/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The venue wraps its answers in two spellings, and its documents show a third */
typedef enum {
  FEEDSIM_ANGEL_ENVELOPE_MIXED,    /* as it comes: refusals of the gateway in the second */
  FEEDSIM_ANGEL_ENVELOPE_STATUS,   /* status, errorcode */
  FEEDSIM_ANGEL_ENVELOPE_SUCCESS,  /* success, errorCode */
  FEEDSIM_ANGEL_ENVELOPE_STRINGS,  /* the first, its values as strings: "false", "null" */
} FeedsimAngelEnvelope;

gboolean feedsim_angel_envelope_parse (const char           *name,
                                       FeedsimAngelEnvelope *envelope);
void feedsim_angel_envelope_append (FeedsimAngelEnvelope envelope,
                                    const char          *data,
                                    GString             *out);
void feedsim_angel_envelope_append_error (FeedsimAngelEnvelope envelope,
                                          const char          *code,
                                          const char          *message,
                                          GString             *out);

G_END_DECLS
