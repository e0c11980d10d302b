/** What is concluded from measured speeds. */
import { describe, expect, it } from 'vitest';
import { speedRows } from '#contract/engine-speeds';
import { CACHED_NUMBERS, stackLimit } from '#engine/stack-limit';
import { bestProcesses, bestStacking } from '#engine/speed';
import { STACKING_BATCH, STACKING_MODEL, STACKING_RUNS } from '#engine/standard-works';

describe('the size of stacks', () => {
  const at = (...seconds: number[]) => STACKING_RUNS.map((runs, index) => ({ runs, seconds: seconds[index] }));

  it('is the usual one unless another is clearly faster', () => {
    expect(bestStacking(at(48, 30, 23, 21, 43))).toBe(CACHED_NUMBERS);
    expect(bestStacking(at(48, 30, 23, 32, 43))).toBe(CACHED_NUMBERS);
  });

  it('is that of the fastest where it is', () => {
    for (const [seconds, runs] of [
      [[48, 30, 23, 15, 10], 32],
      [[48, 10, 23, 30, 40], 4],
    ] as const) {
      expect(stackLimit(STACKING_MODEL, STACKING_BATCH, bestStacking(at(...seconds)))).toBe(runs);
    }
  });
});

describe('the number of processes', () => {
  it('is the smaller one unless the larger is clearly faster', () => {
    expect(bestProcesses([4, 1000], [8, 1100])).toBe(4);
    expect(bestProcesses([4, 1000], [8, 1300])).toBe(8);
  });
});

describe('speeds side by side', () => {
  it('count all processes and the best stack, and take only what can be used for the fastest', () => {
    const speed = (runs: number, updatesPerSecond: number) => ({ family: 'small', batchSize: 32, runs, updatesPerSecond }) as const;
    const report = { device: '', reason: '', samplesPerSecond: 1, available: true };
    const rows = speedRows([
      { ...report, id: 'onnx-cpu', processes: 2, speeds: [speed(1, 100), speed(16, 400)] },
      { ...report, id: 'onnx-webgpu', available: false, speeds: [speed(1, 9000)] },
      { ...report, id: 'tfjs', processes: 2, speeds: [speed(1, 30)] },
      { ...report, id: 'onnx-cuda', available: false },
    ]);
    expect(rows).toEqual([
      {
        family: 'small',
        batchSize: 32,
        speeds: [
          { engine: 'onnx-cpu', updatesPerSecond: 800 },
          { engine: 'onnx-webgpu', updatesPerSecond: 9000 },
          { engine: 'tfjs', updatesPerSecond: 60 },
        ],
        fastest: 'onnx-cpu',
      },
    ]);
  });
});
