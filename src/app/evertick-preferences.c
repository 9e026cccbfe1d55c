/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evertick-preferences.h"

#include <glib/gi18n.h>
#include <string.h>

#include "evertick-account-group.h"
#include "evertick-endpoint-group.h"
#include "evertick-threshold-row.h"

struct _EvertickPreferences {
  AdwWindow parent_instance;

  AdwViewStack         *stack;
  GtkWidget            *defaults_button;
  GtkWidget            *apply_button;
  AdwPreferencesPage   *page;
  AdwPreferencesPage   *accounts_page;
  GtkRevealer          *errors_revealer;
  GtkLabel             *errors;
  AdwComboRow          *appearance_row;
  GtkSwitch            *flash_switch;
  EvertickThresholdRow *rows[FEED_N_CONFIG_KEYS];
  EvertickSession      *session;
};

G_DEFINE_FINAL_TYPE (EvertickPreferences, evertick_preferences, ADW_TYPE_WINDOW)

static const struct {
  const char   *title, *description;
  FeedConfigKey first, last;
} groups[] = {
  { N_ ("Is the Stream Alive?"), N_ ("When a silent stream is doubted, and when it is given up"),
    FEED_CONFIG_PING_INTERVAL, FEED_CONFIG_CONNECT_TIMEOUT },
  { N_ ("Polling"), N_ ("How REST is asked while the stream is not to be trusted"),
    FEED_CONFIG_POLL_INTERVAL, FEED_CONFIG_POLL_INTERVAL_MAX },
  { N_ ("Reconnecting"), N_ ("How long to wait before the next try"),
    FEED_CONFIG_BACKOFF_MIN, FEED_CONFIG_BREAKER_DELAY },
  { N_ ("Back to Live"), N_ ("How long a new stream has to prove itself, and when all is red"),
    FEED_CONFIG_STABLE_WINDOW_FIRST, FEED_CONFIG_RED_NO_DATA },
};

static void
read_rows (EvertickPreferences *self,
           int                 *values)
{
  for (guint i = 0; i < FEED_N_CONFIG_KEYS; i++)
    values[i] = evertick_threshold_row_get_value (self->rows[i]);
}

static gboolean
differs_from_settings (EvertickPreferences *self,
                       const int           *values)
{
  GSettings *settings = evertick_session_get_settings (self->session);

  for (guint i = 0; settings != NULL && i < FEED_N_CONFIG_KEYS; i++) {
    if (g_settings_get_int (settings, feed_config_get_field (i)->name) != values[i])
      return TRUE;
  }
  return FALSE;
}

static void
validate (EvertickPreferences *self)
{
  int values[FEED_N_CONFIG_KEYS];
  g_auto (GStrv) errors = NULL;
  g_autofree char *text = NULL;

  read_rows (self, values);
  errors = feed_config_validate (values);
  text = g_strjoinv ("\n", errors);
  gtk_label_set_text (self->errors, text);
  gtk_revealer_set_reveal_child (self->errors_revealer, *text != '\0');
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "preferences.apply",
                                 *text == '\0' && differs_from_settings (self, values));
}

static void
on_apply_activated (GtkWidget  *widget,
                    const char *action,
                    GVariant   *parameter)
{
  EvertickPreferences *self = EVERTICK_PREFERENCES (widget);
  g_autoptr (GError) error = NULL;
  int values[FEED_N_CONFIG_KEYS];

  read_rows (self, values);
  if (!feed_settings_store_config (evertick_session_get_settings (self->session), values, &error)) {
    gtk_label_set_text (self->errors, error->message);
    gtk_revealer_set_reveal_child (self->errors_revealer, TRUE);
    return;
  }
  validate (self);
}

static void
on_defaults_activated (GtkWidget  *widget,
                       const char *action,
                       GVariant   *parameter)
{
  EvertickPreferences *self = EVERTICK_PREFERENCES (widget);

  for (guint i = 0; i < FEED_N_CONFIG_KEYS; i++)
    evertick_threshold_row_set_value (self->rows[i], feed_config_get_field (i)->default_value);
}

static void
add_threshold_group (EvertickPreferences *self,
                     guint                index)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ (groups[index].title));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group),
                                         _ (groups[index].description));
  for (guint key = groups[index].first; key <= groups[index].last; key++) {
    GtkWidget *row = evertick_threshold_row_new (key);

    self->rows[key] = EVERTICK_THRESHOLD_ROW (row);
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  }
  adw_preferences_page_add (self->page, ADW_PREFERENCES_GROUP (group));
}

static void
bind_settings (EvertickPreferences *self)
{
  GSettings *settings = evertick_session_get_settings (self->session);

  gtk_widget_set_sensitive (GTK_WIDGET (self->page), settings != NULL);
  for (guint i = 0; settings != NULL && i < FEED_N_CONFIG_KEYS; i++)
    evertick_threshold_row_set_value (self->rows[i],
                                      g_settings_get_int (settings,
                                                          feed_config_get_field (i)->name));
  for (guint i = 0; i < FEED_N_CONFIG_KEYS; i++)
    g_signal_connect_object (self->rows[i], "notify::value", G_CALLBACK (validate), self,
                             G_CONNECT_SWAPPED);
  if (settings != NULL)
    g_settings_bind (settings, "flash", self->flash_switch, "active", G_SETTINGS_BIND_DEFAULT);
}

/* The buttons are about the thresholds */
static void
on_page_changed (EvertickPreferences *self)
{
  gboolean shows = g_strcmp0 (adw_view_stack_get_visible_child_name (self->stack), "settings") == 0;

  gtk_widget_set_visible (self->defaults_button, shows);
  gtk_widget_set_visible (self->apply_button, shows);
}

static void
on_appearance_selected (EvertickPreferences *self)
{
  g_settings_set_enum (evertick_session_get_settings (self->session), "appearance",
                       adw_combo_row_get_selected (self->appearance_row));
}

static void
follow_appearance (EvertickPreferences *self)
{
  GSettings *settings = evertick_session_get_settings (self->session);

  if (settings == NULL)
    return;
  adw_combo_row_set_selected (self->appearance_row, g_settings_get_enum (settings, "appearance"));
  g_signal_connect_object (self->appearance_row, "notify::selected",
                           G_CALLBACK (on_appearance_selected), self, G_CONNECT_SWAPPED);
}

static void
evertick_preferences_dispose (GObject *object)
{
  g_clear_object (&EVERTICK_PREFERENCES (object)->session);
  G_OBJECT_CLASS (evertick_preferences_parent_class)->dispose (object);
}

static void
evertick_preferences_class_init (EvertickPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = evertick_preferences_dispose;
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/evertick/Evertick/evertick-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, EvertickPreferences, stack);
  gtk_widget_class_bind_template_child (widget_class, EvertickPreferences, defaults_button);
  gtk_widget_class_bind_template_child (widget_class, EvertickPreferences, apply_button);
  gtk_widget_class_bind_template_child (widget_class, EvertickPreferences, page);
  gtk_widget_class_bind_template_child (widget_class, EvertickPreferences, accounts_page);
  gtk_widget_class_bind_template_child (widget_class, EvertickPreferences, errors_revealer);
  gtk_widget_class_bind_template_child (widget_class, EvertickPreferences, errors);
  gtk_widget_class_bind_template_child (widget_class, EvertickPreferences, appearance_row);
  gtk_widget_class_bind_template_child (widget_class, EvertickPreferences, flash_switch);
  gtk_widget_class_bind_template_callback (widget_class, on_page_changed);
  gtk_widget_class_install_action (widget_class, "preferences.apply", NULL, on_apply_activated);
  gtk_widget_class_install_action (widget_class, "preferences.defaults", NULL,
                                   on_defaults_activated);
}

static void
evertick_preferences_init (EvertickPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    add_threshold_group (self, i);
}

GtkWidget *
evertick_preferences_new (EvertickSession *session,
                          GtkWindow       *parent)
{
  const char *const *venues = feed_provider_registry_get_ids ();
  EvertickPreferences *self;

  g_return_val_if_fail (EVERTICK_IS_SESSION (session), NULL);

  self = g_object_new (EVERTICK_TYPE_PREFERENCES,
                       "transient-for", parent,
                       "application", parent != NULL ? gtk_window_get_application (parent) : NULL,
                       NULL);
  self->session = g_object_ref (session);
  adw_preferences_page_add (
    self->accounts_page,
    ADW_PREFERENCES_GROUP (evertick_account_group_new (evertick_session_get_accounts (session))));
  for (guint i = 0; venues[i] != NULL; i++)
    adw_preferences_page_add (self->page,
                              ADW_PREFERENCES_GROUP (evertick_endpoint_group_new (session,
                                                                                  venues[i])));
  bind_settings (self);
  follow_appearance (self);
  validate (self);
  return GTK_WIDGET (self);
}

void
evertick_preferences_show_accounts (EvertickPreferences *self)
{
  g_return_if_fail (EVERTICK_IS_PREFERENCES (self));

  adw_view_stack_set_visible_child_name (self->stack, "accounts");
}

void
evertick_preferences_set_threshold (EvertickPreferences *self,
                                    FeedConfigKey        key,
                                    int                  value)
{
  g_return_if_fail (EVERTICK_IS_PREFERENCES (self) && (guint) key < FEED_N_CONFIG_KEYS);

  evertick_threshold_row_set_value (self->rows[key], value);
}

const char *
evertick_preferences_get_errors (EvertickPreferences *self)
{
  g_return_val_if_fail (EVERTICK_IS_PREFERENCES (self), NULL);

  return gtk_label_get_text (self->errors);
}
