/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evertick-endpoint-group.h"

#include <glib/gi18n.h>

struct _EvertickEndpointGroup {
  AdwPreferencesGroup parent_instance;

  GtkEditable     *stream_row;
  GtkEditable     *rest_row;
  GtkEditable     *list_row;
  EvertickSession *session;
  char            *venue;
  char            *description;
};

G_DEFINE_FINAL_TYPE (EvertickEndpointGroup, evertick_endpoint_group, ADW_TYPE_PREFERENCES_GROUP)

static void
on_apply (EvertickEndpointGroup *self)
{
  const EvertickEndpoints endpoints = {
    .stream_base = gtk_editable_get_text (self->stream_row),
    .rest_base = gtk_editable_get_text (self->rest_row),
    .list_base = gtk_editable_get_text (self->list_row),
  };

  evertick_endpoint_group_apply (self, &endpoints);
}

static void
evertick_endpoint_group_dispose (GObject *object)
{
  g_clear_object (&EVERTICK_ENDPOINT_GROUP (object)->session);
  G_OBJECT_CLASS (evertick_endpoint_group_parent_class)->dispose (object);
}

static void
evertick_endpoint_group_finalize (GObject *object)
{
  EvertickEndpointGroup *self = EVERTICK_ENDPOINT_GROUP (object);

  g_free (self->venue);
  g_free (self->description);
  G_OBJECT_CLASS (evertick_endpoint_group_parent_class)->finalize (object);
}

static void
evertick_endpoint_group_class_init (EvertickEndpointGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = evertick_endpoint_group_dispose;
  object_class->finalize = evertick_endpoint_group_finalize;
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/evertick/Evertick/evertick-endpoint-group.ui");
  gtk_widget_class_bind_template_child (widget_class, EvertickEndpointGroup, stream_row);
  gtk_widget_class_bind_template_child (widget_class, EvertickEndpointGroup, rest_row);
  gtk_widget_class_bind_template_child (widget_class, EvertickEndpointGroup, list_row);
  gtk_widget_class_bind_template_callback (widget_class, on_apply);
}

static void
evertick_endpoint_group_init (EvertickEndpointGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
describe (EvertickEndpointGroup *self)
{
  g_autoptr (FeedProvider) provider = feed_provider_registry_create (self->venue, NULL);
  const FeedProviderInfo *info = provider != NULL ? feed_provider_get_info (provider) : NULL;

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self),
                                   info != NULL ? info->name : self->venue);
  if (info != NULL && info->stream_base != NULL && info->rest_base != NULL)
    self->description = g_strdup_printf (_ ("Empty: %s and %s"), info->stream_base,
                                         info->rest_base);
  else
    self->description = g_strdup (_ ("Empty: the market that Evertick starts by itself"));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self), self->description);
  gtk_widget_set_visible (GTK_WIDGET (self->list_row), info != NULL && info->list_path != NULL);
}

GtkWidget *
evertick_endpoint_group_new (EvertickSession *session,
                             const char      *venue)
{
  EvertickEndpointGroup *self;
  g_autofree char *stream = NULL;
  g_autofree char *rest = NULL;
  g_autofree char *list = NULL;

  g_return_val_if_fail (EVERTICK_IS_SESSION (session) && venue != NULL, NULL);

  self = g_object_new (EVERTICK_TYPE_ENDPOINT_GROUP, NULL);
  self->session = g_object_ref (session);
  self->venue = g_strdup (venue);
  describe (self);
  feed_settings_get_endpoints (venue, &stream, &rest);
  gtk_editable_set_text (self->stream_row, stream != NULL ? stream : "");
  gtk_editable_set_text (self->rest_row, rest != NULL ? rest : "");
  list = feed_settings_dup_list_base (venue);
  gtk_editable_set_text (self->list_row, list != NULL ? list : "");
  return GTK_WIDGET (self);
}

gboolean
evertick_endpoint_group_apply (EvertickEndpointGroup   *self,
                               const EvertickEndpoints *endpoints)
{
  g_autoptr (GError) error = NULL;
  AdwPreferencesGroup *group;
  gboolean accepted;

  g_return_val_if_fail (EVERTICK_IS_ENDPOINT_GROUP (self), FALSE);

  group = ADW_PREFERENCES_GROUP (self);
  accepted = evertick_session_set_endpoints (self->session, self->venue, endpoints, &error);
  if (accepted)
    gtk_widget_remove_css_class (GTK_WIDGET (self), "refused");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self), "refused");
  adw_preferences_group_set_description (group, accepted ? self->description : error->message);
  return accepted;
}
