/** What the event log calls conditions and runs: as charts do. */
import { expect, it } from 'vitest';
import type { Factor } from '#core/experiment/spec';
import { LiveRuns } from '#lab/live-runs';
import { TrainingLog } from '#lab/training-log';
import type { StoredRun } from '#lab/ports/store';
import { planned } from '#test/renderer/charts/planned';

const storedRun = (condition: number, replicate: number): StoredRun => ({
  ...{ id: `a.${String(condition + 1)}.${String(replicate + 1)}`, experimentId: 'a', condition, replicate, status: 'training' },
  ...{ update: 0, seconds: 0, weightHash: null, engine: null, device: null, recordHash: null, startedAt: null, endedAt: null },
});

/** The log of a training with two seeds a condition, and the lines that it wrote. */
function logOf(factors: readonly Factor[]): { readonly log: TrainingLog; readonly lines: string[] } {
  const { conditions } = planned(factors);
  const runs = conditions.flatMap((_, condition) => [storedRun(condition, 0), storedRun(condition, 1)]);
  const lines: string[] = [];
  const clock = { now: () => 0, after: () => () => undefined };
  const recorder = {
    add: ({ events = [] }: { readonly events?: readonly { readonly message: string }[] }) => {
      lines.push(...events.map(({ message }) => message));
    },
  };
  return { log: new TrainingLog({ id: 'a', conditions }, new LiveRuns(runs), { recorder, clock }), lines };
}

it('names settings of a condition only where they tell it from the others', () => {
  const pairs = {
    paths: ['batch.size', 'optimizer.learningRate'],
    values: [
      ['full', 0.01],
      [1, 0.01],
      [1, 0.001],
    ],
  };
  const { log, lines } = logOf([pairs]);
  log.sayOf(0, 'skipped.');
  log.sayOf(2, '2 seeds finished.');
  expect(lines).toEqual(['Full batch: skipped.', 'Batch size 1, rate 0.001: 2 seeds finished.']);
});

it('names a schedule by what it does, and a run by its condition and seed', () => {
  const courses = {
    paths: ['schedule.kind', 'schedule.decay', 'batch.schedule.kind', 'batch.schedule.by'],
    values: [
      ['step', 0.5, 'constant', 2],
      ['constant', 1, 'multiply', 4],
    ],
  };
  const { log, lines } = logOf([courses]);
  const run = { runId: 'a.2.2', status: 'diverged', update: 1200, weightHash: 'a'.repeat(64), seconds: 1 } as const;
  log.report({ kind: 'outcome', jobId: 'j', runs: [run] });
  log.report({ kind: 'notice', jobId: 'j', notice: { kind: 'rateReduced', runId: 'a.1.1', update: 400, learningRate: 0.005 } });
  expect(lines).toEqual([
    'Constant rate, batch ×4, seed 2 diverged at update 1,200: its numbers are no longer finite.',
    'Rate ×0.5, constant batch, seed 1: the learning rate falls to 0.005 at update 400.',
  ]);
});
