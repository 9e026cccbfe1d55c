#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""report.py [--no-memory] [--status N] FOLDER: what a soak run left there as report.md with a plot;
the last line is one of JSON. Fails where the run did, something grew, or a fault is not in the log."""
import argparse
import csv
import datetime
import json
import pathlib
import sys

import plot
from faults import judge_faults
from growth import find_growth

def read_lines(path):
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text().splitlines() if line.startswith('{')]


def read_samples(path):
    with path.open() as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        for name in row:
            if name != 'colour':
                row[name] = float(row[name])
    return rows


def read_faults(path):
    """Each fault with its begin and end in seconds since 1970."""
    faults = {}
    for line in read_lines(path):
        time = datetime.datetime.fromisoformat(line['time'].replace('Z', '+00:00')).timestamp()
        if line['event'] == 'began':
            end = None if line['seconds'] is None else time + line['seconds']
            faults[line['id']] = {'id': line['id'], 'fault': line['fault'], 'begin': time,
                                  'end': end, 'lasting': line['seconds'] != 0}
        elif line['id'] in faults:
            faults[line['id']]['end'] = time
    return sorted(faults.values(), key=lambda fault: fault['begin'])


def table(head, rows):
    lines = ['| ' + ' | '.join(head) + ' |', '|' + '---|' * len(head)]
    return lines + ['| ' + ' | '.join(str(cell).replace('|', '\\|') for cell in row) + ' |'
                    for row in rows]


def name_gaps(gaps):
    rows = {}
    for gap in gaps:
        row = rows.setdefault(gap['cause'], [gap['cause'], 0, 0.0, 0, 0])
        row[1] += 1
        row[2] = max(row[2], gap['length_s'])
        row[3] += max(gap['lost'], 0)
        row[4] += gap['backfilled']
    return [[row[0], row[1], f'{row[2]:.1f}', row[3], row[4]] for row in rows.values()]


def write_report(folder, run, result, faults, violations):
    lines = [f'# Soak of {run["minutes"]:.1f} min, seed {run["seed"]}', '',
             f'{run["symbols"]} symbols, {run["ticks"]} ticks taken, {run["faults"]} faults, '
             f'{run["events"]} events.', '', '![memory, descriptors, sources, colour](plot.svg)', '',
             '## Violations', '']
    lines += [f'- {item["at_s"]:.1f} s: {item["rule"]}: {item["how"]}' for item in violations[:200]]
    lines += [f'- {text}' for text in result['problems']]
    if lines[-1] == '':
        lines += ['None.']
    lines += ['', '## Connections', '']
    names = ['connection', 'green_percent', 'stream_percent', 'poll_percent', 'neither_percent',
             'latency_p50_ms', 'latency_p99_ms', 'latency_max_ms', 'dials', 'reconnects', 'gaps',
             'garbage', 'rest_failures']
    lines += table([name.replace('_', ' ') for name in names],
                   [[f'{c[n]:.2f}' if isinstance(c[n], float) else c[n] for n in names]
                    for c in run['connections']])
    lines += ['', '## Growth: median after the warm-up and at the end', '']
    lines += table(['what', 'early', 'late'],
                   [[name, f'{pair[0]:.0f}', f'{pair[1]:.0f}']
                    for name, pair in result['growth'].items()])
    lines += ['', f'Sources at the end: {run["sources"]}', '', '## Faults', '']
    lines += table(['at s', 'fault', 'for s', 'in the log after s', 'what the log said', 'judged'],
                   [[f'{f["at_s"]:.1f}', f['fault'], f'{f["seconds"]:.1f}', f['after'], f['said'],
                     f['judged']] for f in faults])
    lines += ['', '## Gaps', '']
    lines += table(['cause', 'gaps', 'longest s', 'trades lost', 'fetched later'],
                   name_gaps(read_lines(folder / 'gaps.ndjson')))
    (folder / 'report.md').write_text('\n'.join(lines) + '\n')


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--no-memory', action='store_true')
    parser.add_argument('--status', type=int, default=0)
    parser.add_argument('folder', type=pathlib.Path)
    options = parser.parse_args()
    folder = options.folder
    runs = read_lines(folder / 'run.json')
    if not runs:
        print(json.dumps({'violations': 1, 'problems': [f'no run: status {options.status}']}))
        return 1
    run = runs[0]
    samples = read_samples(folder / 'samples.csv')
    violations = read_lines(folder / 'violations.ndjson')
    growth, grown = find_growth(samples, not options.no_memory)
    events = read_lines(folder / 'events.ndjson')
    faults = judge_faults(read_faults(folder / 'faults.ndjson'), events)
    result = {
        'minutes': round(run['minutes'], 2), 'seed': run['seed'], 'ticks': run['ticks'],
        'faults': len(faults),
        'faults_in_log': sum(f['judged'] == 'in the log' for f in faults),
        'faults_excused': sum(f['judged'] not in ('in the log', 'MISSED') for f in faults),
        'faults_missed': sum(f['judged'] == 'MISSED' for f in faults),
        'violations': len(violations), 'most_dials_60s': run['most_dials_60s'],
        'worst_blackout_s': round(run['worst_blackout_s'], 2),
        'recovery_s': round(run['recovery_s'], 1), 'growth': growth,
        'stream_percent': [round(c['stream_percent'], 2) for c in run['connections']],
        'problems': ['grew: ' + text for text in grown],
    }
    if options.status != 0 and not violations:
        result['problems'].append(f'the run ended with status {options.status}')
    result['problems'] += [f'fault {f["id"]} ({f["fault"]}, {f["at_s"]:.1f} s) is not in the log'
                           for f in faults if f['judged'] == 'MISSED']
    (folder / 'plot.svg').write_text(plot.draw(samples))
    write_report(folder, run, result, faults, violations)
    print(f'Report: {folder / "report.md"}', file=sys.stderr)
    print(json.dumps(result))
    return 1 if violations or result['problems'] else 0


sys.exit(main())
