#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Proves each lint rule: what is right passes, and each planted violation is found by its rule."""
import pathlib
import sys
import tempfile

import lint
import rules_desktop
from plants import CLEAN, PLANTS, TABLE, TABLE_PLANTS
from tree import Tree


def grow(folder, files):
    for name, text in files.items():
        path = pathlib.Path(folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            path.unlink()
            continue
        path.write_text(text, encoding='utf-8')
        path.chmod(0o755 if name.startswith(('build-aux/', '.ci/')) else 0o644)


def violations(files, check):
    with tempfile.TemporaryDirectory() as folder:
        grow(folder, CLEAN)
        grow(folder, files)
        return check(Tree(folder))


def cases():
    """(name, function that returns what is wrong with the rule) of every case."""
    rules = {lint.name_of(rule): rule for rule in lint.RULES}
    for name, rule in rules.items():
        yield f'{name} passes what is right', lambda rule=rule: violations({}, rule)
        yield (f'{name} has a planted violation',
               lambda name=name: [] if any(plant[0] == name for plant in PLANTS) else ['none'])
    for name, expected, files in PLANTS:
        yield f'{name} finds: {expected}', lambda n=name, e=expected, f=files: missed(
            violations(f, rules[n]), e)
    yield 'thresholds passes what is right', lambda: violations(
        {}, lambda tree: rules_desktop.check_thresholds(tree, TABLE))
    for expected, table in TABLE_PLANTS:
        yield f'thresholds finds: {expected}', lambda e=expected, t=table: missed(
            violations({}, lambda tree: rules_desktop.check_thresholds(tree, t)), e)


def missed(found, expected):
    """Nothing if exactly the planted violation was found."""
    if len(found) >= 1 and any(expected in line for line in found):
        return []
    return [f'expected "{expected}", found: {found}']


def main():
    planned = list(cases())
    print(f'1..{len(planned)}')
    held = [lint.report(number, name, check) for number, (name, check) in enumerate(planned, 1)]
    return 0 if all(held) else 1


if __name__ == '__main__':
    sys.exit(main())
