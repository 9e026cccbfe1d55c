# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything without a mouse: real keys, as an X server sends them."""
from harness import expect, run, wait_until
from screen import Screen, plain


def start(stage, **settings):
    stage.start_market('--venue', 'binance')
    stage.write_settings(watchlist="['binance:BTCUSDT', 'binance:ETHUSDT', 'binance:ETHBTC']",
                         **settings)
    stage.start_window()
    screen = Screen(stage)
    wait_until(lambda: screen.has_status('Live'), 'Live')
    return screen


def test_drawer_and_filter(stage):
    screen = start(stage)
    expect(screen.drawer is None, 'the drawer is open')
    stage.keys('ctrl+l')
    wait_until(lambda: screen.drawer, 'the drawer')
    stage.keys('ctrl+l')
    wait_until(lambda: screen.drawer is None, 'the end of the drawer')

    stage.keys('ctrl+f')
    entry = stage.window.find('entry', 'Filter symbols')
    wait_until(lambda: entry.has('focused') or entry.find(test=lambda node: node.has('focused')),
               'the filter to have the focus')
    stage.type('eth')
    wait_until(lambda: screen.symbols == ['ETHUSDT', 'ETHBTC'], 'the rows that match')
    stage.type('q')
    wait_until(lambda: screen.symbols == [], 'no row')
    stage.keep_picture('no-match')
    stage.keys('Escape')
    wait_until(lambda: len(screen.symbols) == 3, 'all rows')
    stage.keys('Home')
    stage.type('btcu')
    wait_until(lambda: screen.symbols == ['BTCUSDT'], 'a filter by just typing')
    stage.keys('Escape')
    wait_until(lambda: len(screen.symbols) == 3, 'all rows')


def test_retry(stage):
    screen = start(stage, drawer_open='true', backoff_min=20000, backoff_base=20000,
                   backoff_max=60000)
    stage.market.break_it('refuse')
    wait_until(lambda: screen.bar and screen.bar[1].startswith('Next try in 1'), 'a long wait')
    stage.market.heal()
    stage.keys('F5')
    wait_until(lambda: any('as asked' in event or 'retry' in event.lower()
                           for event in screen.events), f'the log to say who asked')
    wait_until(lambda: screen.has_status('Live'), 'Live')


def test_menu_and_windows(stage):
    start(stage)
    stage.keys('F10')
    wait_until(lambda: len(stage.window.find_all('menu item')) >= 6, 'the menu')
    names = [plain(item.name) for item in stage.window.find_all('menu item')]
    for name in ('Add Symbol…', 'Retry Now', 'Preferences', 'Keyboard Shortcuts', 'About Evertick'):
        expect(name in names, f'{name} is not in the menu: {names}')
    stage.keep_picture('menu')
    stage.keys('Escape')
    stage.keys('ctrl+question')
    shortcuts = wait_until(lambda: [node for node in stage.app.children
                                    if node.find('label', 'Add symbol')], 'the shortcuts window')
    stage.keep_picture('shortcuts')
    stage.keys('Escape', window=shortcuts[0].name or 'Shortcuts')
    wait_until(lambda: len(stage.app.children) == 1, 'the end of the shortcuts window')
    stage.keys('F10', 'Up', 'Return')
    about = wait_until(lambda: [node for node in stage.app.children
                                if node.find('label', '0.3.0') or node.find(name='0.3.0')],
                       'the about window')
    stage.keep_picture('about')
    stage.keys('Escape', window=about[0].name or 'About')
    wait_until(lambda: len(stage.app.children) == 1, 'the end of the about window')


def test_panes(stage):
    """F6 goes round: quotes, log, status; Tab leaves the quotes at once."""
    start(stage, drawer_open='true')

    def has_focus(role, name):
        node = stage.window.find(role, name)
        return node and node.find(test=lambda inner: inner.has('focused'))

    def is_status(name):
        return name.startswith('Feed status')

    wait_until(lambda: has_focus('tree table', 'Quotes'), 'the focus in the quotes at the start')
    stage.keys('F6')
    wait_until(lambda: has_focus('entry', 'Filter the reconnect log'), 'the focus in the log')
    stage.keys('F6')
    wait_until(lambda: has_focus('push button', is_status), 'the focus on the status')
    stage.keys('F6')
    wait_until(lambda: has_focus('tree table', 'Quotes'), 'the focus in the quotes')
    stage.keys('Tab')
    wait_until(lambda: has_focus('entry', 'Filter the reconnect log'), 'the focus in the log')
    stage.keys('shift+F6')
    wait_until(lambda: has_focus('tree table', 'Quotes'), 'the focus in the quotes')


run(test_drawer_and_filter, test_retry, test_menu_and_windows, test_panes)
