/** The history as rows. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ExperimentDetail, ExperimentSummary } from '#contract/experiments';
import { experimentState, runsText, scoreText } from '#renderer/features/history/experiment-words.ts';
import {
  readColumns,
  readSorting,
  sortExperiments,
  USUAL_COLUMNS,
  writeColumns,
  writeSorting,
} from '#renderer/features/history/history-columns.ts';
import { filterChoices, filterExperiments, NO_FILTERS, type Filters } from '#renderer/features/history/history-filter.ts';
import { flatten, placesFor, windowOf, type Opened, type Row } from '#renderer/features/history/history-rows.ts';
import { summarize } from '#core/stats/summary';
import { planned, shape } from '#test/renderer/charts/planned';
import { evaluation } from '#test/renderer/features/live/evaluations';
import { SAMPLE_SUMMARY } from '#test/support/sample-summary';

const none = { waiting: 0, training: 0, finished: 0, diverged: 0, stopped: 0, interrupted: 0, failed: 0 };
function experiment(id: string, change: Partial<ExperimentSummary> = {}): ExperimentSummary {
  return {
    ...SAMPLE_SUMMARY,
    id,
    name: id,
    runCounts: { ...none, finished: 4 },
    ...change,
  };
}
const names = (list: readonly ExperimentSummary[]): readonly string[] => list.map(({ id }) => id);

describe('finding', () => {
  const now = new Date(2026, 5, 15, 12).getTime();
  const hour = 3_600_000;
  const list = [
    experiment('Stability', { createdAt: now - hour, tags: ['teaching', 'any'], isStarred: true, notes: 'Seen in the lecture' }),
    experiment('Moons', {
      createdAt: now - 20 * hour,
      description: 'Moons, 2-8-2',
      dataName: 'Moons',
      network: '2-8-2',
      state: 'interrupted',
    }),
    experiment('Old', { createdAt: now - 40 * 24 * hour, factors: ['batch size 1 to full'], tags: ['teaching'] }),
  ];
  const found = (change: Partial<Filters>): readonly string[] => names(filterExperiments(list, { ...NO_FILTERS, ...change }, now));

  test('every word must occur somewhere, in any case', () => {
    expect(found({ query: 'STAB blobs' })).toEqual(['Stability']);
    expect(found({ query: 'stab moons' })).toEqual([]);
    expect(found({ query: '  ' })).toEqual(['Stability', 'Moons', 'Old']);
  });

  test('notes, tags, data, model and what is varied are searched too', () => {
    expect(['lecture', 'teach', 'moons', '2-8-2', 'to full'].map((query) => found({ query }))).toEqual([
      ['Stability'],
      ['Stability', 'Old'],
      ['Moons'],
      ['Moons'],
      ['Old'],
    ]);
  });

  test('each filter narrows what the others leave', () => {
    expect(found({ state: 'interrupted' })).toEqual(['Moons']);
    expect(found({ tag: 'teaching' })).toEqual(['Stability', 'Old']);
    expect(found({ tag: 'teaching', isStarredOnly: true })).toEqual(['Stability']);
    expect(found({ data: 'Moons', query: 'blobs' })).toEqual([]);
    expect(found({ since: 'today' })).toEqual(['Stability']);
    expect(found({ since: 'week' })).toEqual(['Stability', 'Moons']);
    expect(found({ since: 'year', tag: 'teaching' })).toEqual(['Stability', 'Old']);
  });

  test('there is each name once to choose from', () => {
    expect(filterChoices(list)).toEqual({ tags: ['any', 'teaching'], data: ['Blobs', 'Moons'] });
  });
});

test('columns and order are remembered, and what is not known of them is left out', () => {
  expect(readColumns(null)).toEqual(USUAL_COLUMNS);
  expect(readColumns(writeColumns(['notes', 'state']))).toEqual(['state', 'notes']);
  expect(readColumns('state <script> constructor')).toEqual(['state']);
  expect(readSorting(writeSorting({ column: 'name', isDescending: false }))).toEqual({ column: 'name', isDescending: false });
  expect(readSorting('__proto__ down')).toEqual({ column: 'createdAt', isDescending: true });
});

describe('sorting', () => {
  const list = [
    experiment('b', { createdAt: 1, score: summarize([0.8]) }),
    experiment('A', { createdAt: 3 }),
    experiment('c', { createdAt: 2, score: summarize([0.9]) }),
  ];

  test('by name, date and score; without a score last', () => {
    expect(names(sortExperiments(list, { column: 'name', isDescending: false }))).toEqual(['A', 'b', 'c']);
    expect(names(sortExperiments(list, { column: 'createdAt', isDescending: true }))).toEqual(['A', 'c', 'b']);
    expect(names(sortExperiments(list, { column: 'score', isDescending: true }))).toEqual(['c', 'b', 'A']);
  });

  test('equals keep the newest first, and two without a score are equal', () => {
    const equal = [experiment('old', { createdAt: 1 }), experiment('new', { createdAt: 2 })];
    expect(names(sortExperiments(equal, { column: 'score', isDescending: true }))).toEqual(['new', 'old']);
    expect(names(sortExperiments(equal, { column: 'runs', isDescending: false }))).toEqual(['new', 'old']);
  });
});

describe('opening', () => {
  const { spec, conditions } = planned([{ path: 'batch.size', values: [1, 'full'] }], { replicates: 10 });
  const detail: ExperimentDetail = {
    summary: experiment('e'),
    spec,
    dataShape: shape,
    conditions,
    skipped: [],
    runs: conditions.flatMap(({ index }) =>
      Array.from({ length: 10 }, (_, replicate) => ({
        id: `${index}-${replicate}`,
        condition: index,
        replicate,
        status: replicate === 0 ? ('diverged' as const) : ('finished' as const),
        update: 10,
        seconds: 0.5,
        weightHash: null,
        engine: null,
        device: null,
        final: evaluation(10, 0.8),
      })),
    ),
    events: [],
    provenance: { app: '', engine: '', engineVersion: '', device: '', os: '', node: '', specHash: '', dataHash: '' },
    progress: { fraction: 1, updatesDone: 1, updatesTotal: 1, elapsedSeconds: 1, remainingSeconds: 0 },
  };
  const rows = (open: readonly string[], unfolded: readonly string[] = [], opened: Opened = { kind: 'loaded', detail }): readonly Row[] =>
    flatten([experiment('e'), experiment('f')], {
      isOpen: (key) => open.includes(key),
      isUnfolded: (key) => unfolded.includes(key),
      opened: () => opened,
    });
  const kinds = (list: readonly Row[]): readonly string[] => list.map(({ kind }) => kind);

  test('closed, an experiment is one row', () => {
    expect(kinds(rows([]))).toEqual(['experiment', 'experiment']);
  });

  test('open, it waits for its conditions, or says why they do not come', () => {
    expect(kinds(rows(['e'], [], { kind: 'loading' }))).toEqual(['experiment', 'loading', 'experiment']);
    expect(kinds(rows(['e'], [], { kind: 'failed', error: new Error('gone') }))).toEqual(['experiment', 'failed', 'experiment']);
  });

  test('conditions are summed up over the runs that finished', () => {
    const [, condition] = rows(['e']);
    expect(condition).toMatchObject({ kind: 'condition', key: 'e/0', look: { label: '1' }, score: { n: 9, mean: 0.8 }, seconds: 5 });
  });

  test('the first four runs are shown, the others on demand', () => {
    const some = rows(['e', 'e/0']);
    expect(kinds(some)).toEqual(['experiment', 'condition', 'run', 'run', 'run', 'run', 'more', 'condition', 'experiment']);
    expect(some[6]).toMatchObject({ count: 6 });
    expect(rows(['e', 'e/0'], ['e/0']).filter(({ kind }) => kind === 'run')).toHaveLength(10);
  });

  test('every row has a key of its own', () => {
    const all = rows(['e', 'f', 'e/0', 'e/1', 'f/0']);
    expect(new Set(all.map(({ key }) => key)).size).toBe(all.length);
  });
});

test('of 5,000 rows only those in sight exist, and the room of the others stays', () => {
  const list = Array.from({ length: 5000 }, (_, index): Row => ({
    kind: 'experiment',
    key: String(index),
    experiment: experiment(String(index)),
    level: 1,
    isOpen: false,
  }));
  const part = windowOf(list, 44 * 1000, 600);
  expect(part.last - part.first).toBeLessThan(40);
  expect(part.first).toBeLessThanOrEqual(1000);
  expect(part.last).toBeGreaterThanOrEqual(1014);
  expect(part.above + part.below + (part.last - part.first) * 44).toBe(5000 * 44);
});

test('there is a place for every row in sight, whatever stands between the experiments', () => {
  const kinds = fc.array(fc.boolean(), { minLength: 1, maxLength: 300 });
  const stretch = fc.record({ scrollTop: fc.nat(12_000), height: fc.integer({ min: 1, max: 2000 }) });
  fc.assert(
    fc.property(kinds, stretch, (isExperiment, { scrollTop, height }) => {
      const list = isExperiment.map((is, index): Row => {
        const row = { key: String(index), experiment: experiment('e'), level: is ? 1 : 2 } as const;
        return is ? { ...row, kind: 'experiment', isOpen: true } : { ...row, kind: 'loading' };
      });
      const { first, last } = windowOf(list, scrollTop, height);
      expect(last - first).toBeLessThanOrEqual(placesFor(height));
    }),
  );
});

test('words of a list', () => {
  expect(scoreText(summarize([0.83, 0.834]), 'accuracy')).toBe('83.2 ± 2.5');
  expect(scoreText(summarize([0.83]), 'accuracy')).toBe('83.0');
  expect(scoreText(summarize([0.912]), 'rSquared')).toBe('0.912');
  expect(scoreText(null, 'accuracy')).toBe('–');
  expect(experimentState(experiment('x', { runCounts: { ...none, finished: 7, diverged: 3 } }))).toBe('3 diverged');
  expect(runsText(experiment('x', { runCounts: { ...none, finished: 80, diverged: 6, waiting: 14 } }))).toBe('86 / 100');
  expect(runsText(experiment('x'))).toBe('4');
});
