# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the built window against the simulator on a private desktop, and says so in TAP.

A test file calls run() with its tests, functions that take a Stage. Each gets a stage of its own: a
home, a window, a simulator. Everything ends with it, whatever happens.
"""
import contextlib
import ctypes
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import time
import traceback
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
INSIDE = 'EVERTICK_E2E_INSIDE'
# The accessibility bus writes to the standard output it is given: TAP keeps another one
TAP_FD = 20
PATIENCE_S = 60 * float(os.environ.get('EVERTICK_E2E_PATIENCE', '1'))
POLL_MS = 50
PR_SET_PDEATHSIG = 1
SCHEMA_PATH = 'io/github/evertick/Evertick'
NEEDED = ('Xvfb', 'dbus-run-session', 'xdotool')


class Failure(AssertionError):
    """What a test expected and did not see."""


def say(line):
    """A line of TAP."""
    os.write(TAP_FD if INSIDE in os.environ else 1, f'{line}\n'.encode())


def remark(text):
    for line in str(text).splitlines():
        say(f'# {line}')


def expect(condition, what):
    if not condition:
        raise Failure(what)


def wait_until(condition, what, patience_s=PATIENCE_S):
    """Returns the first true value of the condition; fails after the deadline, saying what."""
    from gi.repository import GLib

    context = GLib.MainContext.default()
    deadline = time.monotonic() + patience_s
    while True:
        with contextlib.suppress(GLib.Error):
            if value := condition():
                return value
        if time.monotonic() > deadline:
            raise Failure(f'not within {patience_s:.0f} s: {what}')
        rest = GLib.timeout_source_new(POLL_MS)
        rest.set_callback(lambda *_: GLib.SOURCE_REMOVE)
        rest.attach(context)
        while not rest.is_destroyed():
            context.iteration(True)


def end_with_parent():
    """In a child: be killed should this process die without having cleaned up."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Market:
    """The simulator as a child; it ends with its standard input."""

    def __init__(self, feedctl, *arguments):
        self.process = subprocess.Popen([feedctl, 'simulate', '--until-eof', *arguments],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        preexec_fn=end_with_parent)
        line = self.process.stdout.readline()
        if not line:
            raise Failure(f'the simulator did not start: {arguments}')
        self.addresses = json.loads(line)
        self.venue = self.addresses.get('venue', 'binance')
        self.stream = self.addresses['stream']
        self.rest = self.addresses['rest']
        self.symbols = self.addresses['symbols']

    def _control(self, method, text=None):
        request = urllib.request.Request(self.addresses['control'] + '/fault', method=method,
                                         data=text.encode() if text else None)
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as reply:
            return json.load(reply)

    def break_it(self, fault, lasting=True):
        """Starts a fault; when it returns, the fault is on, or over if it is not a lasting one.
        Returns that moment."""
        answer = self._control('POST', fault)
        expect(answer['active'] or not lasting, f'{fault} is not active: {answer}')
        return time.monotonic()

    def counts(self):
        """What the venue saw of log-ins, renewals and streams."""
        with urllib.request.urlopen(self.addresses['control'] + '/counts',
                                    timeout=PATIENCE_S) as reply:
            return json.load(reply)

    def heal(self):
        self._control('DELETE')
        return time.monotonic()

    def ask(self, symbol):
        """The 24 hour figures of a symbol by REST."""
        address = f'{self.rest}/api/v3/ticker/24hr?symbol={symbol}'
        with urllib.request.urlopen(address, timeout=PATIENCE_S) as reply:
            return json.load(reply)

    def end(self):
        self.process.stdin.close()
        try:
            self.process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise Failure('the simulator did not end with its input') from None
        expect(self.process.returncode == 0, f'the simulator ended: {self.process.returncode}')


class Stage:
    """A home, a window and a simulator for one test."""

    def __init__(self, name, artefacts):
        self.name = name
        self.artefacts = artefacts
        self.home = pathlib.Path(os.environ['HOME']) / name
        self.feedctl = os.environ['EVERTICK_FEEDCTL']
        self.market = None
        self.process = None
        self.app = None
        self.log = None
        self.children = set()
        self.pictures = 0
        shutil.rmtree(self.home, ignore_errors=True)
        self.keyfile = self.home / '.config/glib-2.0/settings/keyfile'
        self.keyfile.parent.mkdir(parents=True)
        gtk = self.home / '.config/gtk-4.0'
        gtk.mkdir()
        shutil.copy(pathlib.Path(os.environ['XDG_CONFIG_HOME']) / 'gtk-4.0/settings.ini', gtk)

    def start_market(self, *arguments):
        self.market = Market(self.feedctl, *arguments)
        return self.market

    def write_settings(self, **values):
        """Presets settings of the window; the market's venue goes to it, if there is one."""
        lines = [f'[{SCHEMA_PATH}]']
        lines += [f'{key.replace("_", "-")}={value}' for key, value in values.items()]
        if self.market is not None:
            lines += ['', f'[{SCHEMA_PATH}/venues/{self.market.venue}]',
                      f"stream-url='{self.market.stream}'", f"rest-url='{self.market.rest}'"]
            if 'instruments' in self.market.addresses:
                lines.append(f"list-url='{self.market.addresses['instruments']}'")
        self.keyfile.write_text('\n'.join(lines) + '\n')

    def read_setting(self, key, group=SCHEMA_PATH):
        """A stored setting as text, or None where it has its default."""
        inside = None
        for line in self.keyfile.read_text().splitlines():
            if match := re.fullmatch(r'\[(.*)\]', line):
                inside = match[1]
            elif inside == group and line.startswith(f'{key}='):
                return line.partition('=')[2]
        return None

    def start_window(self, *arguments):
        """Starts the program and waits until its window can be read."""
        from accessible import find_application

        environment = dict(os.environ, HOME=str(self.home), GSETTINGS_BACKEND='keyfile',
                           GTK_A11Y='atspi', LC_ALL='C.UTF-8')
        for variable, folder in (('CONFIG', '.config'), ('DATA', '.local/share'),
                                 ('CACHE', '.cache'), ('STATE', '.local/state')):
            environment[f'XDG_{variable}_HOME'] = str(self.home / folder)
        self.log = open(self.artefacts / f'{self.name}.log', 'wb')
        self.process = subprocess.Popen([os.environ['EVERTICK_PROGRAM'], *arguments],
                                        env=environment, stdin=subprocess.DEVNULL,
                                        stdout=self.log, stderr=subprocess.STDOUT,
                                        preexec_fn=end_with_parent)

        def is_there():
            expect(self.process.poll() is None, f'the window ended: {self.process.returncode}')
            self.app = find_application('evertick', self.process.pid)
            return self.app is not None and self.window is not None

        wait_until(is_there, 'the window on the accessibility bus')

    @property
    def window(self):
        return self.find_window('Evertick')

    def find_window(self, name):
        """A toplevel of the program by its title, or None."""
        for node in self.app.children:
            if node.name == name:
                return node
        return None

    def note_children(self):
        """Remembers the program's own children, which have to end with it."""
        tasks = pathlib.Path(f'/proc/{self.process.pid}/task')
        for children in tasks.glob('*/children'):
            with contextlib.suppress(OSError):
                self.children.update(int(pid) for pid in children.read_text().split())
        return self.children

    def find_x_window(self, title):
        """The id of a visible X window of the program: the main one by its title, or the newest, for
        GTK's own dialogs have no title for X. Searching fails while another one ends."""
        conditions = ['--all'] if title == 'Evertick' else ['--any']
        found = subprocess.run(['xdotool', 'search', *conditions, '--onlyvisible', '--pid',
                                str(self.process.pid), '--name', f'^{title}$'],
                               capture_output=True, text=True, timeout=PATIENCE_S, check=False)
        return found.stdout.split()[-1:]

    def focus_window(self, title):
        """Gives a toplevel the keyboard: there is no window manager to do so."""
        found = wait_until(lambda: self.find_x_window(title), f'an X window called {title}')
        subprocess.run(['xdotool', 'windowfocus', '--sync', *found], check=True,
                       timeout=PATIENCE_S)

    def keys(self, *keys, window='Evertick'):
        """Presses real keys, by their X names."""
        self.focus_window(window)
        subprocess.run(['xdotool', 'key', '--clearmodifiers', *keys], check=True,
                       timeout=PATIENCE_S)

    def type(self, text, window='Evertick'):
        """Types a text with real keys."""
        self.focus_window(window)
        subprocess.run(['xdotool', 'type', '--clearmodifiers', text], check=True,
                       timeout=PATIENCE_S)

    def keep_picture(self, moment):
        """Keeps what is on the screen among the artefacts."""
        import picture

        self.pictures += 1
        path = self.artefacts / f'{self.name}-{self.pictures}-{moment}.png'
        picture.save(path)
        remark(f'picture: {path.name}')

    def quit(self, window='Evertick'):
        """Ends the window as a user does, and proves that nothing of it stays."""
        self.note_children()
        self.keys('ctrl+q', window=window)
        code = self.process.wait(PATIENCE_S)
        expect(code == 0, f'the window ended with status {code}')
        self.process = None
        wait_until(lambda: not any(is_alive(pid) for pid in self.children),
                   f'the end of the children {self.children}')

    def check_log(self):
        """The program complained of nothing."""
        complaints = [line for line in self.log_lines()
                      if re.search(r'-(WARNING|CRITICAL|ERROR) \*\*', line)]
        expect(not complaints, complaints)

    def keep_evidence(self):
        """What there was when a test failed."""
        with contextlib.suppress(Exception):
            self.keep_picture('failed')
        with contextlib.suppress(Exception):
            path = self.artefacts / f'{self.name}-failed.txt'
            path.write_text('\n'.join(self.app.dump()) + '\n')
            remark(f'tree: {path.name}')

    def log_lines(self):
        """What the program wrote."""
        path = self.artefacts / f'{self.name}.log'
        return path.read_text(errors='replace').splitlines() if path.exists() else []

    def clear(self):
        """Ends whatever is left."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        if self.log is not None:
            self.log.close()
        if self.market is not None:
            self.market.end()


def is_alive(pid):
    """Whether a process runs; one that only waits to be reaped does not."""
    try:
        stat = pathlib.Path(f'/proc/{pid}/stat').read_text()
    except OSError:
        return False
    return stat.rpartition(')')[2].split()[0] != 'Z'


def why_not():
    """What keeps these tests from running here, or None."""
    missing = [program for program in NEEDED if shutil.which(program) is None]
    if missing:
        return f'{", ".join(missing)} not installed'
    try:
        import accessible  # noqa: F401
    except (ImportError, ValueError) as error:
        return f'no Atspi for Python: {error}'
    if not pathlib.Path('/usr/share/dbus-1/services/org.a11y.Bus.service').exists():
        return 'at-spi2-core not installed'
    for variable in ('EVERTICK_PROGRAM', 'EVERTICK_FEEDCTL'):
        if not os.access(os.environ.get(variable, ''), os.X_OK):
            return f'{variable} names no program'
    return None


def play(test, number, artefacts):
    """One test on its stage; TAP on standard output. Returns whether it passed."""
    name = test.__name__.removeprefix('test_').replace('_', '-')
    stage = None
    started = time.monotonic()
    try:
        stage = Stage(f'{pathlib.Path(sys.argv[0]).stem.removeprefix("test-")}-{name}', artefacts)
        test(stage)
        if stage.process is not None:
            stage.quit()
        stage.check_log()
        failed = None
    except Exception as error:
        failed = error
        remark(traceback.format_exc())
        if stage is not None:
            stage.keep_evidence()
    try:
        if stage is not None:
            stage.clear()
    except Exception as error:
        failed = failed or error
        remark(error)
    if failed and stage is not None:
        remark('\n'.join(f'| {line}' for line in stage.log_lines()[-20:]))
    say(f'{"not ok" if failed else "ok"} {number} {name}')
    remark(f'took {time.monotonic() - started:.1f} s')
    return not failed


def run(*tests):
    """Plays the tests and exits. Starts itself again on a desktop of its own first."""
    if INSIDE not in os.environ:
        if reason := why_not():
            say(f'1..0 # SKIP {reason}')
            sys.exit(0)
        os.dup2(1, TAP_FD)
        os.dup2(2, 1)
        os.environ[INSIDE] = '1'
        # The accessibility library warns of what goes away while it is read; what the program
        # warns of is looked for in its log
        os.environ.pop('G_DEBUG', None)
        if 'ASAN_OPTIONS' in os.environ:
            # Leaks are for the tests in-process: to unwind each allocation that GTK makes a frame
            # takes longer than the frame
            os.environ['ASAN_OPTIONS'] += ':detect_leaks=0:fast_unwind_on_malloc=1'
        headless = str(ROOT / 'build-aux/headless')
        os.execv(headless, [headless, sys.executable, '-B', *sys.argv])
    end_with_parent()
    artefacts = pathlib.Path(os.environ.get('EVERTICK_ARTEFACTS', os.environ['HOME']))
    artefacts.mkdir(parents=True, exist_ok=True)
    wanted = os.environ.get('EVERTICK_E2E_ONLY')
    if wanted:
        tests = [test for test in tests if wanted in test.__name__]
    say(f'1..{len(tests)}')
    results = [play(test, number, artefacts) for number, test in enumerate(tests, 1)]
    sys.exit(0 if all(results) else 1)
