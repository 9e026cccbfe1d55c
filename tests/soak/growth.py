# SPDX-License-Identifier: GPL-3.0-or-later
"""What a process used more of at the end of a run than after its beginning."""
import statistics

GROWTH = 1.05
# Sources and descriptors of one moment: a timer or a request more or less is no growth
SLACK = 2


def find_growth(samples, with_memory):
    """What grew: the first and the last tenth after the warm-up, each at its median."""
    length = samples[-1]['at_s'] if samples else 0
    warm = max(60.0, length / 10)
    part = max(30.0, length / 10)
    early = [row for row in samples if warm <= row['at_s'] <= warm + part]
    late = [row for row in samples if row['at_s'] >= length - part]
    figures, grown = {}, []
    if not early or not late or warm + part > length - part:
        return figures, grown
    for name in ('rss_kib', 'pss_kib', 'heap_kib', 'descriptors', 'sources', 'threads'):
        # A connection that is being made has more of some things: like is compared with like
        before = [row[name] for row in early if row['all_live']] or [row[name] for row in early]
        after = [row[name] for row in late if row['all_live']] or [row[name] for row in late]
        first, last = statistics.median(before), statistics.median(after)
        figures[name] = [first, last]
        if name == 'rss_kib' and with_memory and last > first * GROWTH:
            grown.append(f'{name}: {first:.0f} to {last:.0f}')
        if name in ('descriptors', 'sources') and last > first + SLACK:
            grown.append(f'{name}: {first:.0f} to {last:.0f}')
    return figures, grown
