# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules of the library, each broken on purpose, and the test that has to fail then.

`build-aux/mutate` applies one after the other. A mutation is the test, and one or more edits of a
source below src/feed: the file, text that is in it once, and what to put there instead. Where two
places guard the same rule, both are broken.
"""

SUPERVISOR = 'supervisor/property/'
MANAGER = 'feed/property/'
STORY = 'feed/story/'

DIAL = 'core/feed-supervisor-dial.c'
EVENTS = 'core/feed-supervisor-events.c'
LIVE = 'core/feed-supervisor-live.c'
COLOUR = 'core/feed-supervisor-colour.c'
CONNECTION = 'net/feed-connection.c'
REQUESTS = 'net/feed-connection-requests.c'

FORGETS_DIALS = (DIAL, 'return MAX (oldest_us + FEED_SUPERVISOR_DIAL_WINDOW_US + 1, '
                 'self->stream_hold_us);', 'return MAX (MIN (oldest_us, 0), self->stream_hold_us);')
NO_AUDIT = (LIVE, 'out->flags |= FEED_ACTION_AUDIT;', 'out->flags |= 0;')
BELIEVES_HANDSHAKES = (EVENTS, 'feed_supervisor_open (self, now_us, out);',
                       '{ self->n_failures = 0; self->attempt = 0; self->n_breaker = 0;\n'
                       'feed_supervisor_open (self, now_us, out); }')
GIVES_UP = (LIVE, 'if (!feed_supervisor_is_alive (self, now_us)) {', 'if (TRUE) {')
STAYS_PARKED = ('core/feed-supervisor-park.c',
                'self->dial_due_us = now_us + PARKED_MAX_US;\n  self->unpark_cause',
                'self->dial_due_us = now_us + 100 * PARKED_MAX_US;\n  self->unpark_cause')
BACKS_OFF_FOR_HOURS = (DIAL, 'return MAX (delay_us, CLAMP (verdict.wait_us, 0, MAX_WAIT_US));',
                       'return 100 * MAX (delay_us, CLAMP (verdict.wait_us, 0, MAX_WAIT_US));')
POLLS_ALWAYS = (COLOUR, '  case FEED_LINK_IDLE:\n  case FEED_LINK_LIVE:\n', '  case FEED_LINK_IDLE:\n')
POLLS_LIVE = (COLOUR, '  case FEED_LINK_AUTH:\n    return feed_supervisor_is_open',
              '  case FEED_LINK_AUTH:\n  case FEED_LINK_LIVE:\n'
              '    return feed_supervisor_is_open')

MUTATIONS = [
    # The supervisor alone
    (SUPERVISOR + 'one-dial',
     (DIAL, '  feed_supervisor_drop (self, out);\n  if (earliest_us > now_us) {',
      '  if (earliest_us > now_us) {')),
    (SUPERVISOR + 'ten-dials-a-minute', FORGETS_DIALS),
    (SUPERVISOR + 'one-probe-one-log-in',
     ('core/feed-supervisor-auth.c',
      'if (!self->params.has_credentials || self->token != FEED_TOKEN_OK)',
      'if (!self->params.has_credentials)')),
    (SUPERVISOR + 'each-transition-told-once',
     ('core/feed-supervisor.c', 'out->flags |= FEED_ACTION_TRANSITION;',
      'out->flags |= to == FEED_LINK_SUSPECT ? 0 : FEED_ACTION_TRANSITION;')),
    (SUPERVISOR + 'polling-rule', POLLS_ALWAYS, POLLS_LIVE),
    (SUPERVISOR + 'failures-end-with-live', BELIEVES_HANDSHAKES),
    (SUPERVISOR + 'generations',
     (EVENTS, 'if (event->generation == self->generation)\n    feed_supervisor_lose',
      'if (TRUE)\n    feed_supervisor_lose')),
    (SUPERVISOR + 'colour-has-a-reason',
     (COLOUR, '{ FEED_COLOUR_YELLOW, FEED_CAUSE_PARTIAL }',
      '{ FEED_COLOUR_YELLOW, FEED_CAUSE_NONE }')),
    (SUPERVISOR + 'green-is-true', NO_AUDIT),
    (SUPERVISOR + 'healthy-stream-is-kept', GIVES_UP),
    (SUPERVISOR + 'recovery', BACKS_OFF_FOR_HOURS),
    (SUPERVISOR + 'no-blackout', STAYS_PARKED),
    (SUPERVISOR + 'nothing-after-stop',
     ('core/feed-supervisor-park.c', 'if (self->link == FEED_LINK_IDLE || self->link == '
      'FEED_LINK_PARKED ||', 'if (self->link == FEED_LINK_PARKED ||')),
    (SUPERVISOR + 'timers-end',
     (EVENTS, '    self->rehearsal_us = G_MAXINT64;\n    if (!feed_supervisor_is_alive',
      '    if (!feed_supervisor_is_alive')),
    # The whole library
    (MANAGER + 'one-dial',
     (CONNECTION, 'if (actions->flags & FEED_ACTION_DROP)\n    drop_link (self);', ''),
     (CONNECTION, '  drop_link (self);\n  self->generation = generation;',
      '  FeedLink *before = g_steal_pointer (&self->link);\n  self->generation = generation;'),
     (CONNECTION, '&options, &link_events, self);\n',
      '&options, &link_events, self);\n  if (before != NULL)\n    feed_link_drop (before);\n'
      '  g_clear_object (&before);\n')),
    (MANAGER + 'one-request-an-account',
     ('core/feed-quota.c', '  if (self->in_flight)\n    return G_MAXINT64;\n', ''),
     (REQUESTS, 'if (!self->running || requests->in_flight != FEED_JOB_NONE)',
      'if (!self->running)')),
    (MANAGER + 'within-quota',
     ('core/feed-quota.c', 'self->next_us = now_us + self->interval_us;', '')),
    (MANAGER + 'left-alone-when-told',
     (REQUESTS, 'feed_quota_hold (self->quota,', 'if (FALSE) feed_quota_hold (self->quota,')),
    (MANAGER + 'ten-dials-a-minute', FORGETS_DIALS),
    (MANAGER + 'messages-within-limit',
     (CONNECTION, 'if (limit != 0 && self->outbox_sent >= limit) {', 'if (FALSE) {')),
    (MANAGER + 'never-out-of-order',
     ('core/feed-arbiter.c', '  if (id > slot->last_key) {', '  if (TRUE) {')),
    (MANAGER + 'no-streamed-trade-lost',
     ('core/feed-arbiter.c', '  if (id > slot->tape.key) {\n    order_accept (&slot->tape, id',
      '  if (id > slot->tape.key && slot->generation < 4) {\n    order_accept (&slot->tape, id')),
    (MANAGER + 'green-is-true', NO_AUDIT,
     ('core/feed-row-state.c', 'happened_within (facts->poll_us, quiet_for_us, now_us))\n'
      '    return FEED_ROW_QUIET;\n  return FEED_ROW_UNCONFIRMED;',
      'happened_within (facts->poll_us, quiet_for_us, now_us))\n'
      '    return FEED_ROW_QUIET;\n  return FEED_ROW_QUIET;')),
    (MANAGER + 'trade-safe-is-fresh',
     ('feed-instrument.c', '&& self->merged.receive_time_us >= since_us', '')),
    (MANAGER + 'each-transition-told-once',
     ('core/feed-supervisor.c', 'out->flags |= FEED_ACTION_TRANSITION;',
      'out->flags |= to == FEED_LINK_SUSPECT ? 0 : FEED_ACTION_TRANSITION;')),
    (MANAGER + 'healthy-stream-is-kept', GIVES_UP),
    (MANAGER + 'no-blackout', STAYS_PARKED),
    (MANAGER + 'recovery', BACKS_OFF_FOR_HOURS),
    (MANAGER + 'something-comes',
     (REQUESTS, 'if (job == FEED_JOB_NONE || due_us > now ||', 'if (due_us >= 0 ||'),
     (CONNECTION, 'feed_connection_take_frame (self, type, data, length);', '')),
    (MANAGER + 'nothing-after-stop',
     (CONNECTION, '  feed_connection_run (self, &actions);\n  drop_link (self);',
      '  self->running = TRUE;')),
    # Stories, each for a rule of its own
    (STORY + 't08-accept-then-drop', BELIEVES_HANDSHAKES),
    (STORY + 't14-ghosts',
     (CONNECTION, 'if (!self->running || generation != self->generation)\n    return;\n'
      '  drop_link (self);\n  /* What', 'if (!self->running)\n    return;\n'
      '  drop_link (self);\n  /* What')),
    (STORY + 't19-snapshot', ('feed-instrument.c', ' && !self->last_is_old;', ';')),
    (STORY + 't05-partition',
     ('core/feed-liveness.c', 'return self->last_us + feed_liveness_get_threshold_us',
      'return self->last_us + 20 * feed_liveness_get_threshold_us')),
    # What may not grow
    ('feed/cycles/t24-fallback',
     (CONNECTION, 'feed_link_drop (self->link);\n  g_clear_object (&self->link);',
      'feed_link_drop (self->link);\n  self->link = NULL;')),
    ('feed/cycles/t24-fallback',
     (CONNECTION, '    feed_clock_remove_timer (self->clock, self->age_timer);\n  self->age_timer = 0;',
      '    self->age_timer = 0;')),
]
