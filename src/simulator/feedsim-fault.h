/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  FEEDSIM_FAULT_MUTE,
  FEEDSIM_FAULT_HALF_OPEN,
  FEEDSIM_FAULT_CLOSE,
  FEEDSIM_FAULT_RESET,
  FEEDSIM_FAULT_REFUSE,
  FEEDSIM_FAULT_GARBAGE,
  FEEDSIM_FAULT_TRUNCATE,
  FEEDSIM_FAULT_HTTP,
  FEEDSIM_FAULT_RETRY_AFTER,
  FEEDSIM_FAULT_BIG_BODY,
  FEEDSIM_FAULT_HTML,
  FEEDSIM_FAULT_BLACKHOLE,
  FEEDSIM_FAULT_REST_HANG,
  FEEDSIM_FAULT_DROP_SUBSCRIPTIONS,
  FEEDSIM_FAULT_HTTP_STREAM,
  FEEDSIM_FAULT_SERVER_SHUTDOWN,
  FEEDSIM_FAULT_SLOW,
  FEEDSIM_FAULT_FLOOD,
  FEEDSIM_FAULT_STALE_SNAPSHOT,
  FEEDSIM_FAULT_CLOCK_SKEW,
  FEEDSIM_FAULT_EXPIRE_TOKEN,
} FeedsimFaultKind;

#define FEEDSIM_N_FAULTS (FEEDSIM_FAULT_EXPIRE_TOKEN + 1)
#define FEEDSIM_MAX_SYMBOL_BYTES 48

typedef enum {
  FEEDSIM_GARBAGE_TEXT,
  FEEDSIM_GARBAGE_BINARY,
  FEEDSIM_GARBAGE_INVALID_UTF8,
  FEEDSIM_GARBAGE_LARGE,
  FEEDSIM_GARBAGE_HUGE_HEADER,
} FeedsimGarbage;

/* How much of what log-ins handed out stops being good */
typedef enum {
  FEEDSIM_SCOPE_CLOSE,  /* all but the refresh tokens; streams are closed */
  FEEDSIM_SCOPE_KEEP,   /* …streams that are open go on */
  FEEDSIM_SCOPE_ALL,    /* everything, as in the night: only a log-in helps */
} FeedsimScope;

typedef enum {
  FEEDSIM_FAULT_FLAG_NONE    = 0,
  FEEDSIM_FAULT_FLAG_INSTANT = 1 << 0, /* happens once, at its start */
  FEEDSIM_FAULT_FLAG_BARS    = 1 << 1, /* while it lasts nobody can subscribe */
} FeedsimFaultFlags;

/* One fault, `NAME [ARG]@START+DURATION` */
typedef struct {
  guint            id;          /* given by the schedule, from 1; 0: not scheduled yet */
  FeedsimFaultKind kind;
  gint64           argument;    /* what its usage says, or FeedsimGarbage */
  char             symbol[FEEDSIM_MAX_SYMBOL_BYTES]; /* the one that is mute; empty: a share */
  gint64           start_us;
  gint64           duration_us; /* -1: until it is healed */
} FeedsimFault;

#define FEEDSIM_TYPE_FAULT (feedsim_fault_get_type ())

GType         feedsim_fault_get_type (void);
FeedsimFault *feedsim_fault_copy (const FeedsimFault *self);
void          feedsim_fault_free (FeedsimFault *self);
GPtrArray    *feedsim_fault_parse_list (const char *text,
                                        GError    **error);
char             *feedsim_fault_to_string (const FeedsimFault *self);
char             *feedsim_fault_get_label (const FeedsimFault *self);
FeedsimFaultFlags feedsim_fault_get_flags (FeedsimFaultKind kind);
const char       *feedsim_fault_describe (guint  index,
                                          char **usage);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FeedsimFault, feedsim_fault_free)

G_END_DECLS
