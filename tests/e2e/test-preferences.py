# SPDX-License-Identifier: GPL-3.0-or-later
"""Thresholds: a bad combination is refused with every error, a good one is stored and used."""
from harness import expect, remark, run, wait_until
from screen import Screen, plain

WINDOW = 'Preferences'


def open_preferences(stage):
    stage.keys('ctrl+comma')
    return wait_until(lambda: stage.find_window(WINDOW), 'the preferences')


def find_spin(preferences, title):
    spin = preferences.find('spin button', lambda name: plain(name) == title)
    expect(spin, f'no threshold is called {title}')
    return spin


def find_apply(preferences):
    return preferences.find('push button', lambda name: plain(name) == 'Apply')


def find_errors(preferences):
    """The errors shown, a line each."""
    alert = preferences.find('alert')
    return alert.name.splitlines() if alert and alert.size[1] > 0 and 'Gtk' not in alert.name else []


def start(stage, **settings):
    stage.start_market('--venue', 'binance')
    stage.write_settings(watchlist="['binance:BTCUSDT']", **settings)
    stage.start_window()
    return Screen(stage)


def test_bad_combination(stage):
    screen = start(stage)
    wait_until(lambda: screen.has_status('Live'), 'Live')
    before = stage.keyfile.read_text()
    preferences = open_preferences(stage)
    apply = find_apply(preferences)
    expect(not apply.has('sensitive'), 'nothing is changed, but it can be applied')
    find_spin(preferences, 'Ping Interval').value = 20000
    errors = wait_until(lambda: find_errors(preferences), 'an error')
    expect(len(errors) == 1 and 'dead-after' in errors[0] and 'ping-interval' in errors[0], errors)
    find_spin(preferences, 'Shortest Silence').value = 9000
    find_spin(preferences, 'Shortest Wait').value = 50000
    errors = wait_until(lambda: len(find_errors(preferences)) >= 3 and find_errors(preferences),
                        'every error')
    for key in ('dead-after', 'silence-initial', 'backoff-base'):
        expect(any(key in error for error in errors), f'{key} is not in {errors}')
    expect(not apply.has('sensitive'), 'it can be applied in spite of its errors')
    stage.keep_picture('refused')
    stage.keys('Escape', window=WINDOW)
    wait_until(lambda: stage.find_window(WINDOW) is None, 'the end of the preferences')
    expect(stage.keyfile.read_text() == before, 'something was stored')
    expect(screen.has_status('Live'), f'the feed was disturbed: {screen.status}')
    preferences = open_preferences(stage)
    expect(find_spin(preferences, 'Ping Interval').value == 10000, 'a refused value was kept')
    expect(not find_errors(preferences), 'errors of last time')
    remark(errors)
    stage.keys('Escape', window=WINDOW)


def test_good_combination(stage):
    screen = start(stage)
    wait_until(lambda: screen.has_status('Live'), 'Live')
    preferences = open_preferences(stage)
    find_spin(preferences, 'Poll Interval').value = 2000
    find_spin(preferences, 'Longest Silence').value = 20000
    apply = find_apply(preferences)
    wait_until(lambda: apply.has('sensitive'), 'to be allowed to apply')
    expect(stage.read_setting('poll-interval') is None, 'stored before it was applied')
    apply.press()
    wait_until(lambda: stage.read_setting('poll-interval') == '2000', 'the value on the disk')
    expect(stage.read_setting('silence-max') == '20000', stage.read_setting('silence-max'))
    wait_until(lambda: not apply.has('sensitive'), 'nothing more to apply')
    expect(not find_errors(preferences), find_errors(preferences))
    preferences.find('push button', 'Reset Poll Interval to default').press()
    wait_until(lambda: find_spin(preferences, 'Poll Interval').value == 1000, 'the default')
    stage.keep_picture('stored')
    stage.keys('Escape', window=WINDOW)
    wait_until(lambda: stage.find_window(WINDOW) is None, 'the end of the preferences')
    expect(stage.read_setting('poll-interval') == '2000', 'a reset was stored without Apply')
    stage.market.break_it('refuse')
    wait_until(lambda: screen.bar and 'each row every 2 s' in screen.bar[0],
               'polling with the new interval')


def test_bad_file(stage):
    """Settings that contradict each other on the disk: no feed on a guess, but all errors."""
    screen = start(stage, ping_interval=20000, silence_min=9000)
    problem = wait_until(lambda: stage.window.find('label', lambda name: 'dead-after' in name),
                         'the errors')
    expect('silence-initial' in problem.name, f'not every error: {problem.name}')
    stage.keep_picture('contradiction')
    screen.press('Reset to Defaults')
    wait_until(lambda: screen.has_status('Live'), 'Live')
    wait_until(lambda: screen.row('BTCUSDT').state == 'live', 'a live row')
    expect(stage.read_setting('ping-interval') in (None, '10000'), 'the bad value is still stored')


run(test_bad_combination, test_good_combination, test_bad_file)
