/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evertick-feed-bar.h"

#include "evertick-words.h"

/* A countdown in steps of a second, whatever the phase of the figures' own second is */
#define COUNTDOWN_INTERVAL_MS 250

struct _EvertickFeedBar {
  GtkWidget parent_instance;

  GtkRevealer    *revealer;
  GtkWidget      *box;
  GtkImage       *icon;
  GtkLabel       *trouble, *next;
  GtkWidget      *retry;
  EvertickStatus *status;
  char           *note;
  char           *explained;
  guint           countdown;
};

G_DEFINE_FINAL_TYPE (EvertickFeedBar, evertick_feed_bar, GTK_TYPE_WIDGET)

enum {
  PROP_0,
  PROP_NOTE,
  PROP_EXPLAINED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
set_text (GtkLabel   *label,
          const char *text)
{
  if (g_str_equal (gtk_label_get_text (label), text))
    return;
  gtk_label_set_text (label, text);
  gtk_widget_set_visible (GTK_WIDGET (label), *text != '\0');
}

static void
set_colour (EvertickFeedBar *self,
            FeedColour       colour)
{
  const char *icon_classes[] = { evertick_words_colour_class (colour), NULL };

  if (colour == FEED_COLOUR_RED)
    gtk_widget_add_css_class (self->box, "bad");
  else
    gtk_widget_remove_css_class (self->box, "bad");
  gtk_image_set_from_icon_name (self->icon, evertick_words_colour_icon (colour));
  gtk_widget_set_css_classes (GTK_WIDGET (self->icon), icon_classes);
}

static void
show_trouble (EvertickFeedBar        *self,
              const EvertickLinkView *view)
{
  g_autofree char *trouble = evertick_link_view_dup_trouble (view);
  g_autofree char *next = evertick_link_view_dup_next (view);

  set_colour (self, view->colour);
  set_text (self->trouble, trouble);
  set_text (self->next, self->note != NULL ? self->note : next);
}

/* What is not shown must not be read out either */
static void
on_child_revealed_changed (EvertickFeedBar *self)
{
  gtk_widget_set_visible (self->box, gtk_revealer_get_reveal_child (self->revealer)
                          || gtk_revealer_get_child_revealed (self->revealer));
}

static void
reveal (EvertickFeedBar *self,
        gboolean         revealed)
{
  if (revealed)
    gtk_widget_set_visible (self->box, TRUE);
  gtk_revealer_set_reveal_child (self->revealer, revealed);
}

static gboolean
update (EvertickFeedBar *self)
{
  EvertickLinkView view = { 0 };
  gboolean bad = self->status != NULL
                 && evertick_status_get_worst_but (self->status, self->explained, &view)
                 && (view.colour == FEED_COLOUR_YELLOW || view.colour == FEED_COLOUR_RED);

  if (bad) {
    show_trouble (self, &view);
  } else if (self->note != NULL) {
    set_colour (self, FEED_COLOUR_YELLOW);
    set_text (self->trouble, self->note);
    set_text (self->next, "");
  }
  gtk_widget_set_visible (self->retry, bad);
  reveal (self, bad || self->note != NULL);
  return bad;
}

static gboolean
on_countdown (gpointer user_data)
{
  EvertickFeedBar *self = EVERTICK_FEED_BAR (user_data);

  if (update (self))
    return G_SOURCE_CONTINUE;
  self->countdown = 0;
  return G_SOURCE_REMOVE;
}

static void
on_updated (EvertickFeedBar *self)
{
  if (!update (self) || self->countdown != 0)
    return;
  self->countdown = g_timeout_add (COUNTDOWN_INTERVAL_MS, on_countdown, self);
  g_source_set_name_by_id (self->countdown, "lasting bar countdown");
}

static void
set_explained (EvertickFeedBar *self,
               const char      *venue)
{
  if (g_strcmp0 (self->explained, venue) == 0)
    return;
  g_free (self->explained);
  self->explained = g_strdup (venue);
  on_updated (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EXPLAINED]);
}

static void
evertick_feed_bar_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  EvertickFeedBar *self = EVERTICK_FEED_BAR (object);

  switch (prop_id) {
  case PROP_NOTE:
    g_value_set_string (value, self->note);
    break;

  case PROP_EXPLAINED:
    g_value_set_string (value, self->explained);
    break;

  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
evertick_feed_bar_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  switch (prop_id) {
  case PROP_NOTE:
    evertick_feed_bar_set_note (EVERTICK_FEED_BAR (object), g_value_get_string (value));
    break;

  case PROP_EXPLAINED:
    set_explained (EVERTICK_FEED_BAR (object), g_value_get_string (value));
    break;

  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
evertick_feed_bar_dispose (GObject *object)
{
  EvertickFeedBar *self = EVERTICK_FEED_BAR (object);

  g_clear_handle_id (&self->countdown, g_source_remove);
  g_clear_object (&self->status);
  g_clear_pointer ((GtkWidget **) &self->revealer, gtk_widget_unparent);
  g_clear_pointer (&self->note, g_free);
  g_clear_pointer (&self->explained, g_free);
  G_OBJECT_CLASS (evertick_feed_bar_parent_class)->dispose (object);
}

static void
evertick_feed_bar_class_init (EvertickFeedBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = evertick_feed_bar_get_property;
  object_class->set_property = evertick_feed_bar_set_property;
  object_class->dispose = evertick_feed_bar_dispose;

  /**
   * EvertickFeedBar:note:
   *
   * Something else to tell, NULL where there is nothing.
   */
  properties[PROP_NOTE] =
    g_param_spec_string ("note", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  /**
   * EvertickFeedBar:explained:
   *
   * The venue, or one of its accounts, whose refused log-in another bar explains, or NULL.
   */
  properties[PROP_EXPLAINED] =
    g_param_spec_string ("explained", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_STATUS);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/evertick/Evertick/evertick-feed-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, EvertickFeedBar, revealer);
  gtk_widget_class_bind_template_child (widget_class, EvertickFeedBar, box);
  gtk_widget_class_bind_template_child (widget_class, EvertickFeedBar, icon);
  gtk_widget_class_bind_template_child (widget_class, EvertickFeedBar, trouble);
  gtk_widget_class_bind_template_child (widget_class, EvertickFeedBar, next);
  gtk_widget_class_bind_template_child (widget_class, EvertickFeedBar, retry);
  gtk_widget_class_bind_template_callback (widget_class, on_child_revealed_changed);
}

static void
evertick_feed_bar_init (EvertickFeedBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
evertick_feed_bar_new (void)
{
  return g_object_new (EVERTICK_TYPE_FEED_BAR, NULL);
}

void
evertick_feed_bar_set_status (EvertickFeedBar *self,
                              EvertickStatus  *status)
{
  g_return_if_fail (EVERTICK_IS_FEED_BAR (self) && EVERTICK_IS_STATUS (status));
  g_return_if_fail (self->status == NULL);

  self->status = g_object_ref (status);
  g_signal_connect_object (status, "updated", G_CALLBACK (on_updated), self, G_CONNECT_SWAPPED);
  on_updated (self);
}

void
evertick_feed_bar_set_note (EvertickFeedBar *self,
                            const char      *note)
{
  g_return_if_fail (EVERTICK_IS_FEED_BAR (self));

  if (g_strcmp0 (self->note, note) == 0)
    return;
  g_free (self->note);
  self->note = g_strdup (note);
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NOTE]);
}

gboolean
evertick_feed_bar_get_revealed (EvertickFeedBar *self)
{
  g_return_val_if_fail (EVERTICK_IS_FEED_BAR (self), FALSE);

  return gtk_revealer_get_reveal_child (self->revealer);
}

const char *
evertick_feed_bar_get_text (EvertickFeedBar *self)
{
  g_return_val_if_fail (EVERTICK_IS_FEED_BAR (self), NULL);

  return gtk_label_get_text (self->trouble);
}
