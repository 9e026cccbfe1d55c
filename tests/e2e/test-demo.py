# SPDX-License-Identifier: GPL-3.0-or-later
"""The first start needs nothing: a demo market plays, and nothing of it can be taken for real."""
import os
import re
import signal

from harness import expect, remark, run, wait_until
from screen import Screen, to_number, to_seconds

LEAST_ROWS = 10


def find_live_without_demo(stage):
    """Names outside the tables that say “Live” and do not say that it is a demo."""
    tables = {name for table in stage.window.find_all('tree table')
              for name in (node.name for node in table.walk())}
    return [node.name for node in stage.app.walk()
            if re.search(r'\bLive\b', node.name) and not re.search(r'\bDemo\b', node.name, re.I)
            and node.name not in tables]


def test_first_start(stage):
    stage.start_window()
    screen = Screen(stage)
    wait_until(lambda: screen.rows and all(to_number(row.last) for row in screen.rows),
               'a price in every row')
    expect(len(screen.rows) >= LEAST_ROWS, f'only {screen.symbols}')
    wait_until(lambda: 'demo market' in screen.status and screen.has_status('Live'), 'the demo')
    expect(screen.status == 'Feed status: Live, WebSocket, demo market', screen.status)
    wait_until(lambda: stage.window.find('label', 'DEMO'), 'the word DEMO beside the status')
    expect(stage.window.find('label', 'Demo · Live · WebSocket'), 'the status button says no Demo')
    for row in screen.rows:
        expect(', demo market,' in row.sentence, f'a row that could be real: {row.sentence}')
        badge = row.node.child(0).find('label', 'DEMO')
        expect(badge and badge.size[0] > 0, f'no badge on {row.symbol}')
    wait_until(lambda: {row.state for row in screen.rows} <= {'live', 'quiet'}, 'rows that live')
    wait_until(lambda: all(to_seconds(row.age) is not None for row in screen.rows), 'ages')
    before = {row.symbol: row.last for row in screen.rows}
    wait_until(lambda: {row.symbol: row.last for row in screen.rows} != before, 'moving prices')
    plain_live = find_live_without_demo(stage)
    expect(not plain_live, f'nothing may be called live here: {plain_live}')
    expect(screen.bar is None, f'trouble: {screen.bar}')
    stage.keep_picture('demo')
    screen.status_button.press()
    wait_until(lambda: stage.window.find('label', lambda name: name.startswith('Demo')
                                         and 'Live' in name), 'the popover')
    plain_live = find_live_without_demo(stage)
    expect(not plain_live, f'nothing may be called live here: {plain_live}')
    stage.keys('Escape')
    expect(len(stage.note_children()) == 1, f'one demo market, not {stage.children}')


def test_market_dies(stage):
    """The demo market is killed: the window says so and starts another."""
    stage.start_window()
    screen = Screen(stage)
    wait_until(lambda: screen.has_status('Live'), 'the demo')
    first = set(stage.note_children())
    expect(len(first) == 1, f'one demo market, not {first}')
    expect(screen.bar is None, f'trouble: {screen.bar}')
    os.kill(next(iter(first)), signal.SIGKILL)
    bar = wait_until(lambda: any('stopped' in text for text in screen.bar or []) and screen.bar,
                     'the bar to say that the demo market stopped')
    wait_until(lambda: stage.note_children() - first, 'another demo market')
    wait_until(lambda: screen.has_status('Live') and screen.bar is None, 'the demo again')
    wait_until(lambda: {row.state for row in screen.rows} <= {'live', 'quiet'}, 'rows that live')
    remark(f'bar: {bar}')


run(test_first_start, test_market_dies)
