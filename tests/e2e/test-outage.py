# SPDX-License-Identifier: GPL-3.0-or-later
"""Stream and REST are both gone: red, with a reason, rows that age and say so, and a way back."""
from harness import expect, remark, run, wait_until
from screen import Screen, to_seconds
from watch import Watch

SHOWN_AGE_S = 14
# How long a stream that comes back has to prove itself is not what is looked at here
QUICK = {'stable_window_first': 1000, 'stable_window': 1000}


def test_everything_down(stage):
    stage.start_market('--venue', 'binance', '--rate', '60')
    stage.write_settings(watchlist="['binance:BTCUSDT', 'binance:ETHUSDT']", drawer_open='true',
                         **QUICK)
    stage.start_window()
    screen = Screen(stage)
    watch = Watch(screen)
    wait_until(lambda: watch.sample() and all(row.state == 'live' for row in screen.rows),
               'live rows')
    expect(not screen.shows_red(), 'the status is red while all is well')

    stage.market.break_it('http 503')
    watch.cut_off(stage.market.break_it('refuse'))
    wait_until(lambda: watch.sample() and screen.bar and 'no prices arrive' in screen.bar[0],
               'the bar to say that no prices arrive')
    expect(screen.has_status('Reconnecting'), screen.status)
    expect('REST' not in screen.status, f'it names a source: {screen.status}')
    trouble = screen.bar[0]
    expect('since' in trouble and len(trouble.split(': ')) >= 3, f'no reason: {trouble}')
    wait_until(lambda: watch.sample() and screen.shows_red(), 'a red status')
    watch.distrust()
    wait_until(lambda: watch.sample() and all(row.state == 'stale' for row in screen.rows),
               'stale rows')
    wait_until(lambda: watch.sample()
               and min(to_seconds(row.age) for row in screen.rows) > SHOWN_AGE_S,
               'rows that grow old')
    prices = {row.symbol: row.last for row in screen.rows}
    expect(all(to_seconds(row.age) for row in screen.rows), 'ages are gone')
    stage.keep_picture('red')
    expect(any('Backoff' in event for event in screen.events), f'nothing logged: {screen.events}')
    expect({row.symbol: row.last for row in screen.rows} == prices, 'prices moved without a source')

    watch.trust()
    stage.market.heal()
    screen.press_in_bar('Retry')
    wait_until(lambda: watch.sample() and screen.has_status('Live'), 'Live again')
    wait_until(lambda: screen.bar is None, 'the end of the bar')
    wait_until(lambda: watch.sample() and all(row.state == 'live' for row in screen.rows),
               'live rows')
    wait_until(lambda: max(to_seconds(row.age) for row in screen.rows) < SHOWN_AGE_S, 'young rows')
    expect(not screen.shows_red(), 'the status stayed red')
    remark(f'{watch.samples} samples, bar: {trouble}')


def test_nobody_there_at_the_start(stage):
    """Nothing answers from the start: it says so, promises nothing, and finds the market later."""
    stage.start_market('--venue', 'binance', '--fault', 'refuse', '--fault', 'http 503')
    stage.write_settings(watchlist="['binance:BTCUSDT']", **QUICK)
    stage.start_window()
    screen = Screen(stage)
    bar = wait_until(lambda: screen.bar and 'No prices yet' in screen.bar[0] and screen.bar,
                     'the bar to say that there are no prices')
    row = wait_until(lambda: screen.row('BTCUSDT'), 'the row')
    expect(row.last == '–' or to_seconds(row.age) is None, f'a price of nowhere: {row.last}')
    expect(row.state not in ('live', 'quiet', 'polled'), f'the row is called {row.state}')
    wait_until(lambda: 'no price yet' in row.sentence, 'the row to say that it has no price')
    wait_until(screen.shows_red, 'a red status')
    stage.keep_picture('nobody')
    stage.market.heal()
    wait_until(lambda: screen.bar is not None, 'the bar')
    screen.press_in_bar('Retry')
    wait_until(lambda: screen.has_status('Live'), 'Live')
    wait_until(lambda: screen.row('BTCUSDT').state == 'live', 'a live row')
    remark(f'bar: {bar}')


run(test_everything_down, test_nobody_there_at_the_start)
