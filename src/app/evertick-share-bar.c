/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evertick-share-bar.h"

#define N_SHARES 3
#define HEIGHT 8
#define WIDTH 120
/* Whatever there was of it can be seen */
#define LEAST_WIDTH 2.0f

struct _EvertickShareBar {
  GtkWidget parent_instance;

  double shares[N_SHARES];
};

G_DEFINE_FINAL_TYPE (EvertickShareBar, evertick_share_bar, GTK_TYPE_WIDGET)

static const char *const colour_names[N_SHARES] = {
  "success_color", "warning_color", "error_color"
};

static void
evertick_share_bar_snapshot (GtkWidget   *widget,
                             GtkSnapshot *snapshot)
{
  EvertickShareBar *self = EVERTICK_SHARE_BAR (widget);
  GtkStyleContext *style = gtk_widget_get_style_context (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  float width = gtk_widget_get_width (widget);
  float height = gtk_widget_get_height (widget);
  float done = 0;
  GdkRGBA colour;

  gtk_style_context_get_color (style, &colour);
  colour.alpha *= 0.15f;
  gtk_snapshot_append_color (snapshot, &colour, &GRAPHENE_RECT_INIT (0, 0, width, height));
  for (guint i = 0; i < N_SHARES; i++) {
    float part = (float) (width * self->shares[i] / 100);

    if (self->shares[i] <= 0 || !gtk_style_context_lookup_color (style, colour_names[i], &colour))
      continue;
    part = MIN (MAX (part, LEAST_WIDTH), width - done);
    gtk_snapshot_append_color (snapshot, &colour,
                               &GRAPHENE_RECT_INIT (rtl ? width - done - part : done, 0, part,
                                                    height));
    done += part;
  }
}

static void
evertick_share_bar_class_init (EvertickShareBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = evertick_share_bar_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
evertick_share_bar_init (EvertickShareBar *self)
{
  gtk_widget_set_size_request (GTK_WIDGET (self), WIDTH, HEIGHT);
}

GtkWidget *
evertick_share_bar_new (void)
{
  return g_object_new (EVERTICK_TYPE_SHARE_BAR, NULL);
}

void
evertick_share_bar_set (EvertickShareBar *self,
                        double            stream,
                        double            poll,
                        double            neither)
{
  g_return_if_fail (EVERTICK_IS_SHARE_BAR (self));

  self->shares[0] = stream;
  self->shares[1] = poll;
  self->shares[2] = neither;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
