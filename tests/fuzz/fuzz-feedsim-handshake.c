/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The simulator's reader of the request that opens a WebSocket.
 */
#include "fuzz/fuzz-target.h"
#include "simulator/feedsim-handshake.h"

static void
check_response (const FeedsimHandshake *handshake)
{
  g_autofree char *response = feedsim_handshake_make_response (handshake);

  g_assert_true (g_str_has_prefix (response, "HTTP/1.1 101 "));
  g_assert_true (g_str_has_suffix (response, "\r\n\r\n"));
  g_assert_true (g_utf8_validate (response, -1, NULL));
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autofree char *text = fuzz_copy (data, size);
  g_autoptr (FeedsimHandshake) handshake = feedsim_handshake_parse (text, size);
  g_autoptr (FeedsimHandshake) again = feedsim_handshake_parse (text, size);

  g_assert_true ((handshake == NULL) == (again == NULL));
  if (handshake == NULL)
    return 0;
  g_assert_nonnull (handshake->path);
  g_assert_cmpstr (handshake->path, ==, again->path);
  g_assert_cmpstr (handshake->query, ==, again->query);
  g_assert_cmpstr (handshake->key, ==, again->key);
  if (handshake->key != NULL)
    check_response (handshake);
  return 0;
}
