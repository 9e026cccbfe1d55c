/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/feedsim-angel-peer.h"

#include <string.h>

#include "support/test-support.h"

/**
 * angel_start_server:
 * @fault: (nullable): a fault to begin with
 *
 * Returns: (transfer full): a simulator of the venue with a lively market
 */
FeedsimServer *
angel_start_server (const char *fault)
{
  g_autoptr (FeedsimOptions) options = feedsim_options_new ();
  g_autoptr (GError) error = NULL;
  FeedsimServer *server;

  g_free (options->venue);
  options->venue = g_strdup ("angel-one");
  options->ticks_per_second = 500;
  if (fault != NULL) {
    options->faults = g_new0 (char *, 2);
    options->faults[0] = g_strdup (fault);
  }
  server = feedsim_server_new (options, &error);
  g_assert_no_error (error);
  return server;
}

static GByteArray *
decode_base32 (const char *text)
{
  GByteArray *bytes = g_byte_array_new ();
  guint64 bits = 0;
  guint n_bits = 0;

  for (; *text != '\0'; text++) {
    guint value = (guint) (g_ascii_isalpha (*text) ? *text - 'A' : *text - '2' + 26);

    g_assert_cmpuint (value, <, 32);
    bits = bits << 5 | value;
    n_bits += 5;
    if (n_bits >= 8) {
      guint8 byte = (guint8) (bits >> (n_bits - 8));

      g_byte_array_append (bytes, &byte, 1);
      n_bits -= 8;
    }
  }
  return bytes;
}

/**
 * angel_make_totp:
 * @base32: the secret
 * @offset_s: how far the clock that makes it is ahead
 *
 * Returns: (transfer full): the code of RFC 6238, worked out without the simulator's help
 */
char *
angel_make_totp (const char *base32,
                 gint64      offset_s)
{
  g_autoptr (GByteArray) key = decode_base32 (base32);
  guint64 counter = (guint64) (g_get_real_time () / G_USEC_PER_SEC + offset_s) / 30;
  guint8 message[8];
  g_autofree char *hex = NULL;
  guint32 number;
  guint offset;

  for (guint i = 0; i < 8; i++)
    message[i] = (guint8) (counter >> (56 - 8 * i));
  hex = g_compute_hmac_for_data (G_CHECKSUM_SHA1, key->data, key->len, message, sizeof message);
  offset = (guint) g_ascii_xdigit_value (hex[39]);
  hex[2 * offset + 8] = '\0';
  number = (guint32) g_ascii_strtoull (hex + 2 * offset, NULL, 16) & G_MAXINT32;
  return g_strdup_printf ("%06u", number % 1000000);
}

/**
 * angel_request:
 * @server: the simulator
 * @peer: who asks
 * @method: an HTTP method
 * @path: below the REST address
 * @body: (nullable): JSON
 *
 * Returns: (transfer full): the answer, with the headers that the venue wants
 */
FeedsimReply *
angel_request (FeedsimServer   *server,
               const AngelPeer *peer,
               const char      *method,
               const char      *path,
               const char      *body)
{
  g_autofree char *bearer = peer->jwt != NULL ? g_strconcat ("Bearer ", peer->jwt, NULL) : NULL;
  const char *headers[] = {
    "X-PrivateKey", peer->api_key, "X-UserType", "USER", "X-SourceID", "WEB",
    bearer != NULL ? "Authorization" : NULL, bearer, NULL,
  };

  return feedsim_reply_new_with (method, feedsim_server_get_rest_url (server), path, body, headers);
}

static const char *
read_account (AngelPeer  *peer,
              const char *name)
{
  JsonObject *root = json_node_get_object (json_parser_get_root (peer->description));

  return json_object_get_string_member (json_object_get_object_member (root, "account"), name);
}

/**
 * angel_take_tokens:
 * @peer: who asked
 * @text: the answer to a log-in or a renewal
 */
void
angel_take_tokens (AngelPeer  *peer,
                   const char *text)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *data;

  g_assert_true (json_parser_load_from_data (parser, text, -1, NULL));
  data = json_node_get_object (json_parser_get_root (parser));
  g_assert_true (json_object_get_boolean_member (data, "status"));
  data = json_object_get_object_member (data, "data");
  g_free (peer->jwt);
  g_free (peer->refresh);
  g_free (peer->feed);
  peer->jwt = g_strdup (json_object_get_string_member (data, "jwtToken"));
  peer->refresh = g_strdup (json_object_get_string_member (data, "refreshToken"));
  peer->feed = g_strdup (json_object_get_string_member (data, "feedToken"));
}

/**
 * angel_log_in:
 * @server: the simulator
 *
 * Returns: (transfer full): its account, logged in to
 */
AngelPeer *
angel_log_in (FeedsimServer *server)
{
  AngelPeer *peer = g_new0 (AngelPeer, 1);
  g_autofree char *line = feedsim_server_describe (server);
  g_autoptr (FeedsimReply) reply = NULL;
  g_autofree char *totp = NULL;
  g_autofree char *body = NULL;
  g_autofree char *text = NULL;

  peer->description = json_parser_new ();
  g_assert_true (json_parser_load_from_data (peer->description, line, -1, NULL));
  peer->client_code = read_account (peer, "client_code");
  peer->pin = read_account (peer, "pin");
  peer->api_key = read_account (peer, "api_key");
  peer->totp_secret = read_account (peer, "totp_secret");
  totp = angel_make_totp (peer->totp_secret, 0);
  body = g_strdup_printf ("{\"clientcode\":\"%s\",\"password\":\"%s\",\"totp\":\"%s\"}",
                          peer->client_code, peer->pin, totp);
  reply = angel_request (server, peer, "POST", ANGEL_AUTH "user/v1/loginByPassword", body);
  text = feedsim_reply_get_text (reply);
  g_assert_cmpuint (feedsim_reply_get_status (reply), ==, 200);
  angel_take_tokens (peer, text);
  return peer;
}

/**
 * angel_connect:
 * @server: the simulator
 * @peer: who connects
 *
 * Returns: (transfer full): a stream that is open
 */
FeedsimPeer *
angel_connect (FeedsimServer   *server,
               const AngelPeer *peer)
{
  const char *headers[] = {
    "Authorization", peer->jwt, "x-api-key", peer->api_key, "x-client-code", peer->client_code,
    "x-feed-token", peer->feed, NULL,
  };
  FeedsimPeer *stream = feedsim_peer_new_with (server, "/smart-stream", headers);

  g_assert_no_error (stream->error);
  return stream;
}

void
angel_peer_free (AngelPeer *peer)
{
  g_object_unref (peer->description);
  g_free (peer->jwt);
  g_free (peer->refresh);
  g_free (peer->feed);
  g_free (peer);
}
