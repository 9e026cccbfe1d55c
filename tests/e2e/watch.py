# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the quotes again and again and holds that they never lie about their age and state."""
import time

from harness import PATIENCE_S, expect
from screen import to_number, to_seconds

# Ages are drawn four times and told to a screen reader once a second; the rest is for a busy machine
LAG_S = 1.25 + PATIENCE_S / 20


class Watch:
    """Samples of every row; the facts it holds them against are set as the test makes them."""

    def __init__(self, screen):
        self.screen = screen
        self.started = time.monotonic()
        self.outage = None
        self.settled = {}
        self.distrusted = set()
        self.lasts = {}
        self.samples = 0

    def cut_off(self, moment):
        """From that moment on nothing whatever is given to the window."""
        self.outage = moment

    def distrust(self):
        """From now on no row may be called live."""
        self.distrusted = set(self.screen.symbols)

    def trust(self):
        """Data may come again."""
        self.outage = None
        self.settled.clear()
        self.distrusted.clear()

    def sample(self):
        """Reads every row once; fails where one lies. Always true, to stand before an `and`."""
        for row in self.screen.rows:
            symbol = row.symbol
            before = time.monotonic()
            age, state, last = row.age, row.state, row.last
            self._check_age(symbol, age, before)
            expect(not (symbol in self.distrusted and state == 'live'),
                   f'{symbol} is called live while nothing streams')
            self.lasts.setdefault(symbol, []).append(to_number(last))
        self.samples += 1
        return True

    def _check_age(self, symbol, text, before):
        age = to_seconds(text)
        if age is None:
            expect(self.outage is None, f'{symbol} lost its age in an outage: {text}')
            return
        expect(age <= time.monotonic() - self.started + LAG_S,
               f'{symbol} is {text} old, older than the window')
        if self.outage is None:
            return
        least = before - self.outage - LAG_S
        expect(age >= least, f'{symbol} claims to be {text} old, nothing came for {least:.1f} s')
        if least > 0:
            expect(age >= self.settled.get(symbol, 0),
                   f'{symbol} grew younger in an outage: {self.settled.get(symbol)} s to {text}')
            self.settled[symbol] = age

    def count_prices(self, symbol):
        """How often the last price was another than the one before, since forget_prices()."""
        lasts = self.lasts.get(symbol, [])
        return sum(a != b for a, b in zip(lasts, lasts[1:]))

    def forget_prices(self):
        self.lasts.clear()
