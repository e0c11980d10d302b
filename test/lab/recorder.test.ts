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
/** The disk takes its time: who waits for it is told by the test. */
let isSlow: boolean;
let unsettled: ((problem: Error | null) => void) | null;
let settledNow: number;

beforeEach(() => {
  clock = new FakeClock();
  [written, announced, isFull] = [[], [], false];
  const commit: Store['commit'] = (batch) => {
    if (isFull) throw new LabError({ kind: 'storageFull', directory: '/' });
    written.push(batch);
  };
  [unsettled, isSlow, settledNow] = [null, false, 0];
  const settle: Store['settle'] = (done) => {
    if (isSlow) unsettled = done;
    else done(null);
  };
  const settleNow = (): unknown => settledNow++;
  // The recorder asks for nothing else.
  const store = { commit, settle, settleNow } as unknown as Store;
  const nothing = (): void => undefined;
  recorder = new Recorder(store, clock, { onWritten: (batch) => announced.push(batch), onBlocked: nothing, onUnblocked: nothing });
});

const runsIn = (batch: StoreBatch): readonly string[] => [...batch.progress, ...batch.runs].map(({ runId }) => runId);
/** Three rows a run. */
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

it('writes a large batch a few runs at a time, all of a run together, states and events last, and announces what is written', () => {
  add(200);
  clock.advance(250);
  expect([written.length, announced.length]).toEqual([1, 1]);
  clock.advance(50);
  expect(announced).toEqual(written);
  for (const part of written)
    expect(new Set(part.progress.map(({ runId }) => runId))).toEqual(new Set(part.runs.map(({ runId }) => runId)));
  expect(written.flatMap(runsIn)).toHaveLength(400);
  expect(written.map(({ events }) => events.length)).toEqual([0, 0, 1]);
});

it('writes all at once where it must, also what came in between', () => {
  add(100);
  clock.advance(250);
  add(3);
  expect(recorder.flush()).toBe(true);
  expect(written.map((batch) => batch.runs.length)).toEqual([83, 17, 3]);
  expect(announced).toEqual(written);
});

it('writes what came in between in its own time', () => {
  add(200);
  clock.advance(250);
  add(3);
  clock.advance(20);
  expect(written).toHaveLength(3);
  clock.advance(250);
  expect(written).toHaveLength(4);
});

it('in a hurry writes one part at once and the others right after, and tells when all is durable', () => {
  let isDone = false;
  add(200);
  recorder.hurry(() => (isDone = true));
  expect([written.length, isDone]).toEqual([1, false]);
  clock.advance(10);
  expect([written.length, isDone]).toEqual([3, true]);
});

it('in a hurry during an earlier batch waits for that, and for what came in since where that was in a hurry, too', () => {
  const done: string[] = [];
  add(300);
  clock.advance(250);
  recorder.hurry(() => done.push('first'));
  add(3);
  recorder.hurry(() => done.push('second'));
  expect(done).toEqual([]);
  clock.advance(5);
  expect(done).toEqual(['first']);
  clock.advance(5);
  expect(done).toEqual(['first', 'second']);
  expect(written.flatMap(runsIn)).toHaveLength(606);
});

it('in a hurry with nothing to write is done', () => {
  let isDone = false;
  recorder.hurry(() => (isDone = true));
  expect(isDone).toBe(true);
});

it('goes on with the same part after the disk was full, and then tells who waited', () => {
  let isDone = false;
  add(200);
  clock.advance(250);
  isFull = true;
  recorder.hurry(() => (isDone = true));
  expect(recorder.problem).toContain('is full');
  isFull = false;
  expect(isDone).toBe(false);
  clock.advance(2100);
  expect([recorder.problem, isDone]).toEqual([null, true]);
  expect(written.flatMap(runsIn)).toHaveLength(400);
});

it('announces what is committed when it is on the disk, not before, and writes nothing else until then', () => {
  isSlow = true;
  add(10);
  clock.advance(250);
  expect([written.length, announced.length]).toEqual([1, 0]);
  add(3);
  clock.advance(5000);
  expect(written).toHaveLength(1);
  unsettled?.(null);
  expect(announced).toEqual(written);
  clock.advance(250);
  expect(written).toHaveLength(2);
});

it('tries the disk again where it had a problem, without writing the part again', () => {
  isSlow = true;
  add(10);
  clock.advance(250);
  unsettled?.(new LabError({ kind: 'storageFull', directory: '/' }));
  expect([recorder.problem?.includes('is full'), announced.length]).toEqual([true, 0]);
  isSlow = false;
  clock.advance(2000);
  expect([recorder.problem, written.length]).toEqual([null, 1]);
  expect(announced).toEqual(written);
});

it('at once waits for the disk itself, announces once, and goes on when the disk answers late', () => {
  isSlow = true;
  add(10);
  clock.advance(250);
  const late = unsettled;
  expect(recorder.flush()).toBe(true);
  expect([written.length, announced.length, settledNow]).toEqual([1, 1, 1]);
  isSlow = false;
  add(3);
  clock.advance(250);
  late?.(null);
  clock.advance(250);
  expect([written.length, announced.length]).toEqual([2, 2]);
});
