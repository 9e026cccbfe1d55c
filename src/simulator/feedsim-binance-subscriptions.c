/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/feedsim-binance-subscriptions.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "simulator/feedsim-json.h"

#define MAX_DEPTH 8
#define MAX_ID_CHARS 36

/* The codes and words of errors: web-socket-streams.md, "Error Messages" */
#define UNKNOWN_PROPERTY "{\"code\":0,\"msg\":\"Unknown property\""
#define NOT_BOOLEAN "{\"code\":1,\"msg\":\"Invalid value type: expected Boolean\""
#define BAD_ID "{\"code\":2,\"msg\":\"Invalid request: request ID must be an integer, " \
               "a string of at most 36 characters or null\""
#define NO_METHOD "{\"code\":2,\"msg\":\"Invalid request: missing field `method` at line 1 " \
                  "column 1\""
#define BAD_METHOD "{\"code\":2,\"msg\":\"Invalid request: unknown variant, expected one of " \
                   "`SUBSCRIBE`, `UNSUBSCRIBE`, `LIST_SUBSCRIPTIONS`, `SET_PROPERTY`, " \
                   "`GET_PROPERTY`\""
#define BAD_PARAMS "{\"code\":2,\"msg\":\"Invalid request: params must be an array of stream " \
                   "names\""
#define NO_PARAMS "{\"code\":2,\"msg\":\"Invalid request: missing field `params`\""
#define TOO_MANY "{\"code\":2,\"msg\":\"Invalid request: too many streams, the limit is 1024\""
#define BAD_PROPERTY "{\"code\":2,\"msg\":\"Invalid request: property name must be a string\""
#define BAD_JSON "{\"code\":3,\"msg\":\"Invalid JSON: expected value at line 1 column 1\"}"
#define DONE "{\"result\":null"

FeedsimBinanceSubscriptions *
feedsim_binance_subscriptions_new (gboolean combined)
{
  FeedsimBinanceSubscriptions *self = g_new0 (FeedsimBinanceSubscriptions, 1);

  self->streams = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->combined = combined;
  return self;
}

void
feedsim_binance_subscriptions_free (FeedsimBinanceSubscriptions *self)
{
  g_hash_table_unref (self->streams);
  g_free (self);
}

/**
 * feedsim_binance_subscriptions_fit:
 * @self: the subscriptions
 * @names: (array zero-terminated=1): streams to be added
 *
 * Returns: whether they fit within the limit of streams a connection
 */
gboolean
feedsim_binance_subscriptions_fit (FeedsimBinanceSubscriptions *self,
                                   char                       **names)
{
  g_autoptr (GHashTable) added = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; names[i] != NULL; i++)
    if (!g_hash_table_contains (self->streams, names[i]))
      g_hash_table_add (added, names[i]);
  return g_hash_table_size (self->streams) + g_hash_table_size (added) <=
         FEEDSIM_BINANCE_MAX_STREAMS;
}

void
feedsim_binance_subscriptions_add (FeedsimBinanceSubscriptions *self,
                                   const char                  *name)
{
  g_hash_table_add (self->streams, g_strdup (name));
  self->is_fresh = TRUE;
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/**
 * feedsim_binance_subscriptions_list:
 * @self: the subscriptions
 *
 * Returns: (transfer full) (array zero-terminated=1): the streams, sorted
 */
char **
feedsim_binance_subscriptions_list (FeedsimBinanceSubscriptions *self)
{
  GPtrArray *names = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, self->streams);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_free (names, FALSE);
}

/* The id as it is echoed: an integer, a string or null; FALSE for anything else. */
static gboolean
read_id (JsonObject *request,
         GString    *id)
{
  JsonNode *node = json_object_get_member (request, "id");
  GType type = node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) :
               G_TYPE_INVALID;

  g_string_assign (id, "null");
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (type == G_TYPE_INT64) {
    g_string_printf (id, "%" G_GINT64_FORMAT, json_node_get_int (node));
    return TRUE;
  }
  if (type != G_TYPE_STRING || strlen (json_node_get_string (node)) > MAX_ID_CHARS)
    return FALSE;
  g_string_truncate (id, 0);
  feedsim_json_append_string (id, json_node_get_string (node));
  return TRUE;
}

static const char *
get_string (JsonNode *node)
{
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) ||
      json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  return json_node_get_string (node);
}

static char **
read_names (JsonArray *params)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; i < json_array_get_length (params); i++) {
    const char *name = get_string (json_array_get_element (params, i));

    if (name == NULL || strlen (name) > FEEDSIM_BINANCE_MAX_STREAM_BYTES)
      return NULL;
    g_strv_builder_add (names, name);
  }
  return g_strv_builder_end (names);
}

static const char *
change (FeedsimBinanceSubscriptions *self,
        JsonArray                   *params,
        gboolean                     add)
{
  g_auto (GStrv) names = params != NULL ? read_names (params) : NULL;

  if (names == NULL)
    return params == NULL ? NO_PARAMS : BAD_PARAMS;
  if (add && !feedsim_binance_subscriptions_fit (self, names))
    return TOO_MANY;
  for (guint i = 0; names[i] != NULL; i++) {
    if (add)
      feedsim_binance_subscriptions_add (self, names[i]);
    else
      g_hash_table_remove (self->streams, names[i]);
  }
  return DONE;
}

static const char *
change_property (FeedsimBinanceSubscriptions *self,
                 JsonArray                   *params,
                 gboolean                     set)
{
  guint length = params != NULL ? json_array_get_length (params) : 0;
  const char *name = length > 0 ? get_string (json_array_get_element (params, 0)) : NULL;
  JsonNode *value = length > 1 ? json_array_get_element (params, 1) : NULL;

  if (name == NULL)
    return params == NULL ? NO_PARAMS : BAD_PROPERTY;
  if (!g_str_equal (name, "combined"))
    return UNKNOWN_PROPERTY;
  if (!set)
    return self->combined ? "{\"result\":true" : "{\"result\":false";
  if (value == NULL || !JSON_NODE_HOLDS_VALUE (value) ||
      json_node_get_value_type (value) != G_TYPE_BOOLEAN)
    return NOT_BOOLEAN;
  self->combined = json_node_get_boolean (value);
  return DONE;
}

static void
append_list (FeedsimBinanceSubscriptions *self,
             GString                     *out)
{
  g_auto (GStrv) names = feedsim_binance_subscriptions_list (self);

  g_string_append (out, "{\"result\":[");
  for (guint i = 0; names[i] != NULL; i++) {
    if (i > 0)
      g_string_append_c (out, ',');
    feedsim_json_append_string (out, names[i]);
  }
  g_string_append_c (out, ']');
}

static void
append_result (FeedsimBinanceSubscriptions *self,
               JsonObject                  *request,
               GString                     *out)
{
  const char *method = get_string (json_object_get_member (request, "method"));
  JsonNode *node = json_object_get_member (request, "params");
  JsonArray *params = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) :
                      NULL;

  if (method == NULL)
    g_string_append (out, NO_METHOD);
  else if (g_str_equal (method, "SUBSCRIBE"))
    g_string_append (out, change (self, params, TRUE));
  else if (g_str_equal (method, "UNSUBSCRIBE"))
    g_string_append (out, change (self, params, FALSE));
  else if (g_str_equal (method, "LIST_SUBSCRIPTIONS"))
    append_list (self, out);
  else if (g_str_equal (method, "SET_PROPERTY"))
    g_string_append (out, change_property (self, params, TRUE));
  else if (g_str_equal (method, "GET_PROPERTY"))
    g_string_append (out, change_property (self, params, FALSE));
  else
    g_string_append (out, BAD_METHOD);
}

/**
 * feedsim_binance_subscriptions_answer:
 * @self: the subscriptions; a sound request changes them
 * @request: a text message of the client
 * @length: its length
 *
 * Returns: (transfer full): the answer to it
 */
char *
feedsim_binance_subscriptions_answer (FeedsimBinanceSubscriptions *self,
                                      const char                  *request,
                                      gsize                        length)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GString) id = g_string_new (NULL);
  GString *out = g_string_new (NULL);
  JsonNode *root = NULL;

  if (length > 0 && g_utf8_validate_len (request, length, NULL) &&
      feedsim_json_may_be_object (request, length, MAX_DEPTH) &&
      json_parser_load_from_data (parser, request, (gssize) length, NULL))
    root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root)) {
    g_string_append (out, BAD_JSON);
    return g_string_free (out, FALSE);
  }
  if (read_id (json_node_get_object (root), id))
    append_result (self, json_node_get_object (root), out);
  else
    g_string_append (out, BAD_ID);
  g_string_append_printf (out, ",\"id\":%s}", id->str);
  return g_string_free (out, FALSE);
}
