# SPDX-License-Identifier: GPL-3.0-or-later
"""The reconnect log is filtered, copied, and exported as CSV and JSON."""
import csv
import io
import json

from harness import expect, remark, run, wait_until
from screen import Screen, plain

CHOOSER = 'Export the Reconnect Log'


def start(stage):
    """A window whose log tells of a stream that ended and came back."""
    stage.start_market('--venue', 'binance')
    stage.write_settings(watchlist="['binance:BTCUSDT']", drawer_open='true',
                         stable_window_first=1000, stable_window=1000)
    stage.start_window()
    screen = Screen(stage)
    wait_until(lambda: screen.has_status('Live'), 'Live')
    stage.market.break_it('close 1001', lasting=False)
    wait_until(lambda: any('Live → Backoff' in event for event in screen.events), 'the end')
    wait_until(lambda: len(screen.events) > 1 and ', Gap, ' in screen.events[0]
               and 'Warming → Live' in screen.events[1], 'Live again, and what it cost')
    return screen


def wait_quiet(screen):
    """The log's rows once nothing is added any more."""
    wait_until(lambda: screen.has_status('Live') and screen.bar is None, 'Live')
    return screen.events


def export(stage, screen, item, path):
    """Goes through menu and file dialog as a user does."""
    screen.press('Export…')
    choice = wait_until(lambda: stage.window.find('menu item', lambda name: plain(name) == item),
                        f'{item} in the menu')
    choice.act('click', 'activate')
    chooser = wait_until(lambda: stage.find_window(CHOOSER), 'the file dialog')
    entry = wait_until(lambda: chooser.find('text', 'Name:'), 'the name in the file dialog')
    suggested = entry.text
    stage.keys('ctrl+a', window=CHOOSER)
    stage.type(str(path), window=CHOOSER)
    wait_until(lambda: entry.text == str(path), 'the typed name')
    screen.press('Export', CHOOSER)
    wait_until(lambda: stage.find_window(CHOOSER) is None, 'the end of the file dialog')
    wait_until(lambda: stage.window.find('label', 'Log exported'), 'the news of it')
    wait_until(path.exists, 'the file')
    return suggested


def test_filter(stage):
    screen = start(stage)
    everything = wait_quiet(screen)
    expect(len(everything) >= 6, everything)
    stage.keys('F6')
    stage.type('backoff')
    wait_until(lambda: 0 < len(screen.events) < len(everything), 'fewer rows')
    wait_until(lambda: all('backoff' in event.lower() for event in screen.events), 'those rows')
    expect(screen.events == [event for event in everything if 'backoff' in event.lower()],
           'other rows than those that match, or in another order')
    stage.keep_picture('filtered')
    stage.keys('ctrl+a', 'BackSpace')
    wait_until(lambda: screen.events == everything, 'all rows')


def test_export(stage):
    screen = start(stage)
    shown = wait_quiet(screen)
    folder = stage.home / 'exported'
    folder.mkdir()
    suggested = export(stage, screen, 'As CSV…', folder / 'log.csv')
    expect(suggested.endswith('.csv'), f'it suggests {suggested}')
    rows = list(csv.DictReader(io.StringIO((folder / 'log.csv').read_text())))
    suggested = export(stage, screen, 'As JSON…', folder / 'log.json')
    expect(suggested.endswith('.json'), f'it suggests {suggested}')
    events = json.loads((folder / 'log.json').read_text())
    expect(len(rows) == len(shown), f'{len(rows)} rows of CSV for {len(shown)} on the screen')
    expect(len(events) == len(shown), f'{len(events)} of JSON for {len(shown)} on the screen')
    for row, event, sentence in zip(rows, events, reversed(shown)):
        expect({key: str(event.get(key, '')) for key in ('from', 'to', 'connection', 'lost')}
               == {key: row[key] for key in ('from', 'to', 'connection', 'lost')},
               f'{row} is not {event}')
        # The window puts a gap into words of its own
        expect(('Gap' if event['kind'] == 'gap' else event['text']) in sentence,
               f'{event} is not {sentence}')
    remark(rows[-1])
    remark(events[-1])


def test_copy(stage):
    """What is copied arrives at the clipboard: it is pasted into the filter of the quotes."""
    screen = start(stage)
    shown = wait_quiet(screen)
    screen.press('Copy the log')
    wait_until(lambda: stage.window.find('label', 'Log copied'), 'the news of it')
    stage.keys('ctrl+f')
    entry = stage.window.find('entry', 'Filter symbols')
    stage.keys('ctrl+v')
    pasted = wait_until(lambda: entry.text, 'the clipboard')
    rows = list(csv.DictReader(io.StringIO(pasted)))
    expect(len(rows) == len(shown), f'{len(rows)} rows for {len(shown)} on the screen: {pasted}')


run(test_filter, test_export, test_copy)
