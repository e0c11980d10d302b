/** `scorecard` and `claims` as they are read in a terminal and by scripts. */
import { expect, test } from 'vitest';
import { ledger } from '#core/claims/ledger';
import { runLine, ScriptedLab } from '#test/cli/scripted-lab';

const ours = { n: 5, mean: 0.8334, sd: 0.002, low: 0.8316, high: 0.8352, level: 0.95 };
const card = {
  presetId: 'modes',
  form: 'quick' as const,
  rows: [
    {
      id: 'a',
      text: 'Full batch',
      of: 'test accuracy',
      unit: 'percent' as const,
      predicted: 0.83,
      ours,
      limits: [],
      verdict: 'reproduced' as const,
      because: 'near',
    },
    {
      id: 'b',
      text: 'Sooner',
      of: 'ratio of epochs',
      unit: 'times' as const,
      predicted: null,
      ours: { ...ours, low: NaN },
      limits: [1],
      verdict: 'notReproduced' as const,
      because: 'far',
    },
  ],
};

test('a scorecard is a table with the published value, ours with its interval, and the verdict', async () => {
  const { out, exitCode } = await runLine(new ScriptedLab({ 'presets.scorecard': () => card }), ['scorecard', 'x']);
  expect(exitCode).toBe(0);
  expect(out).toMatch(/What was expected +Expected +Here +95 % interval +Seeds +Verdict/);
  expect(out).toMatch(/Full batch +83\.0 % +83\.3 % +83\.2 to 83\.5 +5 +reproduced/);
  expect(out).toMatch(/Sooner +0\.833 times +- +5 +NOT reproduced/);
});

test('a number without a unit is told with what it is a number of, and with the decimals of its interval', async () => {
  const slope = { mean: -0.4978, low: -0.5201, high: -0.4756 };
  const row = { ...card.rows[0], of: 'slope of log distance', unit: 'plain' as const, predicted: -0.5, ours: { ...ours, ...slope } };
  const { out } = await runLine(new ScriptedLab({ 'presets.scorecard': () => ({ ...card, rows: [row] }) }), ['scorecard', 'x']);
  expect(out).toMatch(/Full batch \(slope of log distance\) +−0\.500 +−0\.498 +−0\.520 to −0\.476 +5/);
});

test('a design of one’s own has no scorecard, and is told so', async () => {
  const { err, exitCode } = await runLine(new ScriptedLab({ 'presets.scorecard': () => null }), ['scorecard', 'x']);
  expect([exitCode, err]).toEqual([1, 'This experiment has the design of no preset: nothing was predicted of it.']);
});

test('claims are listed with their verdicts, in words or as JSON', async () => {
  const lab = new ScriptedLab({ 'claims.list': () => ledger([]) });
  expect((await runLine(lab, ['claims'])).out).toMatch(/untested +stability +Smaller batches converge sooner/);
  const document = JSON.parse((await runLine(lab, ['claims', '--json'])).out) as { readonly claims: readonly unknown[] };
  expect(document.claims).toHaveLength(ledger([]).length);
});
