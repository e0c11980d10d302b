/** The critical batch size on runs that follow the law exactly, or do not. */
import { describe, expect, test } from 'vitest';
import { openStudy, type Choices } from '#core/compare/study';
import type { Finding } from '#core/findings/finding';
import { findings } from '#core/findings/rules';
import { made, sizes, type RunPlace } from '#test/core/compare/synthetic';

const SIZES = [5, 10, 20, 50, 100, 250] as const;

/** Arrives after so many updates, early and late seeds spread by so many percent around it in every size alike. */
function criticalBatch(
  updates: (batchSize: number) => number,
  { spread = 0.02, seeds = 10, chosen = {} }: { spread?: number; seeds?: number; chosen?: Partial<Choices> } = {},
): Finding {
  const score = (epoch: number, { condition, replicate }: RunPlace): number => {
    const luck = 1 + spread * ((((replicate * 7 + condition.index * 3) % 10) - 4.5) / 4.5);
    return epoch * condition.updatesPerEpoch >= updates(condition.batchSize) * luck ? 0.9 : 0.1;
  };
  const change = { budget: { unit: 'updates', amount: 1400 }, record: { evaluateEvery: { unit: 'updates', amount: 4 } } };
  const all = findings(openStudy([made({ factors: sizes(...SIZES), change, seeds, score })], chosen)).filter(
    ({ rule }) => rule === 'critical-batch',
  );
  expect(all).toHaveLength(1);
  return all[0];
}

describe('the critical batch size', () => {
  test('is that of the closed form, with an interval that holds it', () => {
    const found = criticalBatch((size) => 100 + 5000 / size);
    expect(found.verdict).toBe('supported');
    const [critical, fewestUpdates, fewestSamples] = found.evidence;
    expect([critical.unit, fewestUpdates.unit, fewestSamples.unit]).toEqual(['samples', 'updates', 'samples']);
    expect(critical.value).toBeGreaterThan(48);
    expect(critical.value).toBeLessThan(52);
    expect(critical.low).toBeLessThan(50);
    expect(critical.high).toBeGreaterThan(50);
    expect((critical.value ?? 0) / ((fewestSamples.value ?? 0) / (fewestUpdates.value ?? 0))).toBeCloseTo(1, 9);
    expect(found.sentence).toMatch(
      /^The critical batch size is about (49|50|51)[.\d]* \(95 % CI 4\d[.\d]* to 5\d[.\d]*, n = 10\): smaller batches/,
    );
  });

  test('is undecided when its interval is wide', () => {
    const found = criticalBatch((size) => 30 + 5000 / size, { spread: 0.9 });
    expect(found.verdict).toBe('undecided');
    const { low, high } = found.evidence[0];
    expect((high ?? Infinity) / (low ?? 0)).toBeGreaterThan(4);
  });

  test('lies beyond the sizes tried where twice the batch halves the updates to the end', () => {
    const found = criticalBatch((size) => 5000 / size);
    expect(found.verdict).toBe('notSupported');
    expect(found.sentence).toContain('lies beyond the largest size that arrives, 250');
    expect(found.sentence).toContain('Up to there a larger batch still saves updates.');
  });

  test('lies below the sizes tried where the batch size saves nothing', () => {
    const found = criticalBatch((size) => 500 + 50 / size);
    expect(found.verdict).toBe('notSupported');
    expect(found.sentence).toContain('lies below the smallest size tried, 5');
  });

  test('is undecided where the law does not describe the sizes', () => {
    const found = criticalBatch((size) => (size === 250 ? 900 : 100 + 5000 / size));
    expect(found.verdict).toBe('undecided');
    expect(found.sentence).toMatch(/The law misses the median of batch size \d+ by \d+ %, so it does not describe these sizes\.$/);
  });

  test('needs five seeds, and names sizes that do not arrive', () => {
    const few = criticalBatch((size) => 100 + 5000 / size, { seeds: 4 });
    expect(few.verdict).toBe('undecided');
    expect(few.sentence).toContain('With 4 seeds nothing is concluded');
    expect(few.sentence).not.toContain('CI');
    const slow = criticalBatch((size) => (size === 5 ? 1e9 : 100 + 5000 / size));
    expect(slow.sentence).toContain('Not fitted, because the median run never arrives: 5.');
    expect(slow.verdict).toBe('supported');
  });

  test('has no finding without a target', () => {
    const study = openStudy([made({ factors: sizes(...SIZES), score: () => 0.9 })], { target: null });
    expect(findings(study).filter(({ rule }) => rule === 'critical-batch')).toEqual([]);
  });
});
