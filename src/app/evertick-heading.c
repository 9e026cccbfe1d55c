/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evertick-heading.h"

struct _EvertickHeading {
  GObject parent_instance;

  GListModel *connections;
  char       *text;
};

G_DEFINE_FINAL_TYPE (EvertickHeading, evertick_heading, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_TEXT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
append_part (GPtrArray  *parts,
             const char *part)
{
  if (part != NULL && !g_ptr_array_find_with_equal_func (parts, part, g_str_equal, NULL))
    g_ptr_array_add (parts, (gpointer) part);
}

/* Each venue once, with its exchanges behind it: connections of one account share them */
static void
update (EvertickHeading *self)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new ();
  g_autofree char *text = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (self->connections); i++) {
    g_autoptr (FeedHealth) health = g_list_model_get_item (self->connections, i);

    append_part (parts, feed_health_get_venue_name (health));
    append_part (parts, feed_health_get_session (health));
  }
  g_ptr_array_add (parts, NULL);
  text = g_strjoinv (" · ", (char **) parts->pdata);
  if (g_strcmp0 (text, self->text) == 0)
    return;
  g_free (self->text);
  self->text = g_steal_pointer (&text);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

static void
on_connections_changed (EvertickHeading *self,
                        guint            position,
                        guint            removed,
                        guint            added)
{
  for (guint i = position; i < position + added; i++) {
    g_autoptr (FeedHealth) health = g_list_model_get_item (self->connections, i);

    g_signal_connect_object (health, "notify::session", G_CALLBACK (update), self,
                             G_CONNECT_SWAPPED);
  }
  update (self);
}

static void
evertick_heading_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  switch (prop_id) {
  case PROP_TEXT:
    g_value_set_string (value, EVERTICK_HEADING (object)->text);
    break;

  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
evertick_heading_finalize (GObject *object)
{
  EvertickHeading *self = EVERTICK_HEADING (object);

  g_object_unref (self->connections);
  g_free (self->text);
  G_OBJECT_CLASS (evertick_heading_parent_class)->finalize (object);
}

static void
evertick_heading_class_init (EvertickHeadingClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = evertick_heading_get_property;
  object_class->finalize = evertick_heading_finalize;

  /**
   * EvertickHeading:text:
   *
   * The venues that are connected, and what their exchanges do.
   */
  properties[PROP_TEXT] =
    g_param_spec_string ("text", NULL, NULL, NULL,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
evertick_heading_init (EvertickHeading *self)
{
}

EvertickHeading *
evertick_heading_new (FeedManager *manager)
{
  EvertickHeading *self;

  g_return_val_if_fail (FEED_IS_MANAGER (manager), NULL);

  self = g_object_new (EVERTICK_TYPE_HEADING, NULL);
  self->connections = g_object_ref (feed_manager_get_connections (manager));
  g_signal_connect_object (self->connections, "items-changed",
                           G_CALLBACK (on_connections_changed), self, G_CONNECT_SWAPPED);
  on_connections_changed (self, 0, 0, g_list_model_get_n_items (self->connections));
  return self;
}

const char *
evertick_heading_get_text (EvertickHeading *self)
{
  g_return_val_if_fail (EVERTICK_IS_HEADING (self), NULL);

  return self->text;
}
