/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evertick-screenshot.h"

#include <math.h>

#define LOOK_INTERVAL_MS 250
#define LOOKS_MAX (60 * 1000 / LOOK_INTERVAL_MS)
/* Green for so long: the figures of the last minute and the footer have something to say */
#define LOOKS_TO_SETTLE (5 * 1000 / LOOK_INTERVAL_MS)

struct _EvertickScreenshot {
  GObject parent_instance;

  EvertickWindow *window;
  char           *path;
  guint           timeout;
  guint           looks;
  guint           good_looks;
  gulong          painted;
  GskRenderNode  *node;
};

G_DEFINE_FINAL_TYPE (EvertickScreenshot, evertick_screenshot, G_TYPE_OBJECT)

enum {
  DONE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
has_prices (FeedInstrument *row)
{
  return isfinite (feed_instrument_get_last (row)) && isfinite (feed_instrument_get_bid (row))
         && isfinite (feed_instrument_get_ask (row));
}

static gboolean
is_ready (EvertickScreenshot *self)
{
  EvertickStatus *status = evertick_window_get_status (self->window);
  GListModel *rows = evertick_window_get_rows (self->window);

  if (status == NULL || evertick_status_get_colour (status) != FEED_COLOUR_GREEN)
    return FALSE;
  for (guint i = 0; i < g_list_model_get_n_items (rows); i++) {
    g_autoptr (FeedInstrument) row = g_list_model_get_item (rows, i);

    if (!has_prices (row))
      return FALSE;
  }
  return g_list_model_get_n_items (rows) > 0;
}

/* NULL between a change and the frame that draws it */
static GskRenderNode *
take_node (EvertickScreenshot *self)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (GTK_WIDGET (self->window));
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();

  gdk_paintable_snapshot (paintable,
                          snapshot,
                          gdk_paintable_get_intrinsic_width (paintable),
                          gdk_paintable_get_intrinsic_height (paintable));
  return gtk_snapshot_to_node (snapshot);
}

static gboolean
write_file (EvertickScreenshot *self,
            GskRenderNode      *node)
{
  GskRenderer *renderer = gtk_native_get_renderer (GTK_NATIVE (self->window));
  g_autoptr (GdkTexture) texture = gsk_renderer_render_texture (renderer, node, NULL);

  return gdk_texture_save_to_png (texture, self->path);
}

/* The frame was drawn and nothing has changed since */
static void
on_after_paint (EvertickScreenshot *self)
{
  if (self->node == NULL)
    self->node = take_node (self);
}

/* A market in motion, on a busy machine, may change between any two looks and their frames: the
 * picture is taken as a frame was drawn. */
static void
want_picture (EvertickScreenshot *self)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (self->window));

  if (self->painted == 0 && clock != NULL)
    self->painted = g_signal_connect_object (clock, "after-paint", G_CALLBACK (on_after_paint),
                                             self, G_CONNECT_SWAPPED);
  gtk_widget_queue_draw (GTK_WIDGET (self->window));
}

static gboolean
on_look (gpointer user_data)
{
  EvertickScreenshot *self = EVERTICK_SCREENSHOT (user_data);

  self->good_looks = is_ready (self) ? self->good_looks + 1 : 0;
  if (self->good_looks >= LOOKS_TO_SETTLE)
    want_picture (self);
  if (self->node == NULL && ++self->looks < LOOKS_MAX)
    return G_SOURCE_CONTINUE;
  self->timeout = 0;
  g_signal_emit (self, signals[DONE], 0, self->node != NULL && write_file (self, self->node));
  return G_SOURCE_REMOVE;
}

static void
evertick_screenshot_dispose (GObject *object)
{
  EvertickScreenshot *self = EVERTICK_SCREENSHOT (object);

  g_clear_handle_id (&self->timeout, g_source_remove);
  g_clear_pointer (&self->node, gsk_render_node_unref);
  g_clear_object (&self->window);
  g_clear_pointer (&self->path, g_free);
  G_OBJECT_CLASS (evertick_screenshot_parent_class)->dispose (object);
}

static void
evertick_screenshot_class_init (EvertickScreenshotClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = evertick_screenshot_dispose;

  /**
   * EvertickScreenshot::done:
   * @written: the file is there
   *
   * Emitted once.
   */
  signals[DONE] = g_signal_new ("done",
                                G_TYPE_FROM_CLASS (klass),
                                G_SIGNAL_RUN_LAST,
                                0, NULL, NULL, NULL,
                                G_TYPE_NONE,
                                1,
                                G_TYPE_BOOLEAN);
}

static void
evertick_screenshot_init (EvertickScreenshot *self)
{
}

EvertickScreenshot *
evertick_screenshot_new (EvertickWindow *window,
                         const char     *path)
{
  EvertickScreenshot *self;

  g_return_val_if_fail (EVERTICK_IS_WINDOW (window) && path != NULL, NULL);

  self = g_object_new (EVERTICK_TYPE_SCREENSHOT, NULL);
  self->window = g_object_ref (window);
  self->path = g_strdup (path);
  self->timeout = g_timeout_add (LOOK_INTERVAL_MS, on_look, self);
  g_source_set_name_by_id (self->timeout, "look whether to draw");
  return self;
}
