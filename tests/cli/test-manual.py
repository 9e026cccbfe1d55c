#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-manual.py FEEDCTL PAGE: the manual page has each command's options, and no others."""
import pathlib
import re
import subprocess
import sys

FEEDCTL, PAGE = sys.argv[1:]
TOP = re.compile(r'^  (\w+)  ', re.M)
OPTION = re.compile(r'^  (?:-\w, )?--([a-z-]+)', re.M)
MACRO = re.compile(r'\bFl -([a-z-]+)')


def read_help(*words):
    return subprocess.run([FEEDCTL, *words, '--help'], check=True, text=True,
                          stdout=subprocess.PIPE).stdout


def read_sections():
    """What the page says of each command, by name."""
    text = pathlib.Path(PAGE).read_text(encoding='utf-8').split('.Sh ENVIRONMENT')[0]
    parts = re.split(r'^\.Ss (\w+)\n', text, flags=re.M)[1:]
    return dict(zip(parts[::2], parts[1::2]))


def main():
    sections = read_sections()
    commands = TOP.findall(read_help())
    held = True
    print(f'1..{len(commands) + 1}')
    for number, command in enumerate(commands, 1):
        options = set(OPTION.findall(read_help(command))) - {'help'}
        told = set(MACRO.findall(sections.get(command, '')))
        if options != told:
            print(f'# {command}: not told {sorted(options - told)}, not there {sorted(told - options)}')
            held = False
        print('ok' if options == told else 'not ok', number, command)
    known = commands != [] and sorted(commands) == sorted(sections)
    print('ok' if known else 'not ok', len(commands) + 1, 'the commands themselves')
    return 0 if held and known else 1


if __name__ == '__main__':
    sys.exit(main())
