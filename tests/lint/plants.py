# SPDX-License-Identifier: GPL-3.0-or-later
"""A small tree in which every rule holds, and what breaks each of them."""

APP = 'io.github.evertick.Evertick'
HASH = '#'  # written apart where a rule would otherwise find it in this file
LATER = 'TO' + 'DO'
TAG = 'SPDX-License-Identifier:'
GPL = f'/* {TAG} GPL-3.0-or-later */\n'
LGPL = f'/* {TAG} LGPL-2.1-or-later */\n'
SHELL = f'#!/bin/sh\n# {TAG} GPL-3.0-or-later\n'
MESON = f'# {TAG} GPL-3.0-or-later\n'

FUNCTION = '''
static int
add (int a,
     int b)
{
  return a + b;
}
'''

SCHEMA = f'''<?xml version="1.0" encoding="UTF-8"?>
<!-- {TAG} GPL-3.0-or-later -->
<schemalist gettext-domain="evertick">
  <schema id="{APP}" path="/io/github/evertick/Evertick/">
    <key name="ping-interval" type="i">
      <default>10</default>
      <range min="1" max="60"/>
    </key>
    <key name="window-width" type="i">
      <default>10</default>
      <range min="1" max="60"/>
    </key>
  </schema>
</schemalist>
'''

DESKTOP = f'''# {TAG} GPL-3.0-or-later
[Desktop Entry]
Type=Application
Name=Evertick
Exec=evertick
'''

METAINFO = f'''<?xml version="1.0" encoding="UTF-8"?>
<!-- {TAG} CC0-1.0 -->
<component type="desktop-application">
  <id>{APP}</id>
  <metadata_license>CC0-1.0</metadata_license>
  <project_license>GPL-3.0-or-later</project_license>
  <name>Evertick</name>
  <summary>Market quotes</summary>
  <description><p>Quotes that are right or marked wrong, in a window.</p></description>
  <launchable type="desktop-id">{APP}.desktop</launchable>
  <content_rating type="oars-1.1"/>
  <releases>
    <release version="0.1.0" date="2026-11-22"/>
  </releases>
</component>
'''

UI = f'''<?xml version="1.0" encoding="UTF-8"?>
<!-- {TAG} GPL-3.0-or-later -->
<interface>
  <object class="GtkLabel">
    <property name="label" translatable="yes">Price</property>
  </object>
</interface>
'''

README = '''# Evertick

```sh
build-aux/run
build-aux/test
```

See `docs/style.md` and [the style](docs/style.md).
'''

CLEAN = {
    'meson.build': MESON + "project('evertick', 'c',\n  version: '0.1.0',\n)\n",
    '.uncrustify.cfg': f'# {TAG} GPL-3.0-or-later\nindent_with_tabs = 0\nindent_columns = 2\n'
                       'nl_fdef_brace = force\n',
    'README.md': README,
    'CONTRIBUTING.md': '# How\n\n```sh\nbuild-aux/test\n```\n',
    'NEWS.md': '# 0.1.0\n',
    'docs/style.md': '# Style\n',
    'LICENSES/GPL-3.0-or-later.txt': 'text',
    'LICENSES/LGPL-2.1-or-later.txt': 'text',
    'LICENSES/CC0-1.0.txt': 'text',
    'build-aux/run': SHELL,
    'build-aux/test': SHELL,
    f'build-aux/flatpak/{APP}.json': f'{{"id": "{APP}", "finish-args": ["--share=network"]}}\n',
    'po/LINGUAS': f'# {TAG} GPL-3.0-or-later\n',
    'po/POTFILES': f'# {TAG} GPL-3.0-or-later\n' + '\n'.join((
        f'data/{APP}.desktop.in', f'data/{APP}.gschema.xml', f'data/{APP}.metainfo.xml.in',
        'src/app/evertick-window.c', 'src/app/evertick-window.ui')) + '\n',
    f'data/{APP}.gschema.xml': SCHEMA,
    f'data/{APP}.desktop.in': DESKTOP,
    f'data/{APP}.metainfo.xml.in': METAINFO,
    'src/feed/feed.h': LGPL + '#pragma once\n\n#include "feed/core/feed-tick.h"\n',
    'src/feed/meson.build': MESON + "files('feed-manager.c', 'core/feed-tick.c')\n",
    'src/feed/feed-manager.c': LGPL + '#include "feed/feed.h"\n' + FUNCTION,
    'src/feed/core/feed-tick.h': LGPL + '#pragma once\n\n#include <glib-object.h>\n',
    'src/feed/core/feed-tick.c': LGPL + '#include "feed/core/feed-tick.h"\n\n#include <math.h>\n'
                                 + FUNCTION,
    'src/feed/providers/feed-provider.h': LGPL + '#pragma once\n\nstruct _Class {\n  int (*decode) '
                                          '(int a, int b, int c, int d, int e, int f, int g);\n};\n',
    'src/feed/providers/feed-binance.h': LGPL + '#pragma once\n',
    'src/feed/providers/feed-binance-json.h': LGPL + '#pragma once\n\n'
                                              '#include "feed/providers/feed-binance.h"\n',
    'src/feed/providers/feed-kraken.h': LGPL + '#pragma once\n',
    'src/feed/net/feed-stream.h': LGPL + '#pragma once\n\n#include <libsoup/soup.h>\n',
    'src/app/meson.build': MESON + "files('evertick-window.c')\n",
    'src/app/evertick.gresource.xml': f'<!-- {TAG} GPL-3.0-or-later -->\n<file>'
                                      'evertick-window.ui</file>\n',
    'src/app/evertick-window.ui': UI,
    'src/accounts/meson.build': MESON + "files('account-store.c')\n",
    'src/accounts/account-store.c': GPL + '#include <feed/feed.h>\n#include <libsecret/secret.h>\n'
                                    '#include <sys/resource.h>\n\n#include "accounts/account-id.h"\n',
    'src/app/evertick-window.c': GPL + '#include <accounts/accounts.h>\n#include <adwaita.h>\n'
                                 '#include <feed/feed.h>\n' + '''
static void on_ready_iface_init (int *iface);

G_DEFINE_FINAL_TYPE (EvertickWindow, evertick_window, ADW_TYPE_WINDOW)

static void
evertick_window_connect (GtkWidget *self)
{
  guint id;

  g_signal_connect (self, "notify", G_CALLBACK (on_notify), NULL);
  g_signal_connect (self, "notify", G_CALLBACK (gtk_widget_hide), NULL);
  id = g_timeout_add_seconds (1, on_second, self);
  g_source_set_name_by_id (id, "second");
  watch (g_idle_source_new (), "idle");
  set_title (self, _("Quotes"));
}
''',
    'src/simulator/feedsim.h': GPL + '#pragma once\n',
    'src/cli/main.c': GPL + '#include <feedsim/feedsim.h>\n#include <feed/feed.h>\n'
                      '#include <unistd.h>\n' + FUNCTION,
    'src/cli/meson.build': MESON + "files('main.c')\n",
}


CLEAN['tests/net/meson.build'] = MESON + "foreach name : ['peer']\nendforeach\n"
CLEAN['tests/net/test-peer.c'] = GPL + '''
static void
run_slowly (NetPeer *peer)
{
  g_usleep (1);
}

static void
stall (void)
{
  g_usleep (1);
}
'''


def feed(body, name='src/feed/feed-manager.c'):
    return {name: LGPL + body}


def including(name, what, tag=GPL):
    return {name: f'{tag}#include {what}\n'}


def many_lines(count):
    return '  step ();\n' * count


def changed(name, old, new):
    assert old in CLEAN[name], (name, old)
    return {name: CLEAN[name].replace(old, new)}


TICK = 'src/feed/core/feed-tick.c'
WINDOW = 'src/app/evertick-window.c'
MANAGER = 'src/feed/feed-manager.c'
PROVIDER = 'src/feed/providers/feed-binance.c'
INCLUDES = [
    (TICK, LGPL, '<gio/gio.h>', 'gio/gio.h'),
    (TICK, LGPL, '<sys/socket.h>', 'sys/socket.h'),
    (TICK, LGPL, '<libsoup/soup.h>', 'libsoup/soup.h'),
    (TICK, LGPL, '<json-glib/json-glib.h>', 'json-glib'),
    (TICK, LGPL, '"feed/feed.h"', 'feed/feed.h'),
    (TICK, LGPL, '"feed/providers/feed-provider.h"', 'feed-provider.h'),
    (TICK, LGPL, '"../feed.h"', 'feed/feed.h'),
    (PROVIDER, LGPL, '<libsoup/soup.h>', 'libsoup/soup.h'),
    (PROVIDER, LGPL, '"feed/net/feed-stream.h"', 'feed-stream.h'),
    (PROVIDER, LGPL, '"feed-kraken.h"', 'feed-kraken.h'),
    (PROVIDER, LGPL, '"feed/feed.h"', 'feed/feed.h'),
    ('src/feed/net/feed-stream.c', LGPL, '"feed/providers/feed-binance.h"', 'feed-binance.h'),
    ('src/feed/net/feed-stream.c', LGPL, '<json-glib/json-glib.h>', 'json-glib'),
    ('src/feed/net/feed-stream.c', LGPL, '"feed/feed.h"', 'feed/feed.h'),
    ('src/feed/store/feed-catalog.c', LGPL, '<libsoup/soup.h>', 'libsoup/soup.h'),
    ('src/feed/store/feed-catalog.c', LGPL, '"feed/net/feed-stream.h"', 'feed-stream.h'),
    (MANAGER, LGPL, '<gtk/gtk.h>', 'gtk/gtk.h'),
    (MANAGER, LGPL, '<adwaita.h>', 'adwaita.h'),
    (MANAGER, LGPL, '"app/evertick-window.h"', 'evertick-window.h'),
    ('src/accounts/account.c', GPL, '<gtk/gtk.h>', 'gtk/gtk.h'),
    ('src/accounts/account.c', GPL, '<libsoup/soup.h>', 'libsoup/soup.h'),
    ('src/accounts/account.c', GPL, '<json-glib/json-glib.h>', 'json-glib'),
    ('src/accounts/account.c', GPL, '"feed/core/feed-credentials.h"', 'feed-credentials.h'),
    (MANAGER, LGPL, '<libsecret/secret.h>', 'libsecret/secret.h'),
    (MANAGER, LGPL, '"accounts/accounts.h"', 'accounts/accounts.h'),
    (WINDOW, GPL, '<libsecret/secret.h>', 'libsecret/secret.h'),
    (WINDOW, GPL, '"accounts/account-secret.h"', 'account-secret.h'),
    ('src/cli/main.c', GPL, '<libsecret/secret.h>', 'libsecret/secret.h'),
    (WINDOW, GPL, '<libsoup/soup.h>', 'libsoup/soup.h'),
    (WINDOW, GPL, '<json-glib/json-glib.h>', 'json-glib'),
    (WINDOW, GPL, '"feed/core/feed-tick.h"', 'feed-tick.h'),
    (WINDOW, GPL, '<feedsim/feedsim.h>', 'feedsim'),
    ('src/cli/main.c', GPL, '<gtk/gtk.h>', 'gtk/gtk.h'),
    ('src/cli/main.c', GPL, '<libsoup/soup.h>', 'libsoup/soup.h'),
    ('src/cli/main.c', GPL, '<json-glib/json-glib.h>', 'json-glib'),
    ('src/cli/main.c', GPL, '"feed/core/feed-tick.h"', 'feed-tick.h'),
    ('src/simulator/feedsim-market.c', GPL, '<feed/feed.h>', 'feed/feed.h'),
    ('src/simulator/feedsim-market.c', GPL, '"feed/core/feed-tick.h"', 'feed-tick.h'),
    ('src/simulator/feedsim-market.c', GPL, '<gtk/gtk.h>', 'gtk/gtk.h'),
]

# (rule, part of what it has to say, the files that break it; None takes a file away)
PLANTS = [('layers', f'{name}:2: must not include {found}' if '/' in found and '.h' in found
           else found, including(name, what, tag)) for name, tag, what, found in INCLUDES] + [
    ('layers', 'in no layer', {'src/other/x.c': GPL}),
    ('function-size', 'f has 81 lines', feed('\nvoid\nf (void)\n{\n' + many_lines(81) + '}\n')),
    ('function-size', 'f has 81 lines', {'tests/core/test-x.c': GPL + '\nvoid\nf (int a,\n   int b)\n'
                                         '{\n' + many_lines(81) + '}\n'}),
    ('file-size', '1001 lines; the limit is 1000',
     feed('\n' * 1000, 'src/feed/feed-board.c')),
    ('file-size', '601 lines; the limit is 600', feed('\n' * 600)),
    ('file-size', '601 lines; the limit is 600', {WINDOW: GPL + '\n' * 600}),
    ('parameters', 'wide takes 7 parameters',
     feed('\nvoid\nwide (int a,\n      int b,\n      int (*c) (int, int),\n      int d,\n      int e,'
          '\n      int f,\n      int g)\n{\n}\n')),
    ('goto', 'goto', feed('\nvoid\nf (void)\n{\n  go' + 'to out;\n}\n')),
    ('leftovers', 'left for later', feed(f'/* {LATER} more */\n')),
    ('leftovers', 'left for later', {'docs/style.md': f'{LATER}\n'}),
    ('leftovers', 'commented-out', feed(HASH + 'if 0\nint a;\n' + HASH + 'endif\n')),
    ('leftovers', 'commented-out', feed('// call_me ();\n')),
    ('leftovers', 'commented-out', feed('/* call_me (); */\n')),
    ('blocking', 'a call that blocks',
     feed('\nvoid\nf (void)\n{\n  g_subprocess_wait_sync (a);\n}\n')),
    ('blocking', 'sleeps', {'tests/net/test-x.c': GPL + '\nvoid\nf (void)\n{\n  g_usleep (1);\n}\n'}),
    ('blocking', 'test-x.c:6: sleeps', {'tests/net/test-x.c': GPL + CLEAN['tests/net/test-peer.c']
                                        .replace(GPL, '').replace('NetPeer *peer', 'gpointer peer')}),
    ('singletons', 'singleton',
     {WINDOW: GPL + '\nvoid\nf (void)\n{\n  g_application_get_default ();\n}\n'}),
    ('one-type', 'FeedA, FeedB',
     feed('G_DEFINE_FINAL_TYPE (FeedA, feed_a, G_TYPE_OBJECT)\n'
          'G_DEFINE_TYPE_WITH_PRIVATE (FeedB, feed_b, G_TYPE_OBJECT)\n')),
    ('forward', 'declares later ahead', feed('static int later (int a,\n                  int b);\n')),
    ('callbacks', 'ready_cb',
     feed('\nvoid\nf (void)\n{\n  g_signal_connect (a, "b",\n    G_CALLBACK (ready_cb), NULL);\n}\n')),
    ('sources', 'without a name', feed('\nvoid\nf (void)\n{\n  g_timeout_add (1, on_x, NULL);\n}\n')),
    ('sources', 'without a name',
     feed('\nvoid\nf (void)\n{\n  GSource *s = g_idle_source_new ();\n}\n')),
    ('guards', 'no #pragma once', {'src/feed/feed.h': LGPL}),
    ('built', 'src/feed/core/feed-ring.c', feed('', 'src/feed/core/feed-ring.c')),
    ('built', 'tests/core/test-ring.c', {'tests/core/test-ring.c': GPL,
                                         'tests/core/meson.build': MESON}),
    ('spdx', 'no SPDX', {TICK: '#include <math.h>\n'}),
    ('spdx', 'the library is', {TICK: GPL}),
    ('spdx', 'this folder is', {WINDOW: LGPL}),
    ('spdx', 'not among our licences', {'tests/x.c': f'/* {TAG} MIT */\n'}),
    ('spdx', 'build-aux/run', {'build-aux/run': '#!/bin/sh\n'}),
    ('licences', 'CC0-1.0', {'LICENSES/CC0-1.0.txt': None}),
    ('words', 'NEWS.md:2', {'NEWS.md': '# 0.1.0\nGet it on Flat' + 'hub\n'}),
    ('words', 'src/cli/main.c:2', {'src/cli/main.c': GPL + '/* see /wo' + 'rk/main */\n'}),
    ('whitespace', 'no newline', {'NEWS.md': '# 0.1.0'}),
    ('whitespace', 'NEWS.md:1', {'NEWS.md': '# 0.1.0 \n'}),
    ('whitespace', ':2: white', {'src/cli/main.c': GPL + '\tint a;\n'}),
    ('documents', 'docs/gone.md', {'README.md': README + '\n[x](docs/gone.md)\n'}),
    ('documents', 'src/gone.c', {'docs/style.md': 'As in `src/gone.c`.\n'}),
    ('readme', 'build-aux/gone', {'README.md': README + '\n```sh\nbuild-aux/gone --x\n```\n'}),
    ('readme', 'does not show', {'README.md': '# Evertick\n'}),
    ('readme', 'CONTRIBUTING.md: missing', {'CONTRIBUTING.md': None}),
    ('potfiles', 'evertick-window.c is missing',
     changed('po/POTFILES', 'src/app/evertick-window.c\n', '')),
    ('potfiles', 'evertick-window.ui is missing',
     changed('po/POTFILES', 'src/app/evertick-window.ui\n', '')),
    ('potfiles', 'src/cli/main.c has nothing',
     changed('po/POTFILES', '.ui\n', '.ui\nsrc/cli/main.c\n')),
    ('potfiles', 'not sorted', {'po/POTFILES': '\n'.join(sorted(
        CLEAN['po/POTFILES'].splitlines(), reverse=True)) + '\n'}),
    ('linguas', 'de on one side', {'po/de.po': f'# {TAG} CC0-1.0\n'}),
    ('ui', 'not well-formed', {'src/app/evertick-window.ui': '<a>&</a>'}),
    ('ui', 'in no resource', {'src/app/evertick-footer.ui': UI}),
    ('ui', 'not translatable',
     changed('src/app/evertick-window.ui', ' translatable="yes"', '')),
    ('schema', 'Failed to parse', changed(f'data/{APP}.gschema.xml', '<default>10', '<default>nothing')),
    ('schema', 'no schema', {f'data/{APP}.gschema.xml': None}),
    ('desktop', 'Name', changed(f'data/{APP}.desktop.in', 'Name=Evertick\n', '')),
    ('metainfo', 'E:', changed(f'data/{APP}.metainfo.xml.in', '<summary>Market quotes</summary>', '')),
    ('metainfo', 'newest release',
     changed(f'data/{APP}.metainfo.xml.in', 'version="0.1.0"', 'version="0.0.9"')),
    ('metainfo', 'NEWS.md', {'NEWS.md': '# 0.0.9\n'}),
    ('flatpak', '--filesystem=home', changed(f'build-aux/flatpak/{APP}.json', '--share=network',
                                             '--filesystem=home')),
    ('layout', 'feed-manager.c', feed('\nint f (void) {\n      return 1; }\n')),
]

TABLE = 'ping-interval\tms\t1\t60\t10\n'
TABLE_PLANTS = [
    ('ping-interval: (min, max, default)', 'ping-interval\tms\t1\t60\t11\n'),
    ('ping-interval: (min, max, default)', 'ping-interval\tms\t2\t60\t10\n'),
    ('ping-interval: (min, max, default)', 'ping-interval\tms\t1\t61\t10\n'),
    ('dead-after: not in the schema', TABLE + 'dead-after\tms\t1\t2\t1\n'),
    ('ping-interval: FeedConfig has no', ''),
]
