/** The ledger of claims: every statement has its card, every card its evidence, and verdicts follow the experiments that are there. */
import { expect, it } from 'vitest';
import { CLAIMS } from '#core/claims/claims';
import { ledger, type ScoredExperiment } from '#core/claims/ledger';
import type { ScoreVerdict } from '#core/presets/scorecard';
import { summarize } from '#core/stats/summary';
import { presetFiles } from '#host/preset-files';

const row = (id: string, verdict: ScoreVerdict) => ({
  ...{ id, text: id, of: 'difference', unit: 'points' as const, predicted: null },
  ours: summarize([]),
  limits: [0],
  verdict,
  because: '',
});
const equalUpdates = (name: string, verdicts: readonly ScoreVerdict[]): ScoredExperiment => ({
  id: name,
  name,
  presetId: 'equal-updates',
  rows: ['equal-updates-test', 'equal-epochs-apart'].map((id, index) => row(id, verdicts[index])),
});
const verdict = (experiments: readonly ScoredExperiment[]) => ledger(experiments).find(({ id }) => id === 'fewer-steps')?.verdict;

it('has each of the 38 statements on exactly one card', () => {
  const statements = CLAIMS.flatMap((claim) => claim.statements);
  expect(new Set(statements).size).toBe(statements.length);
  expect(statements.map((name) => Number(name.slice(1))).sort((a, b) => a - b)).toEqual(
    Array.from({ length: 38 }, (_, index) => index + 1),
  );
});

it('names presets and checks that exist', () => {
  const presets = new Map(
    presetFiles('resources/presets')
      .list()
      .map(({ id, preset }) => [id, preset.scorecard.map((check) => check.id)]),
  );
  for (const claim of CLAIMS) {
    expect(presets.has(claim.preset), claim.id).toBe(true);
    for (const { preset, check } of claim.evidence) expect(presets.get(preset), claim.id).toContain(check);
  }
});

it('tells both sides of what is contested', () => {
  const contested = CLAIMS.filter(({ camps }) => camps !== undefined).flatMap((claim) => claim.statements);
  expect(contested).toEqual(['S9', 'S15']);
});

it('is untested without experiments, and decided by all that are there', () => {
  expect(verdict([])).toBe('untested');
  expect(verdict([equalUpdates('a', ['reproduced', 'reproduced'])])).toBe('supported');
  expect(verdict([equalUpdates('a', ['reproduced', 'undecided'])])).toBe('undecided');
  expect(verdict([equalUpdates('a', ['undecided', 'notReproduced'])])).toBe('notSupported');
  expect(verdict([equalUpdates('a', ['reproduced', 'reproduced']), equalUpdates('b', ['reproduced', 'notReproduced'])])).toBe('undecided');
});

it('leaves definitions alone, and names the experiments that speak', () => {
  const entries = ledger([equalUpdates('a', ['reproduced', 'reproduced'])]);
  expect(entries.find(({ id }) => id === 'words')?.verdict).toBe('byDefinition');
  expect(entries.find(({ id }) => id === 'fewer-steps')?.says.map(({ name }) => name)).toEqual(['a', 'a']);
});

it('hands on the number of each check with what it is a number of, its interval and seeds', () => {
  const ours = summarize([0.1, 0.2, 0.3, 0.2, 0.1]);
  const [first] = ledger([{ ...equalUpdates('a', []), rows: [{ ...row('equal-updates-test', 'reproduced'), ours }] }]).flatMap(
    ({ says }) => says,
  );
  const said = { text: 'equal-updates-test', of: 'difference', verdict: 'reproduced', unit: 'points', ours, limits: [0] };
  expect(first).toEqual({ experimentId: 'a', name: 'a', ...said });
});

it('does not rest a claim about test accuracy on sharpness', () => {
  const sharp = {
    id: 'a',
    name: 'a',
    presetId: 'sharp-minima',
    rows: [row('large-sharper', 'reproduced'), row('small-better', 'undecided')],
  };
  expect(ledger([sharp]).find(({ id }) => id === 'too-large-generalises-poorly')?.verdict).toBe('undecided');
});
