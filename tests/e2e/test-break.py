# SPDX-License-Identifier: GPL-3.0-or-later
"""“Break it…”: the demo market is broken on purpose, seen to be practice, and heals."""
import re
import subprocess

from harness import PATIENCE_S, expect, remark, run, wait_until
from screen import Screen, plain

PANEL = 'Break It'
MOST_TABS = 60


def find_practice(stage):
    """What the bar of the main window says of the practice, or None."""
    label = stage.window.find('label', lambda name: name.startswith('Practice:'))
    return label.name if label is not None and label.size[1] > 0 else None


def seconds_left(text):
    match = re.search(r'(\d+) s left', text or '')
    return int(match[1]) if match else None


def open_panel(stage, screen):
    """As a user does: the status button, then the button in its popover."""
    screen.status_button.press()
    button = wait_until(lambda: stage.window.find('push button',
                                                  lambda name: plain(name) == 'Break It…'),
                        'the button in the popover')
    button.press()
    panel = wait_until(lambda: stage.find_window(PANEL), 'the panel')
    # Nobody manages windows here: it would lie on what it is about
    found = wait_until(lambda: stage.find_x_window(PANEL), 'the panel on the screen')
    subprocess.run(['xdotool', 'windowmove', *found, '760', '0'], check=True, timeout=PATIENCE_S)
    return panel


def play_mute(stage, appearance):
    stage.write_settings(drawer_open='true', appearance=f"'{appearance}'", window_width='760',
                         window_height='560')
    stage.start_window()
    screen = Screen(stage)
    wait_until(lambda: screen.has_status('Live'), 'the demo')
    panel = open_panel(stage, screen)
    expect(find_practice(stage) is None, 'a practice before it began')
    spin = wait_until(lambda: panel.find('spin button', lambda name: plain(name) == 'Duration'),
                      'the duration')
    expect(spin.value == 20, f'a duration of {spin.value}')
    screen.press('Start mute', PANEL)
    first = wait_until(lambda: seconds_left(find_practice(stage)), 'the countdown')
    expect(0 < first <= 20, f'{first} s left')
    wait_until(lambda: panel.find('push button', 'Heal mute'), 'the fault in the panel')
    wait_until(lambda: (seconds_left(find_practice(stage)) or first) < first, 'it to count down')
    wait_until(lambda: not screen.has_status('Live'), 'the status to leave Live')
    remark(f'{screen.status} while {find_practice(stage)}')
    stage.keep_picture(f'mute-{appearance}')
    return screen, panel


def test_mute(stage):
    screen, panel = play_mute(stage, 'light')
    wait_until(lambda: find_practice(stage) is None, 'the end of the fault')
    expect(panel.find('push button', 'Heal mute') is None, 'it still runs in the panel')
    wait_until(lambda: screen.has_status('Live') and screen.bar is None, 'Live again')
    events = screen.events
    expect(any('mute' in event for event in events), f'no word of it in the log: {events}')
    remark(next(event for event in events if 'mute' in event))


def test_heal_by_keyboard(stage):
    """With the keyboard alone; healed long before its time."""
    screen, panel = play_mute(stage, 'dark')
    heal = panel.find('push button', 'Heal mute')
    for _ in range(MOST_TABS):
        if heal.has('focused'):
            break
        stage.keys('shift+Tab', window=PANEL)
    expect(heal.has('focused'), 'no way to the button by keyboard')
    stage.keys('space', window=PANEL)
    wait_until(lambda: find_practice(stage) is None, 'the end of the fault')
    stage.keys('Escape', window=PANEL)
    wait_until(lambda: stage.find_window(PANEL) is None, 'the end of the panel')
    wait_until(lambda: screen.has_status('Live'), 'Live again')


def test_keys_of_the_window(stage):
    """What has a key in the main window has it in the panel too, and the panel does not keep the
    program from ending."""
    stage.start_window()
    screen = Screen(stage)
    wait_until(lambda: screen.has_status('Live'), 'the demo')
    open_panel(stage, screen)
    stage.keys('ctrl+l', window=PANEL)
    wait_until(lambda: screen.drawer, 'the drawer')
    stage.keys('ctrl+comma', window=PANEL)
    wait_until(lambda: stage.find_window('Preferences'), 'the preferences')
    stage.keys('Escape', window='Preferences')
    wait_until(lambda: stage.find_window('Preferences') is None, 'the end of the preferences')
    stage.quit(window=PANEL)
    expect(stage.read_setting('drawer-open') == 'true', 'the drawer is forgotten')


def test_not_for_real(stage):
    """Where the demo market does not play there is nothing to press."""
    stage.start_market('--venue', 'binance')
    stage.write_settings(watchlist="['binance:BTCUSDT']")
    stage.keyfile.write_text(stage.keyfile.read_text() + '\n'.join((
        '', '[io/github/evertick/Evertick/venues/demo]', f"stream-url='{stage.market.stream}'",
        f"rest-url='{stage.market.rest}'", '')))
    stage.start_window()
    screen = Screen(stage)
    wait_until(lambda: screen.has_status('Live'), 'Live')
    screen.status_button.press()
    wait_until(lambda: stage.window.find('push button', lambda name: plain(name) == 'Copy Report'),
               'the popover')
    button = stage.window.find('push button', lambda name: plain(name) == 'Break It…')
    expect(button is None or button.size[1] == 0, 'a real venue could be broken')
    stage.keys('Escape')


run(test_mute, test_heal_by_keyboard, test_keys_of_the_window, test_not_for_real)
