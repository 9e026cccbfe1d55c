/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evertick-fact-flow.h"

#include "evertick-format.h"

#define COLUMN_SPACING 24
#define ROW_SPACING 6
#define MOST_IN_A_LINE 5

struct _EvertickFactFlow {
  GtkWidget parent_instance;

  GtkWidget *flow;
  GPtrArray *values;   /* GtkLabel, owned by the flow */
};

G_DEFINE_FINAL_TYPE (EvertickFactFlow, evertick_fact_flow, GTK_TYPE_WIDGET)

static void
evertick_fact_flow_dispose (GObject *object)
{
  EvertickFactFlow *self = EVERTICK_FACT_FLOW (object);

  g_clear_pointer (&self->flow, gtk_widget_unparent);
  g_clear_pointer (&self->values, g_ptr_array_unref);
  G_OBJECT_CLASS (evertick_fact_flow_parent_class)->dispose (object);
}

static void
evertick_fact_flow_class_init (EvertickFactFlowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = evertick_fact_flow_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
evertick_fact_flow_init (EvertickFactFlow *self)
{
  self->values = g_ptr_array_new ();
  self->flow = gtk_flow_box_new ();
  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (self->flow), GTK_SELECTION_NONE);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (self->flow), COLUMN_SPACING);
  gtk_flow_box_set_row_spacing (GTK_FLOW_BOX (self->flow), ROW_SPACING);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (self->flow), MOST_IN_A_LINE);
  gtk_widget_set_parent (self->flow, GTK_WIDGET (self));
}

GtkWidget *
evertick_fact_flow_new (void)
{
  return g_object_new (EVERTICK_TYPE_FACT_FLOW, NULL);
}

static GtkWidget *
create_label (const char *text,
              const char *style_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, style_class);
  return label;
}

void
evertick_fact_flow_add (EvertickFactFlow *self,
                        const char       *title,
                        GtkWidget        *more)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *place = gtk_flow_box_child_new ();
  GtkWidget *title_label = create_label (title, "caption");
  GtkWidget *value = create_label (NULL, "numeric");

  g_return_if_fail (EVERTICK_IS_FACT_FLOW (self));

  gtk_widget_add_css_class (title_label, "dim-label");
  gtk_box_append (GTK_BOX (box), title_label);
  gtk_box_append (GTK_BOX (box), value);
  if (more != NULL)
    gtk_box_append (GTK_BOX (box), more);
  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (place), box);
  gtk_widget_set_focusable (place, FALSE);
  gtk_widget_set_visible (place, FALSE);
  gtk_flow_box_append (GTK_FLOW_BOX (self->flow), place);
  g_ptr_array_add (self->values, value);
}

void
evertick_fact_flow_set_value (EvertickFactFlow *self,
                              guint             fact,
                              const char       *value)
{
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  g_autofree char *text = evertick_format_guard (g_strdup (value != NULL ? value : ""), rtl);
  GtkWidget *label;

  g_return_if_fail (EVERTICK_IS_FACT_FLOW (self) && fact < self->values->len);

  label = self->values->pdata[fact];
  gtk_label_set_text (GTK_LABEL (label), text);
  gtk_widget_set_visible (gtk_widget_get_ancestor (label, GTK_TYPE_FLOW_BOX_CHILD), value != NULL);
}
