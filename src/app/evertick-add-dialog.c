/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evertick-add-dialog.h"

#include <glib/gi18n.h>

#include "evertick-account-choice.h"
#include "evertick-match-list.h"
#include "evertick-words.h"

/**
 * EvertickAddDialog:
 *
 * What is typed is looked for in the venues' lists, and what is found can be added at once. A venue
 * whose list cannot be had is asked for the symbol itself.
 */
struct _EvertickAddDialog {
  AdwWindow parent_instance;

  AdwComboRow           *venue_row;
  GtkEditable           *symbol_row;
  EvertickAccountChoice *account_row;
  EvertickMatchList     *match_list;
  GtkLabel              *message;
  GtkButton             *add_button;
  GtkSpinner            *spinner;
  EvertickSession       *session;
  GCancellable          *cancellable; /* of the question under way */
  gboolean               add_when_found;
  gboolean               anyway;    /* the venue could not be asked, and the user was told */
};

G_DEFINE_FINAL_TYPE (EvertickAddDialog, evertick_add_dialog, ADW_TYPE_WINDOW)

/* NULL: all of them, which are the first row */
static const char *
get_venue (EvertickAddDialog *self)
{
  const char *const *venues = feed_provider_registry_get_ids ();
  guint selected = adw_combo_row_get_selected (self->venue_row);

  return selected > 0 && selected <= g_strv_length ((char **) venues) ? venues[selected - 1] : NULL;
}

static void
say (EvertickAddDialog *self,
     const char        *text)
{
  gtk_label_set_text (self->message, text);
  gtk_widget_set_visible (GTK_WIDGET (self->message), *text != '\0');
}

static void
update_sensitivity (EvertickAddDialog *self)
{
  gboolean asking = self->cancellable != NULL || self->add_when_found;

  gtk_spinner_set_spinning (self->spinner,
                            asking || evertick_match_list_get_searching (self->match_list));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "dialog.add",
                                 !asking && *gtk_editable_get_text (self->symbol_row) != '\0');
}

static void
set_anyway (EvertickAddDialog *self,
            gboolean           anyway)
{
  self->anyway = anyway;
  gtk_button_set_label (self->add_button, anyway ? _ ("_Add Anyway") : _ ("_Add"));
}

static void
stop_asking (EvertickAddDialog *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static char *
dup_typed (EvertickAddDialog *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (self->symbol_row)));
}

/* Of the venue of what is selected, else of the chosen one */
static void
on_selected (EvertickAddDialog *self)
{
  const FeedMatch *match;

  if (self->session == NULL)
    return;
  match = evertick_match_list_get_selected (self->match_list);
  evertick_account_choice_set_venue (self->account_row,
                                     match != NULL ? match->venue : get_venue (self));
}

static void
on_changed (EvertickAddDialog *self)
{
  g_autofree char *typed = dup_typed (self);

  stop_asking (self);
  self->add_when_found = FALSE;
  set_anyway (self, FALSE);
  say (self, "");
  if (self->session != NULL)
    evertick_match_list_search (self->match_list, evertick_session_get_manager (self->session),
                                typed, get_venue (self));
  on_selected (self);
  update_sensitivity (self);
}

static void
add (EvertickAddDialog *self,
     const char        *symbol)
{
  EvertickWatchlist *watchlist = evertick_session_get_watchlist (self->session);
  const char *venue = evertick_account_choice_get_venue (self->account_row);
  g_autoptr (GError) error = NULL;

  if (evertick_watchlist_add (watchlist, venue, symbol, &error))
    gtk_window_close (GTK_WINDOW (self));
  else
    say (self, error->message);
}

typedef struct {
  EvertickAddDialog *dialog;
  GCancellable      *cancellable;
  char              *symbol;
} Question;

static void
question_free (Question *question)
{
  g_object_unref (question->dialog);
  g_object_unref (question->cancellable);
  g_free (question->symbol);
  g_free (question);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

static void
on_lookup_ready (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (Question) question = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  EvertickAddDialog *self = question->dialog;
  gboolean known = feed_manager_lookup_finish (FEED_MANAGER (source), result, &error);

  if (self->cancellable != question->cancellable)
    return;
  g_clear_object (&self->cancellable);
  update_sensitivity (self);
  if (known) {
    add (self, question->symbol);
    return;
  }
  if (g_error_matches (error, FEED_ERROR, FEED_ERROR_UNKNOWN_SYMBOL)) {
    say (self, error->message);
    return;
  }
  set_anyway (self, TRUE);
  text = g_strdup_printf (_ ("The venue could not be asked: %s"), error->message);
  say (self, text);
}

/* What is typed, as the chosen venue spells it */
static char *
normalize (EvertickAddDialog *self,
           GError           **error)
{
  g_autoptr (FeedProvider) provider = feed_provider_registry_create (get_venue (self), error);
  g_autofree char *typed = dup_typed (self);

  if (provider == NULL)
    return NULL;
  return feed_provider_normalize_symbol (provider, typed, error);
}

static void
ask_venue (EvertickAddDialog *self,
           const char        *symbol)
{
  const char *symbols[] = { symbol, NULL };
  Question *question = g_new0 (Question, 1);

  say (self, "");
  self->cancellable = g_cancellable_new ();
  update_sensitivity (self);
  question->dialog = g_object_ref (self);
  question->cancellable = g_object_ref (self->cancellable);
  question->symbol = g_strdup (symbol);
  feed_manager_lookup_async (evertick_session_get_manager (self->session),
                             evertick_account_choice_get_venue (self->account_row),
                             symbols,
                             self->cancellable,
                             on_lookup_ready,
                             question);
}

/* No list has it: the venue itself may */
static void
add_typed (EvertickAddDialog *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *symbol = NULL;

  if (get_venue (self) == NULL) {
    g_autofree char *typed = dup_typed (self);
    g_autofree char *text = g_strdup_printf (_ ("No venue’s list knows “%s”"), typed);

    say (self, text);
    return;
  }
  symbol = normalize (self, &error);
  if (symbol == NULL)
    say (self, error->message);
  else if (self->anyway)
    add (self, symbol);
  else
    ask_venue (self, symbol);
}

static void
on_add_activated (GtkWidget  *widget,
                  const char *action,
                  GVariant   *parameter)
{
  EvertickAddDialog *self = EVERTICK_ADD_DIALOG (widget);
  const FeedMatch *match = evertick_match_list_get_selected (self->match_list);

  if (evertick_match_list_get_searching (self->match_list)) {
    self->add_when_found = TRUE;
    update_sensitivity (self);
  } else if (match != NULL) {
    add (self, match->listing->symbol);
  } else {
    add_typed (self);
  }
}

static void
on_found (EvertickAddDialog *self,
          const GError      *error)
{
  gboolean add_now = self->add_when_found;

  self->add_when_found = FALSE;
  update_sensitivity (self);
  /* Of one venue alone: it can be asked */
  if (error != NULL && get_venue (self) == NULL)
    say (self, error->message);
  else if (add_now)
    gtk_widget_activate_action (GTK_WIDGET (self), "dialog.add", NULL);
}

static void
on_searching_changed (EvertickAddDialog *self)
{
  update_sensitivity (self);
}

/* The entry keeps the focus while the list is gone through */
static gboolean
on_key_pressed (EvertickAddDialog *self,
                guint              key,
                guint              code,
                GdkModifierType    modifiers)
{
  if (key != GDK_KEY_Down && key != GDK_KEY_Up)
    return GDK_EVENT_PROPAGATE;
  evertick_match_list_move (self->match_list, key == GDK_KEY_Down ? 1 : -1);
  return GDK_EVENT_STOP;
}

static void
on_entry_activated (EvertickAddDialog *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "dialog.add", NULL);
}

static void
fill_venues (EvertickAddDialog *self)
{
  const char *const *venues = feed_provider_registry_get_ids ();
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  gtk_string_list_append (names, _ ("All venues"));
  for (guint i = 0; venues[i] != NULL; i++) {
    g_autofree char *name = evertick_words_dup_venue (venues[i]);

    gtk_string_list_append (names, name);
  }
  adw_combo_row_set_model (self->venue_row, G_LIST_MODEL (names));
}

static void
evertick_add_dialog_dispose (GObject *object)
{
  EvertickAddDialog *self = EVERTICK_ADD_DIALOG (object);

  stop_asking (self);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (evertick_add_dialog_parent_class)->dispose (object);
}

static void
evertick_add_dialog_class_init (EvertickAddDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = evertick_add_dialog_dispose;
  g_type_ensure (EVERTICK_TYPE_ACCOUNT_CHOICE);
  g_type_ensure (EVERTICK_TYPE_MATCH_LIST);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/evertick/Evertick/evertick-add-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, EvertickAddDialog, venue_row);
  gtk_widget_class_bind_template_child (widget_class, EvertickAddDialog, symbol_row);
  gtk_widget_class_bind_template_child (widget_class, EvertickAddDialog, account_row);
  gtk_widget_class_bind_template_child (widget_class, EvertickAddDialog, match_list);
  gtk_widget_class_bind_template_child (widget_class, EvertickAddDialog, message);
  gtk_widget_class_bind_template_child (widget_class, EvertickAddDialog, add_button);
  gtk_widget_class_bind_template_child (widget_class, EvertickAddDialog, spinner);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_found);
  gtk_widget_class_bind_template_callback (widget_class, on_key_pressed);
  gtk_widget_class_bind_template_callback (widget_class, on_searching_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_selected);
  gtk_widget_class_install_action (widget_class, "dialog.add", NULL, on_add_activated);
}

static void
evertick_add_dialog_init (EvertickAddDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_venues (self);
  update_sensitivity (self);
  gtk_window_set_focus (GTK_WINDOW (self), GTK_WIDGET (self->symbol_row));
}

GtkWidget *
evertick_add_dialog_new (EvertickSession *session,
                         GtkWindow       *parent)
{
  EvertickAddDialog *self;

  g_return_val_if_fail (EVERTICK_IS_SESSION (session), NULL);
  g_return_val_if_fail (evertick_session_get_manager (session) != NULL, NULL);

  self = g_object_new (EVERTICK_TYPE_ADD_DIALOG, "transient-for", parent, NULL);
  self->session = g_object_ref (session);
  evertick_account_choice_set_accounts (self->account_row, evertick_session_get_accounts (session));
  return GTK_WIDGET (self);
}

void
evertick_add_dialog_set_symbol (EvertickAddDialog *self,
                                const char        *venue,
                                const char        *symbol)
{
  const char *const *venues = feed_provider_registry_get_ids ();

  g_return_if_fail (EVERTICK_IS_ADD_DIALOG (self));

  for (guint i = 0; venues[i] != NULL; i++) {
    if (g_str_equal (venues[i], venue))
      adw_combo_row_set_selected (self->venue_row, i + 1);
  }
  gtk_editable_set_text (self->symbol_row, symbol);
}

const char *
evertick_add_dialog_get_message (EvertickAddDialog *self)
{
  g_return_val_if_fail (EVERTICK_IS_ADD_DIALOG (self), NULL);

  return gtk_label_get_text (self->message);
}
