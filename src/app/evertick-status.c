/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evertick-status.h"

#include <accounts/accounts.h>
#include <glib/gi18n.h>

#include "evertick-words.h"

#define REPORTED_EVENTS 50u

struct _EvertickStatus {
  GObject parent_instance;

  FeedManager *manager;
  GListModel  *connections;
  GPtrArray   *watched;
  FeedColour   colour;
  char        *text;
  char        *accessible;
  gboolean     demo;
  gboolean     has_symbols;
};

G_DEFINE_FINAL_TYPE (EvertickStatus, evertick_status, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_COLOUR,
  PROP_TEXT,
  PROP_ACCESSIBLE_TEXT,
  PROP_ICON_NAME,
  PROP_STYLE_CLASS,
  PROP_DEMO,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum {
  UPDATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
is_in_use (const EvertickLinkView *view)
{
  return view->link != FEED_LINK_IDLE || view->figures.subscriptions > 0;
}

static gboolean
plays_demo (EvertickStatus *self)
{
  for (guint i = 0; i < self->watched->len; i++) {
    EvertickLinkView view;

    evertick_link_view_read (&view,
                             g_ptr_array_index (self->watched, i),
                             feed_manager_get_clock (self->manager));
    if (is_in_use (&view) && evertick_link_view_is_demo (&view))
      return TRUE;
  }
  return FALSE;
}

static void
take_text (EvertickStatus *self,
           char          **field,
           char           *text,
           guint           prop)
{
  g_autofree char *owned = text;

  if (g_strcmp0 (*field, owned) == 0)
    return;
  g_free (*field);
  *field = g_steal_pointer (&owned);
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop]);
}

static void
set_colour (EvertickStatus *self,
            FeedColour      colour)
{
  if (self->colour == colour)
    return;
  self->colour = colour;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COLOUR]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ICON_NAME]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STYLE_CLASS]);
}

/* Symbols may wait for an account, or for an instrument list that cannot be had */
static void
show_none (EvertickStatus *self)
{
  const char *text = self->has_symbols ? _ ("Not Connected") : _ ("No Symbols");
  const char *accessible = self->has_symbols ? _ ("Feed status: not connected")
                                             : _ ("Feed status: no symbols");

  set_colour (self, FEED_COLOUR_GREY);
  take_text (self, &self->text, g_strdup (text), PROP_TEXT);
  take_text (self, &self->accessible, g_strdup (accessible), PROP_ACCESSIBLE_TEXT);
}

static void
update (EvertickStatus *self)
{
  EvertickLinkView view;
  gboolean demo = plays_demo (self);

  if (evertick_status_get_worst (self, &view)) {
    set_colour (self, view.colour);
    take_text (self, &self->text, evertick_link_view_dup_status (&view), PROP_TEXT);
    take_text (self, &self->accessible, evertick_link_view_dup_accessible (&view),
               PROP_ACCESSIBLE_TEXT);
  } else {
    show_none (self);
  }
  if (self->demo != demo) {
    self->demo = demo;
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DEMO]);
  }
  g_signal_emit (self, signals[UPDATED], 0);
}

/* Rows come by the thousand: only the first and the last of them matter */
static void
on_board_changed (EvertickStatus *self,
                  guint           position,
                  guint           removed,
                  guint           added,
                  GListModel     *board)
{
  gboolean has_symbols = g_list_model_get_n_items (board) > 0;

  if (self->has_symbols == has_symbols)
    return;
  self->has_symbols = has_symbols;
  update (self);
}

static void
unwatch_all (EvertickStatus *self)
{
  for (guint i = 0; i < self->watched->len; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->watched, i), self);
  g_ptr_array_set_size (self->watched, 0);
}

static void
on_connections_changed (EvertickStatus *self)
{
  unwatch_all (self);
  for (guint i = 0; i < g_list_model_get_n_items (self->connections); i++) {
    FeedHealth *health = g_list_model_get_item (self->connections, i);

    g_ptr_array_add (self->watched, health);
    g_signal_connect_swapped (health, "notify", G_CALLBACK (update), self);
    g_signal_connect_swapped (health, "updated", G_CALLBACK (update), self);
  }
  update (self);
}

static void
evertick_status_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  EvertickStatus *self = EVERTICK_STATUS (object);

  switch (prop_id) {
  case PROP_COLOUR:
    g_value_set_enum (value, self->colour);
    break;

  case PROP_TEXT:
    g_value_set_string (value, self->text);
    break;

  case PROP_ACCESSIBLE_TEXT:
    g_value_set_string (value, self->accessible);
    break;

  case PROP_ICON_NAME:
    g_value_set_string (value, evertick_words_colour_icon (self->colour));
    break;

  case PROP_STYLE_CLASS:
    g_value_set_string (value, evertick_words_colour_class (self->colour));
    break;

  case PROP_DEMO:
    g_value_set_boolean (value, self->demo);
    break;

  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
evertick_status_dispose (GObject *object)
{
  EvertickStatus *self = EVERTICK_STATUS (object);

  unwatch_all (self);
  g_clear_object (&self->connections);
  g_clear_object (&self->manager);
  G_OBJECT_CLASS (evertick_status_parent_class)->dispose (object);
}

static void
evertick_status_finalize (GObject *object)
{
  EvertickStatus *self = EVERTICK_STATUS (object);

  g_ptr_array_unref (self->watched);
  g_free (self->text);
  g_free (self->accessible);
  G_OBJECT_CLASS (evertick_status_parent_class)->finalize (object);
}

static GParamSpec *
string_property (const char *name)
{
  return g_param_spec_string (name, NULL, NULL, NULL,
                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
}

static void
evertick_status_class_init (EvertickStatusClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = evertick_status_get_property;
  object_class->dispose = evertick_status_dispose;
  object_class->finalize = evertick_status_finalize;

  /**
   * EvertickStatus:colour:
   *
   * The worst colour of all connections with symbols.
   */
  properties[PROP_COLOUR] =
    g_param_spec_enum ("colour", NULL, NULL, FEED_TYPE_COLOUR, FEED_COLOUR_GREY,
                       G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  /**
   * EvertickStatus:text:
   *
   * The button's text: "Demo · Live · WebSocket".
   */
  properties[PROP_TEXT] = string_property ("text");
  /**
   * EvertickStatus:accessible-text:
   *
   * The same as a sentence.
   */
  properties[PROP_ACCESSIBLE_TEXT] = string_property ("accessible-text");
  /**
   * EvertickStatus:icon-name:
   *
   * An icon whose shape tells the colour.
   */
  properties[PROP_ICON_NAME] = string_property ("icon-name");
  /**
   * EvertickStatus:style-class:
   *
   * The style class of the icon.
   */
  properties[PROP_STYLE_CLASS] = string_property ("style-class");
  /**
   * EvertickStatus:demo:
   *
   * Whether the demo market plays.
   */
  properties[PROP_DEMO] =
    g_param_spec_boolean ("demo", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * EvertickStatus::updated:
   *
   * Figures or states of a connection changed.
   */
  signals[UPDATED] = g_signal_new ("updated",
                                   G_TYPE_FROM_CLASS (klass),
                                   G_SIGNAL_RUN_LAST,
                                   0, NULL, NULL, NULL,
                                   G_TYPE_NONE,
                                   0);
}

static void
evertick_status_init (EvertickStatus *self)
{
  self->watched = g_ptr_array_new_with_free_func (g_object_unref);
}

EvertickStatus *
evertick_status_new (FeedManager *manager)
{
  EvertickStatus *self;
  GListModel *board;

  g_return_val_if_fail (FEED_IS_MANAGER (manager), NULL);

  self = g_object_new (EVERTICK_TYPE_STATUS, NULL);
  board = G_LIST_MODEL (feed_manager_get_board (manager));
  self->has_symbols = g_list_model_get_n_items (board) > 0;
  g_signal_connect_object (board, "items-changed", G_CALLBACK (on_board_changed), self,
                           G_CONNECT_SWAPPED);
  self->manager = g_object_ref (manager);
  self->connections = g_object_ref (feed_manager_get_connections (manager));
  g_signal_connect_object (self->connections, "items-changed",
                           G_CALLBACK (on_connections_changed), self, G_CONNECT_SWAPPED);
  on_connections_changed (self);
  return self;
}

FeedManager *
evertick_status_get_manager (EvertickStatus *self)
{
  g_return_val_if_fail (EVERTICK_IS_STATUS (self), NULL);

  return self->manager;
}

gboolean
evertick_status_get_worst (EvertickStatus   *self,
                           EvertickLinkView *view)
{
  return evertick_status_get_worst_but (self, NULL, view);
}

static gboolean
is_same_provider (const char *venue,
                  const char *explained)
{
  g_autofree char *provider = account_id_dup_provider (venue);
  g_autofree char *other = explained != NULL ? account_id_dup_provider (explained) : NULL;

  return g_strcmp0 (provider, other) == 0;
}

gboolean
evertick_status_get_worst_but (EvertickStatus   *self,
                               const char       *explained,
                               EvertickLinkView *view)
{
  gboolean found = FALSE;

  g_return_val_if_fail (EVERTICK_IS_STATUS (self) && view != NULL, FALSE);

  for (guint i = 0; i < self->watched->len; i++) {
    EvertickLinkView other;

    evertick_link_view_read (&other,
                             g_ptr_array_index (self->watched, i),
                             feed_manager_get_clock (self->manager));
    if (!is_in_use (&other)
        || (other.figures.login_refused && is_same_provider (other.venue, explained)))
      continue;
    if (!found || evertick_link_view_compare (&other, view) > 0)
      *view = other;
    found = TRUE;
  }
  return found;
}

FeedColour
evertick_status_get_colour (EvertickStatus *self)
{
  g_return_val_if_fail (EVERTICK_IS_STATUS (self), FEED_COLOUR_GREY);

  return self->colour;
}

const char *
evertick_status_get_text (EvertickStatus *self)
{
  g_return_val_if_fail (EVERTICK_IS_STATUS (self), NULL);

  return self->text;
}

/* The newest lines of the log, oldest first */
static void
append_events (EvertickStatus *self,
               GString        *report)
{
  GListModel *log = G_LIST_MODEL (feed_manager_get_event_log (self->manager));
  guint n = g_list_model_get_n_items (log);

  for (guint i = n - MIN (n, REPORTED_EVENTS); i < n; i++) {
    g_autoptr (FeedEvent) event = g_list_model_get_item (log, i);
    g_autoptr (GDateTime) time =
      g_date_time_new_from_unix_utc (feed_event_get_time_us (event) / G_USEC_PER_SEC);
    g_autofree char *when = time != NULL ? g_date_time_format_iso8601 (time) : NULL;
    const char *text = feed_event_get_text (event);
    gboolean is_state = feed_event_get_kind (event) == FEED_EVENT_KIND_STATE;

    g_string_append_printf (report, "%s %s %s%s%s%s%s\n", when != NULL ? when : "",
                            feed_event_get_connection (event),
                            is_state ? feed_link_state_to_string (feed_event_get_from (event)) : "",
                            is_state ? " -> " : "",
                            is_state ? feed_link_state_to_string (feed_event_get_to (event)) : "",
                            is_state ? ": " : "",
                            text != NULL ? text : "");
  }
}

char *
evertick_status_dup_report (EvertickStatus *self)
{
  g_autoptr (GString) report = NULL;
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *time = g_date_time_format_iso8601 (now);

  g_return_val_if_fail (EVERTICK_IS_STATUS (self), NULL);

  report = g_string_new (NULL);
  g_string_append_printf (report, "Evertick %s, feed report of %s\n", EVERTICK_VERSION, time);
  for (guint i = 0; i < self->watched->len; i++) {
    g_autofree char *line = NULL;
    EvertickLinkView view;

    evertick_link_view_read (&view,
                             g_ptr_array_index (self->watched, i),
                             feed_manager_get_clock (self->manager));
    line = evertick_link_view_dup_report (&view);
    g_string_append (report, line);
  }
  append_events (self, report);
  return g_string_free (g_steal_pointer (&report), FALSE);
}
