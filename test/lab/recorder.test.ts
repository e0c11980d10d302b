/** The recorder: what it writes when, and that a batch of many runs leaves room for other work. */
import { beforeEach, expect, it } from 'vitest';
import { LabError } from '#core/failure';
import type { Store, StoreBatch } from '#lab/ports/store';
import { Recorder } from '#lab/recorder';
import { FakeClock } from '#test/support/fake-clock';
import { scriptedProgress } from '#test/support/scripted-engines';

let clock: FakeClock;
let recorder: Recorder;
let written: StoreBatch[];
let announced: StoreBatch[];
let isFull: boolean;

beforeEach(() => {
  clock = new FakeClock();
  [written, announced, isFull] = [[], [], false];
  const write: Store['write'] = (batch) => {
    if (isFull) throw new LabError({ kind: 'storageFull', directory: '/' });
    written.push(batch);
  };
  // The recorder asks for nothing else.
  const store = { write } as unknown as Store;
  const nothing = (): void => undefined;
  recorder = new Recorder(store, clock, { onWritten: (batch) => announced.push(batch), onBlocked: nothing, onUnblocked: nothing });
});

const runsIn = (batch: StoreBatch): readonly string[] => [...batch.progress, ...batch.runs].map(({ runId }) => runId);
const add = (count: number): void => {
  for (let run = 0; run < count; run++) {
    recorder.add({ progress: [scriptedProgress(`r${run}`, 5)], runs: [{ runId: `r${run}`, update: 5 }] });
  }
  recorder.add({ events: [{ experimentId: 'e', at: 0, message: 'Finished.' }] });
};

it('writes a small batch in one transaction and announces it', () => {
  add(10);
  clock.advance(250);
  expect([written.length, announced.length]).toEqual([1, 1]);
});

it('writes many runs a few at a time, all of a run together, states and events last, and announces them once', () => {
  add(100);
  clock.advance(250);
  expect([written.length, announced.length]).toEqual([1, 0]);
  clock.advance(50);
  expect([written.length, announced.length]).toEqual([4, 1]);
  for (const part of written)
    expect(new Set(part.progress.map(({ runId }) => runId))).toEqual(new Set(part.runs.map(({ runId }) => runId)));
  expect(written.flatMap(runsIn)).toHaveLength(200);
  expect(written.map(({ events }) => events.length)).toEqual([0, 0, 0, 1]);
  expect(runsIn(announced[0])).toHaveLength(200);
});

it('writes all at once where it must, also what came in between', () => {
  add(60);
  clock.advance(250);
  add(3);
  expect(recorder.flush()).toBe(true);
  expect(written.map((batch) => batch.runs.length)).toEqual([25, 25, 10, 3]);
  expect(announced).toHaveLength(2);
});

it('writes what came in between in its own time', () => {
  add(60);
  clock.advance(250);
  add(3);
  clock.advance(20);
  expect([written.length, announced.length]).toEqual([3, 1]);
  clock.advance(250);
  expect([written.length, announced.length]).toEqual([4, 2]);
});

it('goes on with the same part after the disk was full', () => {
  add(60);
  clock.advance(250);
  isFull = true;
  clock.advance(10);
  expect(recorder.problem).toContain('is full');
  isFull = false;
  clock.advance(2100);
  expect(recorder.problem).toBe(null);
  expect(written.flatMap(runsIn)).toHaveLength(120);
  expect(announced).toHaveLength(1);
});
