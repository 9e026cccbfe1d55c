/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evertick-application.h"

#include <glib/gi18n.h>

#include "evertick-screenshot.h"
#include "evertick-session.h"
#include "evertick-window.h"

struct _EvertickApplication {
  AdwApplication parent_instance;

  GSettings          *settings;
  EvertickSession    *session;
  EvertickScreenshot *screenshot;
  char               *screenshot_path, *calendar_path;
  gboolean            dark, refuses;
  int                 exit_status;
};

G_DEFINE_FINAL_TYPE (EvertickApplication, evertick_application, ADW_TYPE_APPLICATION)

static void
on_appearance_changed (EvertickApplication *self)
{
  static const AdwColorScheme schemes[] = {
    ADW_COLOR_SCHEME_DEFAULT, ADW_COLOR_SCHEME_FORCE_LIGHT, ADW_COLOR_SCHEME_FORCE_DARK
  };
  guint appearance = 0;

  if (self->settings != NULL)
    appearance = g_settings_get_enum (self->settings, "appearance");
  if (appearance >= G_N_ELEMENTS (schemes))
    appearance = 0;
  adw_style_manager_set_color_scheme (adw_application_get_style_manager (ADW_APPLICATION (self)),
                                      self->dark ? ADW_COLOR_SCHEME_FORCE_DARK
                                                 : schemes[appearance]);
}

static void
on_about_activated (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       user_data)
{
  static const char *const developers[] = { "The Evertick Developers", NULL };
  GtkApplication *application = GTK_APPLICATION (user_data);

  adw_show_about_window (gtk_application_get_active_window (application),
                         "application-name", "Evertick",
                         "application-icon", EVERTICK_APPLICATION_ID,
                         "version", EVERTICK_VERSION,
                         "developer-name", _ ("The Evertick Developers"),
                         "developers", developers,
                         "license-type", GTK_LICENSE_GPL_3_0,
                         "comments", _ ("Market data that is right or marked wrong, "
                                        "and a feed that heals itself"),
                         NULL);
}

/* The main window, whichever of its windows has the keyboard; NULL where there is none yet */
static GtkWindow *
find_window (EvertickApplication *self)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next) {
    if (EVERTICK_IS_WINDOW (l->data))
      return l->data;
  }
  return NULL;
}

/* Closing stores the window's state; others may be open beside it */
static void
on_quit_activated (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       user_data)
{
  GtkWindow *window = find_window (EVERTICK_APPLICATION (user_data));

  if (window != NULL)
    gtk_window_close (window);
  g_application_quit (G_APPLICATION (user_data));
}

static void
on_screenshot_done (EvertickApplication *self,
                    gboolean             written)
{
  self->exit_status = written ? 0 : 1;
  if (!written)
    g_printerr (_ ("evertick: the screenshot could not be made\n"));
  g_application_quit (G_APPLICATION (self));
}

static void
add_accelerators (EvertickApplication *self)
{
  static const struct {
    const char *action;
    const char *keys[3];
  } accelerators[] = {
    { "app.quit", { "<Control>q" } },
    { "window.close", { "<Control>w" } },
    { "win.add", { "<Control>n" } },
    { "win.search", { "<Control>f" } },
    { "win.retry", { "F5" } },
    { "win.drawer", { "<Control>l" } },
    { "win.next-pane", { "F6" } },
    { "win.previous-pane", { "<Shift>F6" } },
    { "win.preferences", { "<Control>comma" } },
    { "win.shortcuts", { "<Control>question", "F1" } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (accelerators); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self),
                                           accelerators[i].action,
                                           accelerators[i].keys);
}

/* Half of what was asked for is not what was asked for: a file that is wrong ends it */
static void
take_calendar (EvertickApplication *self)
{
  FeedManager *manager = evertick_session_get_manager (self->session);
  g_autoptr (GError) error = NULL;

  if (manager == NULL || feed_manager_set_calendar_file (manager, self->calendar_path, &error))
    return;
  g_printerr ("evertick: %s\n", error->message);
  self->exit_status = 2;
  self->refuses = TRUE;
  g_application_quit (G_APPLICATION (self));
}

static void
evertick_application_startup (GApplication *application)
{
  static const GActionEntry entries[] = {
    { .name = "about", .activate = on_about_activated },
    { .name = "quit", .activate = on_quit_activated },
  };
  EvertickApplication *self = EVERTICK_APPLICATION (application);
  const char *simulator = g_getenv ("EVERTICK_FEEDCTL");
  g_autofree char *journal = feed_history_dup_default_path ();

  G_APPLICATION_CLASS (evertick_application_parent_class)->startup (application);
  gtk_window_set_default_icon_name (EVERTICK_APPLICATION_ID);
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  add_accelerators (self);
  self->settings = feed_settings_open ();
  if (self->settings != NULL)
    g_signal_connect_object (self->settings, "changed::appearance",
                             G_CALLBACK (on_appearance_changed), self, G_CONNECT_SWAPPED);
  on_appearance_changed (self);
  self->session = evertick_session_new (self->settings,
                                        simulator != NULL ? simulator : EVERTICK_FEEDCTL);
  /* What a picture needed to happen is nobody's history */
  if (self->screenshot_path == NULL)
    evertick_session_keep_journal (self->session, journal);
  g_signal_connect_object (self->session, "started", G_CALLBACK (take_calendar), self,
                           G_CONNECT_SWAPPED);
  evertick_session_start (self->session);
}

static void
evertick_application_activate (GApplication *application)
{
  EvertickApplication *self = EVERTICK_APPLICATION (application);
  GtkWindow *window = find_window (self);

  if (self->refuses)
    return;
  if (window == NULL)
    window = GTK_WINDOW (evertick_window_new (ADW_APPLICATION (self), self->session));
  gtk_window_present (window);
  if (self->screenshot_path == NULL || self->screenshot != NULL)
    return;
  evertick_window_set_drawer_open (EVERTICK_WINDOW (window), TRUE);
  self->screenshot = evertick_screenshot_new (EVERTICK_WINDOW (window), self->screenshot_path);
  g_signal_connect_object (self->screenshot, "done", G_CALLBACK (on_screenshot_done), self,
                           G_CONNECT_SWAPPED);
}

static void
evertick_application_shutdown (GApplication *application)
{
  EvertickApplication *self = EVERTICK_APPLICATION (application);

  g_clear_object (&self->screenshot);
  if (self->session != NULL)
    evertick_session_stop (self->session);
  g_clear_object (&self->session);
  g_clear_object (&self->settings);
  G_APPLICATION_CLASS (evertick_application_parent_class)->shutdown (application);
}

static int
evertick_application_handle_local_options (GApplication *application,
                                           GVariantDict *options)
{
  EvertickApplication *self = EVERTICK_APPLICATION (application);
  g_autofree char *path = NULL;

  if (g_variant_dict_contains (options, "version")) {
    g_print ("Evertick %s\n", EVERTICK_VERSION);
    return 0;
  }
  self->dark = g_variant_dict_contains (options, "dark");
  g_variant_dict_lookup (options, "calendar", "^ay", &self->calendar_path);
  if (g_variant_dict_lookup (options, "screenshot", "^ay", &path)) {
    self->screenshot_path = g_steal_pointer (&path);
    self->exit_status = 1;
    /* A window of its own, whatever else runs */
    g_application_set_flags (application,
                             g_application_get_flags (application) | G_APPLICATION_NON_UNIQUE);
  }
  return -1;
}

static void
evertick_application_finalize (GObject *object)
{
  g_free (EVERTICK_APPLICATION (object)->calendar_path);
  g_free (EVERTICK_APPLICATION (object)->screenshot_path);
  G_OBJECT_CLASS (evertick_application_parent_class)->finalize (object);
}

static void
evertick_application_class_init (EvertickApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = evertick_application_finalize;
  application_class->startup = evertick_application_startup;
  application_class->activate = evertick_application_activate;
  application_class->shutdown = evertick_application_shutdown;
  application_class->handle_local_options = evertick_application_handle_local_options;
}

static void
evertick_application_init (EvertickApplication *self)
{
  static const GOptionEntry options[] = {
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Print the version"), NULL },
    { "dark", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Dark, whatever the system says"), NULL },
    { "calendar", 0, 0, G_OPTION_ARG_FILENAME, NULL,
      N_ ("Hours and holidays of exchanges, in the place of those installed"), N_ ("FILE") },
    { "screenshot", 0, 0, G_OPTION_ARG_FILENAME, NULL,
      N_ ("Draw the window into a PNG file once the feed is live, then quit"), N_ ("FILE") },
    { NULL }
  };

  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

EvertickApplication *
evertick_application_new (void)
{
  return g_object_new (EVERTICK_TYPE_APPLICATION,
                       "application-id", EVERTICK_APPLICATION_ID,
                       "resource-base-path", "/io/github/evertick/Evertick",
                       NULL);
}

int
evertick_application_get_exit_status (EvertickApplication *self)
{
  g_return_val_if_fail (EVERTICK_IS_APPLICATION (self), 1);

  return self->exit_status;
}
