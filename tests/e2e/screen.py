# SPDX-License-Identifier: GPL-3.0-or-later
"""What Evertick's window says, in the words of the product: status, bar, quotes, log, footer."""
import re

import picture

COLUMNS = ('symbol', 'last', 'change', 'percent', 'bid', 'ask', 'volume', 'age', 'state')
# The border that GTK draws around a window that nobody manages, and the pixels an icon has
BORDER = 12
LEAST_RED = 30
UNITS = {'s': 1, 'm': 60, 'h': 3600, 'd': 86400}


def plain(name):
    """A name without mnemonics. GTK 4.8 joins a button's own label and its child's to one name."""
    name = name.replace('_', '')
    half = len(name) // 2
    return name[:half] if name == f'{name[:half]} {name[:half]}' else name


def to_seconds(age):
    """An age as the table prints it, such as 0.3s, 14s, 2m10s or 1h02m; None for unknown."""
    parts = re.findall(r'(\d+(?:\.\d+)?)([smhd])', age)
    if not parts or ''.join(number + unit for number, unit in parts) != age:
        return None
    return sum(float(number) * UNITS[unit] for number, unit in parts)


def to_number(text):
    """A number as the table prints it; None where there is none."""
    text = text.replace(',', '').replace('\N{MINUS SIGN}', '-').replace('%', '')
    try:
        return float(text)
    except ValueError:
        return None


class Row:
    """A row of a table: its own sentence and its cells' texts."""

    def __init__(self, node, columns=None):
        self.node = node
        self.columns = columns

    @property
    def sentence(self):
        return self.node.name

    def cell(self, index):
        label = self.node.child(index).find('label')
        return label.name if label else ''

    def __getattr__(self, name):
        if name in (self.__dict__.get('columns') or ()):
            return self.cell(self.columns.index(name))
        raise AttributeError(name)


class Screen:
    """Reads and presses the main window of a stage."""

    def __init__(self, stage):
        self.stage = stage
        self.kept = {}

    def _keep(self, key, search):
        """A node that stays as long as the window does is searched once."""
        if self.kept.get(key) is None:
            self.kept[key] = search()
        return self.kept[key]

    @property
    def status_button(self):
        return self._keep('status', lambda: self.stage.window.find(
            'push button', lambda name: name.startswith('Feed status:')))

    @property
    def status(self):
        """The status button's sentence, such as “Feed status: Live, WebSocket, Binance”."""
        return plain(self.status_button.name) if self.status_button else ''

    def has_status(self, word):
        return self.status.startswith(f'Feed status: {word},')

    def shows_red(self):
        """Whether the status button's icon is red to the eye. The window is at the top left."""
        left, top, width, height = self.status_button.place
        _, _, lines = picture.grab()
        red = 0
        for line in lines[top:top + height + BORDER]:
            part = line[left * 3:(left + width + BORDER) * 3]
            red += sum(r > 150 and g < 90 and b < 90
                       for r, g, b in zip(part[0::3], part[1::3], part[2::3]))
        return red >= LEAST_RED

    @property
    def bar(self):
        """The lasting bar's texts, or None while it is not shown."""
        bar = self._keep('bar', lambda: self.stage.window.find('status bar', 'Feed trouble'))
        if bar.size[1] == 0:
            return None
        return [label.name for label in bar.find_all('label')]

    def press_in_bar(self, name):
        bar = self.stage.window.find('status bar', 'Feed trouble')
        bar.find('push button', lambda text: plain(text) == name).press()

    def _list_of(self, table):
        return self.stage.window.find('tree table', table).find('list')

    @property
    def rows(self):
        """The rows of the quotes, from the top."""
        quotes = self._keep('quotes', lambda: self._list_of('Quotes'))
        return [Row(node, COLUMNS) for node in quotes.children]

    @property
    def symbols(self):
        return [row.symbol for row in self.rows]

    def row(self, symbol):
        for row in self.rows:
            if row.symbol == symbol:
                return row
        return None

    @property
    def drawer(self):
        """The reconnect log's table, or None while the drawer is closed."""
        return self.stage.window.find('tree table', 'Reconnect log')

    @property
    def events(self):
        """The log's rows as sentences, the newest first."""
        if self.drawer is None:
            return []
        return [node.name for node in self.drawer.find('list').children]

    @property
    def footer(self):
        panel = self._keep('footer', lambda: self.stage.window.find('panel', 'Figures of the feed'))
        return [label.name for label in panel.find_all('label')]

    def press(self, name, window='Evertick'):
        """Presses the button of that name in a window."""
        button = self.stage.find_window(window).find(
            'push button', lambda text: plain(text) == name)
        if button is None:
            raise LookupError(f'no button “{name}” in {window}')
        button.press()
