/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evertick-account.h"

#include <accounts/accounts.h>
#include <glib/gi18n.h>

#include "evertick-format.h"
#include "evertick-words.h"

struct _EvertickAccount {
  GObject parent_instance;

  char            *id;
  char            *title;
  char            *state;
  FeedCredentials *credentials;
  gboolean         kept;
};

G_DEFINE_FINAL_TYPE (EvertickAccount, evertick_account, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_TITLE,
  PROP_STATE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
evertick_account_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  EvertickAccount *self = EVERTICK_ACCOUNT (object);

  switch (prop_id) {
  case PROP_TITLE:
    g_value_set_string (value, self->title);
    break;

  case PROP_STATE:
    g_value_set_string (value, self->state);
    break;

  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
evertick_account_finalize (GObject *object)
{
  EvertickAccount *self = EVERTICK_ACCOUNT (object);

  g_free (self->id);
  g_free (self->title);
  g_free (self->state);
  g_clear_pointer (&self->credentials, feed_credentials_unref);
  G_OBJECT_CLASS (evertick_account_parent_class)->finalize (object);
}

static void
evertick_account_class_init (EvertickAccountClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = evertick_account_get_property;
  object_class->finalize = evertick_account_finalize;

  /**
   * EvertickAccount:title:
   *
   * The venue, and the account's name where it has one.
   */
  properties[PROP_TITLE] =
    g_param_spec_string ("title", NULL, NULL, NULL,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  /**
   * EvertickAccount:state:
   *
   * What the venue, or the keyring, thinks of it, in words.
   */
  properties[PROP_STATE] =
    g_param_spec_string ("state", NULL, NULL, NULL,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
evertick_account_init (EvertickAccount *self)
{
}

EvertickAccount *
evertick_account_new (const char *id)
{
  EvertickAccount *self;

  g_return_val_if_fail (id != NULL, NULL);

  self = g_object_new (EVERTICK_TYPE_ACCOUNT, NULL);
  self->id = g_strdup (id);
  self->title = evertick_words_dup_venue (id);
  self->state = g_strdup ("");
  return self;
}

const char *
evertick_account_get_id (EvertickAccount *self)
{
  g_return_val_if_fail (EVERTICK_IS_ACCOUNT (self), NULL);

  return self->id;
}

const char *
evertick_account_get_title (EvertickAccount *self)
{
  g_return_val_if_fail (EVERTICK_IS_ACCOUNT (self), NULL);

  return self->title;
}

const char *
evertick_account_get_state (EvertickAccount *self)
{
  g_return_val_if_fail (EVERTICK_IS_ACCOUNT (self), NULL);

  return self->state;
}

void
evertick_account_set_state (EvertickAccount *self,
                            const char      *state)
{
  g_return_if_fail (EVERTICK_IS_ACCOUNT (self));
  g_return_if_fail (state != NULL);

  if (g_str_equal (self->state, state))
    return;
  g_free (self->state);
  self->state = g_strdup (state);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

FeedCredentials *
evertick_account_get_credentials (EvertickAccount *self)
{
  g_return_val_if_fail (EVERTICK_IS_ACCOUNT (self), NULL);

  return self->credentials;
}

void
evertick_account_set_credentials (EvertickAccount *self,
                                  FeedCredentials *credentials)
{
  g_return_if_fail (EVERTICK_IS_ACCOUNT (self));

  if (credentials != NULL)
    feed_credentials_ref (credentials);
  g_clear_pointer (&self->credentials, feed_credentials_unref);
  self->credentials = credentials;
}

gboolean
evertick_account_get_kept (EvertickAccount *self)
{
  g_return_val_if_fail (EVERTICK_IS_ACCOUNT (self), FALSE);

  return self->kept;
}

void
evertick_account_set_kept (EvertickAccount *self,
                           gboolean         kept)
{
  g_return_if_fail (EVERTICK_IS_ACCOUNT (self));

  self->kept = kept;
}

char *
evertick_account_describe (FeedHealth *health,
                           const char *refusal)
{
  const FeedHealthFigures *figures = health != NULL ? feed_health_get_figures (health) : NULL;

  if (refusal != NULL)
    /* Translators: the venue's words: "Refused: wrong PIN" */
    return g_strdup_printf (_ ("Refused: %s"), refusal);
  if (health == NULL)
    return g_strdup (_ ("Not in use: no symbol of it is watched"));
  if (feed_health_get_link (health) == FEED_LINK_AUTH)
    return g_strdup (_ ("Logging in"));
  if (figures->token_expiry_us > 0) {
    g_autofree char *until = evertick_format_moment (figures->token_expiry_us, g_get_real_time (),
                                                     FALSE);

    /* Translators: a time of day, or a date and a time */
    return g_strdup_printf (_ ("Logged in until %s"), until);
  }
  return g_strdup (evertick_words_link (feed_health_get_link (health)));
}
