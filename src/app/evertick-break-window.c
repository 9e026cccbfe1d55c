/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evertick-break-window.h"

#include <glib/gi18n.h>

#include "evertick-practice-fault.h"

struct _EvertickBreakWindow {
  AdwWindow parent_instance;

  AdwToastOverlay     *toasts;
  GtkWidget           *page;
  GtkListBox          *running_list;
  GtkSpinButton       *seconds;
  AdwPreferencesGroup *kinds_group;
  EvertickPractice    *practice;
};

G_DEFINE_FINAL_TYPE (EvertickBreakWindow, evertick_break_window, ADW_TYPE_WINDOW)

/* A row's button, said with what it is for: there are many called the same */
static GtkWidget *
create_button (const char *label,
               const char *accessible,
               const char *action,
               GVariant   *target)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (button), target);
  /* GTK 4.8 would say its own label and then that of the child */
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, accessible,
                                  -1);
  return button;
}

static GtkWidget *
create_running_row (gpointer item,
                    gpointer user_data)
{
  EvertickPracticeFault *fault = EVERTICK_PRACTICE_FAULT (item);
  const char *name = evertick_practice_fault_get_name (fault);
  /* Translators: %s is a fault by its name */
  g_autofree char *accessible = g_strdup_printf (_ ("Heal %s"), name);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button =
    create_button (_ ("Heal"), accessible, "break.heal",
                   g_variant_new_uint32 (evertick_practice_fault_get_id (fault)));

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  g_object_bind_property (fault, "remaining", row, "subtitle", G_BINDING_SYNC_CREATE);
  return row;
}

static GtkWidget *
create_kind_row (const EvertickFaultKind *kind,
                 guint                    index)
{
  /* Translators: %s is a fault by its name */
  g_autofree char *accessible = g_strdup_printf (_ ("Start %s"), kind->text);
  GtkWidget *row = adw_action_row_new ();
  g_autoptr (GVariant) target = g_variant_ref_sink (g_variant_new_uint32 (index));
  GtkWidget *button = create_button (_ ("Start"), accessible, "break.start", target);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), kind->text);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _ (kind->summary));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  if (kind->is_impossible) {
    gtk_actionable_set_action_name (GTK_ACTIONABLE (button), NULL);
    gtk_widget_set_sensitive (row, FALSE);
    return row;
  }
  /* Not by its activatable widget: that would add the row's title to the button's name */
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "break.start");
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (row), target);
  return row;
}

static void
on_start_activated (GtkWidget  *widget,
                    const char *action,
                    GVariant   *parameter)
{
  EvertickBreakWindow *self = EVERTICK_BREAK_WINDOW (widget);
  const EvertickFaultKind *kind = evertick_faults_get (g_variant_get_uint32 (parameter));

  gtk_spin_button_update (self->seconds);
  if (kind != NULL)
    evertick_practice_start (self->practice, kind,
                             (guint) gtk_spin_button_get_value_as_int (self->seconds));
}

static void
on_heal_activated (GtkWidget  *widget,
                   const char *action,
                   GVariant   *parameter)
{
  evertick_practice_heal (EVERTICK_BREAK_WINDOW (widget)->practice,
                          g_variant_get_uint32 (parameter));
}

static void
on_heal_all_activated (GtkWidget  *widget,
                       const char *action,
                       GVariant   *parameter)
{
  evertick_practice_heal (EVERTICK_BREAK_WINDOW (widget)->practice, 0);
}

static void
on_thrown (EvertickBreakWindow *self,
           const char          *name)
{
  /* Translators: %s is a fault by its name */
  g_autofree char *text = g_strdup_printf (_ ("Done: %s"), name);

  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (text));
}

static void
on_summary_changed (EvertickBreakWindow *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "break.heal-all",
                                 evertick_practice_get_summary (self->practice) != NULL);
}

static void
on_available_changed (EvertickBreakWindow *self)
{
  gtk_widget_set_sensitive (self->page, evertick_practice_get_available (self->practice));
}

static void
evertick_break_window_dispose (GObject *object)
{
  EvertickBreakWindow *self = EVERTICK_BREAK_WINDOW (object);

  if (self->running_list != NULL)
    gtk_list_box_bind_model (self->running_list, NULL, NULL, NULL, NULL);
  self->running_list = NULL;
  g_clear_object (&self->practice);
  G_OBJECT_CLASS (evertick_break_window_parent_class)->dispose (object);
}

/* Whoever practises presses the keys of the window behind: its actions are there, and not here */
static void
on_window_action_activated (GtkWidget  *widget,
                            const char *action,
                            GVariant   *parameter)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (widget));

  if (parent == NULL)
    return;
  if (!g_str_equal (action, "win.retry") && !g_str_equal (action, "win.drawer"))
    gtk_window_present (parent);
  gtk_widget_activate_action_variant (GTK_WIDGET (parent), action, parameter);
}

static void
install_window_actions (GtkWidgetClass *widget_class)
{
  static const char *const actions[] = {
    "win.add", "win.search", "win.retry", "win.drawer", "win.next-pane", "win.previous-pane",
    "win.preferences", "win.shortcuts",
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i], NULL, on_window_action_activated);
}

static void
evertick_break_window_class_init (EvertickBreakWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = evertick_break_window_dispose;
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/evertick/Evertick/evertick-break-window.ui");
  gtk_widget_class_bind_template_child (widget_class, EvertickBreakWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, EvertickBreakWindow, page);
  gtk_widget_class_bind_template_child (widget_class, EvertickBreakWindow, running_list);
  gtk_widget_class_bind_template_child (widget_class, EvertickBreakWindow, seconds);
  gtk_widget_class_bind_template_child (widget_class, EvertickBreakWindow, kinds_group);
  gtk_widget_class_install_action (widget_class, "break.start", "u", on_start_activated);
  gtk_widget_class_install_action (widget_class, "break.heal", "u", on_heal_activated);
  gtk_widget_class_install_action (widget_class, "break.heal-all", NULL, on_heal_all_activated);
  install_window_actions (widget_class);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
evertick_break_window_init (EvertickBreakWindow *self)
{
  const EvertickFaultKind *kind;

  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; (kind = evertick_faults_get (i)) != NULL; i++)
    adw_preferences_group_add (self->kinds_group, create_kind_row (kind, i));
}

GtkWidget *
evertick_break_window_new (EvertickPractice *practice,
                           GtkWindow        *parent)
{
  EvertickBreakWindow *self;

  g_return_val_if_fail (EVERTICK_IS_PRACTICE (practice), NULL);

  self = g_object_new (EVERTICK_TYPE_BREAK_WINDOW,
                       "transient-for", parent,
                       "application", parent != NULL ? gtk_window_get_application (parent) : NULL,
                       NULL);
  self->practice = g_object_ref (practice);
  gtk_list_box_bind_model (self->running_list, evertick_practice_get_faults (practice),
                           create_running_row, NULL, NULL);
  g_signal_connect_object (practice, "thrown", G_CALLBACK (on_thrown), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (practice, "notify::summary", G_CALLBACK (on_summary_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (practice, "notify::available", G_CALLBACK (on_available_changed), self,
                           G_CONNECT_SWAPPED);
  on_summary_changed (self);
  on_available_changed (self);
  return GTK_WIDGET (self);
}
