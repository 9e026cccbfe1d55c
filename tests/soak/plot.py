# SPDX-License-Identifier: GPL-3.0-or-later
"""The samples of a soak run as an SVG: memory, descriptors and sources over time, and below them
the worst colour of the connections and where faults were."""

WIDTH, HEIGHT, LEFT, TOP, GAP = 900, 110, 70, 20, 26
FILLS = {'green': '#2ec27e', 'yellow': '#f5c211', 'red': '#e01b24', 'grey': '#9a9996'}
PANELS = (('RSS, MiB', 'rss_kib', 1024, '#1a5fb4'), ('heap, MiB', 'heap_kib', 1024, '#613583'),
          ('descriptors', 'descriptors', 1, '#26a269'), ('sources', 'sources', 1, '#c64600'),
          ('faults at a time', 'faults', 1, '#a51d2d'))


def panel(samples, x, top, title, name, unit, stroke):
    values = [row[name] / unit for row in samples]
    most = max(values) * 1.1 or 1
    points = ' '.join(f'{x(row["at_s"]):.1f},{top + HEIGHT - value / most * HEIGHT:.1f}'
                      for row, value in zip(samples, values))
    return [f'<rect x="{LEFT}" y="{top}" width="{WIDTH}" height="{HEIGHT}" fill="none" '
            'stroke="#c0bfbc"/>',
            f'<text x="{LEFT}" y="{top - 5}">{title}</text>',
            f'<text x="{LEFT - 6}" y="{top + 10}" text-anchor="end">{most:.1f}</text>',
            f'<text x="{LEFT - 6}" y="{top + HEIGHT}" text-anchor="end">0</text>',
            f'<polyline points="{points}" fill="none" stroke="{stroke}" stroke-width="1.5"/>']


def draw(samples):
    length = samples[-1]['at_s'] if samples else 1
    bottom = TOP + len(PANELS) * (HEIGHT + GAP)

    def x(at_s):
        return LEFT + at_s / length * WIDTH

    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{LEFT + WIDTH + 40}" '
           f'height="{bottom + 60}" font-family="sans-serif" font-size="12">',
           '<rect width="100%" height="100%" fill="#ffffff"/>']
    for index, (title, name, unit, stroke) in enumerate(PANELS):
        if samples:
            out += panel(samples, x, TOP + index * (HEIGHT + GAP), title, name, unit, stroke)
    out.append(f'<text x="{LEFT}" y="{bottom - 5}">worst colour</text>')
    for row, after in zip(samples, samples[1:] + samples[-1:]):
        out.append(f'<rect x="{x(row["at_s"]):.1f}" y="{bottom}" '
                   f'width="{max(x(after["at_s"]) - x(row["at_s"]), 0.5):.1f}" height="16" '
                   f'fill="{FILLS[row["colour"]]}"/>')
    for tick in range(7):
        at_s = length * tick / 6
        out.append(f'<text x="{x(at_s):.1f}" y="{bottom + 34}" text-anchor="middle">'
                   f'{at_s / 60:.1f} min</text>')
    return '\n'.join(out + ['</svg>']) + '\n'
