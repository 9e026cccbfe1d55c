# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a function and a file may get, and how many parameters a function may take."""
import re

MAX_FUNCTION = 80
MAX_PARAMETERS = 6
MAX_FILE = 1000
MAX_HUB = 600
# Where everything tends to meet
HUBS = re.compile(r'/(evertick-window|feed-manager)\.c$')
# Lists, not logic
LISTS = re.compile(r'_class_init$|^main$')
MEMBER = re.compile(r'\(\*\s*(\w+)\)\s*\(((?:[^()]|\([^()]*\))*)\)')


def wide_members(tree):
    """Members of the vtables in headers that take more than a function may."""
    names = set()
    for name in tree.matching(r'^(src|tests)/.*\.h$'):
        for match in MEMBER.finditer(tree.code(name)):
            if match[2].count(',') + 1 > MAX_PARAMETERS:
                names.add(match[1])
    return names


def check_function_size(tree):
    """Functions hold to their length."""
    return [f'{name}:{function.line}: {function.name} has {function.length} lines; '
            f'the limit is {MAX_FUNCTION}'
            for name in tree.matching(r'^(src|tests)/.*\.c$')
            for function in tree.functions(name)
            if function.length > MAX_FUNCTION and not LISTS.search(function.name)]


def check_file_size(tree):
    """Files hold to their length; the window and the manager to a shorter one."""
    bad = []
    for name in tree.matching(r'^(src|tests|build-aux)/.*\.(c|h|py|ui)$'):
        limit = MAX_HUB if HUBS.search(name) else MAX_FILE
        length = len(tree.read(name).splitlines())
        if length > limit:
            bad.append(f'{name}: {length} lines; the limit is {limit}')
    return bad


def check_parameters(tree):
    """Functions take few parameters, but those that a vtable prescribes."""
    wide = wide_members(tree)
    return [f'{name}:{function.line}: {function.name} takes {len(function.parameters)} '
            f'parameters; the limit is {MAX_PARAMETERS}'
            for name in tree.matching(r'^(src|tests)/.*\.c$')
            for function in tree.functions(name)
            if len(function.parameters) > MAX_PARAMETERS
            and not any(f'_{function.name}'.endswith(f'_{member}') for member in wide)]
