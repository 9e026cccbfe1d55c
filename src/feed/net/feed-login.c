/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/net/feed-login.h"

#include "feed/net/feed-login-words.h"

#define MAX_BODY (256 * 1024)
#define TIMEOUT_US (7 * G_USEC_PER_SEC)
/* A session this new that is refused will not get better by another at once */
#define RENEWALS_APART_US (60 * G_USEC_PER_SEC)
#define ATTEMPTS_APART_US G_USEC_PER_SEC
#define RETRY_BASE_US (2 * G_USEC_PER_SEC)
#define RETRY_CAP_US (30 * G_USEC_PER_SEC)
#define RETRY_CAP_CLOSED_US (300 * G_USEC_PER_SEC)
#define MAX_WAIT_US G_TIME_SPAN_DAY
/* A venue that says no to so many renewals without saying why will not renew the session */
#define MAX_RENEWALS_REFUSED 3
/* Another request of the account has the lane: look again */
#define LANE_TAKEN_US (20 * 1000)
/* A session is renewed so long before its end, but not before three quarters of it are over */
#define MARGIN_US (10 * G_TIME_SPAN_MINUTE)
/* One that ends with the one before, at the venue's roll-over, is renewed this soon after it */
#define AFTER_END_US (30 * G_USEC_PER_SEC)
/* How often the wall clock is looked at: it is set, and goes on while the machine sleeps */
#define LOOK_EVERY_US (60 * G_USEC_PER_SEC)
/* How long a session that a test logged in with waits for its credentials to be set */
#define KEPT_US (5 * G_TIME_SPAN_MINUTE)
/* How often it is looked at whether somebody has set a clock that was wrong */
#define CLOCK_LOOK_US (10 * G_USEC_PER_SEC)
#define NO_CODE G_MININT64
/* A wall clock that is set back by more codes' time than this was wrong before */
#define MAX_CODES_BACK 2

typedef struct {
  guint         id;
  FeedProvider *provider;
  FeedLoginFunc func;        /* NULL: wants the session alone */
  gpointer      user_data;
} FeedLoginMember;

struct _FeedLogin {
  GObject parent_instance;

  FeedProvider     *provider;
  FeedTransport    *transport;
  FeedClock        *clock;
  FeedQuota        *quota;
  FeedRandom        random;
  FeedLoginNoteFunc note;
  gpointer          user_data;

  GArray          *members;
  guint            last_id;
  FeedCredentials *credentials;
  FeedSession     *session;
  gint64           renewed_us;        /* monotonic: when a session took another's place */
  gint64           renew_wall_us;     /* G_MAXINT64: its end is not known */
  gboolean         session_over;      /* it cannot be renewed: a log-in is due */

  FeedCredentials *kept_for;          /* NULL: no session is kept */
  FeedSession     *kept;
  guint            kept_timer;

  GCancellable *cancellable;          /* NULL: nothing is in flight */
  gboolean      refreshing;           /* what is in flight, or was last, is no log-in */
  gboolean      running, market_open;
  gboolean      wanted;               /* somebody waits for a token */
  char         *refusal;              /* what only the user can help against; NULL = nothing */
  guint         n_failures;
  guint         n_renewals_refused;   /* of this session, for no known reason */
  gint64        not_before_us, sent_us;
  gint64        code_window;          /* of the newest one-time code, NO_CODE = none was sent */
  guint         timer, expiry_timer;
  guint         clock_timer;          /* while a clock that is wrong may be why it is refused */
  gint64        refused_lead_us;      /* of the wall clock, then */
  FeedClockFunc send;                 /* of timer */
};

G_DEFINE_FINAL_TYPE (FeedLogin, feed_login, G_TYPE_OBJECT)

static gint64
now_us (FeedLogin *self)
{
  return feed_clock_monotonic_us (self->clock);
}

static void
clear_timer (FeedLogin *self,
             guint     *timer)
{
  if (*timer != 0)
    feed_clock_remove_timer (self->clock, *timer);
  *timer = 0;
}

/* Those there are now: any of them may leave, or take others along, from its callback */
static void
tell (FeedLogin              *self,
      FeedSupervisorEventType event,
      gint64                  wait_us)
{
  g_autoptr (FeedLogin) alive = g_object_ref (self);
  g_autoptr (GArray) members = g_array_copy (self->members);

  for (guint i = 0; i < members->len && self->running; i++) {
    FeedLoginMember *member = &g_array_index (members, FeedLoginMember, i);

    for (guint j = 0; j < self->members->len; j++) {
      if (g_array_index (self->members, FeedLoginMember, j).id != member->id)
        continue;
      if (member->func != NULL)
        member->func (member->user_data, event, wait_us);
      break;
    }
  }
}

static void
give_session (FeedLogin *self)
{
  feed_provider_set_session (self->provider, self->credentials, self->session);
  for (guint i = 0; i < self->members->len; i++)
    feed_provider_set_session (g_array_index (self->members, FeedLoginMember, i).provider,
                               self->credentials, self->session);
}

static void
on_expiry_due (gpointer user_data)
{
  g_autoptr (FeedLogin) self = g_object_ref (user_data);
  gint64 left_us = self->renew_wall_us - feed_clock_wall_us (self->clock);
  gint64 wait_us = left_us > 0 ? MIN (left_us, LOOK_EVERY_US) : LOOK_EVERY_US;

  self->expiry_timer = feed_clock_add_timer (self->clock, now_us (self) + wait_us,
                                             "feed session end", on_expiry_due, self);
  if (left_us <= 0)
    tell (self, FEED_EVENT_TOKEN_NEAR_EXPIRY, 0);
}

static void
watch_expiry (FeedLogin *self)
{
  clear_timer (self, &self->expiry_timer);
  if (self->running && self->session != NULL && self->renew_wall_us != G_MAXINT64)
    self->expiry_timer = feed_clock_add_timer (self->clock, now_us (self), "feed session end",
                                               on_expiry_due, self);
}

/* When to renew the session: before its end, not at the same moment as everybody; and where that
 * was done, yet it ends no later than the one before, right after its end */
static gint64
plan_renewal_us (FeedLogin *self)
{
  gint64 start_us = feed_clock_wall_us (self->clock);
  gint64 end_us = self->session->expiry_us;
  gint64 margin_us = MIN (MARGIN_US, (end_us - start_us) / 4);
  gint64 renew_us;

  if (end_us <= start_us)
    return G_MAXINT64;
  renew_us = end_us - margin_us + feed_random_between (&self->random, 0, margin_us / 2);
  if (renew_us < start_us + RENEWALS_APART_US || end_us - start_us <= MARGIN_US)
    renew_us = end_us + feed_random_between (&self->random, 0, AFTER_END_US);
  return renew_us;
}

/* Takes session */
static void
put_session (FeedLogin   *self,
             FeedSession *session)
{
  g_autofree char *until = feed_login_words_until (feed_provider_get_info (self->provider),
                                                   session->expiry_us,
                                                   feed_clock_wall_us (self->clock));
  gboolean is_longer = self->session == NULL || session->expiry_us > self->session->expiry_us;
  g_autofree char *text = NULL;

  if (until == NULL)
    text = g_strdup (self->refreshing ? "session renewed" : "logged in");
  else if (self->refreshing)
    text = g_strdup_printf ("session renewed, %suntil %s", is_longer ? "" : "still ", until);
  else
    text = g_strdup_printf ("logged in, session until %s", until);
  /* Only what takes another's place is a renewal: the first one is free */
  self->renewed_us = self->session != NULL ? now_us (self) : now_us (self) - RENEWALS_APART_US;
  g_clear_pointer (&self->session, feed_session_unref);
  self->session = session;
  self->session_over = self->wanted = FALSE;
  self->n_failures = self->n_renewals_refused = 0;
  self->not_before_us = 0;
  self->renew_wall_us = plan_renewal_us (self);
  give_session (self);
  watch_expiry (self);
  self->note (self->user_data, FALSE, text);
}

static void
take_session (FeedLogin   *self,
              FeedSession *session)
{
  put_session (self, session);
  tell (self, FEED_EVENT_TOKEN_NEW, 0);
}

/* May be tried again, after a while */
static void
fail (FeedLogin  *self,
      gint64      wait_us,
      const char *words)
{
  gint64 cap_us = self->market_open ? RETRY_CAP_US : RETRY_CAP_CLOSED_US;
  gint64 delay_us = MIN (RETRY_BASE_US << MIN (self->n_failures, 10), cap_us);
  g_autofree char *text = NULL;

  delay_us = MAX (delay_us, CLAMP (wait_us, 0, MAX_WAIT_US));
  self->n_failures = MIN (self->n_failures + 1, 1000);
  self->not_before_us = now_us (self) + delay_us;
  self->wanted = FALSE;
  if (words != NULL) {
    text = g_strdup_printf ("%s failed: %s; again in %d s",
                            self->refreshing ? "renewing the session" : "log-in", words,
                            (int) (delay_us / G_USEC_PER_SEC));
    self->note (self->user_data, TRUE, text);
  }
  tell (self, FEED_EVENT_TOKEN_FAILED, delay_us);
}

static void
arm (FeedLogin *self,
     gint64     due_us)
{
  clear_timer (self, &self->timer);
  if (self->running && self->wanted && self->cancellable == NULL)
    self->timer = feed_clock_add_timer (self->clock, MAX (due_us, now_us (self)), "feed login",
                                        self->send, self);
}

/* To be tried again when the user has done something about it */
static void
refuse (FeedLogin  *self,
        const char *words)
{
  g_autofree char *text = g_strdup_printf ("log-in refused: %s", words);

  self->wanted = FALSE;
  if (self->refusal == NULL) {
    self->refusal = g_strdup (words);
    self->note (self->user_data, TRUE, text);
  }
  tell (self, FEED_EVENT_TOKEN_REFUSED, 0);
}

/* The session cannot be renewed. A server that is out of order says nothing about it */
static gboolean
is_session_over (FeedLogin       *self,
                 const FeedReply *reply,
                 const GError    *error)
{
  if (!self->refreshing)
    return FALSE;
  if (g_error_matches (error, FEED_ERROR, FEED_ERROR_SESSION))
    return TRUE;
  return reply->status < 500 && !g_error_matches (error, FEED_ERROR, FEED_ERROR_BUSY) &&
         ++self->n_renewals_refused >= MAX_RENEWALS_REFUSED;
}

/* The wall clock's lead over the one that nobody sets */
static gint64
get_lead_us (FeedLogin *self)
{
  return feed_clock_wall_us (self->clock) - feed_clock_boot_us (self->clock);
}

static void
on_clock_look_due (gpointer user_data)
{
  g_autoptr (FeedLogin) self = g_object_ref (user_data);
  gint64 code_us = feed_provider_get_info (self->provider)->login_code_us;

  self->clock_timer = 0;
  if (self->refusal == NULL)
    return;
  if (ABS (get_lead_us (self) - self->refused_lead_us) < code_us / 2) {
    self->clock_timer = feed_clock_add_timer (self->clock, now_us (self) + CLOCK_LOOK_US,
                                              "feed login clock", on_clock_look_due, self);
    return;
  }
  g_clear_pointer (&self->refusal, g_free);
  self->wanted = TRUE;
  self->note (self->user_data, FALSE, "the clock was set, logging in again");
  arm (self, 0);
}

/* What was refused for our clock's sake may be tried again once somebody has set that */
static void
watch_clock (FeedLogin *self)
{
  clear_timer (self, &self->clock_timer);
  self->refused_lead_us = get_lead_us (self);
  self->clock_timer = feed_clock_add_timer (self->clock, now_us (self) + CLOCK_LOOK_US,
                                            "feed login clock", on_clock_look_due, self);
}

static void
take_error (FeedLogin       *self,
            const FeedReply *reply,
            const GError    *error)
{
  gint64 wall_us = feed_clock_wall_us (self->clock);
  FeedVerdict verdict = { FEED_VERDICT_RETRY, 0 };

  if (g_error_matches (error, FEED_ERROR, FEED_ERROR_CREDENTIALS)) {
    g_autofree char *words = feed_login_words_refusal (feed_provider_get_info (self->provider),
                                                       reply, wall_us, error->message);

    refuse (self, words);
    if (self->running && self->refusal != NULL &&
        feed_login_words_get_skew_us (feed_provider_get_info (self->provider), reply, wall_us) != 0)
      watch_clock (self);
    return;
  }
  if (is_session_over (self, reply, error)) {
    self->session_over = TRUE;
    self->note (self->user_data, FALSE, "session cannot be renewed, logging in anew");
    return;
  }
  if (reply->status / 100 != 2)
    verdict = feed_provider_map_http (self->provider, reply, NULL, wall_us, NULL);
  if (verdict.kind == FEED_VERDICT_RETRY_AFTER)
    feed_quota_hold (self->quota, now_us (self) + CLAMP (verdict.wait_us, 0, MAX_WAIT_US));
  fail (self, verdict.wait_us, error->message);
}

static gboolean
may_refresh (FeedLogin *self)
{
  return self->session != NULL && self->session->refresh_token != NULL && !self->session_over;
}

static FeedRequest *
make_request (FeedLogin *self)
{
  if (self->refreshing)
    return feed_provider_refresh_request (self->provider, self->credentials, self->session);
  return feed_provider_login_request (self->provider, self->credentials,
                                      feed_clock_wall_us (self->clock));
}

/* When the next request may go, as far as that does not depend on others */
static gint64
get_due_us (FeedLogin *self)
{
  gint64 due_us = MAX (self->not_before_us, self->sent_us + ATTEMPTS_APART_US);

  if (self->session != NULL && !self->session_over)
    due_us = MAX (due_us, self->renewed_us + RENEWALS_APART_US);
  return due_us;
}

/* FALSE where the request has to wait, and until when it has */
static gboolean
take_turn (FeedLogin *self,
           gint64    *ready_us)
{
  gint64 now = now_us (self);
  gint64 quota_us = feed_quota_get_ready_us (self->quota, 1, now);

  *ready_us = get_due_us (self);
  if (*ready_us > now)
    return FALSE;
  *ready_us = quota_us == G_MAXINT64 ? now + LANE_TAKEN_US : quota_us;
  if (*ready_us > now)
    return FALSE;
  if (!self->refreshing && !feed_login_take_code (self, ready_us))
    return FALSE;
  return feed_quota_take (self->quota, 1, now);
}

static void
on_reply_ready (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (FeedLogin) self = user_data;
  g_autoptr (GCancellable) cancellable = g_steal_pointer (&self->cancellable);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = NULL;
  FeedSession *session = NULL;
  FeedReply reply;

  body = feed_transport_request_finish (FEED_TRANSPORT (source), result, &reply, &error);
  feed_quota_release (self->quota);
  if (!g_cancellable_is_cancelled (cancellable)) {
    if (body != NULL)
      session = feed_provider_parse_login (self->provider, &reply,
                                           feed_clock_wall_us (self->clock), &error);
    if (session != NULL)
      take_session (self, session);
    else if (body != NULL)
      take_error (self, &reply, error);
    else
      fail (self, 0, error->message);
  }
  arm (self, 0);
}

/* Sends what is wanted as soon as it may go */
static void
on_due (gpointer user_data)
{
  g_autoptr (FeedLogin) self = g_object_ref (user_data);
  g_autoptr (FeedRequest) request = NULL;
  gint64 ready_us;

  self->timer = 0;
  if (self->credentials == NULL || self->refusal != NULL) {
    refuse (self, "no account is set up");
    return;
  }
  self->refreshing = may_refresh (self);
  if (!take_turn (self, &ready_us)) {
    arm (self, ready_us);
    return;
  }
  self->sent_us = now_us (self);
  request = make_request (self);
  if (request == NULL) {
    feed_quota_release (self->quota);
    fail (self, 0, "there is no address to send it to");
    return;
  }
  self->cancellable = g_cancellable_new ();
  feed_transport_request_async (self->transport, request, TIMEOUT_US, MAX_BODY, self->cancellable,
                                on_reply_ready, g_object_ref (self));
}

static void
forget_kept (FeedLogin *self)
{
  clear_timer (self, &self->kept_timer);
  g_clear_pointer (&self->kept_for, feed_credentials_unref);
  g_clear_pointer (&self->kept, feed_session_unref);
}

static void
on_logged_out_ready (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr (FeedLogin) self = user_data;
  g_autoptr (GBytes) body = NULL;
  FeedReply reply;

  /* One that failed costs nothing: the session ends by itself */
  body = feed_transport_request_finish (FEED_TRANSPORT (source), result, &reply, NULL);
  feed_quota_release (self->quota);
}

/* Nobody wants it. Where the feed is logged in, that may be the same account, whose sessions a log-out
 * would end */
static void
end_kept (FeedLogin *self)
{
  g_autoptr (FeedRequest) request = NULL;

  if (self->kept != NULL && self->session == NULL)
    request = feed_provider_logout_request (self->provider, self->kept_for, self->kept);
  forget_kept (self);
  if (request != NULL && feed_quota_take (self->quota, 1, now_us (self)))
    feed_transport_request_async (self->transport, request, TIMEOUT_US, MAX_BODY, NULL,
                                  on_logged_out_ready, g_object_ref (self));
}

static void
on_kept_due (gpointer user_data)
{
  FeedLogin *self = FEED_LOGIN (user_data);

  self->kept_timer = 0;
  end_kept (self);
}

static gboolean
is_over (FeedLogin         *self,
         const FeedSession *session)
{
  return session->expiry_us != 0 && session->expiry_us <= feed_clock_wall_us (self->clock);
}

/* NULL: none is kept for these (transfer none) */
static FeedSession *
find_kept (FeedLogin             *self,
           const FeedCredentials *credentials)
{
  if (self->kept == NULL || credentials == NULL || is_over (self, self->kept) ||
      !feed_credentials_equal (self->kept_for, credentials))
    return NULL;
  return self->kept;
}

static gboolean
has_good_session (FeedLogin *self)
{
  return self->session != NULL && !self->session_over && !is_over (self, self->session);
}

static void
feed_login_dispose (GObject *object)
{
  FeedLogin *self = FEED_LOGIN (object);

  if (self->clock != NULL) {
    feed_login_set_running (self, FALSE);
    forget_kept (self);
  }
  G_OBJECT_CLASS (feed_login_parent_class)->dispose (object);
}

static void
clear_member (gpointer data)
{
  FeedLoginMember *member = data;

  g_clear_object (&member->provider);
}

static void
feed_login_finalize (GObject *object)
{
  FeedLogin *self = FEED_LOGIN (object);

  g_clear_pointer (&self->members, g_array_unref);
  g_clear_pointer (&self->credentials, feed_credentials_unref);
  g_clear_pointer (&self->session, feed_session_unref);
  g_clear_pointer (&self->clock, feed_clock_unref);
  g_clear_pointer (&self->quota, feed_quota_unref);
  g_clear_object (&self->provider);
  g_clear_object (&self->transport);
  g_clear_object (&self->cancellable);
  g_free (self->refusal);
  G_OBJECT_CLASS (feed_login_parent_class)->finalize (object);
}

static void
feed_login_class_init (FeedLoginClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = feed_login_dispose;
  G_OBJECT_CLASS (klass)->finalize = feed_login_finalize;
}

static void
feed_login_init (FeedLogin *self)
{
  self->members = g_array_new (FALSE, TRUE, sizeof (FeedLoginMember));
  g_array_set_clear_func (self->members, clear_member);
  self->renew_wall_us = G_MAXINT64;
  self->code_window = NO_CODE;
  self->market_open = TRUE;
  self->sent_us = -ATTEMPTS_APART_US;
  self->send = on_due;
}

FeedLogin *
feed_login_new (const FeedLoginParams *params)
{
  FeedLogin *self = g_object_new (FEED_TYPE_LOGIN, NULL);

  self->provider = g_object_ref (params->provider);
  self->transport = g_object_ref (params->transport);
  self->clock = feed_clock_ref (params->clock);
  self->quota = feed_quota_ref (params->quota);
  feed_random_init (&self->random, params->seed);
  self->note = params->note;
  self->user_data = params->user_data;
  return self;
}

/* What is in flight says nothing any more */
static void
cancel (FeedLogin *self)
{
  clear_timer (self, &self->timer);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}

gboolean
feed_login_set_credentials (FeedLogin       *self,
                            FeedCredentials *credentials)
{
  gboolean same = credentials != NULL && self->credentials != NULL &&
                  feed_credentials_equal (credentials, self->credentials);
  gboolean was_refused = self->refusal != NULL;
  FeedSession *kept = find_kept (self, credentials);

  g_clear_pointer (&self->refusal, g_free);
  if (same && (kept == NULL || has_good_session (self)))
    return was_refused;
  cancel (self);
  if (credentials != NULL)
    feed_credentials_ref (credentials);
  g_clear_pointer (&self->credentials, feed_credentials_unref);
  self->credentials = credentials;
  g_clear_pointer (&self->session, feed_session_unref);
  self->session_over = self->wanted = self->refreshing = FALSE;
  self->renew_wall_us = G_MAXINT64;
  self->n_failures = 0;
  self->not_before_us = 0;
  if (kept != NULL) {
    put_session (self, feed_session_ref (kept));
    forget_kept (self);
    return TRUE;
  }
  end_kept (self);
  give_session (self);
  watch_expiry (self);
  return TRUE;
}

guint
feed_login_join (FeedLogin    *self,
                 FeedProvider *provider,
                 FeedLoginFunc func,
                 gpointer      user_data)
{
  FeedLoginMember member = { ++self->last_id, g_object_ref (provider), func, user_data };

  g_array_append_val (self->members, member);
  feed_provider_set_session (provider, self->credentials, self->session);
  return member.id;
}

void
feed_login_leave (FeedLogin *self,
                  guint      id)
{
  for (guint i = 0; i < self->members->len; i++) {
    if (g_array_index (self->members, FeedLoginMember, i).id == id) {
      g_array_remove_index (self->members, i);
      return;
    }
  }
}

void
feed_login_renew (FeedLogin *self)
{
  if (self->wanted || !self->running)
    return;
  self->wanted = TRUE;
  arm (self, 0);
}

void
feed_login_interrupt (FeedLogin *self)
{
  gboolean was_wanted = self->wanted;

  cancel (self);
  if (was_wanted && self->running)
    fail (self, 0, NULL);
}

void
feed_login_retry (FeedLogin *self)
{
  g_clear_pointer (&self->refusal, g_free);
  self->n_failures = 0;
  self->not_before_us = 0;
  if (self->timer != 0)
    arm (self, 0);
}

void
feed_login_set_running (FeedLogin *self,
                        gboolean   running)
{
  self->running = running;
  if (!running) {
    cancel (self);
    clear_timer (self, &self->clock_timer);
    self->wanted = FALSE;
  }
  watch_expiry (self);
}

void
feed_login_set_phase (FeedLogin *self,
                      FeedPhase  phase)
{
  self->market_open = phase == FEED_PHASE_OPEN;
}

FeedSession *
feed_login_get_session (FeedLogin *self)
{
  return self->session;
}

const char *
feed_login_get_refusal (FeedLogin *self)
{
  return self->refusal;
}

FeedSession *
feed_login_find_session (FeedLogin             *self,
                         const FeedCredentials *credentials)
{
  if (self->credentials != NULL && has_good_session (self) &&
      feed_credentials_equal (self->credentials, credentials))
    return self->session;
  return find_kept (self, credentials);
}

void
feed_login_keep_session (FeedLogin       *self,
                         FeedCredentials *credentials,
                         FeedSession     *session)
{
  forget_kept (self);
  self->kept_for = feed_credentials_ref (credentials);
  self->kept = feed_session_ref (session);
  self->kept_timer = feed_clock_add_timer (self->clock, now_us (self) + KEPT_US,
                                           "feed session kept", on_kept_due, self);
}

void
feed_login_end_kept_session (FeedLogin *self)
{
  end_kept (self);
}

gint64
feed_login_get_age_us (FeedLogin *self)
{
  return now_us (self) - self->renewed_us;
}

gboolean
feed_login_take_code (FeedLogin *self,
                      gint64    *ready_us)
{
  gint64 length_us = feed_provider_get_info (self->provider)->login_code_us;
  gint64 wall_us = feed_clock_wall_us (self->clock);
  gint64 window;

  if (length_us == 0)
    return TRUE;
  window = wall_us / length_us;
  /* No code twice, and none that is older than one the venue has seen */
  if (window <= self->code_window && window >= self->code_window - MAX_CODES_BACK) {
    *ready_us = now_us (self) + (self->code_window + 1) * length_us - wall_us;
    return FALSE;
  }
  self->code_window = window;
  return TRUE;
}
