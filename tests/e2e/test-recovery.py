# SPDX-License-Identifier: GPL-3.0-or-later
"""A stream falls silent while REST goes on: the window says so, polls, and comes back."""
from harness import expect, remark, run, wait_until
from screen import Screen, to_number
from watch import Watch

SYMBOL = 'BTCUSDT'


def expect_in_order(events, parts):
    """The parts occur in the events (oldest first), in that order."""
    rest = iter(events)
    for part in parts:
        expect(any(part in event for event in rest), f'no “{part}” in its place in {events}')


def start(stage, **settings):
    stage.start_market('--venue', 'binance', '--rate', '60')
    stage.write_settings(watchlist=f"['binance:{SYMBOL}', 'binance:ETHUSDT']", drawer_open='true',
                         **settings)
    stage.start_window()
    screen = Screen(stage)
    watch = Watch(screen)
    wait_until(lambda: watch.sample() and screen.has_status('Live'), 'Live')
    wait_until(lambda: watch.sample() and screen.row(SYMBOL).state == 'live', 'a live row')
    return screen, watch


def test_mute_stream(stage):
    screen, watch = start(stage)
    expect(screen.bar is None, f'there is no trouble, but the bar says {screen.bar}')
    expect('WebSocket, Binance' in screen.status, screen.status)
    known = len(screen.events)
    stage.keep_picture('live')

    stage.market.break_it('mute')
    wait_until(lambda: watch.sample() and screen.has_status('Polling'), 'Polling')
    expect(screen.status == 'Feed status: Polling, REST, Binance', screen.status)
    bar = wait_until(lambda: screen.bar, 'the lasting bar')
    expect('stream mute' in bar[0] and 'since' in bar[0], f'the bar names no cause: {bar}')
    expect(bar[1], 'the bar does not say what happens next')
    wait_until(lambda: watch.sample() and all(row.state == 'polled' for row in screen.rows),
               'every row to say polled')
    watch.distrust()
    watch.forget_prices()
    wait_until(lambda: watch.sample() and watch.count_prices(SYMBOL) >= 3,
               'prices that go on by polling')
    shown, given = to_number(screen.row(SYMBOL).last), float(stage.market.ask(SYMBOL)['lastPrice'])
    expect(abs(shown - given) < given / 100, f'shows {shown}, the market is at {given}')
    stage.keep_picture('polling')
    events = screen.events[::-1]
    expect_in_order(events[known:], ['Live → Suspect', '→ Backoff, polling'])
    expect(any('stream mute' in event for event in events), f'no cause in the log: {events}')

    watch.trust()
    stage.market.heal()
    wait_until(lambda: watch.sample() and screen.has_status('Live'), 'Live again')
    wait_until(lambda: screen.bar is None, 'the end of the bar')
    wait_until(lambda: watch.sample() and all(row.state == 'live' for row in screen.rows),
               'live rows')
    events = screen.events[::-1]
    expect_in_order(events[known:], ['→ Backoff, polling', '→ Connecting, polling',
                                     '→ Warming, polling', 'Warming → Live'])
    stage.keep_picture('live-again')
    remark(f'{watch.samples} samples, log: {events}')


def test_lost_connection(stage):
    """The venue ends the stream: no silence has to be waited for, and the log says who ended it."""
    screen, watch = start(stage, stable_window_first=1000, stable_window=1000)
    known = len(screen.events)
    stage.market.break_it('refuse')
    wait_until(lambda: watch.sample() and screen.has_status('Polling'), 'Polling')
    wait_until(lambda: watch.sample() and all(row.state == 'polled' for row in screen.rows),
               'every row to say polled')
    watch.distrust()
    bar = wait_until(lambda: screen.bar, 'the lasting bar')
    expect('Polling, each row every' in bar[0], f'the bar does not say how often: {bar}')
    watch.trust()
    stage.market.heal()
    screen.press_in_bar('Retry')
    wait_until(lambda: watch.sample() and screen.has_status('Live'), 'Live again')
    wait_until(lambda: screen.bar is None, 'the end of the bar')
    expect_in_order(screen.events[::-1][known:],
                    ['Live → Backoff, polling', '→ Warming, polling', 'Warming → Live'])
    wait_until(lambda: screen.footer[3] == 'gaps 1', 'the gap to be counted')


run(test_mute_stream, test_lost_connection)
