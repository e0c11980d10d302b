/** What is kept of measurements. */
import { describe, expect, it } from 'vitest';
import { type Calibration, measurementsOf, recalled, recalledLearned, written, writtenLearned } from '#engine/calibration';
import type { Learned } from '#engine/learned-costs';
import { calibratedCosts } from '#engine/cost-model';
import { MOST_RUNS } from '#engine/stack-limit';
import { MEDIUM_MODEL, standardRows, STANDARD_MODELS } from '#engine/standard-works';

const onCpu = {
  version: 'ONNX Runtime 1.30.0',
  device: 'a CPU',
  measuredAt: 1_760_000_000_000,
  selfTest: null,
  works: [
    { family: 'small', batchSize: 32, runs: 16, secondsPerUpdate: 1e-4, secondsPerStop: 0, secondsPerEvaluation: 2e-3 },
    { family: null, batchSize: 32, runs: 1, secondsPerUpdate: 2e-4, secondsPerStop: 6e-4, secondsPerEvaluation: 3e-3 },
    { family: 'convolutional', batchSize: 64, runs: 1, secondsPerUpdate: 3e-3, secondsPerStop: 1e-3, secondsPerEvaluation: 5e-3 },
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
    expect(costs.secondsPerStop(STANDARD_MODELS.convolutional, 64, 1)).toBeCloseTo(1e-3, 12);
    expect(costs.secondsPerEvaluation(STANDARD_MODELS.small, standardRows(2), 16)).toBeCloseTo(2e-3, 12);
    expect(costs.secondsPerUpdate(MEDIUM_MODEL, 32, 1)).toBeCloseTo(2e-4, 12);
  });

  it('is forgotten on another computer, and where the text is none', () => {
    const text = written(measured);
    const elsewhere = JSON.stringify({ ...(JSON.parse(text) as object), computer: 'another one' });
    const earlier = text.replace('calibration-3', 'calibration-2');
    const negative = text.replace('0.0001', '-0.0001');
    const empty = written({ 'onnx-cpu': { ...onCpu, works: [] } });
    for (const other of [null, '', '{}', 'null', elsewhere, earlier, negative, empty]) expect(recalled(other)).toEqual({});
  });
});

describe('what was learned from training', () => {
  const learned: Learned = [
    {
      kind: 'update',
      name: 'a network',
      isConvolutional: false,
      octaves: [5, 0, 10],
      logRatio: 0.2,
      seconds: 3,
      runs: 0,
      at: onCpu.measuredAt + 1,
    },
    {
      kind: 'stack',
      name: 'a network',
      isConvolutional: false,
      octaves: [0, 0, 10],
      logRatio: -1,
      seconds: 0.1,
      runs: 10,
      at: onCpu.measuredAt - 1,
    },
  ];

  it('comes back, without what is older than the measurement that it corrects', () => {
    expect(recalledLearned(writtenLearned({ 'onnx-cpu': learned }), 'onnx-cpu', onCpu)).toEqual(learned.slice(0, 1));
    expect(recalledLearned(writtenLearned({ 'onnx-cpu': learned }), 'tfjs', onCpu)).toEqual([]);
  });

  it('is forgotten on another computer, and where the text is none', () => {
    const text = writtenLearned({ 'onnx-cpu': learned });
    const elsewhere = JSON.stringify({ ...(JSON.parse(text) as object), computer: 'another one' });
    for (const other of [null, '', '{}', elsewhere, text.replace('0.2', '"0.2"')]) {
      expect(recalledLearned(other, 'onnx-cpu', onCpu)).toEqual([]);
    }
  });
});
