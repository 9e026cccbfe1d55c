/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "simulator/feedsim-fault.h"

G_BEGIN_DECLS

/* What a token turns out to be */
typedef enum {
  FEEDSIM_ANGEL_TOKEN_GOOD,
  FEEDSIM_ANGEL_TOKEN_UNKNOWN,
  FEEDSIM_ANGEL_TOKEN_EXPIRED,
} FeedsimAngelVerdict;

/* The three tokens that a log-in hands out */
typedef struct {
  char    *jwt;
  char    *refresh;
  char    *feed;
  gint64   expiry_us;        /* of the first and the last; wall clock */
  gint64   refresh_expiry_us;
  gboolean is_void;          /* ended by the venue before its time */
} FeedsimAngelTokens;

typedef struct {
  const char *client_code;
  const char *pin;
  const char *api_key;
  const char *totp_secret;   /* base 32 */
} FeedsimAngelSecrets;

/* What its clients did so far */
typedef struct {
  guint log_ins;
  guint renewals;
  guint streams;           /* that are open */
  guint refused_streams;   /* beyond as many as it may have */
} FeedsimAngelCounts;

#define FEEDSIM_TYPE_ANGEL_ACCOUNT (feedsim_angel_account_get_type ())
G_DECLARE_FINAL_TYPE (FeedsimAngelAccount, feedsim_angel_account, FEEDSIM, ANGEL_ACCOUNT, GObject)

FeedsimAngelAccount *feedsim_angel_account_new (guint32 seed,
                                                guint token_life_s);
void feedsim_angel_account_get_secrets (FeedsimAngelAccount *self,
                                        FeedsimAngelSecrets *secrets);
gboolean feedsim_angel_account_check_totp (FeedsimAngelAccount *self,
                                           const char          *code);
const FeedsimAngelTokens *feedsim_angel_account_issue (FeedsimAngelAccount *self);
const FeedsimAngelTokens *feedsim_angel_account_renew (FeedsimAngelAccount *self,
                                                       const char          *refresh,
                                                       FeedsimAngelVerdict *verdict);
FeedsimAngelVerdict feedsim_angel_account_check_jwt (FeedsimAngelAccount *self,
                                                     const char          *authorization);
FeedsimAngelVerdict feedsim_angel_account_check_feed (FeedsimAngelAccount *self,
                                                      const char          *feed);
gboolean feedsim_angel_account_join (FeedsimAngelAccount *self);
void     feedsim_angel_account_leave (FeedsimAngelAccount *self);
void     feedsim_angel_account_end (FeedsimAngelAccount *self,
                                    const char          *authorization);
void feedsim_angel_account_get_counts (FeedsimAngelAccount *self,
                                       FeedsimAngelCounts  *counts);
void feedsim_angel_account_expire (FeedsimAngelAccount *self,
                                   FeedsimScope         scope);

G_END_DECLS
