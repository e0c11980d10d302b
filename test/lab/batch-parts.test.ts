/** Batches for the store: joined reports are worth the same as single ones, and parts hold all of a run. */
import { expect, it } from 'vitest';
import fc from 'fast-check';
import { joined, partsOf } from '#lab/batch-parts';
import type { RunProgress } from '#lab/ports/engines';
import type { StoreBatch } from '#lab/ports/store';
import { scriptedProgress } from '#test/support/scripted-engines';

const EMPTY: StoreBatch = { progress: [], checkpoints: [], snapshots: [], runs: [], experiments: [], events: [] };
const [evaluation] = scriptedProgress('r', 1).evaluations;

/** Losses first, first + 1, ... and an evaluation at the end. */
function report(runId: string, fromUpdate: number, count: number): RunProgress {
  const loss = Float32Array.from({ length: count }, (_, index) => fromUpdate + index);
  return { runId, fromUpdate, metrics: { loss }, evaluations: [{ ...evaluation, update: fromUpdate + count }] };
}

it('reports of a run that follow each other become one', () => {
  const { progress } = joined({ ...EMPTY, progress: [report('a', 0, 3), report('b', 0, 1), report('a', 3, 2)] });
  expect(progress).toEqual([
    {
      ...report('a', 0, 5),
      evaluations: [
        { ...evaluation, update: 3 },
        { ...evaluation, update: 5 },
      ],
    },
    report('b', 0, 1),
  ]);
});

it('reports with evaluations alone become one, too', () => {
  const bare = (update: number): RunProgress => ({ ...report('a', update, 0), metrics: {} });
  const { progress } = joined({ ...EMPTY, progress: [bare(0), bare(4)] });
  expect(progress.map(({ evaluations }) => evaluations.map(({ update }) => update))).toEqual([[0, 4]]);
});

it('a run that was taken up again keeps both reports, in their order', () => {
  const reports = [report('a', 0, 10), report('a', 6, 4)];
  expect(joined({ ...EMPTY, progress: reports }).progress).toEqual(reports);
});

it('the last change of each field and the last checkpoint count', () => {
  const state = new Uint8Array(1);
  const { runs, checkpoints } = joined({
    ...EMPTY,
    runs: [
      { runId: 'a', status: 'training', update: 1 },
      { runId: 'a', update: 2, seconds: 3 },
    ],
    checkpoints: [
      { runId: 'a', update: 1, state },
      { runId: 'a', update: 2, state },
    ],
  });
  expect(runs).toEqual([{ runId: 'a', status: 'training', update: 2, seconds: 3 }]);
  expect(checkpoints).toEqual([{ runId: 'a', update: 2, state }]);
});

it('parts have everything once, all of a run together, and not many rows unless a single run has them', () => {
  const batches = fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 120 })), { maxLength: 80 });
  fc.assert(
    fc.property(batches, (of) => {
      const progress = of.map(([run, count]) => {
        return { ...report(`r${run}`, 0, 1), evaluations: Array.from({ length: count }, () => evaluation) };
      });
      const whole: StoreBatch = { ...EMPTY, progress, events: [{ experimentId: 'e', at: 0, message: 'x' }] };
      const parts = partsOf(whole);
      expect(parts.flatMap((part) => part.progress).toSorted(byRun)).toEqual(progress.toSorted(byRun));
      expect(parts.map(({ events }) => events.length)).toEqual([...Array<number>(parts.length - 1).fill(0), 1]);
      const runs = parts.map((part) => new Set(part.progress.map(({ runId }) => runId)));
      expect(runs.reduce((sum, { size }) => sum + size, 0)).toBe(new Set(progress.map(({ runId }) => runId)).size);
      for (const [index, part] of parts.entries()) {
        const rows = part.progress.reduce((sum, { evaluations }) => sum + 1 + evaluations.length, 0);
        expect(rows <= 250 || runs[index].size === 1).toBe(true);
      }
    }),
  );
});

const byRun = (a: RunProgress, b: RunProgress): number => a.runId.localeCompare(b.runId);
