/** Each rule on results made for it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openStudy, withChoices, type Choices } from '#core/compare/study';
import type { Finding } from '#core/findings/finding';
import { findings, ruleOf, RULES } from '#core/findings/rules';
import { made, sizes, type Made, type RunPlace } from '#test/core/compare/synthetic';

/** Luck of seed and run, without a generator: spread evenly over -1 .. 1. */
const luck = ({ condition, replicate }: RunPlace): number => (((condition.index * 31 + replicate * 17) % 21) - 10) / 10;
/** Up and down with the evaluations. */
const wave = (epoch: number): number => (Math.round(epoch) % 2 === 0 ? 1 : -1);

function found(parts: Made, rule: string, chosen: Partial<Choices> = {}): readonly Finding[] {
  return findings(openStudy([made(parts)], chosen)).filter((finding) => finding.rule === rule);
}
function only(parts: Made, rule: string, chosen: Partial<Choices> = {}): Finding {
  const all = found(parts, rule, chosen);
  expect(all).toHaveLength(1);
  return all[0];
}
const longer = { budget: { unit: 'epochs', amount: 40 } };

describe('the way to a target', () => {
  /** Arrives after `updates` or `epochs`, a little later in later seeds. */
  const arriving =
    (unit: 'updates' | 'epochs', at: number) =>
    (epoch: number, { condition, replicate }: RunPlace): number =>
      (unit === 'epochs' ? epoch : epoch * condition.updatesPerEpoch) >= at * (1 + replicate / 50) ? 0.9 : 0.1;
  const design = {
    factors: sizes(50, 100, 250),
    change: { ...longer, record: { evaluateEvery: { unit: 'updates', amount: 2 } } },
  } as const;

  test('counted in updates alone makes small batches fast per epoch and no batch size fast per update', () => {
    const parts = { ...design, score: arriving('updates', 30) };
    expect(only(parts, 'fastest-per-epoch')).toMatchObject({ verdict: 'supported', severity: 'result' });
    expect(only(parts, 'fastest-per-epoch').sentence).toBe(
      'Smaller batches reach 80 % test accuracy in fewer epochs: the median run needs 3.4 epochs at batch size 50 and 17 at batch size 250 (n = 10, p < 0.001). The lowest median of all is that of batch size 50: 3.4 epochs.',
    );
    expect(only(parts, 'fastest-per-update').verdict).toBe('undecided');
    expect(only(parts, 'units-disagree').verdict).toBe('undecided');
  });

  test('counted in epochs alone makes large batches fast per update', () => {
    const parts = { ...design, score: arriving('epochs', 8) };
    expect(only(parts, 'fastest-per-epoch').verdict).toBe('undecided');
    expect(only(parts, 'fastest-per-update').verdict).toBe('notSupported');
  });

  test('that gets longer both ways does not depend on the unit; shorter one way and longer the other does', () => {
    const both = (epoch: number, run: RunPlace): number => arriving('updates', 20 * run.condition.batchSize ** 0.5)(epoch, run);
    expect(
      only({ ...design, change: { ...design.change, budget: { unit: 'epochs', amount: 200 } }, score: both }, 'units-disagree').verdict,
    ).toBe('notSupported');
    const between = (epoch: number, run: RunPlace): number => arriving('updates', 2000 / run.condition.batchSize ** 0.5 / 5)(epoch, run);
    const split = only({ ...design, score: between }, 'units-disagree');
    expect(split).toMatchObject({ verdict: 'supported', severity: 'alarm' });
    expect(split.sentence).toContain(
      'per epoch smaller batches arrive sooner (n = 10, p < 0.001), per update larger ones (n = 10, p < 0.001)',
    );
  });

  test('names the sizes that mostly never arrive, and needs a target and two that do', () => {
    const parts = {
      ...design,
      score: (epoch: number, run: RunPlace) => (run.condition.batchSize === 50 ? 0.1 : arriving('epochs', 8)(epoch, run)),
    };
    expect(only(parts, 'fastest-per-epoch').sentence).toContain(
      'Left out, because most of its runs never arrive: batch size 50 (0 of 10 runs arrive).',
    );
    expect(found(parts, 'fastest-per-epoch', { target: null })).toEqual([]);
    expect(found({ ...design, score: () => 0.1 }, 'fastest-per-epoch')).toEqual([]);
  });

  test('is not decided by evaluations that are too far apart', () => {
    const rare = { ...design, change: longer, score: arriving('updates', 9) };
    expect(only({ ...rare, factors: sizes(10, 50) }, 'fastest-per-update').verdict).toBe('undecided');
  });
});

describe('results', () => {
  const apart: Made = {
    factors: sizes(10, 100, 250),
    score: (_, run) => 0.8 + (run.condition.batchSize === 10 ? 0.05 : 0) + 0.005 * luck(run),
  };

  test('are told apart where they are, and how far', () => {
    const result = only(apart, 'best-score');
    expect(result.verdict).toBe('supported');
    expect(result.sentence).toMatch(
      /^Of the 3 pairs of batch sizes, 2 are told apart by test accuracy after 4 epochs, all of them with batch size 10; the widest apart of these, batch size 10 \(8\d\.\d %\) and batch size \d+ \(\d\d\.\d %\), by \d\.\d points \(95 % CI \d\.\d to \d\.\d points, n = 10, p < 0\.001 after correction for 3 comparisons\)\.$/,
    );
  });

  test('are not told apart in noise, with what could have been found and how many seeds might', () => {
    const result = only({ factors: sizes(10, 100), score: (_, run) => 0.8 + 0.05 * luck(run) }, 'best-score');
    expect(result.verdict).toBe('undecided');
    expect(result.sentence).toMatch(/^The batch sizes cannot be told apart by test accuracy after 4 epochs\. The largest difference seen/);
    expect(result.sentence).toMatch(/these seeds would find a difference of \d+\.\d points four times out of five/);
    expect(result.moreSeeds).toBeGreaterThan(0);
    expect(result.sentence).toContain(`About ${String(result.moreSeeds)} more seeds would probably decide it`);
  });

  test('of batch size 1 are compared with all others and with its other learning rates', () => {
    const parts: Made = {
      factors: [
        {
          paths: ['batch.size', 'optimizer.learningRate'],
          values: [
            [1, 0.01],
            [1, 0.001],
            [10, 0.01],
            [100, 0.01],
          ],
        },
      ],
      score: (_, run) => (run.condition.index === 0 ? 0.6 : 0.8) + 0.005 * luck(run),
    };
    const poor = only(parts, 'batch-one');
    expect(poor.verdict).toBe('supported');
    expect(poor.sentence).toMatch(
      /^Batch size 1 works poorly after 4 epochs, at learning rate 0\.01: its test accuracy of \d\d\.\d % is 20\.\d points below batch size 10/,
    );
    expect(poor.sentence).toMatch(/At learning rate 0\.001 instead of 0\.01 it reaches \d\d\.\d %, which is better/);
    expect(only({ ...parts, score: (_, run) => (run.condition.index === 0 ? 0.9 : 0.8) + 0.005 * luck(run) }, 'batch-one').verdict).toBe(
      'notSupported',
    );
    expect(only({ ...parts, score: (_, run) => 0.8 + 0.005 * luck(run) }, 'batch-one').verdict).toBe('undecided');
    expect(found(apart, 'batch-one')).toEqual([]);
  });

  test('vary more between seeds where they do', () => {
    const noisy: Made = { factors: sizes(10, 100), score: (_, run) => 0.8 + (run.condition.batchSize === 10 ? 0.1 : 0.001) * luck(run) };
    expect(only(noisy, 'seed-noise').verdict).toBe('supported');
    expect(only({ ...noisy, factors: sizes(5, 10) }, 'seed-noise').verdict).toBe('notSupported');
    expect(only({ ...noisy, score: (_, { replicate }) => replicate / 100 }, 'seed-noise').verdict).toBe('undecided');
  });

  test('have a gap between training and test data by seed', () => {
    const gap = (small: number): Made => ({
      factors: sizes(10, 100),
      score: (_, run) => 0.8 + 0.002 * luck(run),
      trainScore: (_, run) => 0.85 + (run.condition.batchSize === 10 ? small : 0),
    });
    expect(only(gap(-0.03), 'generalisation-gap')).toMatchObject({ verdict: 'supported' });
    expect(only(gap(0.03), 'generalisation-gap').verdict).toBe('notSupported');
    expect(only(gap(0), 'generalisation-gap').sentence).toMatch(
      /is undecided: 5\.0 points at batch size 10 and 5\.\d points at batch size 100/,
    );
  });

  test('change with the lens only where the difference shrinks or turns', () => {
    /** Learns by updates; the large batch ends higher. */
    const turning = made({
      factors: sizes(5, 100),
      change: { ...longer, record: { evaluateEvery: { unit: 'updates', amount: 20 } } },
      score: (epoch, run) => {
        const updates = epoch * run.condition.updatesPerEpoch;
        const end = run.condition.batchSize === 5 ? 0.8 : 0.7;
        return end * (1 - Math.exp(-updates / (run.condition.batchSize === 5 ? 400 : 40))) + 0.002 * luck(run);
      },
    });
    const [lens] = findings(openStudy([turning])).filter(({ rule }) => rule === 'survives-the-lens');
    expect(lens).toMatchObject({ verdict: 'supported', severity: 'alarm', showMe: { tab: 'batchSize', settings: { lens: 'updates' } } });
    expect(lens.sentence).toMatch(
      /^The conclusion changes with the lens: of batch size 5 and batch size 100, under equal epochs batch size 5 is better by \d+\.\d to \d+\.\d points, but under equal updates batch size 100 is better by/,
    );
    const often = { record: { evaluateEvery: { unit: 'updates', amount: 2 } } };
    expect(only({ ...apart, change: often }, 'survives-the-lens').verdict).toBe('notSupported');
    expect(only(apart, 'survives-the-lens').sentence).toContain(
      'cannot be told: fewer than two batch sizes (ragged ones apart) were evaluated early enough',
    );
    expect(only({ ...apart, change: often, score: (_, run) => 0.8 + 0.05 * luck(run) }, 'survives-the-lens').verdict).toBe('undecided');
  });

  test('say why what leaves out 0 is not told apart', () => {
    const few = { ...apart, seeds: 3, change: { record: { evaluateEvery: { unit: 'updates', amount: 2 } } } };
    const { verdict, sentence } = only(few, 'survives-the-lens');
    expect(verdict).toBe('undecided');
    expect(sentence).toMatch(
      /under equal epochs they are not told apart \([-\u2212]?\d+\.\d to [-\u2212]?\d+\.\d points: leaves out 0, but on too few seeds\)/,
    );
  });
});

describe('curves', () => {
  const wobbling = (amount: (run: RunPlace) => number): Made => ({
    factors: sizes(256, 450),
    change: longer,
    score: (epoch, run) => 0.8 + amount(run) * (1 + 0.2 * luck(run)) * wave(epoch),
  });

  test('that wobble are named, one that still rises is not taken for one', () => {
    const parts = wobbling(({ condition }) => (condition.batchSize === 450 ? 0.03 : 0.002));
    expect(only(parts, 'wobble')).toMatchObject({ verdict: 'supported' });
    expect(only(parts, 'wobble').sentence).toContain('goes up and down most at batch size 450 and least at batch size 256');
    const rising = only(
      { ...parts, score: (epoch, run) => 0.5 + (run.condition.batchSize * epoch) / 1e5 + 0.001 * wave(epoch) * (1 + luck(run) / 5) },
      'wobble',
    );
    expect(rising.verdict).toBe('undecided');
  });

  test('of a batch that leaves a small rest raise an alarm with its effect', () => {
    const strong = only(
      wobbling(({ condition }) => (condition.batchSize === 450 ? 0.03 : 0.002)),
      'ragged-batch',
    );
    expect(strong).toMatchObject({ verdict: 'supported', severity: 'alarm' });
    expect(strong.sentence).toMatch(
      /^Batch size 450 leaves 50 of 500 samples over: one update in 2 sees only these 50 and moves the weights as much as the others\. Late in training its test accuracy wobbles more than at batch size 256 \(difference of the wobble: 95 % CI \d\.\d to \d\.\d points, n = 10\)\. Drop the rest/,
    );
    expect(
      only(
        wobbling(() => 0.01),
        'ragged-batch',
      ).verdict,
    ).toBe('undecided');
    expect(only({ ...wobbling(() => 0.01), factors: sizes(450) }, 'ragged-batch')).toMatchObject({ verdict: null, claim: null });
    expect(found({ ...wobbling(() => 0.01), factors: sizes(250, 500) }, 'ragged-batch')).toEqual([]);
    const weighted = { ...longer, batch: { size: 450, remainder: 'weightBySize' } };
    expect(found({ ...wobbling(() => 0.01), factors: sizes(450), change: weighted }, 'ragged-batch')).toEqual([]);
  });

  test('of the losses tell over-fitted, under-fitted and worsening apart, and call nothing else', () => {
    const losses = (train: number, test: number): Made => ({
      factors: sizes(100),
      change: longer,
      score: () => 0.8,
      trainLoss: (epoch, run) => 1 + train * epoch + 0.001 * luck(run),
      testLoss: (epoch, run) => 1 + test * epoch + 0.001 * luck({ ...run, replicate: run.replicate + Math.round(epoch) }),
    });
    expect(only(losses(-0.01, 0.01), 'fit-diagnosis')).toMatchObject({
      id: 'fit-diagnosis/overfitting',
      verdict: 'supported',
      severity: 'alarm',
    });
    expect(only(losses(-0.01, -0.01), 'fit-diagnosis')).toMatchObject({ id: 'fit-diagnosis/improving', severity: 'notice' });
    expect(only(losses(0.01, 0.01), 'fit-diagnosis')).toMatchObject({ id: 'fit-diagnosis/worsening', severity: 'alarm' });
    expect(found(losses(-0.01, 0), 'fit-diagnosis')).toEqual([]);
    expect(found(losses(0, 0), 'fit-diagnosis')).toEqual([]);
    expect(only(losses(-0.01, 0.01), 'fit-diagnosis').sentence).toMatch(
      /^Batch size 100 over-fits after 40 epochs: from half the way to the end training loss changes by −0\.200 \(95 % CI −0\.200 to −0\.200, n = 10\), test loss by 0\.200\d\d \(95 % CI 0\.\d{5} to 0\.\d{5}, n = 10\)/,
    );
  });
});

describe('alarms about the design and the runs', () => {
  const flat: Made = { factors: sizes(10, 100), score: (_, run) => 0.8 + 0.01 * luck(run) };

  test('the test set as validation set', () => {
    expect(only(flat, 'test-as-validation').sentence).toBe(
      '"Experiment A" uses its test set as a validation set: its target is a test score; without validation rows the conditions are compared by their test scores. The score of whatever is chosen this way is too good; keep a validation part for choosing and look at the test set once.',
    );
    const proper: Made = { ...flat, validationRows: 100, change: { target: { metric: 'train.accuracy', value: 0.8 } } };
    expect(found(proper, 'test-as-validation')).toEqual([]);
  });

  test('a best learning rate at the edge of its grid, not in its middle', () => {
    const grid = (best: number): Made => ({
      factors: [...sizes(10), { path: 'optimizer.learningRate', values: [0.001, 0.01, 0.1] }],
      score: (_, run) => 0.8 - 0.1 * Math.abs(Math.log10(run.condition.optimizer.learningRate / best)),
    });
    expect(only(grid(0.1), 'learning-rate-edge').sentence).toContain(
      '0.1 (test accuracy 80.0 %), is the largest of the 3 tried. A larger one may be better',
    );
    expect(only(grid(0.001), 'learning-rate-edge').sentence).toContain('is the smallest of the 3 tried');
    expect(found(grid(0.01), 'learning-rate-edge')).toEqual([]);
    expect(found(flat, 'learning-rate-edge')).toEqual([]);
  });

  test('runs that diverged', () => {
    const parts: Made = {
      ...flat,
      status: ({ condition, replicate }) => (condition.index === 0 && replicate < 4 ? 'diverged' : 'finished'),
    };
    expect(only(parts, 'divergence').sentence).toMatch(/^4 of 10 runs at batch size 10 diverged\. They are in no mean/);
    expect(found(flat, 'divergence')).toEqual([]);
  });

  test('conditions of which every run diverged: there is no result, and more seeds are not asked for', () => {
    const none: Made = { ...flat, seeds: 3, status: () => 'diverged' };
    expect(only(none, 'divergence').sentence).toBe(
      '3 of 3 runs at batch size 10 and 3 of 3 runs at batch size 100 diverged. They are in no mean, so there is no result there; a smaller learning rate is the first thing to try.',
    );
    expect(found(none, 'few-seeds')).toEqual([]);
  });

  test('too few seeds, with how many are missing', () => {
    const few = only({ ...flat, seeds: 3 }, 'few-seeds');
    expect(few).toMatchObject({ severity: 'alarm', verdict: null, moreSeeds: 2 });
    expect(few.sentence).toContain('Fewer than 5 finished seeds: batch size 10 (3) and batch size 100 (3).');
    const many = only({ ...flat, factors: sizes(1, 2, 4, 8, 16), seeds: 3 }, 'few-seeds');
    // Which they are stands in the evidence.
    expect(many.sentence).toBe(
      'Fewer than 5 finished seeds: all 5 conditions. Nothing is concluded about them; most of what differs between single runs is the luck of the seed.',
    );
    expect(many.evidence.map(({ label }) => label)).toEqual([1, 2, 4, 8, 16].map((size) => `finished seeds of batch size ${String(size)}`));
    expect(found(flat, 'few-seeds')).toEqual([]);
  });
});

describe('all findings', () => {
  test('come from rules that explain themselves, alarms first', () => {
    expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length);
    for (const { name, explanation } of RULES) expect([name.length > 5, explanation.length > 80]).toEqual([true, true]);
    const all = findings(openStudy([made({ factors: sizes(10, 450), score: (_, run) => 0.8 + 0.01 * luck(run) })]));
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    const order = all.map(({ severity }) => ['alarm', 'result', 'notice'].indexOf(severity));
    expect(order).toEqual(order.toSorted());
    for (const finding of all) expect(ruleOf(finding).id).toBe(finding.rule);
  });

  test('of nothing are none, and unfinished runs decide nothing', () => {
    expect(findings(openStudy([]))).toEqual([]);
    const training = made({ factors: sizes(10, 100), score: () => 0.5, status: () => 'training' });
    expect(findings(openStudy([training])).map(({ rule, verdict }) => [rule, verdict])).toEqual([
      ['few-seeds', null],
      ['test-as-validation', null],
    ]);
  });

  test('are plain data, point at groups that are there, and never say more than their interval', () => {
    const some = fc.record({
      effect: fc.constantFrom(0, 0.001, 0.01, 0.1),
      noise: fc.constantFrom(0, 0.001, 0.02),
      seeds: fc.integer({ min: 1, max: 8 }),
      lens: fc.constantFrom('epochs', 'updates', 'samples', 'seconds', 'end'),
    });
    fc.assert(
      fc.property(some, ({ effect, noise, seeds, lens }) => {
        const experiment = made({
          factors: sizes(10, 100, 450),
          seeds,
          change: longer,
          score: (epoch, run) => 0.8 * (1 - Math.exp(-epoch / 5)) + effect * run.condition.index + noise * luck(run),
        });
        const study = withChoices(openStudy([experiment]), { lens });
        for (const finding of findings(study)) {
          expect(JSON.parse(JSON.stringify(finding))).toEqual(finding);
          expect(finding.sentence).not.toMatch(/NaN|Infinity|undefined|null/);
          const keys = study.groups.map(({ key }) => key);
          expect((finding.showMe.settings.groups ?? []).every((key) => keys.includes(key))).toBe(true);
          if (['generalisation-gap', 'seed-noise'].includes(finding.rule)) {
            const { low, high } = finding.evidence[0];
            const holdsZero = low === null || high === null || (low <= 0 && high >= 0);
            if (holdsZero) expect(finding.verdict).toBe('undecided');
          }
        }
      }),
      { numRuns: 15 },
    );
  });
});
