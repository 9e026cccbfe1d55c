# SPDX-License-Identifier: GPL-3.0-or-later
"""Idioms of docs/style.md that a machine can see in C."""
import pathlib
import re

from tree import BINARY, line_of

TYPE = re.compile(r'^G_DEFINE_(?:FINAL_|ABSTRACT_)?(?:TYPE|BOXED_TYPE|INTERFACE)\w* \(\s*(\w+)', re.M)
FORWARD = re.compile(r'^static [^;{}=]*?\b(\w+) \([^;{}]*\)[^;{}()]*;', re.M)
CONNECT = re.compile(r'\bg_signal_connect(?:_object|_after|_data)? \([^;]*?G_CALLBACK \((\w+)\)([^;]*);')
LIBRARY = re.compile(r'^(g|gtk|gdk|adw|soup|feed|evertick|feedsim)_')
SOURCE = re.compile(r'\bg_(timeout|idle)_add(_full|_seconds|_seconds_full|_once)? \(')
NAMED = re.compile(r'\bg_source_set_(static_)?name(_by_id)? \(')
NEW_SOURCE = re.compile(r'\bg_(timeout|idle|timeout_source|idle_source|unix_signal|unix_fd)'
                        r'_source_new(_seconds)? \(|\bg_(timeout|idle)_source_new\w* \(')
# Made as the argument of a function that names it
HANDED_ON = re.compile(r'\w \(g_\w+_source_new\w* \(')
NAMING_WITHIN = 8
SLEEP = re.compile(r'\b(g_usleep|usleep|sleep|nanosleep) \(')
PEER = re.compile(r'\bNetPeer +\*')


def search_code(tree, files, pattern, words):
    return [f'{name}:{line_of(tree.code(name), match.start())}: {words}'
            for name in tree.matching(files)
            for match in re.finditer(pattern, tree.code(name))]


def check_goto(tree):
    """No goto."""
    return search_code(tree, r'^(src|tests)/.*\.[ch]$', r'\bgoto\b', 'goto')


def check_leftovers(tree):
    """Nothing left for later, in words or in commented-out code."""
    bad = []
    todo = re.compile(r'\b(TODO|FIXME|XXX|HACK)\b')
    dead = re.compile(r'^\s*#\s*if 0\b|^\s*(//|/\*)\s*[\w>.*-]+( \w+)? ?(=|\(|\+\+).*;\s*(\*/)?$')
    for name in tree.matching(r'^(src|tests|data|po|build-aux|docs)/.*'):
        if name.startswith('tests/lint/') or BINARY.search(name):
            continue
        for number, line in enumerate(tree.read(name).splitlines(), 1):
            if todo.search(line):
                bad.append(f'{name}:{number}: left for later')
            if re.search(r'\.[ch]$', name) and dead.search(line):
                bad.append(f'{name}:{number}: commented-out code')
    return bad


def check_blocking(tree):
    """Nothing blocks the main loop, and no test waits by sleeping.

    What sleeps by design is exempt: a peer in a thread of its own that keeps a pace, and a
    function that says in its name that it stalls.
    """
    bad = search_code(tree, r'^src/(feed|app)/.*\.c$', r'\b\w+_sync \(', 'a call that blocks')
    for name in tree.matching(r'^(src|tests)/.*\.c$'):
        for match in SLEEP.finditer(tree.code(name)):
            line = line_of(tree.code(name), match.start())
            around = next((function for function in tree.functions(name)
                           if function.line < line <= function.line + function.length), None)
            if around is None or not (PEER.search(' '.join(around.parameters))
                                      or 'stall' in around.name):
                bad.append(f'{name}:{line}: sleeps')
    return bad


def check_singletons(tree):
    """No way to everything from anywhere."""
    return search_code(tree, r'^src/.*\.[ch]$', r'\bg_application_get_default \(',
                       'the application is a singleton here')


def check_one_type(tree):
    """One type a file."""
    bad = []
    for name in tree.matching(r'^src/.*\.c$'):
        types = TYPE.findall(tree.code(name))
        if len(types) > 1:
            bad.append(f'{name}: defines {", ".join(types)}: one type a file')
    return bad


def check_forward(tree):
    """No forward declarations but of interface initialisers, or to bear an attribute."""
    return [f'{name}:{line_of(tree.code(name), match.start())}: declares {match[1]} ahead'
            for name in tree.matching(r'^(src|tests)/.*\.c$')
            for match in FORWARD.finditer(tree.code(name))
            if not match[1].endswith(('_iface_init', '_interface_init')) and not match[1].isupper()
            and 'G_GNUC_' not in match[0]]


def check_callbacks(tree):
    """A signal's callback says who calls: on_…; a method called by a swapped one need not."""
    return [f'{name}:{line_of(tree.code(name), match.start())}: the callback {match[1]} '
            'is not named on_…'
            for name in tree.matching(r'^src/.*\.c$')
            for match in CONNECT.finditer(tree.code(name))
            if not match[1].startswith('on_') and not LIBRARY.match(match[1])
            and 'SWAPPED' not in match[2]]


def check_sources(tree):
    """Every source of the main loop has a name."""
    bad = []
    for name in tree.matching(r'^src/.*\.c$'):
        lines = tree.code(name).splitlines()
        for number, line in enumerate(lines):
            if not SOURCE.search(line) and not NEW_SOURCE.search(line):
                continue
            if HANDED_ON.search(line) and NAMED.search(tree.code(name)):
                continue
            if not any(NAMED.search(near) for near in lines[number:number + NAMING_WITHIN]):
                bad.append(f'{name}:{number + 1}: a source without a name')
    return bad


def check_guards(tree):
    """Headers are guarded by #pragma once."""
    return [f'{name}: no #pragma once' for name in tree.matching(r'^(src|tests)/.*\.h$')
            if '#pragma once' not in tree.read(name)]


def check_built(tree):
    """Every C file is named by the meson.build of its folder, or of one above it."""
    bad = []
    for name in tree.matching(r'^(src|tests)/.*\.c$'):
        path = pathlib.PurePosixPath(name)
        stem = re.escape(path.stem)
        for folder in path.parents:
            build = f'{folder}/meson.build'
            if tree.exists(build):
                inside = path.relative_to(folder).as_posix()
                text = tree.read(build)
                if re.search(rf"'({re.escape(inside)}|{stem}(\.c)?)'", text):
                    break
                # Tests are often a list of bare names behind a common beginning
                words = path.stem.split('-')
                if any((i == 1 or f"'{'-'.join(words[:i])}-" in text)
                       and f"'{'-'.join(words[i:])}'" in text for i in range(1, len(words))):
                    break
        else:
            bad.append(f'{name}: in no meson.build')
    return bad
