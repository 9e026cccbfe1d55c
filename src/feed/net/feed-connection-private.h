/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/core/feed-arbiter.h"
#include "feed/core/feed-gap-ledger.h"
#include "feed/core/feed-lag.h"
#include "feed/net/feed-connection.h"

G_BEGIN_DECLS

/**
 * FeedHold:
 *
 * Trades of a slot's stream that wait for those lost before them.
 */
typedef struct {
  guint   slot;
  GArray *held;              /* in order of arrival */
  gint64  since_us;          /* the first of them */
  gint64  lost, fetched;
  gint64  next_id, end_id;   /* still to be fetched: from the first to before the second */
  gint64  due_us;            /* of the next request */
  guint   failures;
} FeedHold;

/* What became of a trade of the stream */
typedef enum {
  FEED_TAPE_FREE,            /* it is the tape's next, or the arbiter's to judge */
  FEED_TAPE_HELD,            /* it waits */
  FEED_TAPE_GONE,            /* its instrument is gone meanwhile */
} FeedTapePlace;

/**
 * FeedJoin:
 *
 * A slot's instrument is on its way here from another connection, which still has it.
 */
typedef struct {
  FeedConnection *source;
  guint           source_slot;
  FeedMovedFunc   moved;
  gpointer        user_data;
  gint64          since_us;
  guint           generation;   /* of the link it is subscribed over */
  gboolean        begun;
  FeedTick        heard;        /* the newest that the link gave; receive_time_us 0 = nothing yet */
} FeedJoin;

/* A slot of a connection; `heat` counts ticks and is halved with every audit. */
typedef struct {
  char     *symbol;         /* NULL: the slot is free */
  guint     instrument;
  gint64    subscribed_us;  /* the stream was last asked for it; 0 = not yet */
  gint64    stream_tick_us;
  gint64    poll_us;
  gint64    info_us;        /* the venue told of it */
  guint     heat;
  FeedHold *hold;           /* NULL: nothing waits */
  FeedJoin *join;           /* NULL: it is here */
  gint64    tape_next;      /* id behind the newest trade on the tape; 0 = none yet */
  gint64    back_us;        /* stream data came back after the newest gap */
  gboolean  subscribed;     /* the stream was asked for it */
  gboolean  info_known;
  gboolean  unknown;        /* the venue does not know the symbol */
  gint64    unfetched_us;   /* a poll was told so last; what comes later proves it wrong. 0: never */
  gboolean  alone;          /* a batch with it was refused: ask for it by itself */
  gboolean  halted;
  gboolean  closed;         /* its exchange is */
  gboolean  closing;        /* closed, and the official close is still to be asked for */
} FeedConnectionRow;

typedef enum {
  FEED_JOB_NONE,
  FEED_JOB_PROBE,
  FEED_JOB_POLL,            /* the plan's next batch */
  FEED_JOB_ROWS,            /* rows that are behind under a live link */
  FEED_JOB_AUDIT,
  FEED_JOB_INFO,
  FEED_JOB_BACKFILL,
} FeedJob;

/**
 * FeedRequests:
 *
 * The REST side of a connection: which request is next, when, and what became of it.
 */
typedef struct {
  gpointer      poller;           /* of the transport */
  GCancellable *cancellable;      /* of the request in flight */
  FeedJob       in_flight;
  gint64        requested_at_us;
  GArray       *slots;            /* asked for in the request in flight */
  GArray       *order;            /* slots of the running pass, hottest first */
  guint         cursor;           /* into order */
  guint         cursor_before;    /* the request in flight */
  guint         n_answered;       /* rows of the answer being read */
  gboolean      pass_failed;
  gboolean      counted;          /* as one of the account's that poll */
  gboolean      want_probe, want_audit, want_last_pass;
  gboolean      was_backfill;     /* the newest request: whatever else is due goes first */
  gboolean      was_info;         /* the newest request: a poll that is due goes before the next */
  gint64        audit_since_us;   /* an audit is wanted */
  gint64        next_poll_us, next_rows_us, next_info_us;
  gint64        polled_us;        /* newest poll of the plan; 0 = none */
  gint64        pass_since_us;    /* of the running pass; 0 = none yet */
  gint64        pass_us;          /* how long the last took, up to the next; 0 = not known */
  guint         audit_cursor, behind_cursor;
  guint         failures;         /* of polls in a row */
  guint         info_failures;
} FeedRequests;

typedef enum {
  FEED_TROUBLE_GARBAGE,     /* a message that was none */
  FEED_TROUBLE_REFUSED,     /* the venue's own error message */
  FEED_TROUBLE_REST,
  FEED_TROUBLE_IDS,         /* the venue's ids started anew */
  FEED_TROUBLE_BACKFILL,    /* lost trades were not fetched */
  FEED_TROUBLE_REHEARSAL,   /* not connected, and the market opens soon */
  FEED_N_TROUBLES,
} FeedTrouble;

/* Intervals without stream data */
typedef struct {
  FeedGapLedger *ledger;
  GPtrArray     *holds;           /* FeedHold, borrowed from rows; oldest first */
  guint          n_held;          /* trades in them */
  guint          timer;
  gint64         timer_us;
} FeedGaps;

/* Troubles of a kind since the last report: told at most once a second. */
typedef struct {
  guint  count;
  gint64 told_us;
  char  *text;
} FeedHeldTrouble;

struct _FeedConnection {
  GObject parent_instance;

  FeedProvider           *provider;
  FeedTransport          *transport;
  FeedClock              *clock;
  FeedConfig             *config;
  FeedQuota              *quota;
  FeedLogin              *login;         /* NULL: nobody is to log in */
  guint                   login_id;
  gboolean                has_socket;    /* taken of the quota */
  guint                   turn_timer;    /* a dial waits for one */
  FeedConnectionEvents    events;
  gpointer                user_data;
  const FeedProviderInfo *venue;

  FeedSupervisor *supervisor;
  FeedArbiter    *arbiter;
  FeedHistogram  *latency;
  GArray         *rows;                  /* of FeedConnectionRow */
  GArray         *free_slots;
  guint           n_instruments;

  FeedLink *link;
  guint     generation;                  /* of link */
  gint64    opened_us;                   /* of link; 0 = not open */
  gsize     max_payload;
  GQueue    outbox;                      /* messages the venue's limit holds back */
  gint64    outbox_last_us;              /* newest message sent */
  guint     outbox_sent;                 /* of the running burst */
  guint     outbox_timer, deadline_timer, age_timer;
  gint64    deadline_us;                 /* of deadline_timer */
  gint64    deadline_from_us;            /* the timer runs late by what is more than this */
  gint64    verdict_from_us;             /* we stood still: no verdict before this */

  FeedRequests          requests;
  FeedGaps              gaps;
  FeedConnectionFigures figures;
  gint64                row_interval_us;             /* see feed_requests_get_row_interval_us() */
  gint64                row_interval_at_us;          /* when that was found out; 0 = not now */
  FeedArbiterContext    context;         /* of the message being decoded */
  FeedSource            polled_source;
  FeedLag               lag;
  FeedHeldTrouble       troubles[FEED_N_TROUBLES];
  guint                 trouble_timer;
  char                 *detail;          /* words for the next transition */
  gboolean              running;
  guint                 n_stops;
};

static inline FeedConnectionRow *
feed_connection_row (FeedConnection *self,
                     guint           slot)
{
  return &g_array_index (self->rows, FeedConnectionRow, slot);
}

/* Whose a slot is, and since which stop: what a callback may have changed. An instrument's before a
 * stop is not that after it */
static inline guint64
feed_connection_get_lease (FeedConnection *self,
                           guint           slot)
{
  return (guint64) self->n_stops << 32 | feed_connection_row (self, slot)->instrument;
}

static inline gboolean
feed_connection_is_leased (FeedConnection *self,
                           guint           slot,
                           guint64         lease)
{
  return self->running && slot < self->rows->len &&
         feed_connection_row (self, slot)->symbol != NULL &&
         feed_connection_get_lease (self, slot) == lease;
}

/* Sends one event to the supervisor and runs what it answers */
void feed_connection_handle (FeedConnection            *self,
                             const FeedSupervisorEvent *event);
/* Runs what the supervisor answered */
void feed_connection_run (FeedConnection              *self,
                          const FeedSupervisorActions *actions);
/* Decodes a message of the stream, read at figures.last_frame_us */
void feed_connection_take_frame (FeedConnection *self,
                                 FeedFrameType   type,
                                 const guint8   *data,
                                 gsize           length);
/* Decodes the answer to the request in requests */
FeedDecode feed_connection_take_reply (FeedConnection  *self,
                                       const FeedReply *reply,
                                       FeedSource       source,
                                       GError         **error);

/* A tick of the stream that was passed over when it came, without its levels */
void feed_connection_pass_joined (FeedConnection *self,
                                  FeedTick       *tick);
/* A trade that was held, at last; tick->instrument is the slot, as below */
void feed_connection_pass_held (FeedConnection *self,
                                FeedTick       *tick,
                                guint           generation);
void feed_connection_pass_backfilled (FeedConnection *self,
                                      FeedTick       *tick);

/* Gives the instrument a slot, and tells nobody yet */
guint feed_connection_insert (FeedConnection    *self,
                              guint              instrument,
                              const char        *symbol,
                              const FeedListing *listing);

/* feed-connection-troubles.c */
void feed_connection_report (FeedConnection *self,
                             FeedTrouble     kind,
                             const char     *text);
/* What is not told yet never will be */
void feed_troubles_forget (FeedConnection *self);

/* feed-connection-join.c */
void feed_join_free (FeedJoin *self);
/* A tick of a slot with a join. TRUE where the connection goes on with that tick: the instrument has
 * come over */
gboolean feed_joins_take_tick (FeedConnection *self,
                               const FeedTick *tick);

/* feed-connection-gaps.c */
void feed_gaps_init (FeedConnection *self);
void feed_gaps_clear (FeedConnection *self);
void feed_gaps_add (FeedConnection *self,
                    guint           slot);
/* Before the row is cleared: its gap is told */
void feed_gaps_remove (FeedConnection *self,
                       guint           slot);
void feed_gaps_saw_transition (FeedConnection              *self,
                               const FeedSupervisorActions *actions);
/* The market closed or opened: no gap goes on, and one begins where the stream should be there */
void feed_gaps_saw_phase (FeedConnection *self,
                          gboolean        open);
/* Where a trade of the stream belongs, before the arbiter sees it */
FeedTapePlace feed_gaps_place_trade (FeedConnection *self,
                                     FeedTick       *tick);
/* Accepted and about to be told; FALSE where it is not any more */
gboolean feed_gaps_saw_stream (FeedConnection *self,
                               guint           slot,
                               const FeedTick *tick,
                               gboolean        on_tape);
/* trade_id: of the newest trade the answer knows of, -1 = none */
void feed_gaps_saw_poll (FeedConnection *self,
                         guint           slot,
                         gint64          trade_id);
/* The supervisor has judged the answer */
void feed_gaps_saw_audit (FeedConnection *self,
                          guint           slot);
/* A trade was added to the hold: is that enough? */
void feed_gaps_limit_hold (FeedConnection *self,
                           guint           slot);
/* The slot's hold is over. why: where lost trades are missing still */
void feed_gaps_release (FeedConnection *self,
                        guint           slot,
                        const char     *why);
gint64 feed_gaps_get_hold_end_us (const FeedHold *hold);
/* Tells of the gaps that are finished */
void feed_gaps_tell (FeedConnection *self);
void feed_gaps_arm (FeedConnection *self);

/* feed-connection-backfill.c */
/* PENDING where those trades can be fetched, NONE where the venue keeps none, FAILED and why where
 * not now */
FeedBackfill feed_backfill_judge (FeedConnection *self,
                                  guint           slot,
                                  gint64          from_id,
                                  gint64          n_trades,
                                  const char    **why);
gint64 feed_backfill_get_due_us (FeedConnection *self);
void   feed_backfill_collect (FeedConnection *self,
                              GArray         *slots);
FeedRequest *feed_backfill_make_request (FeedConnection *self,
                                         guint           slot);
/* Any status */
void feed_backfill_take_reply (FeedConnection  *self,
                               const FeedReply *reply);
void feed_backfill_fail (FeedConnection *self,
                         FeedVerdict     verdict,
                         const char     *words);

/* Retry-After: the whole account keeps still */
void feed_requests_hold_off (FeedConnection *self,
                             gint64          wait_us);
void feed_requests_init (FeedConnection *self);
void feed_requests_clear (FeedConnection *self);
/* Nothing is in flight or wanted any more */
void feed_requests_stop (FeedConnection *self);
/* The slot's instrument was removed: no answer is about the next one in it */
void feed_requests_forget (FeedConnection *self,
                           guint           slot);
/* The request in flight, whatever it is */
void feed_requests_cancel (FeedConnection *self);
/* Sets the poller to when the next request is due */
void feed_requests_schedule (FeedConnection *self);
/* How often a polled row's turn comes, by plan or, where that takes longer, as measured; 0 where
 * none is polled */
gint64 feed_requests_get_row_interval_us (FeedConnection *self);
/* All rows that are closed are asked for once, now or when it is possible */
void feed_requests_ask_closing (FeedConnection *self);
/* Rows were added or removed: the running pass starts anew */
void feed_requests_restart_pass (FeedConnection *self);

G_END_DECLS
