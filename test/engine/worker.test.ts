/** A place of the pool with a process that never answers: silence and an unheard stop end it. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EngineProcess, FromEngine, ToEngine } from '#engine/process/protocol';
import { greet } from '#engine/process/greeting';
import { Worker } from '#engine/process/worker';
import type { EngineEvent } from '#lab/ports/engines';
import { classData, job } from '#test/engine/support/jobs';

/** A process that takes every message and says only what the test makes it say. */
class DeafProcess implements EngineProcess {
  readonly heard: ToEngine['kind'][] = [];
  isKilled = false;
  say: (message: FromEngine) => void = () => undefined;
  post(message: ToEngine): void {
    this.heard.push(message.kind);
  }
  onMessage(listener: (message: FromEngine) => void): void {
    this.say = listener;
  }
  onExit(): void {
    // It never exits by itself.
  }
  kill(): void {
    this.isKilled = true;
  }
}

function startedJob() {
  const process = new DeafProcess();
  const events: EngineEvent[] = [];
  const worker = new Worker({ engine: 'onnx-cpu', startProcess: () => process, onCost: () => undefined });
  const running = worker.start(job(), classData(60, 50), 30, (event) => void events.push(event));
  return { process, events, worker, running };
}

describe('a place whose process does not answer', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('ends it after its patience and reports the engine as lost', () => {
    const { process, events, worker } = startedJob();
    expect(process.heard).toEqual(['open', 'data', 'start']);
    vi.advanceTimersByTime(29_000);
    expect(events).toEqual([]);
    vi.advanceTimersByTime(1000);
    expect(events).toMatchObject([{ kind: 'failed', failure: { kind: 'engineLost', reason: 'it did not answer for 30 seconds.' } }]);
    expect(process.isKilled).toBe(true);
    expect(worker.isFree).toBe(true);
  });

  it('waits longer while a long native call was announced, but not for ever', () => {
    const { process, events } = startedJob();
    process.say({ kind: 'busy', seconds: 2 });
    vi.advanceTimersByTime(99_000);
    expect(events).toEqual([]);
    vi.advanceTimersByTime(1000);
    expect(events).toMatchObject([{ kind: 'failed' }]);
  });

  it('counts its silence anew with every sign of life', () => {
    const { process, events } = startedJob();
    for (let second = 0; second < 120; second += 20) {
      vi.advanceTimersByTime(20_000);
      process.say({ kind: 'alive', job: null, figures: { pid: 1, memoryBytes: 1, cpuShare: null } });
    }
    expect(events).toEqual([]);
  });

  it('answers a stop within two seconds all the same', () => {
    const { process, events, worker, running } = startedJob();
    running.stop();
    vi.advanceTimersByTime(2000);
    expect(events).toEqual([{ kind: 'ended', jobId: 'job', how: 'stopped' }]);
    expect(process.isKilled).toBe(true);
    expect(worker.isFree).toBe(true);
  });

  it('is refused as an engine when it does not greet in time', async () => {
    const process = new DeafProcess();
    const greeting = greet(() => process, 'onnx-webgpu', 20);
    const refused = expect(greeting).rejects.toMatchObject({
      failure: {
        kind: 'engineUnavailable',
        engine: 'onnx-webgpu',
        reason:
          'its process did not answer within 20 seconds. The computer may be busy: close other programs and measure the engines again.',
      },
    });
    vi.advanceTimersByTime(20_000);
    await refused;
    expect(process.isKilled).toBe(true);
  });
});
