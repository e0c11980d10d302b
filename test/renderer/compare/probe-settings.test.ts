import { describe, expect, it } from 'vitest';
import type { RunMoments } from '#contract/probes';
import { type ProbeKind, questionSchema } from '#core/probes/questions';
import { momentOf, sharedMoments, settingsText, usualSettings, withSettings } from '#renderer/features/compare/probes/probe-settings.ts';
import { questionsOf, RUNS_OF } from '#renderer/features/compare/probe-questions.ts';

const run = (runId: string, updatesPerEpoch: number, epochs: readonly number[]): RunMoments => ({
  runId,
  moments: [
    { at: 'start', update: 0, epoch: 0 },
    ...epochs.map((epoch) => ({ at: { update: epoch * updatesPerEpoch }, update: epoch * updatesPerEpoch, epoch })),
    { at: 'end', update: 60 * updatesPerEpoch, epoch: 60 },
  ],
  problem: null,
});
const KINDS = Object.keys(RUNS_OF) as readonly ProbeKind[]; // Its keys are the kinds.

describe('settings of a probe', () => {
  it('that are usual are allowed, for data of any size', () => {
    for (const rows of [2, 7, 500, 60_000]) {
      for (const kind of KINDS) {
        for (const question of questionsOf(kind, ['a', 'b', 'c'])) {
          const parsed = questionSchema.safeParse(withSettings(question, usualSettings(rows), () => 'end'));
          expect([kind, rows, parsed.success]).toEqual([kind, rows, true]);
        }
      }
      const { smallBatch, largeBatch, batchSizes } = usualSettings(rows);
      expect(smallBatch).toBeLessThan(largeBatch);
      expect(Math.max(largeBatch, ...batchSizes)).toBeLessThanOrEqual(rows);
    }
  });

  it('go into the question, each run at its own moment', () => {
    const settings = { ...usualSettings(500), linePoints: 11, from: -0.5, isNormalised: false };
    const [question] = questionsOf('interpolation', ['a', 'b']);
    expect(withSettings(question, settings, (id) => (id === 'a' ? 'start' : { update: 7 }))).toEqual({
      kind: 'interpolation',
      between: [
        { runId: 'a', at: 'start' },
        { runId: 'b', at: { update: 7 } },
      ],
      ...{ from: -0.5, to: 2, points: 11, isNormalised: false },
    });
  });

  it('name replacement only where it is asked for, as questions did before there was a choice', () => {
    for (const kind of ['gradient', 'noiseScale'] as const) {
      const [question] = questionsOf(kind, ['a']);
      const withOut = withSettings(question, usualSettings(500), () => 'end');
      expect(withOut).not.toHaveProperty('withReplacement');
      const settings = { ...usualSettings(500), withReplacement: true };
      expect(questionSchema.parse(withSettings(question, settings, () => 'end'))).toMatchObject({ withReplacement: true });
      expect(settingsText(kind, settings, 'At the end')).toContain('; with replacement');
      expect(settingsText(kind, usualSettings(500), 'At the end')).not.toContain('replacement');
    }
  });

  it('beyond reason are refused in sentences', () => {
    const said = (change: Partial<ReturnType<typeof usualSettings>>, kind: ProbeKind): readonly string[] => {
      const [question] = questionsOf(kind, ['a', 'b', 'c']);
      const parsed = questionSchema.safeParse(withSettings(question, { ...usualSettings(500), ...change }, () => 'end'));
      return parsed.success ? [] : parsed.error.issues.map(({ message }) => message);
    };
    expect(said({ trials: 1e9 }, 'gradient')).toEqual(['More than 100,000 trials tell nothing that 100,000 do not. Ask for fewer.']);
    expect(said({ batchSizes: [] }, 'gradient')).toEqual(['Name at least one batch size.']);
    expect(said({ smallBatch: 1.5 }, 'noiseScale')).toEqual(['A batch size is a whole number.']);
    expect(said({ directions: 0 }, 'slices')).toEqual(['At least one direction is needed.']);
    expect(said({ radius: 0 }, 'slices')).toEqual(['The radius must be above zero.']);
    expect(said({ from: -11 }, 'interpolation')).toEqual(['The line can begin at -10 at the earliest.']);
    expect(said({ margin: -1 }, 'plane')).toEqual(['The margin cannot be below zero.']);
  });
});

describe('moments to choose from', () => {
  it('are those that all runs share, by epoch where batch sizes differ', () => {
    const runs = [run('a', 500, [2, 10, 30]), run('b', 16, [2, 30])];
    expect(sharedMoments(runs).map(({ label }) => label)).toEqual(['At the end', 'At the start', 'After epoch 2', 'After epoch 30']);
    const [, , second] = sharedMoments(runs);
    expect(runs.map((one) => momentOf(second.value, one))).toEqual([{ update: 1000 }, { update: 32 }]);
    expect(runs.map((one) => momentOf('start', one))).toEqual(['start', 'start']);
    expect(sharedMoments([]).map(({ value }) => value)).toEqual(['end', 'start']);
  });

  it('are updates where only these are shared', () => {
    const kept = (runId: string, perEpoch: number): RunMoments => ({
      runId,
      moments: [{ at: { update: 100 }, update: 100, epoch: 100 / perEpoch }],
      problem: null,
    });
    const runs = [kept('a', 30), kept('b', 70)];
    expect(sharedMoments(runs).at(-1)).toEqual({ value: 'update 100', label: 'After update 100' });
    expect(momentOf('update 100', runs[1])).toEqual({ update: 100 });
  });
});

it('a line says what is asked', () => {
  expect(settingsText('gradient', usualSettings(500), 'At the end')).toBe(
    'At the end; 1,000 batches of each of 9\u00a0sizes; all training rows',
  );
  expect(settingsText('sharpness', { ...usualSettings(500), rows: 100 }, 'At the start')).toBe(
    'At the start; 2\u00a0boxes around the weights; 100\u00a0training rows',
  );
});
