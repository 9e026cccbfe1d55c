/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <feed/feed.h>

G_BEGIN_DECLS

/**
 * EvertickCredentialGroup:
 *
 * An entry for each thing a venue asks of an account. What is secret is typed unseen, into memory that
 * GTK wipes and, where it can, keeps from being paged out; with a peek and a warning of caps lock.
 *
 * Properties: "hint" (string): of the entry that has the focus, where to find it or its form.
 *
 * Signals:
 * ::changed: what was typed.
 * ::activated: Enter, in any of them.
 */
#define EVERTICK_TYPE_CREDENTIAL_GROUP (evertick_credential_group_get_type ())
G_DECLARE_FINAL_TYPE (EvertickCredentialGroup, evertick_credential_group, EVERTICK, CREDENTIAL_GROUP,
                      AdwPreferencesGroup)

/* fields: of the venue, ends with an id of NULL. taken: letters that are no mnemonic here any more.
 * What was typed before is wiped */
void evertick_credential_group_set_fields (EvertickCredentialGroup   *self,
                                           const FeedCredentialField *fields,
                                           const char                *taken);
/* What was typed, without blanks around it (transfer full) */
FeedCredentials *evertick_credential_group_dup_credentials (EvertickCredentialGroup *self);
void             evertick_credential_group_set_credentials (EvertickCredentialGroup *self,
                                                            const FeedCredentials   *credentials);
/* Something was typed */
gboolean evertick_credential_group_is_touched (EvertickCredentialGroup *self);
/* The first entry that errors names, else the first of all */
GtkWidget *evertick_credential_group_get_row (EvertickCredentialGroup *self,
                                              const char              *errors);
/* Empties every entry */
void evertick_credential_group_wipe (EvertickCredentialGroup *self);
/* Which of the fields is the first that errors names by its label; 0 where none is */
guint evertick_credential_group_find_named (const FeedCredentialField *fields,
                                            const char                *errors);
/* label with the first of its letters that is not in taken as its mnemonic, which is added there
 * (transfer full) */
char *evertick_credential_group_mark (const char *label,
                                      GString    *taken);

G_END_DECLS
