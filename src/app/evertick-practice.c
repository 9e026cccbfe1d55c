/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evertick-practice.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

#include "evertick-practice-fault.h"

/* A countdown in steps of a second, whatever the phase of the faults' own second is */
#define COUNTDOWN_US (250 * 1000)

struct _EvertickPractice {
  GObject parent_instance;

  EvertickDemo *demo;
  FeedClock    *clock;
  GListStore   *faults;
  char         *summary;
  gboolean      available;
  guint         timer;
};

G_DEFINE_FINAL_TYPE (EvertickPractice, evertick_practice, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_AVAILABLE,
  PROP_SUMMARY,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum {
  THROWN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
set_summary (EvertickPractice *self,
             char             *summary)
{
  if (g_strcmp0 (self->summary, summary) == 0) {
    g_free (summary);
    return;
  }
  g_free (self->summary);
  self->summary = summary;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SUMMARY]);
}

static void
clear_timer (EvertickPractice *self)
{
  if (self->timer != 0)
    feed_clock_remove_timer (self->clock, self->timer);
  self->timer = 0;
}

/* Says what runs now; TRUE where something does */
static gboolean
describe (EvertickPractice *self)
{
  GListModel *faults = G_LIST_MODEL (self->faults);
  guint n_faults = g_list_model_get_n_items (faults);
  gint64 now_us = feed_clock_monotonic_us (self->clock);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < n_faults; i++) {
    g_autoptr (EvertickPracticeFault) fault = g_list_model_get_item (faults, i);

    evertick_practice_fault_update (fault, now_us);
    if (i > 0)
      g_string_append (text, " · ");
    /* Translators: a fault by its name, then such as “12 s left” */
    g_string_append_printf (text, _ ("%s, %s"), evertick_practice_fault_get_name (fault),
                            evertick_practice_fault_get_remaining (fault));
  }
  set_summary (self, n_faults > 0 ? g_strdup_printf (_ ("Practice: %s"), text->str) : NULL);
  return n_faults > 0;
}

static void
on_countdown (gpointer user_data)
{
  EvertickPractice *self = EVERTICK_PRACTICE (user_data);

  self->timer = 0;
  if (describe (self))
    self->timer = feed_clock_add_timer (self->clock,
                                        feed_clock_monotonic_us (self->clock) + COUNTDOWN_US,
                                        "practice countdown", on_countdown, self);
}

static void
update (EvertickPractice *self)
{
  clear_timer (self);
  on_countdown (self);
}

static void
remove_fault (EvertickPractice *self,
              guint             id)
{
  GListModel *faults = G_LIST_MODEL (self->faults);

  for (guint i = 0; i < g_list_model_get_n_items (faults); i++) {
    g_autoptr (EvertickPracticeFault) fault = g_list_model_get_item (faults, i);

    if (evertick_practice_fault_get_id (fault) != id)
      continue;
    g_list_store_remove (self->faults, i);
    return;
  }
}

static void
on_line (EvertickPractice *self,
         const char       *line)
{
  g_auto (EvertickFaultNews) news = { 0 };
  g_autoptr (EvertickPracticeFault) fault = NULL;
  gint64 now_us = feed_clock_monotonic_us (self->clock);

  if (!evertick_faults_parse_news (line, &news))
    return;
  if (news.began && news.duration_us == 0) {
    g_signal_emit (self, signals[THROWN], 0, news.fault);
    return;
  }
  remove_fault (self, news.id);
  if (news.began) {
    fault = evertick_practice_fault_new (news.id, news.fault,
                                         news.duration_us < 0 ? -1 : now_us + news.duration_us);
    evertick_practice_fault_update (fault, now_us);
    g_list_store_append (self->faults, fault);
  }
  update (self);
}

/* A market that ended takes its faults along; the next one starts whole */
static void
on_running_changed (EvertickPractice *self)
{
  gboolean available = evertick_demo_get_running (self->demo);

  if (!available && g_list_model_get_n_items (G_LIST_MODEL (self->faults)) > 0) {
    g_list_store_remove_all (self->faults);
    update (self);
  }
  if (self->available == available)
    return;
  self->available = available;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_AVAILABLE]);
}

static void
evertick_practice_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  EvertickPractice *self = EVERTICK_PRACTICE (object);

  switch (prop_id) {
  case PROP_AVAILABLE:
    g_value_set_boolean (value, self->available);
    break;

  case PROP_SUMMARY:
    g_value_set_string (value, self->summary);
    break;

  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
evertick_practice_dispose (GObject *object)
{
  EvertickPractice *self = EVERTICK_PRACTICE (object);

  clear_timer (self);
  g_clear_object (&self->demo);
  G_OBJECT_CLASS (evertick_practice_parent_class)->dispose (object);
}

static void
evertick_practice_finalize (GObject *object)
{
  EvertickPractice *self = EVERTICK_PRACTICE (object);

  g_clear_object (&self->faults);
  g_clear_pointer (&self->clock, feed_clock_unref);
  g_free (self->summary);
  G_OBJECT_CLASS (evertick_practice_parent_class)->finalize (object);
}

static void
evertick_practice_class_init (EvertickPracticeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = evertick_practice_get_property;
  object_class->dispose = evertick_practice_dispose;
  object_class->finalize = evertick_practice_finalize;

  /**
   * EvertickPractice:available:
   *
   * Whether the demo market runs and can be broken.
   */
  properties[PROP_AVAILABLE] =
    g_param_spec_boolean ("available", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  /**
   * EvertickPractice:summary:
   *
   * What runs and for how long, or NULL.
   */
  properties[PROP_SUMMARY] =
    g_param_spec_string ("summary", NULL, NULL, NULL,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * EvertickPractice::thrown:
   * @name: of a fault
   *
   * Something that does not last has happened.
   */
  signals[THROWN] = g_signal_new ("thrown", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1,
                                  G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
evertick_practice_init (EvertickPractice *self)
{
  self->faults = g_list_store_new (EVERTICK_TYPE_PRACTICE_FAULT);
}

EvertickPractice *
evertick_practice_new (void)
{
  return g_object_new (EVERTICK_TYPE_PRACTICE, NULL);
}

void
evertick_practice_set_demo (EvertickPractice *self,
                            EvertickDemo     *demo,
                            FeedClock        *clock)
{
  g_return_if_fail (EVERTICK_IS_PRACTICE (self) && EVERTICK_IS_DEMO (demo) && clock != NULL);
  g_return_if_fail (self->demo == NULL);

  self->demo = g_object_ref (demo);
  self->clock = feed_clock_ref (clock);
  g_signal_connect_object (demo, "line", G_CALLBACK (on_line), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (demo, "notify::running", G_CALLBACK (on_running_changed), self,
                           G_CONNECT_SWAPPED);
  on_running_changed (self);
}

gboolean
evertick_practice_get_available (EvertickPractice *self)
{
  g_return_val_if_fail (EVERTICK_IS_PRACTICE (self), FALSE);

  return self->available;
}

const char *
evertick_practice_get_summary (EvertickPractice *self)
{
  g_return_val_if_fail (EVERTICK_IS_PRACTICE (self), NULL);

  return self->summary;
}

GListModel *
evertick_practice_get_faults (EvertickPractice *self)
{
  g_return_val_if_fail (EVERTICK_IS_PRACTICE (self), NULL);

  return G_LIST_MODEL (self->faults);
}

void
evertick_practice_start (EvertickPractice        *self,
                         const EvertickFaultKind *kind,
                         guint                    seconds)
{
  g_autofree char *command = NULL;

  g_return_if_fail (EVERTICK_IS_PRACTICE (self) && kind != NULL);

  if (!self->available || kind->is_impossible)
    return;
  command = evertick_faults_make_command (kind, seconds);
  evertick_demo_tell (self->demo, command);
}

void
evertick_practice_heal (EvertickPractice *self,
                        guint             id)
{
  g_autofree char *command = NULL;

  g_return_if_fail (EVERTICK_IS_PRACTICE (self));

  if (!self->available)
    return;
  command = id != 0 ? g_strdup_printf ("heal %u", id) : g_strdup ("heal");
  evertick_demo_tell (self->demo, command);
}
