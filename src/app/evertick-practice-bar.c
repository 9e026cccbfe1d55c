/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evertick-practice-bar.h"

struct _EvertickPracticeBar {
  GtkWidget parent_instance;

  GtkWidget        *box;
  GtkLabel         *label;
  EvertickPractice *practice;
};

G_DEFINE_FINAL_TYPE (EvertickPracticeBar, evertick_practice_bar, GTK_TYPE_WIDGET)

static void
on_summary_changed (EvertickPracticeBar *self)
{
  const char *summary = evertick_practice_get_summary (self->practice);

  gtk_label_set_text (self->label, summary != NULL ? summary : "");
  gtk_widget_set_visible (self->box, summary != NULL);
}

static void
on_heal_activated (GtkWidget  *widget,
                   const char *action,
                   GVariant   *parameter)
{
  EvertickPracticeBar *self = EVERTICK_PRACTICE_BAR (widget);

  if (self->practice != NULL)
    evertick_practice_heal (self->practice, 0);
}

static void
evertick_practice_bar_dispose (GObject *object)
{
  EvertickPracticeBar *self = EVERTICK_PRACTICE_BAR (object);

  g_clear_object (&self->practice);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (evertick_practice_bar_parent_class)->dispose (object);
}

static void
evertick_practice_bar_class_init (EvertickPracticeBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = evertick_practice_bar_dispose;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_STATUS);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/evertick/Evertick/evertick-practice-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, EvertickPracticeBar, box);
  gtk_widget_class_bind_template_child (widget_class, EvertickPracticeBar, label);
  gtk_widget_class_install_action (widget_class, "practice.heal-all", NULL, on_heal_activated);
}

static void
evertick_practice_bar_init (EvertickPracticeBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
evertick_practice_bar_new (void)
{
  return g_object_new (EVERTICK_TYPE_PRACTICE_BAR, NULL);
}

void
evertick_practice_bar_set_practice (EvertickPracticeBar *self,
                                    EvertickPractice    *practice)
{
  g_return_if_fail (EVERTICK_IS_PRACTICE_BAR (self) && EVERTICK_IS_PRACTICE (practice));
  g_return_if_fail (self->practice == NULL);

  self->practice = g_object_ref (practice);
  g_signal_connect_object (practice, "notify::summary", G_CALLBACK (on_summary_changed), self,
                           G_CONNECT_SWAPPED);
  on_summary_changed (self);
}
