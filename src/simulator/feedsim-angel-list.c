/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/feedsim-angel-list.h"

#include <string.h>

#include "simulator/feedsim-http.h"

#define PIECE_BYTES (64 * 1024)
#define INDEX_KEY "feedsim-angel-list-index"

/* The next piece goes out when the last one has: the file is never there as a whole. */
static void
append_piece (SoupServerMessage  *message,
              FeedsimAngelMaster *master)
{
  SoupMessageBody *body = soup_server_message_get_response_body (message);
  guint index = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (message), INDEX_KEY));
  g_autoptr (GBytes) bytes = NULL;
  GString *piece;

  if (index == feedsim_angel_master_get_count (master)) {
    soup_message_body_complete (body);
    return;
  }
  piece = g_string_sized_new (PIECE_BYTES + 1024);
  index = feedsim_angel_master_append (master, index, PIECE_BYTES, piece);
  g_object_set_data (G_OBJECT (message), INDEX_KEY, GUINT_TO_POINTER (index));
  bytes = g_string_free_to_bytes (piece);
  soup_message_body_append_bytes (body, bytes);
}

static void
on_wrote_chunk (SoupServerMessage  *message,
                FeedsimAngelMaster *master)
{
  append_piece (message, master);
}

static gboolean
is_known_already (FeedsimAngelMaster *master,
                  SoupMessageHeaders *headers)
{
  const char *etag = soup_message_headers_get_list (headers, "If-None-Match");
  const char *since = soup_message_headers_get_one (headers, "If-Modified-Since");

  if (etag != NULL)
    return strstr (etag, feedsim_angel_master_get_etag (master)) != NULL ||
           g_str_equal (etag, "*");
  return g_strcmp0 (since, feedsim_angel_master_get_date (master)) == 0;
}

/**
 * feedsim_angel_list_answer:
 * @master: the list; it outlives the message
 * @message: who asks for it
 */
void
feedsim_angel_list_answer (FeedsimAngelMaster *master,
                           SoupServerMessage  *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  const char *method = soup_server_message_get_method (message);

  if (!g_str_equal (method, "GET") && !g_str_equal (method, "HEAD")) {
    feedsim_http_answer_page (message, 405);
    return;
  }
  soup_message_headers_replace (headers, "ETag", feedsim_angel_master_get_etag (master));
  soup_message_headers_replace (headers, "Last-Modified", feedsim_angel_master_get_date (master));
  if (is_known_already (master, soup_server_message_get_request_headers (message))) {
    soup_server_message_set_status (message, 304, NULL);
    return;
  }
  soup_server_message_set_status (message, 200, NULL);
  soup_message_headers_replace (headers, "Content-Type", "application/json");
  soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
  if (g_str_equal (method, "HEAD"))
    return;
  soup_message_body_set_accumulate (soup_server_message_get_response_body (message), FALSE);
  g_signal_connect (message, "wrote-chunk", G_CALLBACK (on_wrote_chunk), master);
  append_piece (message, master);
}
