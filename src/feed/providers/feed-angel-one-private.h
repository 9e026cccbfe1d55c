/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/providers/feed-angel-one-envelope.h"
#include "feed/providers/feed-angel-one-tokens.h"
#include "feed/providers/feed-angel-one.h"

G_BEGIN_DECLS

struct _FeedAngelOne {
  FeedProvider        parent_instance;
  FeedAngelOneTokens *tokens;
  FeedMode            mode;
  FeedCredentials    *credentials;  /* NULL while nobody is logged in */
  FeedSession        *session;
  FeedCredentials    *asked_for;    /* what the newest request was made with, or NULL */
  guint               n_messages;   /* sent over the stream, for their names */
};

/* feed-angel-one-request.c. client headers; session may be NULL */
FeedRequest *feed_angel_one_request_new (FeedProvider          *provider,
                                         const char            *method,
                                         const char            *path,
                                         const FeedCredentials *credentials,
                                         const FeedSession     *session);
FeedRequest *feed_angel_one_stream_request (FeedProvider *provider);

/* feed-angel-one-subscribe.c */
void feed_angel_one_subscribe_messages (FeedProvider *provider,
                                        const guint  *slots,
                                        guint         n_slots,
                                        gboolean      add,
                                        GPtrArray    *messages);
void  feed_angel_one_forget_subscriptions (FeedAngelOne *self);
char *feed_angel_one_keepalive_message (FeedProvider *provider);

/* feed-angel-one-packet.c */
FeedDecode feed_angel_one_decode (FeedProvider   *provider,
                                  FeedFrameType   type,
                                  const guint8   *data,
                                  gsize           length,
                                  gint64          receive_time_us,
                                  const FeedSink *sink,
                                  GError        **error);

/* feed-angel-one-quote.c */
FeedRequest *feed_angel_one_poll_request (FeedProvider *provider,
                                          const guint  *slots,
                                          guint         n_slots);
FeedDecode feed_angel_one_decode_poll (FeedProvider    *provider,
                                       const FeedReply *reply,
                                       FeedSource       source,
                                       gint64           receive_time_us,
                                       const FeedSink  *sink,
                                       GError         **error);

/* feed-angel-one-verdict.c */
FeedVerdict feed_angel_one_map_close (FeedProvider *provider,
                                      guint         code);
FeedVerdict feed_angel_one_map_http (FeedProvider    *provider,
                                     const FeedReply *reply,
                                     const FeedSink  *sink,
                                     gint64           wall_us,
                                     char           **description);

/* feed-angel-one-login.c */
extern const FeedCredentialField feed_angel_one_credential_fields[];
gboolean feed_angel_one_validate_credentials (FeedProvider          *provider,
                                              const FeedCredentials *credentials,
                                              GError               **error);
FeedRequest *feed_angel_one_login_request (FeedProvider          *provider,
                                           const FeedCredentials *credentials,
                                           gint64                 wall_us);
FeedRequest *feed_angel_one_refresh_request (FeedProvider          *provider,
                                             const FeedCredentials *credentials,
                                             const FeedSession     *session);
FeedRequest *feed_angel_one_logout_request (FeedProvider          *provider,
                                            const FeedCredentials *credentials,
                                            const FeedSession     *session);
FeedRequest *feed_angel_one_profile_request (FeedProvider          *provider,
                                             const FeedCredentials *credentials,
                                             const FeedSession     *session);

/* feed-angel-one-session.c */
FeedSession *feed_angel_one_parse_login (FeedProvider    *provider,
                                         const FeedReply *reply,
                                         gint64           wall_us,
                                         GError         **error);
gboolean feed_angel_one_parse_profile (FeedProvider    *provider,
                                       const FeedReply *reply,
                                       GError         **error);

/* feed-angel-one-words.c */
void feed_angel_one_note_asked_for (FeedAngelOne          *self,
                                    const FeedCredentials *credentials);
char *feed_angel_one_show_words (FeedProvider *provider,
                                 const char   *text,
                                 gsize         length,
                                 gsize         limit);
char *feed_angel_one_describe (FeedProvider               *provider,
                               const FeedAngelOneEnvelope *envelope,
                               gsize                       limit);

/* feed-angel-one-listing.c */
FeedDecode feed_angel_one_parse_listing (FeedProvider *provider,
                                         const char   *object,
                                         gsize         length,
                                         GString      *scratch,
                                         FeedListing  *listing,
                                         GError      **error);

G_END_DECLS
