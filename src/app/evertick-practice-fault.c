/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evertick-practice-fault.h"

#include "evertick-faults.h"

struct _EvertickPracticeFault {
  GObject parent_instance;

  guint  id;
  char  *name;
  gint64 end_us;
  char  *remaining;
};

G_DEFINE_FINAL_TYPE (EvertickPracticeFault, evertick_practice_fault, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_NAME,
  PROP_REMAINING,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
evertick_practice_fault_get_property (GObject    *object,
                                      guint       prop_id,
                                      GValue     *value,
                                      GParamSpec *pspec)
{
  EvertickPracticeFault *self = EVERTICK_PRACTICE_FAULT (object);

  switch (prop_id) {
  case PROP_NAME:
    g_value_set_string (value, self->name);
    break;

  case PROP_REMAINING:
    g_value_set_string (value, self->remaining);
    break;

  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
evertick_practice_fault_finalize (GObject *object)
{
  EvertickPracticeFault *self = EVERTICK_PRACTICE_FAULT (object);

  g_free (self->name);
  g_free (self->remaining);
  G_OBJECT_CLASS (evertick_practice_fault_parent_class)->finalize (object);
}

static void
evertick_practice_fault_class_init (EvertickPracticeFaultClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = evertick_practice_fault_get_property;
  object_class->finalize = evertick_practice_fault_finalize;

  /**
   * EvertickPracticeFault:name:
   *
   * Its name and argument, as the simulator has them.
   */
  properties[PROP_NAME] =
    g_param_spec_string ("name", NULL, NULL, NULL,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  /**
   * EvertickPracticeFault:remaining:
   *
   * How long it will still be there, in words.
   */
  properties[PROP_REMAINING] =
    g_param_spec_string ("remaining", NULL, NULL, NULL,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
evertick_practice_fault_init (EvertickPracticeFault *self)
{
}

EvertickPracticeFault *
evertick_practice_fault_new (guint       id,
                             const char *name,
                             gint64      end_us)
{
  EvertickPracticeFault *self;

  g_return_val_if_fail (name != NULL, NULL);

  self = g_object_new (EVERTICK_TYPE_PRACTICE_FAULT, NULL);
  self->id = id;
  self->name = g_strdup (name);
  self->end_us = end_us;
  return self;
}

guint
evertick_practice_fault_get_id (EvertickPracticeFault *self)
{
  g_return_val_if_fail (EVERTICK_IS_PRACTICE_FAULT (self), 0);

  return self->id;
}

const char *
evertick_practice_fault_get_name (EvertickPracticeFault *self)
{
  g_return_val_if_fail (EVERTICK_IS_PRACTICE_FAULT (self), NULL);

  return self->name;
}

const char *
evertick_practice_fault_get_remaining (EvertickPracticeFault *self)
{
  g_return_val_if_fail (EVERTICK_IS_PRACTICE_FAULT (self), NULL);

  return self->remaining;
}

void
evertick_practice_fault_update (EvertickPracticeFault *self,
                                gint64                 now_us)
{
  g_autofree char *remaining = NULL;

  g_return_if_fail (EVERTICK_IS_PRACTICE_FAULT (self));

  remaining = evertick_faults_dup_remaining (self->end_us < 0 ? -1
                                             : MAX (self->end_us - now_us, 0));
  if (g_strcmp0 (self->remaining, remaining) == 0)
    return;
  g_free (self->remaining);
  self->remaining = g_steal_pointer (&remaining);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REMAINING]);
}
