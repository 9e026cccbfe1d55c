/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evertick-credential-group.h"

#include <string.h>

struct _EvertickCredentialGroup {
  AdwPreferencesGroup parent_instance;

  const FeedCredentialField *fields;
  GPtrArray                 *rows;       /* of AdwEntryRow, one a field; the group's */
  const char                *hint;
};

G_DEFINE_FINAL_TYPE (EvertickCredentialGroup, evertick_credential_group, ADW_TYPE_PREFERENCES_GROUP)

enum {
  PROP_0,
  PROP_HINT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum {
  CHANGED,
  ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
on_row_changed (EvertickCredentialGroup *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_row_activated (EvertickCredentialGroup *self)
{
  g_signal_emit (self, signals[ACTIVATED], 0);
}

static void
on_row_entered (GtkEventControllerFocus *controller,
                EvertickCredentialGroup *self)
{
  GtkWidget *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller));
  guint index;

  if (!g_ptr_array_find (self->rows, row, &index))
    return;
  self->hint = self->fields[index].hint;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HINT]);
}

static void
follow_row (EvertickCredentialGroup *self,
            GtkWidget               *row)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();

  g_signal_connect_object (row, "changed", G_CALLBACK (on_row_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "entry-activated", G_CALLBACK (on_row_activated), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (focus, "enter", G_CALLBACK (on_row_entered), self, 0);
  gtk_widget_add_controller (row, focus);
}

static void
add_row (EvertickCredentialGroup   *self,
         const FeedCredentialField *field,
         GString                   *taken)
{
  GtkWidget *row = field->shown ? adw_entry_row_new () : adw_password_entry_row_new ();
  g_autofree char *title = evertick_credential_group_mark (field->label, taken);

  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (row), TRUE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  field->hint, -1);
  adw_entry_row_set_input_hints (ADW_ENTRY_ROW (row),
                                 GTK_INPUT_HINT_NO_SPELLCHECK | GTK_INPUT_HINT_NO_EMOJI
                                 | GTK_INPUT_HINT_PRIVATE);
  g_ptr_array_add (self->rows, row);
  follow_row (self, row);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
}

static void
evertick_credential_group_get_property (GObject    *object,
                                        guint       prop_id,
                                        GValue     *value,
                                        GParamSpec *pspec)
{
  switch (prop_id) {
  case PROP_HINT:
    g_value_set_string (value, EVERTICK_CREDENTIAL_GROUP (object)->hint);
    break;

  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
evertick_credential_group_dispose (GObject *object)
{
  EvertickCredentialGroup *self = EVERTICK_CREDENTIAL_GROUP (object);

  evertick_credential_group_wipe (self);
  g_ptr_array_set_size (self->rows, 0);
  G_OBJECT_CLASS (evertick_credential_group_parent_class)->dispose (object);
}

static void
evertick_credential_group_finalize (GObject *object)
{
  g_ptr_array_unref (EVERTICK_CREDENTIAL_GROUP (object)->rows);
  G_OBJECT_CLASS (evertick_credential_group_parent_class)->finalize (object);
}

static void
evertick_credential_group_class_init (EvertickCredentialGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = evertick_credential_group_get_property;
  object_class->dispose = evertick_credential_group_dispose;
  object_class->finalize = evertick_credential_group_finalize;

  /**
   * EvertickCredentialGroup:hint:
   *
   * Of the entry that has, or had last, the focus.
   */
  properties[PROP_HINT] =
    g_param_spec_string ("hint", NULL, NULL, NULL,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * EvertickCredentialGroup::changed:
   *
   * Something was typed.
   */
  signals[CHANGED] = g_signal_new ("changed",
                                   G_TYPE_FROM_CLASS (klass),
                                   G_SIGNAL_RUN_LAST,
                                   0, NULL, NULL, NULL,
                                   G_TYPE_NONE,
                                   0);
  /**
   * EvertickCredentialGroup::activated:
   *
   * Enter was pressed.
   */
  signals[ACTIVATED] = g_signal_new ("activated",
                                     G_TYPE_FROM_CLASS (klass),
                                     G_SIGNAL_RUN_LAST,
                                     0, NULL, NULL, NULL,
                                     G_TYPE_NONE,
                                     0);
}

static void
evertick_credential_group_init (EvertickCredentialGroup *self)
{
  self->rows = g_ptr_array_new ();
}

void
evertick_credential_group_set_fields (EvertickCredentialGroup   *self,
                                      const FeedCredentialField *fields,
                                      const char                *taken)
{
  g_autoptr (GString) letters = g_string_new (taken);

  g_return_if_fail (EVERTICK_IS_CREDENTIAL_GROUP (self) && fields != NULL);

  if (fields == self->fields)
    return;
  evertick_credential_group_wipe (self);
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  self->fields = fields;
  for (guint i = 0; fields[i].id != NULL; i++)
    add_row (self, &fields[i], letters);
}

/* Not g_strstrip(): it would leave the end of a secret behind what is wiped */
static char *
dup_trimmed (const char *text)
{
  gsize length;

  while (g_ascii_isspace (*text))
    text++;
  length = strlen (text);
  while (length > 0 && g_ascii_isspace (text[length - 1]))
    length--;
  return g_strndup (text, length);
}

FeedCredentials *
evertick_credential_group_dup_credentials (EvertickCredentialGroup *self)
{
  FeedCredentials *credentials = feed_credentials_new ();

  g_return_val_if_fail (EVERTICK_IS_CREDENTIAL_GROUP (self), credentials);

  for (guint i = 0; i < self->rows->len; i++) {
    char *typed = dup_trimmed (gtk_editable_get_text (g_ptr_array_index (self->rows, i)));

    if (*typed != '\0')
      feed_credentials_set (credentials, self->fields[i].id, typed);
    feed_secret_free (typed);
  }
  return credentials;
}

void
evertick_credential_group_set_credentials (EvertickCredentialGroup *self,
                                           const FeedCredentials   *credentials)
{
  g_return_if_fail (EVERTICK_IS_CREDENTIAL_GROUP (self) && credentials != NULL);

  for (guint i = 0; i < self->rows->len; i++) {
    const char *value = feed_credentials_get (credentials, self->fields[i].id);

    gtk_editable_set_text (g_ptr_array_index (self->rows, i), value != NULL ? value : "");
  }
}

gboolean
evertick_credential_group_is_touched (EvertickCredentialGroup *self)
{
  g_return_val_if_fail (EVERTICK_IS_CREDENTIAL_GROUP (self), FALSE);

  for (guint i = 0; i < self->rows->len; i++)
    if (*gtk_editable_get_text (g_ptr_array_index (self->rows, i)) != '\0')
      return TRUE;
  return FALSE;
}

GtkWidget *
evertick_credential_group_get_row (EvertickCredentialGroup *self,
                                   const char              *errors)
{
  g_return_val_if_fail (EVERTICK_IS_CREDENTIAL_GROUP (self), NULL);
  g_return_val_if_fail (self->fields != NULL && errors != NULL, NULL);

  return self->rows->pdata[evertick_credential_group_find_named (self->fields, errors)];
}

void
evertick_credential_group_wipe (EvertickCredentialGroup *self)
{
  g_return_if_fail (EVERTICK_IS_CREDENTIAL_GROUP (self));

  for (guint i = 0; i < self->rows->len; i++)
    gtk_editable_set_text (g_ptr_array_index (self->rows, i), "");
}

guint
evertick_credential_group_find_named (const FeedCredentialField *fields,
                                      const char                *errors)
{
  g_autofree char *folded = g_utf8_casefold (errors, -1);

  g_return_val_if_fail (fields != NULL, 0);

  for (guint i = 0; fields[i].id != NULL; i++) {
    g_autofree char *label = g_utf8_casefold (fields[i].label, -1);

    if (strstr (folded, label) != NULL)
      return i;
  }
  return 0;
}

char *
evertick_credential_group_mark (const char *label,
                                GString    *taken)
{
  g_return_val_if_fail (label != NULL && taken != NULL, NULL);

  for (const char *at = label; *at != '\0'; at++) {
    char letter = g_ascii_tolower (*at);

    if (!g_ascii_isalpha (letter) || strchr (taken->str, letter) != NULL)
      continue;
    g_string_append_c (taken, letter);
    return g_strdup_printf ("%.*s_%s", (int) (at - label), label, at);
  }
  return g_strdup (label);
}
