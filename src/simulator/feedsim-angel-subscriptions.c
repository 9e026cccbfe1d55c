/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/feedsim-angel-subscriptions.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "simulator/feedsim-json.h"

#define MAX_DEPTH 8

static guint
hash_wish (gconstpointer data)
{
  const FeedsimAngelWish *wish = data;

  return g_str_hash (wish->token) * 31 + wish->segment;
}

static gboolean
equal_wishes (gconstpointer a,
              gconstpointer b)
{
  const FeedsimAngelWish *one = a;
  const FeedsimAngelWish *other = b;

  return one->segment == other->segment && g_str_equal (one->token, other->token);
}

/* A member that is a whole number; -1 for whatever else */
static gint64
get_number (JsonObject *object,
            const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
         json_node_get_value_type (node) == G_TYPE_INT64 ? json_node_get_int (node) : -1;
}

static const char *
get_text (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
         json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

static JsonArray *
get_array (JsonObject *object,
           const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static JsonObject *
get_object (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static gboolean
read_tokens (FeedsimAngelOrder *self,
             JsonObject        *group)
{
  gint64 segment = group != NULL ? get_number (group, "exchangeType") : -1;
  JsonArray *tokens = group != NULL ? get_array (group, "tokens") : NULL;

  if (tokens == NULL || segment <= 0 || segment > FEEDSIM_ANGEL_MAX_SEGMENT ||
      feedsim_angel_segment_get_exchange ((FeedsimAngelSegment) segment) == NULL)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (tokens); i++) {
    const char *token = get_text (json_array_get_element (tokens, i));
    FeedsimAngelWish wish = { .segment = (FeedsimAngelSegment) segment };

    if (token == NULL || *token == '\0' ||
        g_strlcpy (wish.token, token, sizeof wish.token) >= sizeof wish.token)
      return FALSE;
    g_array_append_val (self->wishes, wish);
  }
  return TRUE;
}

static gboolean
read_params (FeedsimAngelOrder *self,
             JsonObject        *params)
{
  gint64 mode = params != NULL ? get_number (params, "mode") : -1;
  JsonArray *list = params != NULL ? get_array (params, "tokenList") : NULL;

  if (list == NULL || mode < FEEDSIM_ANGEL_MODE_LTP || mode > FEEDSIM_ANGEL_MODE_DEPTH)
    return FALSE;
  self->mode = (FeedsimAngelMode) mode;
  for (guint i = 0; i < json_array_get_length (list); i++)
    if (!read_tokens (self, get_object (json_array_get_element (list, i))))
      return FALSE;
  /* The deep book is there for shares of one exchange only. */
  for (guint i = 0; i < self->wishes->len && mode == FEEDSIM_ANGEL_MODE_DEPTH; i++)
    if (g_array_index (self->wishes, FeedsimAngelWish, i).segment != FEEDSIM_ANGEL_NSE_CM)
      return FALSE;
  return self->wishes->len > 0;
}

/**
 * feedsim_angel_order_parse:
 * @self: (out caller-allocates): the request; to be cleared whatever is returned
 * @text: a message of a client
 * @length: its length
 *
 * Returns: whether it makes sense
 */
gboolean
feedsim_angel_order_parse (FeedsimAngelOrder *self,
                           const char        *text,
                           gsize              length)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonObject *root;
  const char *correlation;
  gint64 action;

  *self = (FeedsimAngelOrder) { .wishes = g_array_new (FALSE, FALSE, sizeof (FeedsimAngelWish)) };
  if (!feedsim_json_may_be_object (text, length, MAX_DEPTH) ||
      !json_parser_load_from_data (parser, text, (gssize) length, NULL))
    return FALSE;
  root = get_object (json_parser_get_root (parser));
  if (root == NULL)
    return FALSE;
  correlation = get_text (json_object_get_member (root, "correlationID"));
  if (correlation != NULL && strlen (correlation) < sizeof self->correlation)
    g_strlcpy (self->correlation, correlation, sizeof self->correlation);
  action = get_number (root, "action");
  self->subscribes = action == 1;
  return (action == 0 || action == 1) &&
         read_params (self, get_object (json_object_get_member (root, "params")));
}

void
feedsim_angel_order_clear (FeedsimAngelOrder *self)
{
  g_clear_pointer (&self->wishes, g_array_unref);
}

FeedsimAngelSubscriptions *
feedsim_angel_subscriptions_new (void)
{
  FeedsimAngelSubscriptions *self = g_new0 (FeedsimAngelSubscriptions, 1);

  self->modes = g_hash_table_new_full (hash_wish, equal_wishes, g_free, NULL);
  return self;
}

void
feedsim_angel_subscriptions_free (FeedsimAngelSubscriptions *self)
{
  g_hash_table_unref (self->modes);
  g_free (self);
}

guint
feedsim_angel_subscriptions_get (FeedsimAngelSubscriptions *self,
                                 const FeedsimAngelWish    *wish)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->modes, wish));
}

static void
set_mask (FeedsimAngelSubscriptions *self,
          const FeedsimAngelWish    *wish,
          guint                      mask)
{
  guint old = feedsim_angel_subscriptions_get (self, wish);
  guint depth = 1u << FEEDSIM_ANGEL_MODE_DEPTH;

  /* One mode at a time comes or goes. */
  if (old == mask)
    return;
  self->n_pairs = mask > old ? self->n_pairs + 1 : self->n_pairs - 1;
  if (((old ^ mask) & depth) != 0)
    self->n_depth = mask > old ? self->n_depth + 1 : self->n_depth - 1;
  if (mask == 0)
    g_hash_table_remove (self->modes, wish);
  else
    g_hash_table_replace (self->modes, g_memdup2 (wish, sizeof *wish), GUINT_TO_POINTER (mask));
}

/* How many pairs it would add; whoever is named twice counts once */
static guint
count_new (FeedsimAngelSubscriptions *self,
           const FeedsimAngelOrder   *order)
{
  g_autoptr (GHashTable) fresh = g_hash_table_new (hash_wish, equal_wishes);

  for (guint i = 0; i < order->wishes->len; i++) {
    FeedsimAngelWish *wish = &g_array_index (order->wishes, FeedsimAngelWish, i);

    if ((feedsim_angel_subscriptions_get (self, wish) & 1u << order->mode) == 0)
      g_hash_table_add (fresh, wish);
  }
  return g_hash_table_size (fresh);
}

/**
 * feedsim_angel_subscriptions_apply:
 * @self: the subscriptions
 * @order: a request
 *
 * Returns: %FALSE if that were too many: then nothing has changed
 */
gboolean
feedsim_angel_subscriptions_apply (FeedsimAngelSubscriptions *self,
                                   const FeedsimAngelOrder   *order)
{
  guint bit = 1u << order->mode;
  guint n_new = order->subscribes ? count_new (self, order) : 0;

  if (self->n_pairs + n_new > FEEDSIM_ANGEL_MAX_PAIRS ||
      (order->mode == FEEDSIM_ANGEL_MODE_DEPTH &&
       self->n_depth + n_new > FEEDSIM_ANGEL_MAX_DEPTH_TOKENS))
    return FALSE;
  for (guint i = 0; i < order->wishes->len; i++) {
    const FeedsimAngelWish *wish = &g_array_index (order->wishes, FeedsimAngelWish, i);
    guint mask = feedsim_angel_subscriptions_get (self, wish);

    set_mask (self, wish, order->subscribes ? mask | bit : mask & ~bit);
  }
  return TRUE;
}

void
feedsim_angel_subscriptions_clear (FeedsimAngelSubscriptions *self)
{
  g_hash_table_remove_all (self->modes);
  self->n_pairs = self->n_depth = 0;
}
