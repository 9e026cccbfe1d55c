/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evertick-threshold-row.h"

#include <glib/gi18n.h>

#include "evertick-format.h"
#include "evertick-words.h"

struct _EvertickThresholdRow {
  AdwActionRow parent_instance;

  GtkSpinButton         *spin;
  GtkWidget             *reset;
  GtkLabel              *unit;
  const FeedConfigField *field;
};

G_DEFINE_FINAL_TYPE (EvertickThresholdRow, evertick_threshold_row, ADW_TYPE_ACTION_ROW)

enum {
  PROP_0,
  PROP_VALUE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
on_value_changed (EvertickThresholdRow *self)
{
  gtk_widget_set_sensitive (self->reset,
                            evertick_threshold_row_get_value (self) != self->field->default_value);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VALUE]);
}

static void
on_reset_clicked (EvertickThresholdRow *self)
{
  evertick_threshold_row_set_value (self, self->field->default_value);
}

/* A power of ten, at most a tenth of the default */
static int
get_step (int default_value)
{
  int step = 1;

  while (step * 10 <= default_value / 10)
    step *= 10;
  return step;
}

static void
evertick_threshold_row_get_property (GObject    *object,
                                     guint       prop_id,
                                     GValue     *value,
                                     GParamSpec *pspec)
{
  switch (prop_id) {
  case PROP_VALUE:
    g_value_set_int (value, evertick_threshold_row_get_value (EVERTICK_THRESHOLD_ROW (object)));
    break;

  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
evertick_threshold_row_set_property (GObject      *object,
                                     guint         prop_id,
                                     const GValue *value,
                                     GParamSpec   *pspec)
{
  switch (prop_id) {
  case PROP_VALUE:
    evertick_threshold_row_set_value (EVERTICK_THRESHOLD_ROW (object), g_value_get_int (value));
    break;

  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
evertick_threshold_row_class_init (EvertickThresholdRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = evertick_threshold_row_get_property;
  object_class->set_property = evertick_threshold_row_set_property;

  /**
   * EvertickThresholdRow:value:
   *
   * In the threshold's unit.
   */
  properties[PROP_VALUE] =
    g_param_spec_int ("value", NULL, NULL, G_MININT, G_MAXINT, 0,
                      G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/evertick/Evertick/evertick-threshold-row.ui");
  gtk_widget_class_bind_template_child (widget_class, EvertickThresholdRow, spin);
  gtk_widget_class_bind_template_child (widget_class, EvertickThresholdRow, reset);
  gtk_widget_class_bind_template_child (widget_class, EvertickThresholdRow, unit);
  gtk_widget_class_bind_template_callback (widget_class, on_value_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_reset_clicked);
}

static void
evertick_threshold_row_init (EvertickThresholdRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static char *
dup_subtitle (const FeedConfigField *field)
{
  g_autofree char *min = evertick_format_price (field->min, 0);
  g_autofree char *max = evertick_format_price (field->max, 0);
  g_autofree char *default_value = evertick_format_price (field->default_value, 0);

  /* Translators: least and greatest value, a space and the unit or nothing, the default */
  return g_strdup_printf (_ ("%s to %s%s%s, default %s"),
                          min,
                          max,
                          *field->unit != '\0' ? " " : "",
                          field->unit,
                          default_value);
}

/* The number is named by the row, whose activatable widget it is */
static void
name_reset (EvertickThresholdRow *self,
            const char           *title)
{
  g_autofree char *reset = g_strdup_printf (_ ("Reset %s to default"), title);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->reset),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, reset,
                                  -1);
}

GtkWidget *
evertick_threshold_row_new (FeedConfigKey key)
{
  EvertickThresholdRow *self = g_object_new (EVERTICK_TYPE_THRESHOLD_ROW, NULL);
  const char *title = evertick_words_threshold (key);
  g_autofree char *subtitle = NULL;
  int step;

  self->field = feed_config_get_field (key);
  subtitle = dup_subtitle (self->field);
  step = get_step (self->field->default_value);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle);
  gtk_label_set_text (self->unit, self->field->unit);
  gtk_spin_button_set_increments (self->spin, step, step * 10);
  gtk_spin_button_set_range (self->spin, self->field->min, self->field->max);
  gtk_spin_button_set_value (self->spin, self->field->default_value);
  gtk_widget_set_sensitive (self->reset, FALSE);
  name_reset (self, title);
  return GTK_WIDGET (self);
}

int
evertick_threshold_row_get_value (EvertickThresholdRow *self)
{
  g_return_val_if_fail (EVERTICK_IS_THRESHOLD_ROW (self), 0);

  return gtk_spin_button_get_value_as_int (self->spin);
}

void
evertick_threshold_row_set_value (EvertickThresholdRow *self,
                                  int                   value)
{
  g_return_if_fail (EVERTICK_IS_THRESHOLD_ROW (self));

  gtk_spin_button_set_value (self->spin, value);
}
