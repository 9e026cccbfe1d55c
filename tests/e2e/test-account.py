# SPDX-License-Identifier: GPL-3.0-or-later
"""A trader's first day with Angel One: an account, a symbol by its name, a token that ends."""
import os
import re
import subprocess

from harness import expect, remark, run, wait_until
from screen import Screen

ACCOUNT = 'Add Account'
MOST_TABS = 20
SYMBOL = 'Add Symbol'
SECOND = 'Angel One (second)'
RELIANCE = 'NSE:RELIANCE-EQ'
FIELDS = ('client_code', 'pin', 'api_key', 'totp_secret')


def start(stage, *options):
    """A window without symbols, at the venue that the simulator is."""
    prepare(stage, *options)
    stage.start_window()
    return Screen(stage)


def prepare(stage, *options):
    """The keyring is a file, which libsecret keeps enciphered."""
    stage.start_market('--venue', 'angel-one', *options)
    stage.write_settings(watchlist='@as []')
    os.environ.update(SECRET_BACKEND='file', SECRET_FILE_TEST_PASSWORD='of the test',
                      SECRET_FILE_TEST_PATH=str(stage.home / 'keyring'))


def keep_account(stage, name, account):
    lines = ''.join(f'{field.replace("_", "-")}={account[field]}\n' for field in FIELDS)
    subprocess.run([stage.feedctl, 'account', 'add', name], input=lines, text=True, check=True,
                   env=dict(os.environ, HOME=str(stage.home)))


def open_dialog(stage, screen):
    stage.keys('ctrl+comma')
    preferences = wait_until(lambda: stage.find_window('Preferences'), 'the preferences')
    preferences.find('page tab', 'Accounts').press()
    for end in ('Escape', None):
        preferences.find('push button', lambda name: name.endswith('Add Account…')).press()
        dialog = wait_until(lambda: stage.find_window(ACCOUNT), 'the dialog')
        if end:
            stage.keys(end, window=ACCOUNT)
            wait_until(lambda: stage.find_window(ACCOUNT) is None, 'the end of the dialog')
    hint = dialog.find('text', 'Client code').description
    wait_until(lambda: dialog.find('label', hint), 'the focus in the first entry')
    return dialog


def fill(stage, dialog, account):
    """Each field is gone to with Tab. GTK 4.8 does not tell which has the focus: its hint does, which
    the dialog shows."""
    for label, field in (('Client code', 'client_code'), ('PIN', 'pin'), ('API key', 'api_key'),
                         ('TOTP secret', 'totp_secret')):
        hint = dialog.find('text', label).description
        for _ in range(MOST_TABS):
            if dialog.find('label', hint):
                break
            stage.keys('Tab', window=ACCOUNT)
        expect(dialog.find('label', hint), f'{label} is not reached with Tab')
        stage.keys('ctrl+a', window=ACCOUNT)
        stage.type(account[field], window=ACCOUNT)


def wait_said(dialog, words):
    message = wait_until(lambda: dialog.find('status bar', lambda name: words in name), words)
    remark(message.name)


def add_account(stage, screen):
    """With a wrong PIN first."""
    account = stage.market.addresses['account']
    dialog = open_dialog(stage, screen)
    fill(stage, dialog, dict(account, pin='0000' if account['pin'] != '0000' else '1111'))
    screen.press('Test', ACCOUNT)
    wait_said(dialog, 'PIN')
    stage.keep_picture('wrong-pin')
    fill(stage, dialog, account)
    screen.press('Test', ACCOUNT)
    wait_said(dialog, 'the account works')
    stage.keep_picture('accepted')
    stage.keys('Return', window=ACCOUNT)
    wait_until(lambda: stage.find_window(ACCOUNT) is None, 'the end of the dialog')
    stage.keys('Escape', window='Preferences')
    wait_until(lambda: stage.find_window('Preferences') is None, 'the end of the preferences')


def search(stage):
    stage.keys('ctrl+n')
    dialog = wait_until(lambda: stage.find_window(SYMBOL), 'the dialog')
    stage.type('reliance', window=SYMBOL)
    wait_until(lambda: dialog.find('list item', lambda name: name.startswith(RELIANCE)),
               'the stock among what is found')
    stage.keep_picture('found')
    return dialog


def add_symbol(stage, screen):
    search(stage)
    stage.keys('Return', window=SYMBOL)
    wait_until(lambda: stage.find_window(SYMBOL) is None, 'the end of the dialog')
    wait_until(lambda: screen.symbols == [RELIANCE], 'the new row')


def find_secrets(stage, account):
    """Which secret is in which file that the program wrote. Four digits are in many a number: a PIN
    counts where it stands by itself."""
    patterns = {field: re.escape(account[field].encode()) for field in FIELDS}
    patterns['pin'] = rb'(?i)(pin|password)\W{0,4}%s|["\']%s["\']' % ((patterns['pin'],) * 2)
    return [f'{path}: {field}' for path in stage.home.rglob('*') if path.is_file()
            for field, pattern in patterns.items() if re.search(pattern, path.read_bytes())]


def test_account(stage):
    screen = start(stage)
    add_account(stage, screen)
    add_symbol(stage, screen)
    wait_until(lambda: screen.has_status('Live'), 'Live')
    wait_until(lambda: screen.row(RELIANCE).state == 'live', 'a live row')
    stage.keys('Home', 'Return')
    wait_until(lambda: stage.window.find('label', lambda name: name.startswith(f'{RELIANCE} ·')),
               'the detail of the row')
    stage.keep_picture('live')
    before = stage.market.counts()
    remark(before)
    expect(before['log_ins'] == 1, 'what was saved did not go on with the session of its test')
    stage.market.break_it('expire-token', lasting=False)
    wait_until(lambda: not screen.has_status('Live'), 'the end of the token to show')
    wait_until(lambda: screen.has_status('Live'), 'Live again')
    after = stage.market.counts()
    remark(after)
    expect(after['log_ins'] == before['log_ins'], 'there was a second log-in')
    expect(after['renewals'] == before['renewals'] + 1, 'there was not one renewal')
    stage.quit()
    found = find_secrets(stage, stage.market.addresses['account'])
    expect(not found, found)
    written = [path.name for path in stage.home.rglob('*') if path.is_file()]
    remark(written)
    for name in ('evertick.db', 'instruments.db', 'keyfile', 'keyring'):
        expect(name in written, f'{name} was not among the files searched')


def test_second_account(stage):
    """Chosen where a symbol is added. The venue does not know it: one bar says so, and what the first
    account brings is live beside it."""
    prepare(stage)
    account = stage.market.addresses['account']
    keep_account(stage, 'angel-one', account)
    keep_account(stage, 'angel-one@second', dict(account, client_code='Q771829'))
    stage.start_window()
    screen = Screen(stage)
    dialog = search(stage)
    stage.keys('alt+o', 'Down', 'Return', window=SYMBOL)
    wait_until(lambda: dialog.find('combo box', 'Account').find('label', SECOND), 'the choice')
    stage.keys('alt+a', window=SYMBOL)
    bar = stage.window.find('status bar', 'Account')
    wait_until(lambda: bar.find('label', lambda name: name.startswith(f'{SECOND} refuses the log-in')),
               'the refusal')
    expect(screen.status == f'Feed status: Log-in Refused, {SECOND}', screen.status)
    search(stage)
    stage.keys('Return', window=SYMBOL)
    wait_until(lambda: [row.state for row in screen.rows] == ['unconfirmed', 'live'], 'a live row')
    wait_until(lambda: screen.bar is None, 'the end of the second bar')
    stage.keep_picture('two-accounts')
    expect('angel-one@second:' in stage.read_setting('watchlist'), 'the account is not kept')


run(test_account, test_second_account)
