import { describe, expect, it } from 'vitest';
import type { EngineEvent, RunCheckpoint, TrainingJob } from '#lab/ports/engines';
import { parameterShapes } from '#engine/model/network';
import { decodeCheckpoint, weightHash } from '#engine/training/checkpoint';
import { checkpoints, classData, job, run, stories, trainHere } from '#test/engine/support/jobs';

const data = classData(220, 180);
const theJob = job({
  runs: [run(0), run(1), run(2, { learningRate: 0.02 })],
  updates: 60,
  evaluateAt: [0, 20, 60],
  keeps: { at: [7, 20, 33], end: true },
});

function kept(events: readonly EngineEvent[]): readonly RunCheckpoint[] {
  return events.flatMap((event) => (event.kind === 'snapshot' ? event.runs : []));
}

/** Run, update and weights of each, in the order in which they came. */
function told(events: readonly EngineEvent[], of: TrainingJob = theJob): readonly string[] {
  const sizes = parameterShapes(of.model).map(([rows, columns]) => rows * columns);
  return kept(events).map(({ runId, update, state }) => {
    const snapshot = decodeCheckpoint(runId, state, sizes);
    expect(snapshot.update).toBe(update);
    return `${runId} ${String(update)} ${weightHash([...snapshot.parameters, ...snapshot.slots])}`;
  });
}

describe('states that a job keeps', () => {
  it('come at the asked updates and at the end, whose weights the outcome vouches for', async () => {
    const events = await trainHere(theJob, data);
    expect(kept(events).map(({ runId, update }) => `${runId} ${String(update)}`)).toEqual(
      [7, 20, 33, 60].flatMap((update) => ['run-0', 'run-1', 'run-2'].map((runId) => `${runId} ${String(update)}`)),
    );
    const outcomes = [...stories(events)].map(([runId, { outcome }]) => `${runId} ${String(outcome?.weightHash)}`);
    const sizes = parameterShapes(theJob.model).map(([rows, columns]) => rows * columns);
    const ends = kept(events).slice(-3);
    expect(ends.map(({ runId, state }) => `${runId} ${weightHash(decodeCheckpoint(runId, state, sizes).parameters)}`)).toEqual(outcomes);
  });

  it('change nothing of the training, and are the same alone and in a stack', async () => {
    const { keeps, ...without } = theJob;
    expect(keeps?.end).toBe(true);
    const events = await trainHere(theJob, data);
    expect(stories(events)).toEqual(stories(await trainHere(without, data)));
    const alone = [];
    for (const one of theJob.runs) alone.push(...told(await trainHere({ ...theJob, runs: [one] }, data)));
    expect(alone.toSorted()).toEqual(told(events).toSorted());
  });

  it('are those of a training that was cut off and gone on with', async () => {
    const before = await trainHere(theJob, data, { blockLimit: () => 5, stopAfterBlocks: 5 });
    const saved = checkpoints(before);
    const runs = theJob.runs.map((one) => ({ ...one, checkpoint: saved.get(one.runId)?.state ?? null }));
    const after = await trainHere({ ...theJob, runs }, data);
    expect([...told(before), ...told(after)]).toEqual(told(await trainHere(theJob, data)));
  });

  it('let a run go on as if it had never ended there', async () => {
    const states = new Map(kept(await trainHere(theJob, data)).map(({ runId, update, state }) => [`${runId} ${String(update)}`, state]));
    const runs = theJob.runs.map((one) => ({ ...one, checkpoint: states.get(`${one.runId} 33`) ?? null }));
    const ends = (events: readonly EngineEvent[]): readonly unknown[] => [...stories(events)].map(([, { outcome }]) => outcome);
    expect(ends(await trainHere({ ...theJob, runs }, data))).toEqual(ends(await trainHere(theJob, data)));
  });

  it('are left out at the end where only updates were asked for, and of runs that diverge', async () => {
    const events = await trainHere({ ...theJob, runs: [run(0)], keeps: { at: [20], end: false } }, data);
    expect(kept(events).map(({ update }) => update)).toEqual([20]);
    const wild = await trainHere({ ...theJob, runs: [run(0, { learningRate: 1e30 }), run(1)] }, data);
    expect(kept(wild).map(({ runId }) => runId)).toEqual(new Array(4).fill('run-1'));
  });

  it('come at the stop of a run that stops early, before its outcome', async () => {
    // Nothing is better by so much: the first evaluation after the start decides.
    const stopping = { patience: { metric: 'train.loss', evaluations: 1, minimumChange: 1e9 }, target: null } as const;
    const events = await trainHere({ ...theJob, runs: [run(0, { stopping }), run(1)] }, data);
    expect(told(events).map((text) => text.split(' ').slice(0, 2).join(' '))).toEqual([
      'run-0 7',
      'run-1 7',
      'run-0 20',
      'run-1 20',
      'run-1 33',
      'run-1 60',
    ]);
    const order = events.flatMap((event) =>
      event.kind === 'snapshot' || event.kind === 'outcome'
        ? event.runs.map(({ runId, update }) => `${event.kind} ${runId} ${String(update)}`)
        : [],
    );
    expect(order.indexOf('snapshot run-0 20')).toBeLessThan(order.indexOf('outcome run-0 20'));
  });
});
