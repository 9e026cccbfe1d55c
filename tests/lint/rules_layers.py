# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may include what; the table stands in docs/architecture.md."""
import re

PURE_C = (r'(assert|ctype|errno|float|inttypes|limits|locale|math|stdarg|stdbool|stddef|stdint'
          r'|stdio|stdlib|string|time)\.h')
POSIX = r'([a-z]+|arpa/[a-z]+|netinet/[a-z]+|linux/[a-z]+|sys/[a-z]+)\.h'
GLIB = r'glib\.h|glib-object\.h|glib-unix\.h|glib/[a-z0-9]+\.h'
GIO = r'gio/[a-z]+\.h'
SOUP = r'libsoup/[a-z-]+\.h'
JSON = r'json-glib/[a-z-]+\.h'
GTK = r'gtk/[a-z0-9/]+\.h|gdk/[a-z0-9/]+\.h|gsk/[a-z0-9/]+\.h|adwaita\.h|graphene\.h|pango/[a-z]+\.h'
CORE = r'feed/core/feed-[a-z-]+\.h'
CONTRACT = r'feed/providers/feed-(provider|request)\.h'
PUBLIC = r'feed/feed\.h'
SIMULATOR = r'feedsim/feedsim\.h|simulator/feedsim/feedsim\.h|simulator/feedsim\.h'
ACCOUNTS = r'accounts/accounts\.h'
CONFIG = r'config\.h|[a-z/-]*-(config|resources)\.h'

# The first rule whose pattern matches a file is that file's rule: all that it may include
RULES = [
    (r'^src/feed/core/', (PURE_C, r'glib\.h|glib-object\.h', CORE)),
    (r'^src/feed/providers/feed-provider-registry\.',
     (PURE_C, GLIB, GIO, CORE, r'feed/providers/feed-[a-z-]+\.h')),
    (r'^src/feed/providers/',
     (PURE_C, GLIB, GIO, JSON, CORE, CONTRACT, r'feed/providers/feed-provider-(?!registry)[a-z-]+\.h')),
    (r'^src/feed/store/', (PURE_C, GLIB, GIO, r'sqlite3\.h', CORE, r'feed/store/feed-[a-z-]+\.h')),
    (r'^src/feed/net/',
     (POSIX, GLIB, GIO, SOUP, CORE, CONTRACT, r'feed/net/feed-[a-z-]+\.h')),
    (r'^src/feed/', (PURE_C, GLIB, GIO, SOUP, JSON, r'feed/([a-z]+/)?feed[a-z-]*\.h')),
    (r'^src/accounts/', (PURE_C, r'sys/resource\.h', GLIB, GIO, r'libsecret/secret\.h', PUBLIC, r'accounts/account[a-z-]*\.h')),
    (r'^src/app/',
     (POSIX, GLIB, GIO, r'glib/gi18n\.h', GTK, PUBLIC, ACCOUNTS, CONFIG, r'app/evertick-[a-z-]+\.h')),
    (r'^src/cli/',
     (POSIX, GLIB, GIO, PUBLIC, ACCOUNTS, SIMULATOR, CONFIG, r'cli/feedctl[a-z-]*\.h')),
    (r'^src/simulator/',
     (POSIX, GLIB, GIO, SOUP, JSON, r'(simulator/)?(feedsim/)?feedsim[a-z-]*\.h')),
]


def venue(name):
    """The venue of a file in providers/, by the first word behind the prefix; None for the rest."""
    match = re.search(r'feed/providers/feed-([a-z0-9]+)[a-z0-9-]*\.[ch]$', name)
    return match[1] if match and match[1] not in ('provider', 'request') else None


def may_include(name, what, allowed):
    if re.fullmatch('|'.join(allowed), what):
        return True
    return venue(name) is not None and venue(name) == venue(what)


def check_layers(tree):
    """No file includes anything above or beside its layer."""
    bad = []
    for name in tree.matching(r'^src/.*\.[ch]$'):
        allowed = next((rule for pattern, rule in RULES if re.search(pattern, name)), None)
        if allowed is None:
            bad.append(f'{name}: in no layer')
            continue
        bad += [f'{name}:{line}: must not include {what}'
                for line, what in tree.includes(name) if not may_include(name, what, allowed)]
    return bad
