# SPDX-License-Identifier: GPL-3.0-or-later
"""Translations, user interface files, and the files a desktop reads."""
import json
import re
import shutil
import subprocess
import tempfile
import xml.etree.ElementTree as ElementTree

APP = 'io.github.evertick.Evertick'
MARKED = re.compile(r'\b(_|N_|C_|NC_|Q_|ngettext|g_dngettext|g_dpgettext2) ?\(')
SEEN = {'label', 'title', 'subtitle', 'tooltip-text', 'placeholder-text', 'description', 'text',
        'tooltip_text', 'placeholder_text', 'button-label', 'heading', 'body', 'group', 'name-label'}


class Missing(Exception):
    """A tool that the rule needs is not here."""


def run(*command, **options):
    if not shutil.which(command[0]):
        raise Missing(command[0])
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL,
                          check=False, **options)
    return [] if done.returncode == 0 else (done.stdout + done.stderr).strip().splitlines()


def listed(tree, name):
    if not tree.exists(name):
        return None
    return [line for line in tree.read(name).splitlines() if line and not line.startswith('#')]


def check_potfiles(tree):
    """POTFILES names every file with words to translate, and no other."""
    entries = listed(tree, 'po/POTFILES')
    if entries is None:
        return ['po/POTFILES: missing']
    wanted = set(tree.matching(r'^data/.*\.(desktop\.in|gschema\.xml|metainfo\.xml\.in)$'))
    for name in tree.matching(r'^src/.*\.c$'):
        if MARKED.search(tree.code(name)):
            wanted.add(name)
    for name in tree.matching(r'^src/.*\.ui$'):
        if 'translatable="' in tree.read(name):
            wanted.add(name)
    bad = [f'po/POTFILES: {name} is missing' for name in sorted(wanted - set(entries))]
    bad += [f'po/POTFILES: {name} has nothing to translate' for name in sorted(set(entries) - wanted)]
    if entries != sorted(entries):
        bad.append('po/POTFILES: not sorted')
    return bad


def check_linguas(tree):
    """LINGUAS and the PO files agree."""
    entries = set(listed(tree, 'po/LINGUAS') or [])
    files = {name.removeprefix('po/').removesuffix('.po') for name in tree.matching(r'^po/.*\.po$')}
    return [f'po/LINGUAS: {name} on one side only' for name in sorted(entries ^ files)]


def check_ui(tree):
    """UI files are well-formed, in a resource, and leave no words untranslatable."""
    bad = []
    resources = '\n'.join(tree.read(name) for name in tree.matching(r'^src/.*\.gresource\.xml$'))
    for name in tree.matching(r'^src/.*\.ui$'):
        try:
            root = ElementTree.fromstring(tree.read(name))
        except ElementTree.ParseError as error:
            bad.append(f'{name}: {error}')
            continue
        if name.rsplit('/', 1)[1] not in resources:
            bad.append(f'{name}: in no resource')
        for node in root.iter():
            if node.tag in ('property', 'attribute') and node.get('name') in SEEN:
                text = (node.text or '').strip()
                if re.search(r'[A-Za-z]{2}', text) and node.get('translatable') not in ('yes', 'true'):
                    bad.append(f'{name}: {node.get("name")} "{text}" is not translatable')
    return bad


def check_schema(tree):
    """The settings schema compiles strictly."""
    if not tree.exists(f'data/{APP}.gschema.xml'):
        return ['data: no schema']
    return run('glib-compile-schemas', '--strict', '--dry-run', str(tree.root / 'data'))


def check_thresholds(tree, table):
    """The schema has exactly the thresholds of FeedConfig: name, range, default."""
    expected = {}
    for line in table.splitlines():
        name, _unit, low, high, default = line.split('\t')
        expected[name] = (low, high, default)
    root = ElementTree.fromstring(tree.read(f'data/{APP}.gschema.xml').encode())
    schema = root.find(f"schema[@id='{APP}']")
    found = {}
    for key in schema.iter('key'):
        limits = key.find('range')
        if key.get('type') == 'i' and limits is not None and not re.match('window-|drawer-',
                                                                          key.get('name')):
            found[key.get('name')] = (limits.get('min'), limits.get('max'),
                                      key.findtext('default').strip())
    bad = [f'{name}: FeedConfig has no such threshold' for name in sorted(found.keys() - expected)]
    bad += [f'{name}: not in the schema' for name in sorted(expected.keys() - found)]
    bad += [f'{name}: (min, max, default) is {found[name]} in the schema, {expected[name]} in FeedConfig'
            for name in sorted(found.keys() & expected) if found[name] != expected[name]]
    return bad


def check_desktop(tree):
    """The desktop file is valid."""
    with tempfile.TemporaryDirectory() as folder:
        copy = f'{folder}/{APP}.desktop'
        shutil.copy(tree.root / 'data' / f'{APP}.desktop.in', copy)
        return run('desktop-file-validate', copy)


def check_metainfo(tree):
    """The metainfo is valid, and its newest release is this version."""
    name = f'data/{APP}.metainfo.xml.in'
    bad = run('appstreamcli', 'validate', '--no-net', str(tree.root / name))
    version = re.search(r"version: '([^']+)'", tree.read('meson.build'))[1]
    newest = re.search(r'<release version="([^"]+)"', tree.read(name))
    if not newest or newest[1] != version:
        bad.append(f'{name}: the newest release is not {version}')
    news = tree.read('NEWS.md') if tree.exists('NEWS.md') else ''
    if not re.search(rf'^(#+ *)?(Evertick )?{re.escape(version)}\b', news, re.M):
        bad.append(f'NEWS.md: nothing about {version}')
    return bad


def check_flatpak(tree):
    """The Flatpak asks for no more than it needs."""
    name = f'build-aux/flatpak/{APP}.json'
    manifest = json.loads(tree.read(name))
    allowed = {'--share=network', '--share=ipc', '--socket=wayland', '--socket=fallback-x11',
               '--device=dri'}
    bad = [f'{name}: {argument}' for argument in manifest['finish-args'] if argument not in allowed]
    if manifest.get('app-id', manifest.get('id')) != APP:
        bad.append(f'{name}: another application id')
    return bad


def check_layout(tree):
    """uncrustify would change nothing."""
    names = tree.matching(r'^(src|tests)/.*\.[ch]$')
    if not names:
        return []
    lines = run('uncrustify', '-q', '-c', '.uncrustify.cfg', '--check', *names, cwd=tree.root)
    return [line for line in lines if not line.startswith('PASS')]
