/** Engine processes that run out of memory: said in so many words, and the next job trains in a new process. */
import { afterEach, describe, expect, it } from 'vitest';
import type { EngineEvent, EnginePool, TrainingJob } from '#lab/ports/engines';
import { CostModel } from '#engine/cost-model';
import { saysOutOfMemory } from '#engine/process/memory-words';
import { nodeProcess } from '#engine/process/node-process';
import { enginePool } from '#engine/process/pool';
import { checkpoints, classData, job, run, stories, trainHere } from '#test/engine/support/jobs';

const data = classData(60, 50);
const open: EnginePool[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((pool) => pool.close()));
});

/** A pool whose process may hold so many megabytes of plain values; typed arrays and native memory lie outside of them. */
function poolWith(megabytes: number): EnginePool {
  const startProcess = nodeProcess(undefined, { NODE_OPTIONS: `--max-old-space-size=${String(megabytes)}` });
  const pool = enginePool({
    engine: 'onnx-cpu',
    device: 'test',
    // What V8 writes when it gives up is no news here.
    startProcess: () => startProcess({ isQuiet: true }),
    places: 1,
    costs: new CostModel(),
    startSeconds: 0.3,
    version: 'test',
  });
  pool.provide('data', data);
  open.push(pool);
  return pool;
}

const train = (pool: EnginePool, theJob: TrainingJob): Promise<readonly EngineEvent[]> =>
  new Promise((resolve) => {
    const events: EngineEvent[] = [];
    pool.start(theJob, (event) => {
      events.push(event);
      if (event.kind === 'ended' || event.kind === 'failed') resolve(events);
    });
  });

describe('an engine process without memory', () => {
  it('is reported as such, and its runs go on from their checkpoints in a new one', async () => {
    const pool = poolWith(40);
    const theJob = job({ updates: 40, evaluateAt: [0, 40] });
    const before = await trainHere(theJob, data, { blockLimit: () => 10, stopAfterBlocks: 2 });
    // Ten million evaluation points fill the memory of the process as soon as it reads the job.
    const hungry = await train(pool, { ...theJob, id: 'hungry', evaluateAt: Array.from({ length: 1e7 }, (_, index) => index + 0.5) });
    expect(hungry.at(-1)).toEqual({ kind: 'failed', jobId: 'hungry', failure: { kind: 'engineMemory', engine: 'onnx-cpu' } });
    const saved = checkpoints(before).get('run-0');
    const after = await train(pool, { ...theJob, runs: [run(0, { checkpoint: saved?.state ?? null })] });
    expect(stories([...before, ...after])).toEqual(stories(await trainHere(theJob, data)));
  }, 60_000);
});

describe('what is taken for a lack of memory', () => {
  it('is what V8, Node, the C++ library and ONNX Runtime say', () => {
    for (const words of [
      'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
      'Array buffer allocation failed',
      "terminate called after throwing an instance of 'std::bad_alloc'",
      'Failed to allocate memory for requested buffer of size 4294967296',
      'mmap failed: Cannot allocate memory',
    ]) {
      expect(saysOutOfMemory(words), words).toBe(true);
    }
    for (const words of ['', 'it exited with code 1.', 'the runs of a job are not at the same update', 'Segmentation fault']) {
      expect(saysOutOfMemory(words), words).toBe(false);
    }
  });
});
