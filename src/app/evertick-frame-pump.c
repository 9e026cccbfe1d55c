/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evertick-frame-pump.h"

#define IDLE_FRAMES 60
#define IDLE_INTERVAL_MS 50

/**
 * EvertickFramePump:
 *
 * While mapped the timeout is there, and while there are news the tick callback too.
 */
struct _EvertickFramePump {
  GObject parent_instance;

  GtkWidget *widget;
  FeedBoard *board;
  guint      tick_callback;
  guint      timeout;
  guint      frames_without_news;
};

G_DEFINE_FINAL_TYPE (EvertickFramePump, evertick_frame_pump, G_TYPE_OBJECT)

enum {
  FLUSHED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
flush (EvertickFramePump *self)
{
  guint n_rows = feed_board_flush (self->board);

  if (n_rows > 0)
    g_signal_emit (self, signals[FLUSHED], 0, n_rows);
  return n_rows > 0;
}

static void
halt (EvertickFramePump *self)
{
  if (self->tick_callback != 0)
    gtk_widget_remove_tick_callback (self->widget, self->tick_callback);
  self->tick_callback = 0;
  g_clear_handle_id (&self->timeout, g_source_remove);
}

static gboolean
on_frame (GtkWidget     *widget,
          GdkFrameClock *frame_clock,
          gpointer       user_data)
{
  EvertickFramePump *self = EVERTICK_FRAME_PUMP (user_data);

  if (flush (self))
    self->frames_without_news = 0;
  else
    self->frames_without_news++;
  if (self->frames_without_news < IDLE_FRAMES)
    return G_SOURCE_CONTINUE;
  self->tick_callback = 0;
  return G_SOURCE_REMOVE;
}

static void
follow_frames (EvertickFramePump *self)
{
  self->frames_without_news = 0;
  self->tick_callback = gtk_widget_add_tick_callback (self->widget, on_frame, self, NULL);
}

static gboolean
on_timeout (gpointer user_data)
{
  EvertickFramePump *self = EVERTICK_FRAME_PUMP (user_data);

  if (self->tick_callback == 0 && flush (self))
    follow_frames (self);
  return G_SOURCE_CONTINUE;
}

static void
run (EvertickFramePump *self)
{
  halt (self);
  follow_frames (self);
  self->timeout = g_timeout_add (IDLE_INTERVAL_MS, on_timeout, self);
  g_source_set_name_by_id (self->timeout, "board flush while nothing is new");
}

static void
evertick_frame_pump_dispose (GObject *object)
{
  EvertickFramePump *self = EVERTICK_FRAME_PUMP (object);

  if (self->widget != NULL) {
    halt (self);
    g_signal_handlers_disconnect_by_data (self->widget, self);
  }
  self->widget = NULL;
  g_clear_object (&self->board);
  G_OBJECT_CLASS (evertick_frame_pump_parent_class)->dispose (object);
}

static void
evertick_frame_pump_class_init (EvertickFramePumpClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = evertick_frame_pump_dispose;

  /**
   * EvertickFramePump::flushed:
   * @n_rows: how many rows changed
   *
   * Rows changed since the last frame.
   */
  signals[FLUSHED] = g_signal_new ("flushed",
                                   G_TYPE_FROM_CLASS (klass),
                                   G_SIGNAL_RUN_LAST,
                                   0, NULL, NULL, NULL,
                                   G_TYPE_NONE,
                                   1,
                                   G_TYPE_UINT);
}

static void
evertick_frame_pump_init (EvertickFramePump *self)
{
}

EvertickFramePump *
evertick_frame_pump_new (GtkWidget *widget,
                         FeedBoard *board)
{
  EvertickFramePump *self;

  g_return_val_if_fail (GTK_IS_WIDGET (widget) && FEED_IS_BOARD (board), NULL);

  self = g_object_new (EVERTICK_TYPE_FRAME_PUMP, NULL);
  self->widget = widget;
  self->board = g_object_ref (board);
  g_signal_connect_swapped (widget, "map", G_CALLBACK (run), self);
  g_signal_connect_swapped (widget, "unmap", G_CALLBACK (halt), self);
  if (gtk_widget_get_mapped (widget))
    run (self);
  return self;
}
