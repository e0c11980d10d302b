/** The pure parts of a run's page, of lineage, of tags and of exports. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ExperimentSummary } from '#contract/experiments';
import { toCsv } from '#core/table-text';
import { runsTable } from '#renderer/features/history/history-export.ts';
import { lineageOf, originWords } from '#renderer/features/history/lineage.ts';
import { branchProblem, statesToGoOnFrom } from '#renderer/features/history/run/branch.ts';
import { movedBy, scaledAround, within } from '#renderer/features/history/run/stretch.ts';
import { readTags } from '#renderer/features/history/tags.ts';
import { SAMPLE_SUMMARY } from '#test/support/sample-summary';

describe('a stretch of updates', () => {
  test('is whole, within the run and long enough to be seen, whatever is asked', () => {
    const any = fc.double({ min: -1e9, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(any, any, fc.integer({ min: 1, max: 1e6 }), (from, to, updates) => {
        const shown = within({ from, to }, updates);
        expect([shown.from, shown.to].every(Number.isInteger)).toBe(true);
        expect(shown.from).toBeGreaterThanOrEqual(0);
        expect(shown.to).toBeLessThanOrEqual(updates);
        expect(shown.to - shown.from).toBeGreaterThanOrEqual(Math.min(10, updates));
      }),
    );
  });

  test('comes closer around a place, and stops at the ends when it moves', () => {
    expect(scaledAround({ from: 0, to: 100 }, 0.5, 20)).toEqual({ from: 10, to: 60 });
    expect(movedBy({ from: 100, to: 200 }, 0.5, 1000)).toEqual({ from: 150, to: 250 });
    expect(movedBy({ from: 20, to: 120 }, -0.5, 1000)).toEqual({ from: 0, to: 100 });
    expect(movedBy({ from: 880, to: 980 }, 0.5, 1000)).toEqual({ from: 900, to: 1000 });
  });
});

describe('a branch', () => {
  test('needs a change that can be trained', () => {
    expect(branchProblem({}, 500)).toMatch(/Change/);
    expect(branchProblem({ batchSize: 501 }, 500)).toBe('A batch has between 1 and 500 samples.');
    expect(branchProblem({ batchSize: 1.5 }, 500)).toMatch(/between/);
    expect(branchProblem({ learningRate: 0 }, 500)).toMatch(/above 0/);
    expect(branchProblem({ batchSize: 'full', learningRate: 0.1 }, 500)).toBeNull();
  });

  test('goes on from before the end of the design, or from anywhere where the clock ends the run', () => {
    const states = [5, 10].map((update) => ({ update, bytes: 1, kind: 'snapshot' as const }));
    expect(statesToGoOnFrom(states, { updates: 10, seconds: null })).toEqual([states[0]]);
    expect(statesToGoOnFrom(states, { updates: 10, seconds: 3 })).toEqual(states);
  });
});

describe('lineage', () => {
  const of = (id: string, createdAt: number, origin: ExperimentSummary['origin']): ExperimentSummary => ({
    ...SAMPLE_SUMMARY,
    id,
    name: id,
    createdAt,
    origin,
  });
  const repeat = (experimentId: string): ExperimentSummary['origin'] => ({ kind: 'repeat', experimentId, runId: 'r', verdict: null });
  const branch = (experimentId: string): ExperimentSummary['origin'] => ({
    kind: 'branch',
    experimentId,
    runId: 'r',
    update: 1200,
    change: { batchSize: 8 },
  });

  test('shows the whole family from the root down, with oneself marked', () => {
    const all = [
      of('child', 2, branch('root')),
      of('root', 1, null),
      of('grandchild', 4, repeat('child')),
      of('other', 3, repeat('root')),
      of('stranger', 5, null),
    ];
    expect(lineageOf(all[0], all).map(({ id, depth, isSelf }) => [id, depth, isSelf])).toEqual([
      ['root', 0, false],
      ['child', 1, true],
      ['grandchild', 2, false],
      ['other', 1, false],
    ]);
  });

  test('names a parent that is not in the list as missing, and ends where a file claims a circle', () => {
    expect(lineageOf(of('a', 1, repeat('gone')), []).map(({ id, name }) => [id, name])).toEqual([
      ['gone', null],
      ['a', 'a'],
    ]);
    const circle = [of('a', 1, repeat('b')), of('b', 2, repeat('a'))];
    expect(lineageOf(circle[0], circle).filter(({ isSelf }) => isSelf)).toHaveLength(1);
  });

  test('says where an experiment came from', () => {
    expect(originWords(branch('x'))).toBe('branches at update 1,200: batch size 8');
    expect(originWords(repeat('x'))).toBe('repeats a run: no verdict yet');
    expect(originWords(null)).toBe('designed here');
  });
});

test('tags are typed with commas, once each, and not too long', () => {
  expect(readTags(' a, b;a\n,, <b> ')).toEqual({ tags: ['a', 'b', '<b>'], problem: null });
  expect(readTags('x'.repeat(51)).problem).toMatch(/50/);
});

test('a table of runs has a column for all that was varied anywhere, and nothing in it that a spreadsheet would run', () => {
  const run = {
    id: 'e.1.1',
    condition: 0,
    replicate: 0,
    status: 'finished',
    update: 9,
    seconds: 1,
    weightHash: 'h',
    engine: 'onnx-cpu',
    device: 'd',
  } as const;
  const listing = (experimentId: string, factors: Record<string, number>) => ({
    ...{ experimentId, conditions: [{ factors, batchSize: 8, learningRate: 0.1 }], runs: [run] },
    ...{ loss: Float64Array.of(0.5), score: Float64Array.of(NaN) },
  });
  const experiments = ['e', 'f'].map((id) => ({ ...SAMPLE_SUMMARY, id, name: '=cmd|x', tags: ['@a', 'b'] }));
  const table = runsTable(experiments, [listing('e', { 'batch.size': 8 }), listing('f', { 'optimizer.learningRate': 0.1 })]);
  expect(table.columns.slice(11, 13)).toEqual(['batch.size', 'optimizer.learningRate']);
  expect(table.rows[1].slice(0, 13)).toEqual(['f', '=cmd|x', '@a, b', 'Blobs', '2-50-3', 'e.1.1', 1, 1, 'finished', 8, 0.1, null, 0.1]);
  expect(toCsv(table).split('\r\n')[1]).toBe(`e,'=cmd|x,"'@a, b",Blobs,2-50-3,e.1.1,1,1,finished,8,0.1,8,,9,1,0.5,,accuracy,onnx-cpu,d,h`);
});
