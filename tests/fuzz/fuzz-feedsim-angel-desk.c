/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A REST request to simulated Angel One: the first line is its path, the rest its body. Whoever asks
 * is logged in; every answer is JSON or the plain text of a refusal.
 */
#include <json-glib/json-glib.h>
#include <string.h>

#include "fuzz/fuzz-target.h"
#include "simulator/feedsim-angel-desk.h"

typedef struct {
  FeedsimAngelAccount *account;
  FeedsimAngelBook    *book;
  FeedsimAngelDesk    *desk;
  char                *jwt;
} Venue;

static FeedsimAngelReply *
ask (const Venue  *venue,
     const guint8 *data,
     gsize         size)
{
  const guint8 *end = memchr (data, '\n', size);
  gsize path_length = end != NULL ? (gsize) (end - data) : size;
  g_autofree char *path = g_strndup ((const char *) data, path_length);
  gsize body_length = end != NULL ? size - path_length - 1 : 0;
  g_autofree char *body = g_memdup2 (end != NULL ? end + 1 : data, body_length);
  FeedsimAngelSecrets secrets;
  FeedsimAngelRequest request = { .method = "POST", .path = path, .authorization = venue->jwt };

  feedsim_angel_account_get_secrets (venue->account, &secrets);
  request.api_key = secrets.api_key;
  request.body = body != NULL ? body : "";
  request.body_length = body_length;
  return feedsim_angel_desk_answer (venue->desk, &request);
}

static void
check (const FeedsimAngelReply *reply)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) error = NULL;

  if (g_str_equal (reply->type, "application/json"))
    json_parser_load_from_data (parser, reply->body->str, (gssize) reply->body->len, &error);
  g_assert_no_error (error);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr (FeedsimOptions) options = feedsim_options_new ();
  g_autoptr (FeedsimAngelReply) reply = NULL;
  Venue venue = { NULL };

  options->n_symbols = 4;
  options->quotes_per_hour = 10;
  venue.account = feedsim_angel_account_new (1, 600);
  venue.book = feedsim_angel_book_new (options);
  venue.desk = feedsim_angel_desk_new (venue.account, venue.book, options);
  venue.jwt = g_strdup (feedsim_angel_account_issue (venue.account)->jwt);
  reply = ask (&venue, data, size);
  check (reply);
  g_object_unref (venue.desk);
  feedsim_angel_book_free (venue.book);
  g_object_unref (venue.account);
  g_free (venue.jwt);
  return 0;
}
