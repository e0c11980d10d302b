/** Engine processes as the lab meets them: real ones, some of which are killed. */
import { afterEach, describe, expect, it } from 'vitest';
import type { EngineEvent, EnginePool, TrainingJob } from '#lab/ports/engines';
import { createEngines } from '#engine/engines';
import { STANDARD_WORKS } from '#engine/standard-works';
import { nodeProcess } from '#engine/process/node-process';
import { CostModel } from '#engine/cost-model';
import { enginePool } from '#engine/process/pool';
import type { EngineProcess } from '#engine/process/protocol';
import { checkpoints, classData, job, model, run, stories, trainHere } from '#test/engine/support/jobs';

const data = classData(600, 500);
const open: EnginePool[] = [];
const started: EngineProcess[] = [];

function poolOf(places: number): EnginePool {
  const start = nodeProcess();
  const pool = enginePool({
    engine: 'onnx-cpu',
    device: 'test',
    startProcess: () => {
      const process = start();
      started.push(process);
      return process;
    },
    places,
    costs: new CostModel(),
    startSeconds: 0.3,
    version: 'test',
  });
  pool.provide('data', data);
  open.push(pool);
  return pool;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((pool) => pool.close()));
  started.splice(0);
});

/** Starts a job; `ended` resolves with all its events, `first` with the first of a kind. */
function follow(pool: EnginePool, theJob: TrainingJob) {
  const events: EngineEvent[] = [];
  const waiting: { readonly kind: EngineEvent['kind']; readonly resolve: () => void }[] = [];
  const ended = Promise.withResolvers<readonly EngineEvent[]>();
  const running = pool.start(theJob, (event) => {
    events.push(event);
    for (const one of waiting) if (one.kind === event.kind) one.resolve();
    if (event.kind === 'ended' || event.kind === 'failed') ended.resolve(events);
  });
  const next = (kind: EngineEvent['kind']) => new Promise<void>((resolve) => void waiting.push({ kind, resolve }));
  return { running, events, ended: ended.promise, next };
}

const endless: Partial<TrainingJob> = { updates: 1e8, evaluateAt: [0] };

describe('the pool', () => {
  it('trains in other processes what this process would train, bit for bit', async () => {
    const theJob = job({ runs: [run(0), run(1), run(2)] });
    const here = stories(await trainHere(theJob, data));
    const pool = poolOf(2);
    const [first, second] = await Promise.all([
      follow(pool, { ...theJob, id: 'a', runs: theJob.runs.slice(0, 1) }).ended,
      follow(pool, { ...theJob, id: 'b', runs: theJob.runs.slice(1) }).ended,
    ]);
    expect(stories([...first, ...second])).toEqual(here);
    expect(first.at(-1)).toEqual({ kind: 'ended', jobId: 'a', how: 'completed' });
    expect(pool.secondsPerUpdate(theJob.model, 32, 3)).toBeGreaterThan(0);
  });

  it('pauses, goes on, stops with a checkpoint, and takes the run up again in a new process', async () => {
    const theJob = job({ updates: 12_000, evaluateAt: [0, 6000, 12_000] });
    const whole = stories(await trainHere(theJob, data));
    const pool = poolOf(1);
    const story = follow(pool, theJob);
    await story.next('progress');
    const paused = story.next('checkpoint');
    story.running.pause();
    await paused;
    const update = checkpoints(story.events).get('run-0')?.update ?? NaN;
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(story.events.at(-1)?.kind).toBe('checkpoint');
    story.running.resume();
    await story.next('progress');
    story.running.stop();
    const before = await story.ended;
    expect(before.at(-1)).toEqual({ kind: 'ended', jobId: 'job', how: 'stopped' });
    const saved = checkpoints(before).get('run-0');
    expect(saved?.update).toBeGreaterThan(update);
    const after = await follow(poolOf(1), { ...theJob, runs: [{ ...theJob.runs[0], checkpoint: saved?.state ?? null }] }).ended;
    expect(stories([...before, ...after])).toEqual(whole);
  });

  it('reports a killed process and trains the next job in a new one', async () => {
    const pool = poolOf(1);
    const story = follow(pool, job(endless));
    await story.next('progress');
    started[0].kill();
    expect((await story.ended).at(-1)).toMatchObject({ kind: 'failed', jobId: 'job', failure: { kind: 'engineLost', engine: 'onnx-cpu' } });
    const again = await follow(pool, job({ id: 'next' })).ended;
    expect(again.at(-1)).toEqual({ kind: 'ended', jobId: 'next', how: 'completed' });
    expect(started).toHaveLength(2);
  });

  it('reports a bad checkpoint as a failure of its job and stays usable', async () => {
    const pool = poolOf(1);
    const broken = await follow(pool, job({ runs: [run(0, { checkpoint: new Uint8Array(100) })] })).ended;
    expect(broken).toMatchObject([{ kind: 'failed', failure: { kind: 'storageDamaged' } }]);
    expect((await follow(pool, job()).ended).at(-1)).toMatchObject({ kind: 'ended', how: 'completed' });
  });
});

describe('the engines', () => {
  it('measure the CPU and the second engine, check one against the other, and say why the others are missing', async () => {
    let kept: string | null = null;
    const memory = { load: () => kept, save: (text: string) => void (kept = text) };
    const engines = createEngines({ startProcess: nodeProcess(), memory });
    const report = await engines.report();
    expect(report.map((engine) => engine.id)).toEqual(['onnx-cpu', 'onnx-webgpu', 'onnx-cuda', 'tfjs']);
    expect(report[0]).toMatchObject({ available: true, isAutomatic: true });
    expect(report[0].samplesPerSecond).toBeGreaterThan(1000);
    expect(report[0].processes).toBeGreaterThan(0);
    expect(report[0].speeds?.map(({ family, batchSize, runs }) => ({ family, batchSize, runs }))).toEqual(STANDARD_WORKS);
    expect(report[3]).toMatchObject({ available: true, isAutomatic: false, version: 'TensorFlow.js 4.22.0 (WebAssembly)' });
    expect(report[3].reason).toMatch(/^TensorFlow\.js 4\.22\.0 \(WebAssembly\), .* It does not use CUDA: .*\.$/);
    // It trains one run after the other.
    expect(report[3].speeds?.map(({ family, batchSize, runs }) => ({ family, batchSize, runs }))).toEqual(
      STANDARD_WORKS.filter(({ runs }) => runs === 1),
    );
    for (const { updatesPerSecond } of [...(report[0].speeds ?? []), ...(report[3].speeds ?? [])])
      expect(updatesPerSecond).toBeGreaterThan(1);
    expect(report[3].selfTest?.maxRelativeDifference).toBeLessThan(1e-4);
    for (const engine of report.slice(1, 3)) {
      expect(engine).toMatchObject({ available: false, samplesPerSecond: null });
      expect(engine.reason).toMatch(/[a-z].*\.$/);
    }
    const candidates = await engines.candidates(2);
    expect(candidates.map(({ engine }) => engine)).toEqual(['onnx-cpu', 'tfjs']);
    await engines.close();

    // The next start of the lab knows what was measured, to the last digit, and can tell times before anything is trained.
    const later = createEngines({ startProcess: nodeProcess(), memory });
    const pool = await later.open('onnx-cpu', 1);
    const again = await later.candidates(2);
    for (const shape of [model([2, 50, 3]), model([784, 128, 10])]) {
      expect(pool.secondsPerUpdate(shape, 32, 1, 'adam')).toBeGreaterThan(0);
      expect(pool.secondsPerEvaluation(shape, 1000, 1)).toBeGreaterThan(0);
      const costs = (all: typeof candidates) => all.map(({ calibrated }) => calibrated.secondsPerUpdate(shape, 7, 3, 'lamb'));
      expect(costs(again)).toEqual(costs(candidates));
    }
    expect(await later.report()).toEqual(report);
    await later.close();
  }, 90_000);

  it('open a pool once, and refuse what is not there instead of replacing it', async () => {
    const engines = createEngines({ startProcess: nodeProcess() });
    const pool = await engines.open('onnx-cpu', 2);
    expect(await engines.open('onnx-cpu', 2)).toBe(pool);
    expect(pool.device).toMatch(/^ONNX Runtime \d+\.\d+\.\d+ on 2 CPU cores$/);
    await expect(engines.open('onnx-webgpu', null)).rejects.toMatchObject({
      failure: { kind: 'engineUnavailable', engine: 'onnx-webgpu' },
    });
    await engines.close();
  });

  it('say in plain words that an engine process cannot be started', async () => {
    const engines = createEngines({ startProcess: nodeProcess('/nowhere/entry.ts') });
    await expect(engines.open('onnx-cpu', 1)).rejects.toMatchObject({ failure: { kind: 'engineUnavailable', engine: 'onnx-cpu' } });
    await expect(engines.candidates(1)).rejects.toMatchObject({ failure: { kind: 'engineUnavailable', engine: 'onnx-cpu' } });
  });
});
