#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-count-tests.py ROOT: proves that build-aux/count-tests counts honestly."""
import json
import pathlib
import subprocess
import sys
import tempfile

COUNT = pathlib.Path(sys.argv[1], 'build-aux', 'count-tests')
# (what, entries of the log as (result, stdout), exit status, line)
CASES = [
    ('cases of a TAP program', [('OK', '1..2\nok 1 /a\nok 2 /b\n')], 0, '2 passed, 0 failed'),
    ('a plan at the end', [('OK', 'ok 1 /a\n# words\n1..1\n')], 0, '1 passed, 0 failed'),
    ('a program without TAP', [('OK', 'all is well\n')], 0, '1 passed, 0 failed'),
    ('one that fails', [('FAIL', '')], 1, '0 passed, 1 failed'),
    ('a failed case', [('FAIL', '1..2\nok 1 /a\nnot ok 2 /b\n')], 1, '1 passed, 1 failed'),
    ('a crash after good cases', [('ERROR', '1..3\nok 1 /a\n')], 1, '1 passed, 2 failed'),
    ('a crash at the very end', [('ERROR', '1..1\nok 1 /a\n')], 1, '1 passed, 1 failed'),
    ('a case that never ran', [('OK', '1..2\nok 1 /a\n')], 1, '1 passed, 1 failed'),
    ('a time-out', [('TIMEOUT', '')], 1, '0 passed, 1 failed'),
    ('a skipped case', [('OK', '1..2\nok 1 /a\nok 2 /b # SKIP no captures\n')], 0,
     '1 passed, 0 failed, 1 skipped'),
    ('a skipped program', [('OK', '1..1\nok 1 /a\n'), ('SKIP', '1..0 # SKIP none\n')], 0,
     '1 passed, 0 failed, 1 skipped'),
    ('nothing but skips', [('SKIP', '1..0 # SKIP none\n')], 1, '0 passed, 1 failed, 1 skipped'),
    ('an empty run', [], 1, '0 passed, 1 failed'),
    ('the sum of programs', [('OK', '1..1\nok 1 /a\n'), ('OK', ''), ('FAIL', 'x')], 1,
     '2 passed, 1 failed'),
]


def main():
    held = True
    print(f'1..{len(CASES)}')
    for number, (what, entries, status, line) in enumerate(CASES, 1):
        with tempfile.NamedTemporaryFile('w', suffix='.json', encoding='utf-8') as log:
            for result, stdout in entries:
                log.write(json.dumps({'result': result, 'stdout': stdout}) + '\n')
            log.flush()
            done = subprocess.run([sys.executable, '-B', COUNT, log.name], capture_output=True,
                                  text=True, check=False)
        good = done.returncode == status and done.stdout == line + '\n'
        held = held and good
        print(f'{"ok" if good else "not ok"} {number} {what}')
        if not good:
            print(f'# expected {status} "{line}", got {done.returncode} "{done.stdout.strip()}"')
    return 0 if held else 1


if __name__ == '__main__':
    sys.exit(main())
