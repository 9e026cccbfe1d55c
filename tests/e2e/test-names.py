# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever can be pressed, typed into or chosen from has a name that a screen reader can say."""
import contextlib
import re

from harness import expect, remark, run, wait_until
from screen import Screen

INTERACTIVE = ('push button', 'toggle button', 'menu button', 'entry', 'text', 'password text',
               'spin button', 'check box', 'radio button', 'combo box', 'slider', 'link',
               'menu item', 'table row', 'tree table', 'list')
# A widget without a name of its own is called by its type
TYPE_NAME = re.compile(r'^(Gtk|Adw|Evertick)[A-Z]\w*$')
# Parts of GTK's own widgets that no program can name, with the role of what is around them
OF_GTK = {('list', 'GtkListView', 'panel'), ('list', 'GtkListBox', 'panel')}


def find_nameless(node, above=None):
    """Interactive nodes without a name. A box around one with a name needs none."""
    found = []
    if node.role in INTERACTIVE and (not node.name.strip() or TYPE_NAME.match(node.name)):
        inner = [child for child in node.children if child.role == node.role]
        named_inside = inner and inner[0].name and not TYPE_NAME.match(inner[0].name)
        about = (node.role, node.name, above.role if above else '')
        if not named_inside and about not in OF_GTK:
            found.append(f'{node} in {above}')
    for child in node.children:
        found += find_nameless(child, node)
    return found


def expect_names(stage, where):
    nameless = find_nameless(stage.app)
    expect(not nameless, f'without a name, {where}: {nameless}')
    remark(f'{where}: {sum(node.role in INTERACTIVE for node in stage.app.walk())} have names')


def start(stage, **settings):
    stage.start_market('--venue', 'binance')
    stage.write_settings(watchlist="['binance:BTCUSDT']", drawer_open='true', **settings)
    stage.start_window()
    screen = Screen(stage)
    wait_until(lambda: screen.has_status('Live'), 'Live')
    wait_until(lambda: screen.rows[0].sentence.startswith('BTCUSDT'), 'the row to be named')
    return screen


def test_window(stage):
    screen = start(stage)
    expect_names(stage, 'in the window')
    hidden = stage.window.find('status bar', 'Feed trouble').find_all('label')
    expect(not hidden, f'there is no trouble, but it is read out: {[str(node) for node in hidden]}')
    stage.market.break_it('refuse')
    wait_until(lambda: screen.bar, 'the bar')
    screen.status_button.press()
    wait_until(lambda: stage.window.find('list', 'Connections'), 'the popover')
    expect_names(stage, 'with bar and popover')
    stage.keys('Escape')
    stage.keys('F10')
    wait_until(lambda: stage.window.find('menu item'), 'the menu')
    expect_names(stage, 'with the menu')
    stage.keys('Escape')


def test_dialogs(stage):
    start(stage)
    for keys, title in (('ctrl+n', 'Add Symbol'), ('ctrl+comma', 'Preferences')):
        stage.keys(keys)
        wait_until(lambda: stage.find_window(title), title)
        expect_names(stage, f'in {title}')
        stage.keys('Escape', window=title)
        wait_until(lambda: stage.find_window(title) is None, f'the end of {title}')


def test_contradiction(stage):
    stage.start_market('--venue', 'binance')
    stage.write_settings(watchlist="['binance:BTCUSDT']", ping_interval=20000)
    stage.start_window()
    wait_until(lambda: stage.window.find('label', lambda name: 'dead-after' in name), 'the errors')
    expect_names(stage, 'with contradicting thresholds')


def test_said_once(stage):
    """A name said twice in a row is a label on top of a label that was there already."""
    start(stage)
    stage.keys('ctrl+comma')
    preferences = wait_until(lambda: stage.find_window('Preferences'), 'the preferences')
    twice = {node.name for window in (stage.window, preferences) for node in window.walk()
             if node.role in INTERACTIVE and re.fullmatch(r'(.{3,}) \1', node.name)}
    stage.keys('Escape', window='Preferences')
    expect(not twice, f'said twice: {sorted(twice)}')


def test_asked_too_much(stage):
    """A reader that counted the windows before one closed asks for one that is gone. GTK 4.8 answers
    with the last of all toplevels, and crashes where that is one that was never shown."""
    from gi.repository import GLib

    screen = start(stage)
    for keys, title in (('ctrl+n', 'Add Symbol'), ('ctrl+question', 'Shortcuts')):
        stage.keys(keys)
        wait_until(lambda: len(stage.app.children) == 2, title)
        stage.keys('Escape', window=title)
        wait_until(lambda: len(stage.app.children) == 1, f'the end of {title}')
        for index in range(1, 8):
            with contextlib.suppress(GLib.Error):
                stage.app.child(index)
        expect(stage.process.poll() is None, 'the program ended')
        wait_until(lambda: screen.has_status('Live'), 'an answer')


run(test_window, test_dialogs, test_contradiction, test_said_once, test_asked_too_much)
