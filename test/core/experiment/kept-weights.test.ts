import { describe, expect, it } from 'vitest';
import {
  allRuns,
  keptWeightsIssues,
  probedConditions,
  probesSeconds,
  requestSeconds,
  secondsOfProbes,
} from '#core/experiment/kept-weights';
import type { ProbeRequest } from '#core/probes/questions';
import { checkSpec } from '#core/experiment/validate';
import { allAtOnce } from '#core/steps';
import { MODES_SHAPE, modesWith } from '#test/support/specs';

const check = (fields: Readonly<Record<string, unknown>>) => checkSpec(modesWith(fields), MODES_SHAPE);
const said = (fields: Readonly<Record<string, unknown>>): readonly string[] =>
  check(fields)
    .issues.filter(({ path }) => path.startsWith('record'))
    .map(({ path, severity, message }) => `${severity} ${path}: ${message}`);

describe('weights that a design keeps', () => {
  it('are those at the end unless it says otherwise', () => {
    expect(check({}).plan?.conditions.map(({ keeps }) => keeps)).toEqual(new Array(3).fill({ at: [], end: true }));
  });

  it('are at the updates of its epochs, each once, and not after the end', () => {
    const { plan } = check({ record: { keepWeights: { epochs: [30, 2, 2.001, 500], atEnd: false } } });
    // 500 rows: 500, 16 and 1 updates an epoch.
    expect(plan?.conditions.map(({ keeps }) => keeps)).toEqual([
      { at: [1000, 1001, 15_000], end: false },
      { at: [32, 480], end: false },
      { at: [2, 30], end: false },
    ]);
  });

  it('are warned of where they take much room', () => {
    expect(said({})).toEqual([]);
    const wide = { 'model.layers': [{ kind: 'dense', units: 60_000, activation: 'relu' }] };
    expect(said({ ...wide, replicates: 100 })[0]).toMatch(
      /^warning record\.keepWeights: Keeping weights 300 times will take about 864 MB on the disk\./,
    );
    // A momentum is as large as the weights; without it half is left.
    expect(said({ ...wide, replicates: 100, 'optimizer.momentum': 0 })[0]).toContain('432 MB');
    expect(said({ ...wide, replicates: 100, record: { keepWeights: { epochs: [], atEnd: false } } })).toEqual([]);
  });
});

describe('probes that a design asks for', () => {
  const probes = [{ kind: 'gradient' }];
  it('need weights that are kept', () => {
    expect(said({ record: { probes, keepWeights: { epochs: [], atEnd: false } } })).toEqual([
      'error record.probes: There are probes, but no weights are kept for them: switch on "record.keepWeights".',
    ]);
  });

  it('must make sense for its networks', () => {
    expect(said({ record: { probes: [{ kind: 'optimum' }] } })[0]).toContain('error record.probes.0: A run has hidden layers');
    expect(check({ record: { probes: [{ kind: 'optimum' }] } }).plan).toBeNull();
    expect(said({ record: { probes: [{ kind: 'gradient', trials: 1e9 }] } })[0]).toContain('must be at most 100000');
  });

  it('cost what is asked of every run, but runs that minimise the same share the search for the minimum', () => {
    const convex = { 'model.layers': [], 'optimizer.weightDecay': 0.05, replicates: 10 };
    const { plan } = check({ ...convex, record: { probes: [{ kind: 'optimum' }] } });
    if (plan === null) throw new Error('it can start');
    const [all, one] = [plan, { ...plan, replicates: 1 }].map((each) => requestSeconds({ kind: 'optimum' }, each));
    expect(all / one).toBeLessThan(1.5);
    const sharpness: ProbeRequest = { kind: 'sharpness', rows: 'all', boxSizes: [] };
    const [everyRun, oneRun] = [plan, { ...plan, replicates: 1 }].map((each) => requestSeconds(sharpness, each));
    expect(everyRun / oneRun).toBeCloseTo(10, 9);
    expect(probesSeconds([{ kind: 'optimum' }, sharpness], allRuns(plan))).toBeCloseTo(all + everyRun, 9);
  });

  it('are warned of where they take long', () => {
    expect(said({ record: { probes } })).toEqual([]);
    expect(said({ record: { probes: [{ kind: 'gradient', trials: 50_000 }], keepWeights: { epochs: [2, 30], atEnd: true } } })[0]).toMatch(
      /^warning record\.probes: Its probes will take about \d+ minutes after the training/,
    );
  });

  it('are worked out with a pause after every condition, and cost the same then', () => {
    const requests: readonly ProbeRequest[] = [{ kind: 'sharpness', rows: 'all', boxSizes: [] }, { kind: 'distances' }];
    const { spec, plan } = check({ replicates: 3, record: { probes: requests }, 'factors.0.values': [1, 2, 4, 8, 16, 32, 64, 128] });
    if (spec === null || plan === null) throw new Error('it can start');
    const steps = probedConditions(plan.conditions);
    // Eight are looked at, then each question is asked of each of them and its time is estimated; runs of one network are asked together.
    expect([...keptWeightsIssues(spec, plan)].length).toBeGreaterThanOrEqual(8 + 2 * 8 + 8);
    const asked = allAtOnce(steps).map((one) => ({ ...one, runs: 3 }));
    expect(allAtOnce(secondsOfProbes(requests, asked))).toBe(probesSeconds(requests, allRuns(plan)));
  });
});
