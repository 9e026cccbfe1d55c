# SPDX-License-Identifier: GPL-3.0-or-later
"""Licences, words and documents."""
import pathlib
import re

from tree import BINARY

NO_HEADER = re.compile(r'^(LICENSES/|\.reuse/)|\.license$|\.json$|\.md$|^\.editorconfig$|^\.gitignore$'
                       r'|(^|/)meson(_options)?\.(build|txt)$|^\.uncrustify\.cfg$'
                       r'|^tests/fuzz/.*corpus.*/|/fixtures/|^COPYING')
SPDX = re.compile(r'SPDX-License-Identifier: ([A-Za-z0-9.+-]+(?: (?:AND|OR) [A-Za-z0-9.+-]+)*)')
LIBRARY, REST, FREE = 'LGPL-2.1-or-later', 'GPL-3.0-or-later', 'CC0-1.0'
# Written apart, or this list would find itself
WORDS = [first + second for first, second in (
    ('flat', 'hub'), ('snap', 'craft'), ('app', ' store'), ('git', 'lab.com'), ('bit', 'bucket'),
    ('/wo', 'rk/'), ('by an ', 'AI'), ('Clau', 'de'), ('Chat', 'GPT'), ('lorem', ' ipsum'))]
LINK = re.compile(r'\]\(([^)#\s]+)(?:#[^)]*)?\)')
QUOTED = re.compile(r'`([^`\n]+)`')
FOLDERS = re.compile(r'^(src|tests|data|docs|po|build-aux|\.ci|LICENSES)(/|$)')
PATH = re.compile(r'^[\w.@/-]+$')


def check_spdx(tree):
    """Every file names its licence in its first lines, and the one of its folder."""
    bad = []
    for name in tree.files:
        if BINARY.search(name) or NO_HEADER.search(name):
            continue
        head = '\n'.join(tree.read(name).splitlines()[:5])
        match = SPDX.search(head)
        if not match:
            bad.append(f'{name}: no SPDX-License-Identifier in its first lines')
            continue
        if re.search(r'^src/feed/.*\.[ch]$', name) and match[1] != LIBRARY:
            bad.append(f'{name}: {match[1]}, but the library is {LIBRARY}')
        elif re.search(r'^src/(app|cli|simulator|accounts)/.*\.[ch]$', name) and match[1] != REST:
            bad.append(f'{name}: {match[1]}, but this folder is {REST}')
        elif match[1] not in (LIBRARY, REST, FREE):
            bad.append(f'{name}: {match[1]} is not among our licences')
    return bad


def check_licences(tree):
    """The text of every licence is here."""
    return [f'LICENSES/{licence}.txt: missing' for licence in (LIBRARY, REST, FREE)
            if not tree.exists(f'LICENSES/{licence}.txt')]


def check_words(tree):
    """No words that have no place here."""
    bad = []
    for name in tree.files:
        if BINARY.search(name) or name.startswith('LICENSES/'):
            continue
        for number, line in enumerate(tree.read(name).splitlines(), 1):
            bad += [f'{name}:{number}: "{word}"' for word in WORDS if word.lower() in line.lower()]
    return bad


def check_whitespace(tree):
    """No tabs to indent, no blanks at the end of a line, a newline at the end of a file."""
    bad = []
    for name in tree.files:
        if BINARY.search(name) or re.search(r'^LICENSES/|/fixtures/|corpus|\.po$', name):
            continue
        text = tree.read(name)
        if text and not text.endswith('\n'):
            bad.append(f'{name}: no newline at the end')
        for number, line in enumerate(text.splitlines(), 1):
            if line != line.rstrip(' \t') or line.startswith('\t'):
                bad.append(f'{name}:{number}: white space')
    return bad


def documents(tree):
    return [name for name in tree.matching(r'^[A-Z]+\.md$|^docs/.*\.md$')]


def check_documents(tree):
    """The documents name only files that exist."""
    bad = []
    for name in documents(tree):
        folder = pathlib.PurePosixPath(name).parent
        text = re.sub(r'```.*?```', lambda block: '\n' * block[0].count('\n'), tree.read(name),
                      flags=re.S)
        for number, line in enumerate(text.splitlines(), 1):
            for target in LINK.findall(line):
                if not re.match(r'[a-z]+:', target) and not tree.exists((folder / target).as_posix()):
                    bad.append(f'{name}:{number}: {target} does not exist')
            for quoted in QUOTED.findall(line):
                word = quoted.split()[0].rstrip('/')
                if FOLDERS.match(word) and PATH.match(word) and not tree.exists(word):
                    bad.append(f'{name}:{number}: {word} does not exist')
    return bad


def check_readme(tree):
    """The commands of README and CONTRIBUTING exist and can be run."""
    bad = []
    for name in ('README.md', 'CONTRIBUTING.md'):
        if not tree.exists(name):
            bad.append(f'{name}: missing')
            continue
        blocks = re.findall(r'```(?:sh|console)?\n(.*?)```', tree.read(name), re.S)
        commands = set(re.findall(r'(?:^|[\s(])((?:build-aux|\.ci)/[\w-]+)', '\n'.join(blocks)))
        if name == 'README.md' and not {'build-aux/run', 'build-aux/test'} <= commands:
            bad.append(f'{name}: does not show build-aux/run and build-aux/test')
        for command in sorted(commands):
            path = tree.root / command
            if not path.is_file() or not path.stat().st_mode & 0o111:
                bad.append(f'{name}: {command} cannot be run')
    return bad
