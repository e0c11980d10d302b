/** Where batch size has no effect, findings rarely say that it has. */
import { expect, test } from 'vitest';
import { openStudy } from '#core/compare/study';
import { findings } from '#core/findings/rules';
import { randomStream, type RandomStream } from '#core/random';
import { made, sizes, type Made, type RunPlace } from '#test/core/compare/synthetic';

const isSoak = process.env.BATCHLAB_SOAK === '1';
const EXPERIMENTS = isSoak ? 2000 : 40;
/** 5 % and three standard errors of so many experiments. */
const MOST = 0.05 + 3 * Math.sqrt((0.05 * 0.95) / EXPERIMENTS);

type Design = Pick<Made, 'factors' | 'change'>;
const target = { metric: 'test.accuracy', value: 0.81 };
/** With a batch of one, a ragged one, and evaluations once an epoch. */
const ORDINARY: Design = { factors: sizes(1, 10, 90, 450), change: { budget: { unit: 'epochs', amount: 40 }, target } };
/** Evaluated every few updates, so that every lens has something to read. */
const CLOSE: Design = {
  factors: sizes(50, 100, 250),
  change: { budget: { unit: 'epochs', amount: 10 }, record: { evaluateEvery: { unit: 'updates', amount: 2 } }, target },
};

/** Every run: its seed's luck, its own luck, and noise at each evaluation; batch size plays no part, counted in epochs. */
function withoutEffect(stream: RandomStream, seeds: number, design: Design): Made {
  const luck = (): ((run: RunPlace) => number) => {
    const ofSeed = Array.from({ length: seeds }, () => 0.01 * stream.normal());
    const ofRun = new Map<string, number>();
    return ({ condition, replicate }) => {
      const key = `${String(condition.index)}/${String(replicate)}`;
      const own = ofRun.get(key) ?? 0.01 * stream.normal();
      ofRun.set(key, own);
      return ofSeed[replicate] + own;
    };
  };
  const [test, train] = [luck(), luck()];
  const noisy = (level: (run: RunPlace) => number) => (_: number, run: RunPlace) => 0.8 + level(run) + 0.01 * stream.normal();
  return {
    ...design,
    seeds,
    score: noisy(test),
    trainScore: noisy(train),
    trainLoss: noisy(train),
    testLoss: noisy(test),
  };
}

test.each([
  ['once an epoch', ORDINARY],
  ['every two updates', CLOSE],
] as const)(
  'evaluated %s no rule says "supported" in more than one of twenty experiments',
  (_, design) => {
    const stream = randomStream(5, 'bootstrap');
    const supported = new Map<string, number>();
    for (let experiment = 0; experiment < EXPERIMENTS; experiment++) {
      const all = findings(openStudy([made(withoutEffect(stream, 10, design))]));
      const rules = new Set(all.filter(({ verdict }) => verdict === 'supported').map(({ rule }) => rule));
      for (const rule of rules) supported.set(rule, (supported.get(rule) ?? 0) + 1);
    }
    // Every evaluation is a chance to arrive: where batch sizes are evaluated at other places, their ways to the target do differ.
    supported.delete('fastest-per-update');
    if (design === CLOSE) for (const rule of ['fastest-per-epoch', 'units-disagree']) supported.delete(rule);
    if (isSoak) console.log([...supported].map(([rule, count]) => `${rule} ${String((100 * count) / EXPERIMENTS)} %`).join(', '));
    for (const count of supported.values()) expect(count / EXPERIMENTS).toBeLessThanOrEqual(MOST);
  },
  isSoak ? 3_600_000 : 60_000,
);

test('fewer than five seeds never support anything', () => {
  const stream = randomStream(6, 'bootstrap');
  for (const seeds of [1, 2, 3, 4]) {
    const strong = {
      ...withoutEffect(stream, seeds, ORDINARY),
      score: (epoch: number, { condition }: RunPlace) => Math.min(0.9, epoch / condition.batchSize),
    };
    const all = findings(openStudy([made(strong)]));
    expect(all.length).toBeGreaterThan(3);
    expect(all.filter(({ verdict }) => verdict === 'supported' || verdict === 'notSupported')).toEqual([]);
  }
});
