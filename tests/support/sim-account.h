/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "feed/providers/feed-provider.h"
#include "support/sim-venue.h"

G_BEGIN_DECLS

/*
 * A venue with accounts: Binance's protocol, and a session in a header of every request and
 * handshake. Log-ins carry a code that is good for 30 s of the wall clock.
 */

#define SIM_ACCOUNT_PIN "4321"
#define SIM_ACCOUNT_CODE_US (30 * G_USEC_PER_SEC)

/* For FeedVenueContext.create: knows "sim-account" alone */
FeedProvider *sim_account_create_provider (const char *id,
                                           GError    **error);
/* What the account asks for, with that PIN */
FeedCredentials *sim_account_new_credentials (const char *pin);

/* The venue's side; wall_us: by its clock */
typedef struct {
  guint  n_tokens;        /* the newest is the good one; 0 = nobody is logged in */
  gint64 code;            /* of the newest log-in */
  gint64 ends_us;         /* wall; 0 = the session does not end by itself */
  guint  n_logins, n_refreshes, n_logouts;
  guint  n_codes_twice;   /* log-ins with a code that was used */
  guint  n_hasty;         /* log-ins within a second of the one before */
  gint64 login_us;        /* monotonic: the newest log-in */
} SimAccount;

/* The token in a request's headers is good */
gboolean sim_account_admits (const SimAccount  *self,
                             const FeedRequest *request,
                             gint64             wall_us);
/* A request about the account, and its answer. asked_us: monotonic; wall_us: by the venue's clock */
typedef struct {
  const char *uri;
  gint64      asked_us, wall_us;
  guint       status;
  char       *body;
} SimAccountQuery;

/* TRUE where it was about the account: status and body (transfer full) are set */
gboolean sim_account_answer (SimAccount      *self,
                             const SimFaults *faults,
                             SimAccountQuery *query);

G_END_DECLS
