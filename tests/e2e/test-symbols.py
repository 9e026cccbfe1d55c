# SPDX-License-Identifier: GPL-3.0-or-later
"""Symbols are added by name, refused in words, removed, and brought back."""
from harness import expect, remark, run, wait_until
from screen import Screen

DIALOG = 'Add Symbol'


def start(stage, *symbols):
    stage.start_market('--venue', 'binance')
    stage.write_settings(watchlist=str([f'binance:{symbol}' for symbol in symbols]))
    stage.start_window()
    screen = Screen(stage)
    wait_until(lambda: screen.has_status('Live'), 'Live')
    return screen


def open_dialog(stage):
    stage.keys('ctrl+n')
    return wait_until(lambda: stage.find_window(DIALOG), 'the dialog')


def wait_closed(stage):
    wait_until(lambda: stage.find_window(DIALOG) is None, 'the end of the dialog')


def stored(stage):
    """The watchlist on the disk."""
    return stage.read_setting('watchlist')


def test_add(stage):
    screen = start(stage, 'BTCUSDT')
    open_dialog(stage)
    stage.type('ethusdt', window=DIALOG)
    stage.keep_picture('typed')
    screen.press('Add', DIALOG)
    wait_closed(stage)
    wait_until(lambda: screen.symbols == ['BTCUSDT', 'ETHUSDT'], 'the new row')
    wait_until(lambda: screen.row('ETHUSDT').state == 'live', 'a live new row')
    expect(stored(stage) == "['binance:BTCUSDT', 'binance:ETHUSDT']", stored(stage))
    stage.keep_picture('added')


def test_wrong_symbol(stage):
    screen = start(stage, 'BTCUSDT')
    dialog = open_dialog(stage)
    stage.type('NOSUCH', window=DIALOG)
    screen.press('Add', DIALOG)
    message = wait_until(lambda: dialog.find('status bar', lambda name: 'NOSUCH' in name),
                         'a message that names the symbol')
    expect('list knows' in message.name, message.name)
    remark(message.name)
    expect(stage.find_window(DIALOG), 'the dialog went away')
    expect(screen.symbols == ['BTCUSDT'], screen.symbols)
    expect(stored(stage) == "['binance:BTCUSDT']", stored(stage))
    stage.keep_picture('refused')
    stage.type('X', window=DIALOG)
    wait_until(lambda: not dialog.find('status bar', lambda name: 'NOSUCH' in name),
               'the message to go with the next letter')
    stage.keys('Escape', window=DIALOG)
    wait_closed(stage)


def test_twice(stage):
    """A symbol that is there already is refused in words, or taken as it is; never shown twice."""
    screen = start(stage, 'BTCUSDT')
    open_dialog(stage)
    stage.type('BTCUSDT', window=DIALOG)
    stage.keys('Return', window=DIALOG)
    dialog = stage.find_window(DIALOG)
    message = wait_until(lambda: dialog.find('status bar', lambda name: 'BTCUSDT' in name),
                         'a message that names the symbol')
    remark(message.name)
    expect(screen.symbols == ['BTCUSDT'], screen.symbols)
    screen.press('Cancel', DIALOG)
    wait_closed(stage)


def test_remove_and_undo(stage):
    screen = start(stage, 'BTCUSDT', 'ETHUSDT', 'SOLUSDT')
    wait_until(lambda: len(screen.rows) == 3, 'three rows')
    stage.keys('Home', 'Down')
    wait_until(lambda: screen.row('ETHUSDT').node.has('selected'), 'a selected row')
    stage.keys('Delete')
    wait_until(lambda: screen.symbols == ['BTCUSDT', 'SOLUSDT'], 'the row to go')
    expect(stored(stage) == "['binance:BTCUSDT', 'binance:SOLUSDT']", stored(stage))
    wait_until(lambda: stage.window.find('label', '1 symbol removed'), 'the news of it')
    stage.keep_picture('removed')
    screen.press('Undo')
    wait_until(lambda: screen.symbols == ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'],
               'the row in its old place')
    wait_until(lambda: screen.row('ETHUSDT').state == 'live', 'a live row')
    expect(stored(stage) == "['binance:BTCUSDT', 'binance:ETHUSDT', 'binance:SOLUSDT']",
           stored(stage))


def test_remove_all(stage):
    """Without symbols it says so, and grey; a symbol starts it again."""
    screen = start(stage, 'BTCUSDT')
    stage.keys('Home', 'Delete')
    wait_until(lambda: screen.symbols == [], 'no rows')
    wait_until(lambda: screen.status == 'Feed status: no symbols', 'the status to say so')
    stage.keep_picture('empty')
    open_dialog(stage)
    stage.type('SOLUSDT', window=DIALOG)
    stage.keys('Return', window=DIALOG)
    wait_closed(stage)
    wait_until(lambda: screen.symbols == ['SOLUSDT'] and screen.has_status('Live'), 'Live')


run(test_add, test_wrong_symbol, test_twice, test_remove_and_undo, test_remove_all)
