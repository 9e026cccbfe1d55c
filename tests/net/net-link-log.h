/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "feed/net/feed-transport.h"

G_BEGIN_DECLS

/* What a link told: written by net_link_log_events(), with the log as user_data */
typedef struct {
  guint         n_opened, n_frames, n_pongs, n_failed, n_closed;
  guint         generation;  /* of the last event */
  FeedCause     cause;
  guint         code;        /* close code */
  char         *reason;
  gboolean      answered;    /* failed with a reply */
  guint         status;      /* of that reply */
  char         *retry_after; /* of that reply */
  GError       *error;
  FeedFrameType frame_type;
  GBytes       *frame;
  FeedLink     *link;        /* dropped and released where drop_on matches */
  enum {
    NET_DROP_NEVER,
    NET_DROP_ON_OPENED,
    NET_DROP_ON_FRAME,
    NET_DROP_ON_END,
  } drop_on;
  gboolean inside;           /* a call that must not bring an event is under way */
  gboolean over;             /* no event may come any more */
} NetLinkLog;

const FeedLinkEvents *net_link_log_events (void);
/* Dials uri with generation 7, pings every second, and the limits given */
void net_link_log_dial (NetLinkLog    *self,
                        FeedTransport *transport,
                        const char    *uri,
                        guint          timeout_ms,
                        gsize          max_payload);
void net_link_log_drop (NetLinkLog *self);
/* Events of any kind so far */
guint    net_link_log_count (const NetLinkLog *self);
gboolean net_link_log_is_open (gpointer self);
gboolean net_link_log_has_frame (gpointer self);
gboolean net_link_log_has_ended (gpointer self);
/* Drops what is left of the link, frees what the log holds, and starts anew */
void net_link_log_clear (NetLinkLog *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NetLinkLog, net_link_log_clear)

G_END_DECLS
