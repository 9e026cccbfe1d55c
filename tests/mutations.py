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
TICKS = 'net/feed-connection-ticks.c'
GAPS = 'net/feed-connection-gaps.c'
JOIN = 'net/feed-connection-join.c'
LAG = 'core/feed-lag.c'
PARK = 'core/feed-supervisor-park.c'
ARBITER = 'core/feed-arbiter-ids.c'

FORGETS_DIALS = (DIAL, 'return MAX (oldest_us + FEED_SUPERVISOR_DIAL_WINDOW_US + 1, '
                 'self->stream_hold_us);', 'return MAX (MIN (oldest_us, 0), self->stream_hold_us);')
ACCEPTS_TWICE = (ARBITER, '  if (id > slot->tape.key) {\n    order_accept (&slot->tape, id',
                 '  if (id >= slot->tape.key) {\n    order_accept (&slot->tape, id')
NO_AUDIT = (LIVE, 'out->flags |= FEED_ACTION_AUDIT;', 'out->flags |= 0;')
BELIEVES_HANDSHAKES = (EVENTS, 'feed_supervisor_open (self, now_us, out);',
                       '{ self->n_failures = 0; self->attempt = 0; self->n_breaker = 0;\n'
                       'feed_supervisor_open (self, now_us, out); }')
NO_STANDSTILL = (CONNECTION, 'if (self->deadline_timer == 0 || late_us < STANDSTILL_US)',
                 'if (late_us < G_MAXINT64)')
VERDICT_AT_ONCE = (CONNECTION, '  self->deadline_timer = feed_clock_add_timer (self->clock, '
                   'now_us (self), "feed verdict",\n'
                   '                                               on_verdict_due, self);',
                   '  on_verdict_due (self);')
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
      '  self->generation = generation;'),
     (CONNECTION, '  self->link = feed_transport_dial (self->transport, request, &options, '
      '&link_events, self);\n',
      '{\n    FeedLink *before = g_steal_pointer (&self->link);\n    self->link = '
      'feed_transport_dial (self->transport, request, &options, &link_events, self);\n'
      '    if (before != NULL)\n      feed_link_drop (before);\n    g_clear_object (&before);\n'
      '  }\n')),
    (MANAGER + 'one-request-an-account',
     ('core/feed-quota.c', '  if (self->in_flight)\n    return G_MAXINT64;\n', ''),
     (REQUESTS, 'if (!self->running || requests->in_flight != FEED_JOB_NONE)',
      'if (!self->running)')),
    (MANAGER + 'within-quota',
     ('core/feed-quota.c', 'self->next_us = now_us + paced_us (self);', '')),
    (MANAGER + 'left-alone-when-told',
     (REQUESTS, 'feed_quota_hold (self->quota,', 'if (FALSE) feed_quota_hold (self->quota,')),
    (MANAGER + 'ten-dials-a-minute', FORGETS_DIALS),
    (MANAGER + 'messages-within-limit',
     (CONNECTION, 'if (limit != 0 && self->outbox_sent >= limit) {', 'if (FALSE) {')),
    (MANAGER + 'never-out-of-order',
     (ARBITER, '  if (id > slot->last_key) {', '  if (TRUE) {')),
    (MANAGER + 'never-out-of-order',
     (ARBITER, '  passage->late |= id < slot->last_key;\n  return 0;',
      '  passage->late |= id < slot->last_key;\n'
      '  return keyed && tick->flags & FEED_TICK_QUOTE &&\n'
      '         tick->exchange_time_us <= slot->stats_key\n'
      '         ? FEED_SERIES_LAST : 0;')),
    (MANAGER + 'no-streamed-trade-lost',
     (ARBITER, '  if (id > slot->tape.key) {\n    order_accept (&slot->tape, id',
      '  if (id > slot->tape.key && slot->generation < 4) {\n    order_accept (&slot->tape, id')),
    (MANAGER + 'no-hole-but-those-told',
     (GAPS, '  self->events.tick (self->user_data, &tick, NULL, 0);\n', '')),
    (MANAGER + 'no-hole-but-those-told',
     (GAPS, '  tick.sequence = lost;',
      '  tick.sequence = lost;\n  if (lost > 3)\n    return TRUE;')),
    (MANAGER + 'each-trade-once', ACCEPTS_TWICE,
     (GAPS, '== FEED_TAPE_FREE)\n'
      '      feed_connection_pass_held (self, &held.tick, held.generation);',
      '== FEED_TAPE_FREE) {\n      FeedTick twin = held.tick;\n'
      '      feed_connection_pass_held (self, &twin, held.generation);\n'
      '      feed_connection_pass_held (self, &held.tick, held.generation);\n    }')),
    (MANAGER + 'each-trade-once', ACCEPTS_TWICE,
     (TICKS, '  FeedConnectionRow *row = feed_connection_row (self, tick->instrument);\n'
      '  guint series = feed_arbiter_pass (self->arbiter, tick, &self->context);\n',
      '  FeedConnectionRow *row = feed_connection_row (self, tick->instrument);\n'
      '  FeedTick twin = *tick;\n'
      '  guint series = feed_arbiter_pass (self->arbiter, &twin, &self->context);\n'
      '  if (series != 0) {\n    twin.instrument = row->instrument;\n'
      '    self->events.tick (self->user_data, &twin, NULL, series);\n  }\n'
      '  series = feed_arbiter_pass (self->arbiter, tick, &self->context);\n')),
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
     (REQUESTS, 'if (!self->running || requests->in_flight != FEED_JOB_NONE)\n'
      '    return FEED_JOB_NONE;', 'if (requests != NULL)\n    return FEED_JOB_NONE;'),
     (CONNECTION, 'feed_connection_take_frame (self, type, data, length);', '')),
    (MANAGER + 'nothing-after-stop',
     (CONNECTION, '  alive = g_object_ref (self);\n  self->running = FALSE;\n',
      '  if (self->max_payload != 1) {\n    self->max_payload = 1;\n'
      '    feed_clock_add_timer (self->clock, now_us (self) + G_USEC_PER_SEC, "mutant",\n'
      '                          (gpointer) feed_connection_stop, g_object_ref (self));\n'
      '    return;\n  }\n  alive = self;\n  self->running = FALSE;\n')),
    # Stories, each for a rule of its own
    (STORY + 't08-accept-then-drop', BELIEVES_HANDSHAKES),
    (STORY + 't14-ghosts',
     (CONNECTION, 'if (!self->running || generation != self->generation)\n    return;\n'
      '  close_link (self);\n  /* What', 'if (!self->running)\n    return;\n'
      '  close_link (self);\n  /* What')),
    (STORY + 't19-snapshot', ('feed-instrument.c', ' && !self->last_is_old;', ';')),
    (STORY + 't16-wall-steps',
     (LAG, 'if (ABS (apart_us - self->clocks_apart_us) > CLOCK_SET_US)', 'if (FALSE)')),
    (STORY + 't16-wall-steps',
     (CONNECTION, '  self->figures.last_frame_us = now;\n'
      '  if (feed_supervisor_saw_message (self->supervisor, generation, now, &actions))\n'
      '    feed_connection_run (self, &actions);\n  if (!self->running',
      '  if (self->lag.clocks_apart_us == 0)\n'
      '    self->lag.clocks_apart_us = feed_clock_wall_us (self->clock) - now;\n'
      '  self->figures.last_frame_us = feed_clock_wall_us (self->clock) - self->lag.clocks_apart_us;\n'
      '  if (feed_supervisor_saw_message (self->supervisor, generation, now, &actions))\n'
      '    feed_connection_run (self, &actions);\n  if (!self->running'),
     (LAG, '  self->clocks_apart_us = apart_us;\n', '')),
    (STORY + 't17-stood-still', NO_STANDSTILL, VERDICT_AT_ONCE),
    (STORY + 't17-stood-still-polling', NO_STANDSTILL),
    (STORY + 't17-stood-still-polling',
     (PARK, '  put_off (&self->proof_us, span_us, now_us);\n', '')),
    (STORY + 't17-stood-still-and-mute',
     (CONNECTION, 'event.span_us = late_us + STANDSTILL_GRACE_US;',
      'event.span_us = G_TIME_SPAN_DAY;'), NO_AUDIT),
    (STORY + 't31-segment-mute', NO_AUDIT),
    (STORY + 't31-segment-mute',
     (COLOUR, '{ FEED_COLOUR_YELLOW, FEED_CAUSE_PARTIAL }',
      '{ FEED_COLOUR_GREEN, FEED_CAUSE_NONE }')),
    (STORY + 't31-ten-of-hundred-mute', NO_AUDIT),
    (STORY + 't31-ten-of-hundred-mute',
     (LIVE, 'out->flags |= FEED_ACTION_RESUBSCRIBE;', 'out->flags |= 0;')),
    (STORY + 't31-ten-of-hundred-mute',
     (LIVE, 'feed_coverage_set_polled (self->coverage, slot, TRUE);',
      'feed_coverage_set_polled (self->coverage, slot, FALSE);')),
    (STORY + 't05-partition',
     ('core/feed-liveness.c', 'return self->last_us + feed_liveness_get_threshold_us',
      'return self->last_us + 20 * feed_liveness_get_threshold_us')),
    # Moves between connections
    ('feed/moves/no-moment',
     (JOIN, 'feed_arbiter_is_covered (self->arbiter, slot, join->source->arbiter, '
      'join->source_slot)', 'TRUE')),
    ('feed/moves/spare-first',
     (JOIN, '  feed_arbiter_inherit (self', '  if (0)\n  feed_arbiter_inherit (self')),
    ('feed/moves/spare-quiet', (JOIN, 'return is_quiet (self, join, from);', 'return FALSE;')),
    ('feed/moves/refused-gap', (JOIN, '  row->tape_next = from->tape_next;\n', '')),
    ('feed/moves/ahead-then-quiet',
     (JOIN, 'heard.receive_time_us != 0)\n      feed_connection', 'FALSE)\n      feed_connection')),
    ('feed/moves/ahead-then-quiet',
     (TICKS, '- waited_us;\n  tick->flags', '- 0 * waited_us;\n  tick->flags')),
    ('feed/moves/boundary',
     ('core/feed-balance.c', '(guint64) n_streams * room * 4;', '(guint64) n_streams * room * 5;')),
    # What may not grow
    ('feed/cycles/t24-fallback',
     (CONNECTION, 'feed_link_drop (self->link);\n  g_clear_object (&self->link);',
      'feed_link_drop (self->link);\n  self->link = NULL;')),
    ('feed/cycles/t24-fallback',
     (CONNECTION, '    feed_clock_remove_timer (self->clock, self->age_timer);\n  self->age_timer = 0;',
      '    self->age_timer = 0;')),
]
