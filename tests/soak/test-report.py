#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the report of a soak run judges: faults against the log, and what grew."""
import unittest

from faults import NOTE, STATE, TROUBLE, judge_faults
from growth import find_growth

LIVE = {'time': 100.0, 'kind': STATE, 'connection': 'c', 'to': 'LIVE', 'cause': 'recovered',
        'text': 'stream proven'}


def fault(name, begin, seconds, number=1):
    return {'id': number, 'fault': name, 'begin': begin, 'end': begin + seconds,
            'lasting': seconds > 0}


def event(time, cause, to='BACKOFF', kind=STATE, text=''):
    return {'time': time, 'kind': kind, 'connection': 'c', 'to': to, 'cause': cause, 'text': text}


def judge(faults, *events):
    return [row['judged'] for row in judge_faults(faults, [LIVE, *events])]


def run(length, **grown):
    """Samples of a run in which the named things grow by so much from its begin to its end."""
    usual = {'rss_kib': 20000, 'pss_kib': 10000, 'heap_kib': 9000, 'descriptors': 18,
             'sources': 30, 'threads': 2}
    return [{'at_s': float(at), 'all_live': 1,
             **{name: value + grown.get(name, 0) * at / length for name, value in usual.items()}}
            for at in range(0, length + 1, 5)]


class Faults(unittest.TestCase):
    def test_told(self):
        self.assertEqual(judge([fault('mute', 200, 10)], event(203, 'silence')), ['in the log'])
        self.assertEqual(judge([fault('close 1012', 200, 0)], event(200.1, 'closed-by-peer')),
                         ['in the log'])
        self.assertEqual(judge([fault('garbage text', 200, 3)],
                               event(200.1, 'none', kind=TROUBLE, text='Bad message: x')),
                         ['in the log'])
        self.assertEqual(judge([fault('http 503', 200, 20)],
                               event(204, 'none', kind=TROUBLE, text='HTTP 503')), ['in the log'])

    def test_missed(self):
        self.assertEqual(judge([fault('mute', 200, 10)]), ['MISSED'])
        self.assertEqual(judge([fault('reset', 200, 0)], event(200.1, 'planned', 'LIVE'),
                               event(150, 'closed-by-peer', 'LIVE')), ['in the log'])
        self.assertEqual(judge([fault('reset', 200, 0)], event(200.1, 'tick', 'LIVE')), ['MISSED'])
        self.assertEqual(judge([fault('reset', 200, 0)], event(210, 'closed-by-peer', 'LIVE')),
                         ['MISSED'])
        self.assertEqual(judge([fault('http 503', 200, 20)]), ['MISSED'])
        self.assertEqual(judge([fault('http 503', 200, 20)],
                               event(204, 'none', kind=TROUBLE, text='Bad trade: x')), ['MISSED'])
        # A later silence is not that of a stream that was mute for a moment
        self.assertEqual(judge([fault('mute', 200, 6)], event(213, 'silence')), ['MISSED'])

    def test_stood_still(self):
        note = event(205, 'none', kind=NOTE, text='this program stood still for 4.0 s')
        self.assertEqual(judge([fault('http 503', 200, 15)], note),
                         ['masked: the program stood still for 4.0 s of it'])
        self.assertEqual(judge([fault('http 503', 200, 20)], note), ['MISSED'])
        self.assertEqual(judge([fault('http 503', 204, 15)], note), ['MISSED'])

    def test_excused(self):
        self.assertEqual(judge([fault('mute', 200, 1)])[0][:9], 'too short')
        self.assertEqual(judge([fault('http 503', 200, 5)])[0][:9], 'too short')
        self.assertEqual(judge([fault('mute', 200, 10)], event(150, 'refused'))[0],
                         'masked: no stream was up')
        dialled = event(203, 'retry', 'CONNECTING')
        self.assertEqual(judge([fault('http-stream 503', 200, 9)])[0], 'masked: nobody dialled')
        self.assertEqual(judge([fault('http-stream 503', 200, 9)], dialled)[0], 'MISSED')
        self.assertEqual(judge([fault('http-stream 503', 200, 9)], dialled,
                               event(203.1, 'handshake'))[0], 'in the log')
        both = [fault('reset', 200, 0), fault('mute', 201, 9, 2)]
        self.assertEqual(judge(both, event(200.1, 'closed-by-peer', 'WARMING'))[1],
                         'masked by reset')
        self.assertEqual(judge([fault('slow 500', 200, 10)]), ['borne by rule'])
        self.assertEqual(judge([fault('mute 10%', 200, 10)]), ['borne by rule'])


class Growth(unittest.TestCase):
    def test_flat(self):
        figures, grown = find_growth(run(600), True)
        self.assertEqual(grown, [])
        self.assertEqual(figures['sources'], [30, 30])

    def test_grown(self):
        self.assertEqual(len(find_growth(run(600, rss_kib=2000), True)[1]), 1)
        self.assertEqual(find_growth(run(600, rss_kib=2000), False)[1], [])
        self.assertEqual(len(find_growth(run(600, descriptors=8), False)[1]), 1)
        self.assertEqual(len(find_growth(run(600, sources=8), False)[1]), 1)

    def test_short(self):
        self.assertEqual(find_growth(run(60, sources=100), True), ({}, []))


unittest.main()
