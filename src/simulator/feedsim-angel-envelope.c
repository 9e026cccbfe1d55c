/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/feedsim-angel-envelope.h"

static const char *const NAMES[] = { "mixed", "status", "success", "strings" };

/**
 * feedsim_angel_envelope_parse:
 * @name: (nullable): `mixed`, `status`, `success` or `strings`; %NULL: the first
 * @envelope: (out): which that is
 *
 * Returns: whether there is such a one
 */
gboolean
feedsim_angel_envelope_parse (const char           *name,
                              FeedsimAngelEnvelope *envelope)
{
  *envelope = FEEDSIM_ANGEL_ENVELOPE_MIXED;
  for (guint i = 0; i < G_N_ELEMENTS (NAMES) && name != NULL; i++)
    if (g_str_equal (name, NAMES[i])) {
      *envelope = i;
      return TRUE;
    }
  return name == NULL;
}

/**
 * feedsim_angel_envelope_append:
 * @envelope: the spelling
 * @data: a JSON value
 * @out: where to
 *
 * Wraps what was asked for.
 */
void
feedsim_angel_envelope_append (FeedsimAngelEnvelope envelope,
                               const char          *data,
                               GString             *out)
{
  const char *format = envelope == FEEDSIM_ANGEL_ENVELOPE_SUCCESS ?
                       "{\"success\":true,\"message\":\"SUCCESS\",\"errorCode\":\"\",\"data\":" :
                       envelope == FEEDSIM_ANGEL_ENVELOPE_STRINGS ?
                       "{\"status\":\"true\",\"message\":\"SUCCESS\",\"errorcode\":\"\",\"data\":" :
                       "{\"status\":true,\"message\":\"SUCCESS\",\"errorcode\":\"\",\"data\":";

  g_string_append (out, format);
  g_string_append (out, data);
  g_string_append_c (out, '}');
}

/**
 * feedsim_angel_envelope_append_error:
 * @envelope: the spelling
 * @code: AG8001, AB1007 …; the AG codes are the gateway's
 * @message: plain text
 * @out: where to
 *
 * Wraps a refusal.
 */
void
feedsim_angel_envelope_append_error (FeedsimAngelEnvelope envelope,
                                     const char          *code,
                                     const char          *message,
                                     GString             *out)
{
  if (envelope == FEEDSIM_ANGEL_ENVELOPE_MIXED)
    envelope = g_str_has_prefix (code, "AG") ? FEEDSIM_ANGEL_ENVELOPE_SUCCESS :
               FEEDSIM_ANGEL_ENVELOPE_STATUS;
  if (envelope == FEEDSIM_ANGEL_ENVELOPE_SUCCESS)
    g_string_append_printf (out, "{\"success\":false,\"message\":\"%s\",\"errorCode\":\"%s\","
                                 "\"data\":\"\"}", message, code);
  else if (envelope == FEEDSIM_ANGEL_ENVELOPE_STRINGS)
    g_string_append_printf (out, "{\"status\":\"false\",\"message\":\"%s\",\"errorcode\":\"%s\","
                                 "\"data\":\"null\"}", message, code);
  else
    g_string_append_printf (out, "{\"status\":false,\"message\":\"%s\",\"errorcode\":\"%s\","
                                 "\"data\":null}", message, code);
}
