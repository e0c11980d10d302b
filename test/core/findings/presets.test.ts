/** The findings on really trained runs of the presets `modes` and `stability`, cut down: fewer sizes, shorter budgets, all ten seeds. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { openStudy, withChoices, type Study } from '#core/compare/study';
import type { Finding, Verdict } from '#core/findings/finding';
import { findings } from '#core/findings/rules';
import { trainedExperiments } from '#test/support/real-results';

function preset(id: string): object {
  const file: unknown = JSON.parse(readFileSync(`resources/presets/${id}.json`, 'utf8'));
  return Object(Reflect.get(Object(file) as object, 'experiment')) as object;
}

let modes: Study;
let stability: Study;

beforeAll(async () => {
  const [first, second] = await trainedExperiments([
    {
      ...preset('modes'),
      factors: [
        {
          paths: ['batch.size', 'optimizer.learningRate', 'budget.amount'],
          values: [
            ['full', 0.01, 120],
            [32, 0.01, 120],
            [1, 0.01, 20],
            [1, 0.001, 20],
          ],
        },
      ],
    },
    { ...preset('stability'), factors: [{ path: 'batch.size', values: [4, 16, 64, 256, 450] }], budget: { unit: 'epochs', amount: 120 } },
  ]);
  modes = openStudy([first]);
  stability = openStudy([second]);
}, 300_000);

const of = (study: Study, rule: string): Finding[] => findings(study).filter((finding) => finding.rule === rule);
function only(study: Study, rule: string): Finding {
  const found = of(study, rule);
  expect(found).toHaveLength(1);
  return found[0];
}
const verdict = (study: Study, rule: string): Verdict | null => only(study, rule).verdict;

describe('stability', () => {
  test('smaller batches reach 80 % in fewer epochs, not in fewer updates: the conclusion changes with the unit', () => {
    expect(verdict(stability, 'fastest-per-epoch')).toBe('supported');
    expect(verdict(stability, 'fastest-per-update')).toBe('notSupported');
    expect(only(stability, 'units-disagree')).toMatchObject({ verdict: 'supported', severity: 'alarm' });
    expect(only(stability, 'fastest-per-epoch').sentence).toMatch(
      /^Smaller batches reach 80 % test accuracy in fewer epochs: the median run needs \d+(\.\d)? epochs at batch size 4 and \d+(\.\d)? at batch size 450 \(n = 10, p < 0\.001\)\./,
    );
  });

  test('the ragged batch of 450 is named, and its wobble is beyond that of 256', () => {
    const alarm = only(stability, 'ragged-batch');
    expect(alarm).toMatchObject({ verdict: 'supported', severity: 'alarm' });
    expect(alarm.sentence).toContain('Batch size 450 leaves 50 of 500 samples over: one update in 2 sees only these 50');
    const [, , effect] = alarm.evidence;
    expect(effect.low).toBeGreaterThan(0);
    expect(effect).toMatchObject({ n: 10, method: 'paired t' });
  });

  test('says how far the final accuracies are apart, and of which pairs nothing is concluded', () => {
    const result = only(stability, 'best-score');
    const pairs = result.evidence.filter(({ label }) => label.includes('minus'));
    expect(pairs).toHaveLength(10);
    const told = pairs.filter(({ holm }) => holm !== null && holm < 0.05);
    expect(result.verdict).toBe(told.length > 0 ? 'supported' : 'undecided');
    expect(told.length).toBeLessThan(pairs.length);
    expect(result.sentence).toMatch(told.length > 0 ? /Of the 10 pairs of batch sizes, \d+ (is|are) told apart/ : /cannot be told apart/);
  });

  test('the test set is used for choosing, and there are seeds enough', () => {
    expect(only(stability, 'test-as-validation').sentence).toContain('its target is a test score');
    expect(of(stability, 'few-seeds')).toEqual([]);
    expect(of(stability, 'divergence')).toEqual([]);
    expect(of(stability, 'learning-rate-edge')).toEqual([]);
  });

  test('through the lens of updates results are read earlier, and the sentences say so', () => {
    const byUpdates = withChoices(stability, { lens: 'updates' });
    expect(byUpdates.place).toEqual({ kind: 'equal', axis: 'updates', x: 240 });
    expect(only(byUpdates, 'best-score').sentence).toContain('after 240 updates');
    expect(only(byUpdates, 'best-score').sentence).toContain('Not measured that early');
    expect(only(stability, 'best-score').sentence).toContain('after 120 epochs');
  });
});

describe('modes', () => {
  test('32 arrives in fewer epochs than the full batch and in more updates; single samples at 0.01 mostly never', () => {
    const perEpoch = only(modes, 'fastest-per-epoch');
    expect(perEpoch.verdict).toBe('supported');
    expect(perEpoch.sentence).toMatch(/Left out, because most of its runs never arrive: batch size 1 \(\d of 10 runs arrive\)/);
    expect(verdict(modes, 'fastest-per-update')).toBe('notSupported');
  });

  test('batch size 1 at 0.01 is worse and noisier, and 0.001 mends it', () => {
    const poor = only(modes, 'batch-one');
    expect(poor.verdict).toBe('supported');
    expect(poor.sentence).toMatch(/^Batch size 1 works poorly after 20 epochs, at learning rate 0.01/);
    expect(poor.sentence).toMatch(/At learning rate 0.001 instead of 0.01 it reaches \d\d\.\d %, which is better/);
    expect(verdict(modes, 'seed-noise')).not.toBe('notSupported');
    const wobble = only(modes, 'wobble');
    expect(wobble.verdict).toBe('supported');
    expect(wobble.sentence).toContain('goes up and down most at batch size 1');
  });

  test('its two learning rates are no grid to choose from', () => {
    const edge = only(modes, 'learning-rate-edge');
    expect(edge).toMatchObject({ verdict: null, severity: 'alarm' });
    expect(edge.sentence).toContain('is the smallest of the 2 tried');
  });

  test('turning the lens takes away what was not measured under it', () => {
    const byUpdates = withChoices(modes, { lens: 'updates' });
    expect(of(byUpdates, 'batch-one')).toEqual([]);
    expect(only(byUpdates, 'best-score').sentence).toContain('Not measured that early: batch size 1.');
    expect(verdict(byUpdates, 'fastest-per-update')).toBe('notSupported');
  });
});

test('three of the ten seeds support nothing', () => {
  for (const study of [modes, stability]) {
    const experiments = study.experiments.map((one) => ({ ...one, runs: one.runs.filter(({ replicate }) => replicate < 3) }));
    const all = findings(openStudy(experiments));
    expect(all.filter((finding) => finding.verdict === 'supported')).toEqual([]);
    expect(all.some(({ rule }) => rule === 'few-seeds')).toBe(true);
  }
});
