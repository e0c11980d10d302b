/** Scorecards: each check judged on made-up runs whose right verdict is known. */
import { describe, expect, it } from 'vitest';
import type { Condition } from '#core/experiment/plan';
import type { Check } from '#core/presets/checks';
import type { ScoredRun } from '#core/presets/readings';
import { scorecard } from '#core/presets/scorecard';
import { EVALUATION_COLUMNS, type EvaluationColumns } from '#core/series/evaluation';

/** Five zero-mean deviations of a small spread. */
const JITTER = [-0.002, -0.001, 0, 0.001, 0.002];

function columns(given: Partial<Record<keyof EvaluationColumns, readonly number[]>>, length: number): EvaluationColumns {
  const entries = EVALUATION_COLUMNS.map((name) => [name, Float64Array.from(given[name] ?? Array.from({ length }, () => NaN))] as const);
  // Every column is there.
  return Object.fromEntries(entries) as unknown as EvaluationColumns;
}

/** Runs of one batch size, one a jitter, whose test accuracy rises by `step` an epoch. */
function runs(batchSize: number, step: number, updatesPerEpoch: number, jitter = JITTER): readonly ScoredRun[] {
  const epochs = [0, 1, 2, 3, 4];
  return jitter.map((deviation, replicate) => ({
    // Only these fields of a condition are read.
    condition: { batchSize, factors: { 'batch.size': batchSize } } as unknown as Condition,
    runId: `${String(batchSize)}.${String(replicate)}`,
    replicate,
    hasDiverged: false,
    probes: [],
    evaluations: columns(
      {
        epoch: epochs,
        update: epochs.map((epoch) => epoch * updatesPerEpoch),
        testScore: epochs.map((epoch) => epoch * step + (epoch === 0 ? 0 : deviation)),
        weightDistance: epochs.map((epoch) => (epoch === 4 ? (1 + deviation) / Math.sqrt(batchSize) : 0)),
      },
      epochs.length,
    ),
  }));
}

const small = runs(8, 0.2, 100);
const large = runs(80, 0.1, 10);
const verdict = (check: Check, given: readonly ScoredRun[] = [...small, ...large]): string =>
  scorecard([check], given, { metric: 'test.accuracy', value: 0.35 })[0].verdict;

const SMALL = { 'batch.size': 8 };
const LARGE = { 'batch.size': 80 };
const contrast = { kind: 'contrast', id: 'x', text: 'x', a: SMALL, b: LARGE, measure: 'test.accuracy' } as const;

describe('a published number', () => {
  const published = { kind: 'published', id: 'x', text: 'x', where: SMALL, measure: 'test.accuracy' } as const;
  it('is reproduced where one more run could give it', () => expect(verdict({ ...published, value: 0.804 })).toBe('reproduced'));
  it('is not where it lies further away', () => expect(verdict({ ...published, value: 0.82 })).toBe('notReproduced'));
  it('stays undecided below five seeds', () =>
    expect(verdict({ ...published, value: 0.8 }, runs(8, 0.2, 100, [0, 0.001, 0.002, 0.003]))).toBe('undecided'));
  it('stays undecided without runs', () => expect(verdict({ ...published, value: 0.8 }, [])).toBe('undecided'));
});

describe('a contrast', () => {
  it('is judged by the interval of the paired difference', () => {
    // The jitter is common to both: paired, the difference at the end is 0.4 exactly.
    expect(verdict({ ...contrast, at: 'end', expect: 'above', margin: 0.3 })).toBe('reproduced');
    expect(verdict({ ...contrast, at: 'end', expect: 'above', margin: 0.41 })).toBe('patternOnly');
    expect(verdict({ ...contrast, at: 'end', expect: 'below', margin: 0 })).toBe('notReproduced');
    expect(verdict({ ...contrast, at: 'end', expect: 'near', margin: 0.41 })).toBe('reproduced');
    expect(verdict({ ...contrast, at: 'end', expect: 'near', margin: 0.1 })).toBe('notReproduced');
  });
  it.each([
    ['above', 0.3, 'lies above 30 points'],
    ['above', 0.41, 'lies above 0, but reaches below 41 points'],
    ['above', 0, 'lies above 0'],
    ['below', 0, 'does not reach below 0'],
    ['below', 0.005, 'does not reach below \u22120.5 points'],
    ['near', 0.41, 'lies within ±41 points'],
    ['near', 0.1, 'lies outside ±10 points'],
  ] as const)('says against what: %s %s', (predicted, margin, words) => {
    const [row] = scorecard([{ ...contrast, at: 'end', expect: predicted, margin }], [...small, ...large], null);
    expect(row.because).toBe(`The 95 % interval of the paired difference ${words}.`);
  });
  it('is read where all runs have come', () => {
    // After 40 updates, the last of the large batch, the small one is in its first epoch: 0.08 against 0.4.
    expect(verdict({ ...contrast, at: 'equalUpdates', expect: 'below', margin: 0.3 })).toBe('reproduced');
    expect(verdict({ ...contrast, at: 'equalEpochs', expect: 'above', margin: 0.3 })).toBe('reproduced');
  });
  it('stays undecided where the interval holds both signs', () => {
    const noisy = runs(80, 0.2, 10, [0.3, -0.3, 0.2, -0.2, 0.1]);
    expect(verdict({ ...contrast, at: 'end', expect: 'above', margin: 0 }, [...small, ...noisy])).toBe('undecided');
  });
});

describe('an arrival', () => {
  const arrival = { kind: 'arrival', id: 'x', text: 'x', a: SMALL, b: LARGE } as const;
  it('compares the ratio of epochs, or of updates, to the target', () => {
    expect(verdict({ ...arrival, unit: 'epochs', expect: 'sooner' })).toBe('reproduced');
    expect(verdict({ ...arrival, unit: 'updates', expect: 'later' })).toBe('reproduced');
    expect(verdict({ ...arrival, unit: 'updates', expect: 'sooner' })).toBe('notReproduced');
  });
});

describe('a slope', () => {
  const slope = { kind: 'slope', id: 'x', text: 'x', where: {}, measure: 'weightDistance' } as const;
  it('is fitted for each seed on logarithms', () => {
    const three = [...small, ...large, ...runs(800, 0.1, 1)];
    expect(verdict({ ...slope, expect: { slope: -0.5, tolerance: 0.05 } }, three)).toBe('reproduced');
    expect(verdict({ ...slope, expect: { slope: -1, tolerance: 0.05 } }, three)).toBe('patternOnly');
    expect(verdict({ ...slope, expect: { slope: 0.5, tolerance: 0.05 } }, three)).toBe('notReproduced');
    expect(verdict({ ...slope, expect: 'falls' }, three)).toBe('reproduced');
    expect(verdict({ ...slope, expect: 'rises' }, three)).toBe('notReproduced');
  });
});

describe('what a probe found', () => {
  /** The noise scale at two epochs: 10 at the first, `late` at the other. */
  const probed = (late: number): readonly ScoredRun[] =>
    small.map((run, index) => ({
      ...run,
      probes: [2, 30].map((epoch) => ({
        ...{ kind: 'noiseScale' as const, runId: run.runId, update: epoch * 100, epoch, rows: 100 },
        exact: [{ name: 'All layers', fullSquaredNorm: 1, trace: 1, noiseScale: (epoch === 2 ? 10 : late) + JITTER[index] }],
        // Not read.
        estimate: {} as never,
      })),
    }));
  const probe = { kind: 'probe', id: 'x', text: 'x', quantity: 'noiseScale', of: {}, epoch: null, over: null } as const;

  it('is read at the end, or at an epoch, and held against a value', () => {
    expect(verdict({ ...probe, expect: 'above', value: 25 }, probed(30))).toBe('reproduced');
    expect(verdict({ ...probe, epoch: 2, expect: 'above', value: 25 }, probed(30))).toBe('notReproduced');
  });
  it('is held against itself at another epoch', () => {
    const over = { of: {}, epoch: 2 };
    expect(verdict({ ...probe, over, expect: 'above', value: 2 }, probed(30))).toBe('reproduced');
    expect(verdict({ ...probe, over, expect: 'above', value: 2 }, probed(15))).toBe('notReproduced');
  });
  it('stays undecided where nothing was probed', () => expect(verdict({ ...probe, expect: 'above', value: 2 }, small)).toBe('undecided'));
});
