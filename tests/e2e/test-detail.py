# SPDX-License-Identifier: GPL-3.0-or-later
"""A row is opened with the keyboard, and told in full."""
from harness import expect, remark, run, wait_until
from screen import Screen


def test_detail(stage):
    stage.start_market('--venue', 'binance')
    stage.write_settings(watchlist="['binance:BTCUSDT', 'binance:ETHUSDT']")
    stage.start_window()
    screen = Screen(stage)
    wait_until(lambda: screen.has_status('Live'), 'Live')
    wait_until(lambda: screen.row('ETHUSDT').state == 'live', 'a live row')
    stage.keys('Home', 'Down', 'Return')
    heading = wait_until(lambda: stage.window.find('label', lambda name: name.startswith('ETHUSDT ·')),
                         'the heading of the row')
    remark(heading.name)
    for title in ('Last', 'Bid', 'Ask', 'Came by', 'Exchange time', 'Carried'):
        wait_until(lambda: stage.window.find('label', title), f'the fact {title}')
    expect(stage.window.find('label', 'Stream'), 'the source is not told')
    stage.keep_picture('detail')
    stage.keys('Up')
    wait_until(lambda: stage.window.find('label', lambda name: name.startswith('BTCUSDT ·')),
               'the heading of the other row')


run(test_detail)
