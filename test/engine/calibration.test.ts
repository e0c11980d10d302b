/** What is kept of measurements. */
import { describe, expect, it } from 'vitest';
import { type Calibration, measurementsOf, recalled, written } from '#engine/calibration';
import { calibratedCosts, MOST_RUNS } from '#engine/cost-model';
import { STANDARD_MODELS } from '#engine/standard-works';

const onCpu = {
  version: 'ONNX Runtime 1.30.0',
  device: 'a CPU',
  measuredAt: 1_760_000_000_000,
  selfTest: null,
  works: [
    { family: 'small', batchSize: 32, runs: 16, secondsPerUpdate: 1e-4 },
    { family: 'convolutional', batchSize: 64, runs: 1, secondsPerUpdate: 3e-3 },
  ],
  cachedNumbers: 300_000,
  processes: 4,
} as const;
const measured: Calibration = { 'onnx-cpu': onCpu };

describe('a calibration', () => {
  it('comes back as it was written', () => {
    expect(recalled(written(measured))).toEqual(measured);
  });

  it('gives back the very seconds that were measured', () => {
    const costs = calibratedCosts(measurementsOf(onCpu), MOST_RUNS);
    expect(costs.secondsPerUpdate(STANDARD_MODELS.small, 32, 16)).toBeCloseTo(1e-4, 12);
    expect(costs.secondsPerUpdate(STANDARD_MODELS.convolutional, 64, 1)).toBeCloseTo(3e-3, 12);
  });

  it('is forgotten on another computer, and where the text is none', () => {
    const text = written(measured);
    const elsewhere = JSON.stringify({ ...(JSON.parse(text) as object), computer: 'another one' });
    const earlier = text.replace('calibration-2', 'calibration-1');
    const negative = text.replace('0.0001', '-0.0001');
    const empty = written({ 'onnx-cpu': { ...onCpu, works: [] } });
    for (const other of [null, '', '{}', 'null', elsewhere, earlier, negative, empty]) expect(recalled(other)).toEqual({});
  });
});
