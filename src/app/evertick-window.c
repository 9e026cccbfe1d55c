/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evertick-window.h"

#include <glib/gi18n.h>

#include "evertick-account-bar.h"
#include "evertick-add-dialog.h"
#include "evertick-break-window.h"
#include "evertick-drawer.h"
#include "evertick-feed-bar.h"
#include "evertick-footer.h"
#include "evertick-heading.h"
#include "evertick-practice-bar.h"
#include "evertick-preferences.h"
#include "evertick-quotes.h"
#include "evertick-status-button.h"

#define UNDO_SECONDS 6
#define LEAST_QUOTES_HEIGHT 120

struct _EvertickWindow {
  AdwApplicationWindow parent_instance;

  AdwWindowTitle       *title;
  EvertickStatusButton *status_button;
  GtkWidget            *demo_pill;
  GtkSearchBar         *search_bar;
  GtkWidget            *search_entry;
  EvertickPracticeBar  *practice_bar;
  EvertickAccountBar   *account_bar;
  EvertickFeedBar      *feed_bar;
  AdwToastOverlay      *toasts;
  GtkStack             *stack;
  GtkPaned             *paned;
  EvertickQuotes       *quotes;
  EvertickDrawer       *drawer;
  AdwStatusPage        *problem_page;
  EvertickFooter       *footer;
  EvertickSession      *session;
  EvertickStatus       *status;
  EvertickHeading      *heading;
  GtkWindow            *break_window;       /* while it is open */
  int                   drawer_height;
  gboolean              drawer_open;
  gboolean              handle_misplaced;   /* the drawer's height is still to be restored */
};

G_DEFINE_FINAL_TYPE (EvertickWindow, evertick_window, ADW_TYPE_APPLICATION_WINDOW)

enum {
  PROP_0,
  PROP_DRAWER_OPEN,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
toast (EvertickWindow *self,
       const char     *text)
{
  g_autofree char *markup = g_markup_escape_text (text, -1);

  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (markup));
}

static void
on_message (EvertickWindow *self,
            const char     *text)
{
  toast (self, text);
}

/* The drawer keeps its height; the handle's place is counted from above */
static void
place_handle (EvertickWindow *self)
{
  int height = gtk_widget_get_height (GTK_WIDGET (self->paned));

  if (!self->handle_misplaced || !self->drawer_open || height == 0)
    return;
  self->handle_misplaced = FALSE;
  gtk_paned_set_position (self->paned, MAX (height - self->drawer_height, LEAST_QUOTES_HEIGHT));
}

static void
remember_drawer_height (EvertickWindow *self)
{
  int height = gtk_widget_get_height (GTK_WIDGET (self->drawer));

  if (self->drawer_open && height > 0)
    self->drawer_height = height;
}

typedef struct {
  EvertickWatchlist *watchlist;
  char             **ids;
} Removal;

static void
removal_free (gpointer  data,
              GClosure *closure)
{
  Removal *removal = data;

  g_object_unref (removal->watchlist);
  g_strfreev (removal->ids);
  g_free (removal);
}

static void
on_undo_clicked (AdwToast *undo_toast,
                 Removal  *removal)
{
  evertick_watchlist_restore (removal->watchlist, (const char *const *) removal->ids);
}

static void
on_undo_dismissed (AdwToast *undo_toast,
                   Removal  *removal)
{
  evertick_watchlist_forget (removal->watchlist, (const char *const *) removal->ids);
}

static Removal *
removal_new (EvertickWindow *self,
             char          **ids)
{
  Removal *removal = g_new0 (Removal, 1);

  removal->watchlist = g_object_ref (evertick_session_get_watchlist (self->session));
  removal->ids = g_strdupv (ids);
  return removal;
}

static void
on_removed (EvertickWindow *self,
            char          **ids)
{
  guint n_ids = g_strv_length (ids);
  g_autofree char *text =
    g_strdup_printf (ngettext ("%u symbol removed", "%u symbols removed", n_ids), n_ids);
  AdwToast *undo_toast = adw_toast_new (text);

  adw_toast_set_button_label (undo_toast, _ ("_Undo"));
  adw_toast_set_timeout (undo_toast, UNDO_SECONDS);
  g_signal_connect_data (undo_toast, "button-clicked", G_CALLBACK (on_undo_clicked),
                         removal_new (self, ids), removal_free, 0);
  g_signal_connect_data (undo_toast, "dismissed", G_CALLBACK (on_undo_dismissed),
                         removal_new (self, ids), removal_free, 0);
  adw_toast_overlay_add_toast (self->toasts, undo_toast);
}

static void
on_session_started (EvertickWindow *self)
{
  FeedManager *manager = evertick_session_get_manager (self->session);

  self->status = evertick_status_new (manager);
  evertick_status_button_set_status (self->status_button, self->status);
  evertick_feed_bar_set_status (self->feed_bar, self->status);
  evertick_footer_set_status (self->footer, self->status);
  evertick_quotes_set_feed (self->quotes, manager, evertick_session_get_watchlist (self->session));
  evertick_drawer_set_log (self->drawer, feed_manager_get_event_log (manager));
  evertick_drawer_set_manager (self->drawer, manager);
  evertick_drawer_set_selection (self->drawer, evertick_quotes_get_selection (self->quotes),
                                 feed_manager_get_clock (manager));
  g_object_bind_property (self->status, "demo", self->demo_pill, "visible",
                          G_BINDING_SYNC_CREATE);
  self->heading = evertick_heading_new (manager);
  g_object_bind_property (self->heading, "text", self->title, "subtitle", G_BINDING_SYNC_CREATE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.add", TRUE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.retry", TRUE);
}

/* What the account's bar tells of, the feed's need not */
static void
on_accounts_changed (EvertickWindow *self)
{
  EvertickAccounts *accounts = evertick_session_get_accounts (self->session);
  const char *refused = evertick_accounts_get_refused (accounts);

  g_object_set (self->feed_bar, "explained",
                refused != NULL ? refused : evertick_accounts_get_wanted (accounts), NULL);
}

static void
on_problem_changed (EvertickWindow *self)
{
  const char *problem = evertick_session_get_problem (self->session);
  g_autofree char *markup = g_markup_escape_text (problem != NULL ? problem : "", -1);
  gboolean runs = evertick_session_get_manager (self->session) != NULL;

  adw_status_page_set_description (self->problem_page, markup);
  gtk_stack_set_visible_child_name (self->stack, problem != NULL && !runs ? "problem" : "feed");
  gtk_widget_set_visible (GTK_WIDGET (self->footer), problem == NULL || runs);
  if (problem != NULL && runs)
    toast (self, _ ("The new thresholds are refused, the old ones stay in use"));
}

static void
on_add_activated (GtkWidget  *widget,
                  const char *action,
                  GVariant   *parameter)
{
  gtk_window_present (GTK_WINDOW (evertick_add_dialog_new (EVERTICK_WINDOW (widget)->session,
                                                           GTK_WINDOW (widget))));
}

static void
on_search_activated (GtkWidget  *widget,
                     const char *action,
                     GVariant   *parameter)
{
  EvertickWindow *self = EVERTICK_WINDOW (widget);

  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_widget_grab_focus (self->search_entry);
}

static void
on_detail_activated (GtkWidget  *widget,
                     const char *action,
                     GVariant   *parameter)
{
  EvertickWindow *self = EVERTICK_WINDOW (widget);

  evertick_drawer_show_detail (self->drawer);
  evertick_window_set_drawer_open (self, TRUE);
}

static void
on_retry_activated (GtkWidget  *widget,
                    const char *action,
                    GVariant   *parameter)
{
  EvertickWindow *self = EVERTICK_WINDOW (widget);

  feed_manager_retry_now (evertick_session_get_manager (self->session), NULL);
}

static void
on_retry_venue_activated (GtkWidget  *widget,
                          const char *action,
                          GVariant   *parameter)
{
  EvertickWindow *self = EVERTICK_WINDOW (widget);

  feed_manager_retry_now (evertick_session_get_manager (self->session),
                          g_variant_get_string (parameter, NULL));
}

static void
on_break_activated (GtkWidget  *widget,
                    const char *action,
                    GVariant   *parameter)
{
  EvertickWindow *self = EVERTICK_WINDOW (widget);
  EvertickPractice *practice = evertick_session_get_practice (self->session);

  if (self->break_window == NULL)
    g_set_weak_pointer (&self->break_window,
                        GTK_WINDOW (evertick_break_window_new (practice, GTK_WINDOW (self))));
  gtk_window_present (self->break_window);
}

static void
on_practice_available_changed (EvertickWindow *self)
{
  EvertickPractice *practice = evertick_session_get_practice (self->session);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.break",
                                 evertick_practice_get_available (practice));
}

static void
on_preferences_activated (GtkWidget  *widget,
                          const char *action,
                          GVariant   *parameter)
{
  gtk_window_present (GTK_WINDOW (evertick_preferences_new (EVERTICK_WINDOW (widget)->session,
                                                            GTK_WINDOW (widget))));
}

/* Made when it is asked for. As GtkApplication's help overlay it would be a hidden toplevel all day,
 * and GTK 4.8 crashes on a screen reader that asks for a window too many while it has one */
static void
on_shortcuts_activated (GtkWidget  *widget,
                        const char *action,
                        GVariant   *parameter)
{
  g_autoptr (GtkBuilder) builder =
    gtk_builder_new_from_resource ("/io/github/evertick/Evertick/evertick-shortcuts.ui");
  GtkWindow *shortcuts = GTK_WINDOW (gtk_builder_get_object (builder, "shortcuts"));

  gtk_window_set_transient_for (shortcuts, GTK_WINDOW (widget));
  gtk_window_set_application (shortcuts, gtk_window_get_application (GTK_WINDOW (widget)));
  gtk_window_present (shortcuts);
}

static void
on_reset_thresholds_activated (GtkWidget  *widget,
                               const char *action,
                               GVariant   *parameter)
{
  evertick_session_reset_thresholds (EVERTICK_WINDOW (widget)->session);
}

/* step: +1 or −1, from the pane that has the focus, round and round */
static void
move_to_pane (EvertickWindow *self,
              int             step)
{
  GtkWidget *panes[] = {
    GTK_WIDGET (self->status_button), GTK_WIDGET (self->quotes), GTK_WIDGET (self->drawer)
  };
  int n_panes = self->drawer_open ? 3 : 2;
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  int pane = 0;

  for (int i = 0; focus != NULL && i < n_panes; i++) {
    if (gtk_widget_is_ancestor (focus, panes[i]))
      pane = i;
  }
  gtk_widget_grab_focus (panes[(pane + step + n_panes) % n_panes]);
}

static void
on_next_pane_activated (GtkWidget  *widget,
                        const char *action,
                        GVariant   *parameter)
{
  move_to_pane (EVERTICK_WINDOW (widget), 1);
}

static void
on_previous_pane_activated (GtkWidget  *widget,
                            const char *action,
                            GVariant   *parameter)
{
  move_to_pane (EVERTICK_WINDOW (widget), -1);
}

static void
restore_state (EvertickWindow *self)
{
  GSettings *settings = evertick_session_get_settings (self->session);

  if (settings == NULL)
    return;
  gtk_window_set_default_size (GTK_WINDOW (self),
                               g_settings_get_int (settings, "window-width"),
                               g_settings_get_int (settings, "window-height"));
  if (g_settings_get_boolean (settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
  self->drawer_height = g_settings_get_int (settings, "drawer-height");
  evertick_window_set_drawer_open (self, g_settings_get_boolean (settings, "drawer-open"));
  g_settings_bind (settings, "flash", self->quotes, "flash", G_SETTINGS_BIND_GET);
}

static void
save_state (EvertickWindow *self)
{
  GSettings *settings = evertick_session_get_settings (self->session);
  int width;
  int height;

  if (settings == NULL)
    return;
  remember_drawer_height (self);
  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_settings_set_int (settings, "window-width", width);
  g_settings_set_int (settings, "window-height", height);
  g_settings_set_boolean (settings, "window-maximized",
                          gtk_window_is_maximized (GTK_WINDOW (self)));
  g_settings_set_int (settings, "drawer-height", self->drawer_height);
  g_settings_set_boolean (settings, "drawer-open", self->drawer_open);
}

static gboolean
evertick_window_close_request (GtkWindow *window)
{
  save_state (EVERTICK_WINDOW (window));
  return GTK_WINDOW_CLASS (evertick_window_parent_class)->close_request (window);
}

static void
evertick_window_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  switch (prop_id) {
  case PROP_DRAWER_OPEN:
    g_value_set_boolean (value, EVERTICK_WINDOW (object)->drawer_open);
    break;

  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
evertick_window_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  switch (prop_id) {
  case PROP_DRAWER_OPEN:
    evertick_window_set_drawer_open (EVERTICK_WINDOW (object), g_value_get_boolean (value));
    break;

  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
evertick_window_dispose (GObject *object)
{
  EvertickWindow *self = EVERTICK_WINDOW (object);

  g_clear_weak_pointer (&self->break_window);
  g_clear_object (&self->heading);
  g_clear_object (&self->status);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (evertick_window_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/evertick/Evertick/evertick-window.ui");
  gtk_widget_class_bind_template_child (widget_class, EvertickWindow, title);
  gtk_widget_class_bind_template_child (widget_class, EvertickWindow, status_button);
  gtk_widget_class_bind_template_child (widget_class, EvertickWindow, demo_pill);
  gtk_widget_class_bind_template_child (widget_class, EvertickWindow, search_bar);
  gtk_widget_class_bind_template_child (widget_class, EvertickWindow, search_entry);
  gtk_widget_class_bind_template_child (widget_class, EvertickWindow, practice_bar);
  gtk_widget_class_bind_template_child (widget_class, EvertickWindow, account_bar);
  gtk_widget_class_bind_template_child (widget_class, EvertickWindow, feed_bar);
  gtk_widget_class_bind_template_child (widget_class, EvertickWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, EvertickWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, EvertickWindow, paned);
  gtk_widget_class_bind_template_child (widget_class, EvertickWindow, quotes);
  gtk_widget_class_bind_template_child (widget_class, EvertickWindow, drawer);
  gtk_widget_class_bind_template_child (widget_class, EvertickWindow, problem_page);
  gtk_widget_class_bind_template_child (widget_class, EvertickWindow, footer);
  gtk_widget_class_bind_template_callback (widget_class, on_message);
  gtk_widget_class_bind_template_callback (widget_class, on_removed);
  gtk_widget_class_bind_template_callback (widget_class, place_handle);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.add", NULL, on_add_activated);
  gtk_widget_class_install_action (widget_class, "win.search", NULL, on_search_activated);
  gtk_widget_class_install_action (widget_class, "win.detail", NULL, on_detail_activated);
  gtk_widget_class_install_action (widget_class, "win.retry", NULL, on_retry_activated);
  gtk_widget_class_install_action (widget_class, "win.retry-venue", "s",
                                   on_retry_venue_activated);
  gtk_widget_class_install_action (widget_class, "win.break", NULL, on_break_activated);
  gtk_widget_class_install_action (widget_class, "win.preferences", NULL,
                                   on_preferences_activated);
  gtk_widget_class_install_action (widget_class, "win.shortcuts", NULL, on_shortcuts_activated);
  gtk_widget_class_install_action (widget_class, "win.reset-thresholds", NULL,
                                   on_reset_thresholds_activated);
  gtk_widget_class_install_action (widget_class, "win.next-pane", NULL, on_next_pane_activated);
  gtk_widget_class_install_action (widget_class, "win.previous-pane", NULL,
                                   on_previous_pane_activated);
  gtk_widget_class_install_property_action (widget_class, "win.drawer", "drawer-open");
}

static void
evertick_window_class_init (EvertickWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = evertick_window_get_property;
  object_class->set_property = evertick_window_set_property;
  object_class->dispose = evertick_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = evertick_window_close_request;

  /**
   * EvertickWindow:drawer-open:
   *
   * Whether the drawer with the reconnect log is shown.
   */
  properties[PROP_DRAWER_OPEN] =
    g_param_spec_boolean ("drawer-open", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (EVERTICK_TYPE_DRAWER);
  g_type_ensure (EVERTICK_TYPE_FEED_BAR);
  g_type_ensure (EVERTICK_TYPE_FOOTER);
  g_type_ensure (EVERTICK_TYPE_ACCOUNT_BAR);
  g_type_ensure (EVERTICK_TYPE_PRACTICE_BAR);
  g_type_ensure (EVERTICK_TYPE_QUOTES);
  g_type_ensure (EVERTICK_TYPE_STATUS_BUTTON);
  bind_children (widget_class);
  install_actions (widget_class);
}

static void
evertick_window_init (EvertickWindow *self)
{
  self->drawer_height = 220;
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.add", FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.retry", FALSE);
}

GtkWidget *
evertick_window_new (AdwApplication  *application,
                     EvertickSession *session)
{
  EvertickWindow *self;

  g_return_val_if_fail (EVERTICK_IS_SESSION (session), NULL);

  self = g_object_new (EVERTICK_TYPE_WINDOW, "application", application, NULL);
  self->session = g_object_ref (session);
  restore_state (self);
  g_object_bind_property (session, "note", self->feed_bar, "note", G_BINDING_SYNC_CREATE);
  evertick_practice_bar_set_practice (self->practice_bar, evertick_session_get_practice (session));
  evertick_account_bar_set_accounts (self->account_bar, evertick_session_get_accounts (session));
  g_signal_connect_object (evertick_session_get_accounts (session), "notify",
                           G_CALLBACK (on_accounts_changed), self, G_CONNECT_SWAPPED);
  on_accounts_changed (self);
  g_signal_connect_object (evertick_session_get_practice (session), "notify::available",
                           G_CALLBACK (on_practice_available_changed), self, G_CONNECT_SWAPPED);
  on_practice_available_changed (self);
  g_signal_connect_object (session, "notify::problem", G_CALLBACK (on_problem_changed), self,
                           G_CONNECT_SWAPPED);
  on_problem_changed (self);
  if (evertick_session_get_manager (session) != NULL)
    on_session_started (self);
  else
    g_signal_connect_object (session, "started", G_CALLBACK (on_session_started), self,
                             G_CONNECT_SWAPPED);
  gtk_widget_grab_focus (GTK_WIDGET (self->quotes));
  return GTK_WIDGET (self);
}

EvertickStatus *
evertick_window_get_status (EvertickWindow *self)
{
  g_return_val_if_fail (EVERTICK_IS_WINDOW (self), NULL);

  return self->status;
}

GListModel *
evertick_window_get_rows (EvertickWindow *self)
{
  g_return_val_if_fail (EVERTICK_IS_WINDOW (self), NULL);

  return evertick_quotes_get_rows (self->quotes);
}

void
evertick_window_set_drawer_open (EvertickWindow *self,
                                 gboolean        open)
{
  g_return_if_fail (EVERTICK_IS_WINDOW (self));

  if (self->drawer_open == open)
    return;
  remember_drawer_height (self);
  self->drawer_open = open;
  self->handle_misplaced = open;
  gtk_widget_set_visible (GTK_WIDGET (self->drawer), open);
  place_handle (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DRAWER_OPEN]);
}
