/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evertick-account-choice.h"

#include <accounts/accounts.h>

struct _EvertickAccountChoice {
  AdwComboRow parent_instance;

  EvertickAccounts *accounts;
  char             *provider;   /* NULL: no venue is set */
  GPtrArray        *ids;        /* of the provider's accounts, a row of the model each */
};

G_DEFINE_FINAL_TYPE (EvertickAccountChoice, evertick_account_choice, ADW_TYPE_COMBO_ROW)

/* The list keeps the first account first */
static void
collect (EvertickAccountChoice *self,
         GtkStringList         *titles)
{
  GListModel *list = evertick_accounts_get_list (self->accounts);

  g_ptr_array_set_size (self->ids, 0);
  for (guint i = 0; self->provider != NULL && i < g_list_model_get_n_items (list); i++) {
    g_autoptr (EvertickAccount) account = g_list_model_get_item (list, i);
    const char *id = evertick_account_get_id (account);
    g_autofree char *provider = account_id_dup_provider (id);

    if (!g_str_equal (provider, self->provider))
      continue;
    g_ptr_array_add (self->ids, g_strdup (id));
    gtk_string_list_append (titles, evertick_account_get_title (account));
  }
}

static void
fill (EvertickAccountChoice *self)
{
  g_autofree char *chosen = g_strdup (evertick_account_choice_get_venue (self));
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);

  collect (self, titles);
  adw_combo_row_set_model (ADW_COMBO_ROW (self), G_LIST_MODEL (titles));
  for (guint i = 0; i < self->ids->len; i++)
    if (g_strcmp0 (self->ids->pdata[i], chosen) == 0)
      adw_combo_row_set_selected (ADW_COMBO_ROW (self), i);
  gtk_widget_set_visible (GTK_WIDGET (self), self->ids->len > 1);
}

static void
evertick_account_choice_dispose (GObject *object)
{
  g_clear_object (&EVERTICK_ACCOUNT_CHOICE (object)->accounts);
  G_OBJECT_CLASS (evertick_account_choice_parent_class)->dispose (object);
}

static void
evertick_account_choice_finalize (GObject *object)
{
  EvertickAccountChoice *self = EVERTICK_ACCOUNT_CHOICE (object);

  g_free (self->provider);
  g_ptr_array_unref (self->ids);
  G_OBJECT_CLASS (evertick_account_choice_parent_class)->finalize (object);
}

static void
evertick_account_choice_class_init (EvertickAccountChoiceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = evertick_account_choice_dispose;
  G_OBJECT_CLASS (klass)->finalize = evertick_account_choice_finalize;
}

static void
evertick_account_choice_init (EvertickAccountChoice *self)
{
  self->ids = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
evertick_account_choice_set_accounts (EvertickAccountChoice *self,
                                      EvertickAccounts      *accounts)
{
  g_return_if_fail (EVERTICK_IS_ACCOUNT_CHOICE (self) && EVERTICK_IS_ACCOUNTS (accounts));
  g_return_if_fail (self->accounts == NULL);

  self->accounts = g_object_ref (accounts);
  g_signal_connect_object (evertick_accounts_get_list (accounts), "items-changed",
                           G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  fill (self);
}

void
evertick_account_choice_set_venue (EvertickAccountChoice *self,
                                   const char            *venue)
{
  g_autofree char *provider = venue != NULL ? account_id_dup_provider (venue) : NULL;

  g_return_if_fail (EVERTICK_IS_ACCOUNT_CHOICE (self));

  if (g_strcmp0 (self->provider, provider) == 0)
    return;
  g_free (self->provider);
  self->provider = g_steal_pointer (&provider);
  if (self->accounts != NULL)
    fill (self);
}

const char *
evertick_account_choice_get_venue (EvertickAccountChoice *self)
{
  guint selected;

  g_return_val_if_fail (EVERTICK_IS_ACCOUNT_CHOICE (self), NULL);

  selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self));
  return selected < self->ids->len ? self->ids->pdata[selected] : self->provider;
}
