# SPDX-License-Identifier: GPL-3.0-or-later
"""Each fault that was thrown, and whether the event log tells of it, in time and with a fitting
cause. What was too short to be noticed, or hidden by another fault, is said to be so."""

import re

STATE, TROUBLE, NOTE, GAP = range(4)
UP = ('LIVE', 'SUSPECT', 'WARMING')

LOST = {'silence', 'mute', 'mute-from-start', 'silent-rest-down', 'partial', 'dead-link'}
REST = {'rest', 'rest-down', 'silent-rest-down'}
CLOSED = {'closed-by-peer', 'protocol', 'refused', 'planned', 'rate-limit'}
# name: what it hits ("dial": who connects anew), causes that tell of it, seconds until one has to, seconds it
# has to last to be noticed at all. T_soft is 15 s at most, dead-after 24 s; REST is asked every
# 10 s while the stream is the source, and a silence of 3 s is not yet one
RULES = {
    'mute': ('stream', LOST, 18, 5),
    'half-open': ('stream', LOST | CLOSED | {'connect-timeout', 'handshake'}, 27, 5),
    'close': ('stream', CLOSED, 3, 0),
    'reset': ('stream', CLOSED, 3, 0),
    'refuse': ('stream', CLOSED, 5, 0),
    'garbage invalid-utf8': ('stream', CLOSED | {'garbage'}, 5, 1),
    'garbage large': ('stream', CLOSED | {'too-large', 'garbage'}, 5, 1),
    'garbage huge-header': ('stream', LOST | CLOSED | {'too-large'}, 18, 1),
    'garbage text': ('stream', {'garbage'}, 5, 1),
    'garbage binary': ('stream', {'garbage'}, 5, 1),
    'truncate': ('stream', {'garbage'} | LOST, 5, 1),
    'blackhole': ('dial', {'connect-timeout'}, 15, 11),
    'drop-subscriptions': ('stream', LOST, 18, 0),
    'http-stream': ('dial', {'handshake', 'rate-limit'}, 12, 3),
    'server-shutdown': ('stream', CLOSED, 5, 0),
    'http': ('rest', REST, 13, 13),
    'retry-after': ('rest', REST, 13, 13),
    'html': ('rest', REST, 13, 13),
    'big-body': ('rest', REST, 13, 13),
    'rest-hang': ('rest', REST, 16, 13),
}
# They make a stream worse, and need not be told of while it holds
BORNE = ('slow', 'flood', 'clock-skew', 'stale-snapshot')
# Over, they go on: a frame that never ends, a connection that was lost
LINGERS = ('garbage huge-header',)
# How the log begins to tell of a message of the stream; all other troubles are REST's
GARBAGE_WORDS = ('Bad message', 'Bad trade', 'Bad bookTicker', 'Bad 24hrTicker', 'Bad serverShutdown')


def find_rule(fault):
    """The rule of the longest name that the fault begins with; None: it may be borne in silence."""
    if fault.startswith('mute ') or fault.split()[0] in BORNE:
        return None
    names = [name for name in RULES if fault == name or fault.startswith(name + ' ')]
    return RULES[max(names, key=len)] if names else None


def tell_cause(event):
    if event['kind'] != TROUBLE:
        return event['cause']
    return 'garbage' if event['text'].startswith(GARBAGE_WORDS) else 'rest'


def find_links(events, time):
    """The state of each connection's link at a time."""
    links = {}
    for event in events:
        if event['time'] > time:
            break
        if event['kind'] == STATE:
            links[event['connection']] = event['to']
    return links


def find_event(events, rule, fault):
    """The first event that tells of the fault while it lasts, or soon after."""
    _, causes, within, _ = rule
    latest = fault['begin'] + within
    if fault['lasting'] and fault['end'] and fault['fault'] not in LINGERS:
        latest = min(latest, fault['end'] + 3)
    for event in events:
        if fault['begin'] - 0.05 <= event['time'] <= latest and tell_cause(event) in causes:
            return event
    return None


def has_dialled(fault, events):
    return any(event['kind'] == STATE and event['to'] == 'CONNECTING' and
               fault['begin'] <= event['time'] <= (fault['end'] or fault['begin'])
               for event in events)


def count_still_s(fault, events):
    """For how much of the fault the program says that it stood still itself."""
    still_s = 0
    for event in events:
        told = re.search(r'stood still for ([0-9.]+) s', event['text'])
        if event['kind'] == NOTE and told:
            begin = max(event['time'] - float(told[1]), fault['begin'])
            still_s += max(min(event['time'], fault['end'] or fault['begin']) - begin, 0)
    return still_s


def excuse(fault, rule, links, others, events):
    """Why a fault may be missing in the log, or MISSED."""
    kind, _, _, shortest = rule
    lasted = (fault['end'] or fault['begin']) - fault['begin']
    if fault['lasting'] and lasted < shortest:
        return f'too short: {lasted:.1f} s, shows after {shortest} s'
    if kind == 'stream' and not any(link in UP for link in links.values()):
        return 'masked: no stream was up'
    if kind == 'dial' and not has_dialled(fault, events):
        return 'masked: nobody dialled'
    still_s = count_still_s(fault, events)
    if fault['lasting'] and still_s > lasted / 4:
        return f'masked: the program stood still for {still_s:.1f} s of it'
    masking = [other['fault'] for other in others]
    if masking and kind != 'dial':
        return 'masked by ' + ', '.join(masking)
    return 'MISSED'


def overlap(fault, other):
    end = fault['end'] if fault['lasting'] and fault['end'] else fault['begin'] + 18
    other_end = other['end'] if other['lasting'] and other['end'] else other['begin'] + 18
    return other is not fault and other['begin'] < end and other_end > fault['begin']


def judge_faults(faults, events):
    first = events[0]['time'] if events else 0
    judged = []
    for fault in faults:
        rule = find_rule(fault['fault'])
        links = find_links(events, fault['begin'])
        others = [o for o in faults if overlap(fault, o)]
        lasted = (fault['end'] or fault['begin']) - fault['begin']
        row = {'id': fault['id'], 'fault': fault['fault'], 'at_s': fault['begin'] - first,
               'seconds': lasted, 'after': '', 'said': ''}
        event = find_event(events, rule, fault) if rule else None
        if event is not None:
            row['after'] = f'{event["time"] - fault["begin"]:.1f}'
            row['said'] = event['text'][:120]
            row['judged'] = 'in the log'
        else:
            row['judged'] = ('borne by rule' if rule is None else
                             excuse(fault, rule, links, others, events))
        judged.append(row)
    return judged
