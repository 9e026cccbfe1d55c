# SPDX-License-Identifier: GPL-3.0-or-later
"""The source tree as the rules see it: files, and the C in them without comments and strings."""
import functools
import pathlib
import re

SKIPPED = re.compile(r'^(_build.*|build|subprojects|__pycache__|\.git|\.flatpak-builder)$')
BINARY = re.compile(r'\.(png|gz|bin|packet|gschema\.compiled|pem|key|crt|der)$')
BLANKED = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.M)
HEAD = re.compile(r'^([A-Za-z_]\w*) \((.*)\)\s*$', re.M | re.S)


def blank(match):
    text = match[0]
    if text[0] == '"':
        return '"' + ' ' * (len(text) - 2) + '"'
    return ''.join(c if c == '\n' else ' ' for c in text)


def strip_c(text):
    """Comments, strings and characters as blanks, every line where it was."""
    return BLANKED.sub(blank, text)


def split_parameters(text):
    """The parameters between the parentheses of a function's head."""
    depth, parts = 0, ['']
    for char in text:
        if char == ',' and depth == 0:
            parts.append('')
            continue
        depth += (char == '(') - (char == ')')
        parts[-1] += char
    parts = [part.strip() for part in parts]
    return [] if parts in ([''], ['void']) else parts


class Function:
    def __init__(self, name, parameters, line, length, static):
        self.name = name
        self.parameters = parameters
        self.line = line
        self.length = length
        self.static = static


def find_functions(text):
    """The functions of a C file laid out in the house style: braces in the first column."""
    lines = strip_c(text).splitlines()
    found, start = [], None
    for number, line in enumerate(lines):
        if line.rstrip() == '{':
            start = number
        elif line.rstrip() == '}' and start is not None:
            top = start
            while top > 0 and lines[top - 1].strip() and lines[top - 1][0] not in '#}':
                top -= 1
            head = '\n'.join(lines[top:start])
            if match := HEAD.search(head):
                found.append(Function(match[1], split_parameters(match[2]), start + 1,
                                      number - start - 1, head.lstrip().startswith('static')))
            start = None
    return found


class Tree:
    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.files = sorted(self._walk(self.root))

    def _walk(self, folder):
        for path in folder.iterdir():
            if SKIPPED.match(path.name):
                continue
            if path.is_dir() and not path.is_symlink():
                yield from self._walk(path)
            elif path.is_file():
                yield path.relative_to(self.root).as_posix()

    def matching(self, pattern):
        return [name for name in self.files if re.search(pattern, name)]

    @functools.cache
    def read(self, name):
        return (self.root / name).read_text(encoding='utf-8', errors='replace')

    @functools.cache
    def code(self, name):
        return strip_c(self.read(name))

    @functools.cache
    def functions(self, name):
        return find_functions(self.read(name))

    def exists(self, name):
        return (self.root / name).exists()

    def includes(self, name):
        """(line, what) of every include; a file of ours by its path below src."""
        folder = pathlib.PurePosixPath(name).parent
        text = self.read(name)
        for match in INCLUDE.finditer(text):
            what = match[2]
            for base in (folder, pathlib.PurePosixPath('src'), pathlib.PurePosixPath('tests')):
                path = self._normal(base / what)
                if path and self.exists(path):
                    what = path.removeprefix('src/')
                    break
            yield text.count('\n', 0, match.start()) + 1, what

    @staticmethod
    def _normal(path):
        parts = []
        for part in path.parts:
            if part == '..':
                if not parts:
                    return None
                parts.pop()
            else:
                parts.append(part)
        return '/'.join(parts)


def line_of(text, offset):
    return text.count('\n', 0, offset) + 1
