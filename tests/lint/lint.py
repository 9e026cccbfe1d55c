#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""lint.py ROOT [THRESHOLDS]: holds the tree to its rules, a TAP case a rule.

THRESHOLDS is the program that prints FeedConfig's table.
"""
import subprocess
import sys

import rules_desktop
import rules_idioms
import rules_layers
import rules_sizes
import rules_text
from tree import Tree

RULES = [
    rules_layers.check_layers,
    rules_sizes.check_function_size,
    rules_sizes.check_file_size,
    rules_sizes.check_parameters,
    rules_idioms.check_goto,
    rules_idioms.check_leftovers,
    rules_idioms.check_blocking,
    rules_idioms.check_singletons,
    rules_idioms.check_one_type,
    rules_idioms.check_forward,
    rules_idioms.check_callbacks,
    rules_idioms.check_sources,
    rules_idioms.check_guards,
    rules_idioms.check_built,
    rules_text.check_spdx,
    rules_text.check_licences,
    rules_text.check_words,
    rules_text.check_whitespace,
    rules_text.check_documents,
    rules_text.check_readme,
    rules_desktop.check_potfiles,
    rules_desktop.check_linguas,
    rules_desktop.check_ui,
    rules_desktop.check_schema,
    rules_desktop.check_desktop,
    rules_desktop.check_metainfo,
    rules_desktop.check_flatpak,
    rules_desktop.check_layout,
]


def name_of(rule):
    return rule.__name__.removeprefix('check_').replace('_', '-')


def report(number, name, check):
    """Prints the case of one rule; whether it held."""
    try:
        bad = check()
    except rules_desktop.Missing as missing:
        print(f'ok {number} {name} # SKIP {missing} is not installed')
        return True
    except FileNotFoundError as error:
        bad = [f'{error.filename}: missing']
    print(f'{"not ok" if bad else "ok"} {number} {name}')
    for line in bad:
        print(f'# {line}')
        print(f'{name}: {line}', file=sys.stderr)
    return not bad


def main():
    tree = Tree(sys.argv[1])
    cases = [(name_of(rule), lambda rule=rule: rule(tree)) for rule in RULES]
    if len(sys.argv) > 2:
        table = subprocess.run([sys.argv[2]], check=True, capture_output=True, text=True).stdout
        cases.append(('thresholds', lambda: rules_desktop.check_thresholds(tree, table)))
    print(f'1..{len(cases)}')
    held = [report(number, name, check) for number, (name, check) in enumerate(cases, 1)]
    return 0 if all(held) else 1


if __name__ == '__main__':
    sys.exit(main())
