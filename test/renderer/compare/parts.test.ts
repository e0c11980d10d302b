/** Small rules of the Compare screen: addresses, equal ratios, questions about weights, findings of one rule, what is switched off. */
import { describe, expect, test } from 'vitest';
import { findings } from '#core/findings/rules';
import { questionSchema } from '#core/probes/questions';
import { openStudy } from '#core/compare/study';
import { parseItems } from '#renderer/features/compare/compare-items.ts';
import { ratioLines } from '#renderer/features/compare/figures/effect-figures.ts';
import { byRule, evidenceText, verdictCounts } from '#renderer/features/compare/finding-words.ts';
import { withoutHidden } from '#renderer/features/compare/loaded.ts';
import { questionsOf, RUNS_OF } from '#renderer/features/compare/probe-questions.ts';
import { made, sizes } from '#test/core/compare/synthetic';

describe('the address', () => {
  test('names whole experiments and single conditions; whole wins', () => {
    const { experimentIds, conditions } = parseItems(['a', 'b:3', 'b:0', 'a:1', 'c']);
    expect(experimentIds).toEqual(['a', 'b', 'c']);
    expect([...conditions]).toEqual([['b', [3, 0]]]);
  });
});

describe('lines of equal learning rate over batch size', () => {
  test('climb one row a column where both are doubled', () => {
    const [line] = ratioLines([2, 4, 8], [0.1, 0.2, 0.4]).filter(({ points }) => points.length === 3);
    expect(line.points).toEqual([
      [0, 0],
      [1, 1],
      [2, 2],
    ]);
  });

  test('lie between rows where rates are spaced otherwise', () => {
    const [line] = ratioLines([1, 2, 4], [0.1, 0.4]);
    expect(line.points.map(([column]) => column)).toEqual([1, 2]);
    expect(line.points[1][1]).toBeCloseTo(0.5, 12);
  });
});

test('every question that the form makes is one that the lab takes', () => {
  const runs = ['a', 'b', 'c'];
  for (const kind of Object.keys(RUNS_OF)) {
    // Keys of RUNS_OF are the kinds.
    const questions = questionsOf(kind as keyof typeof RUNS_OF, runs);
    expect([kind, questions.length > 0]).toEqual([kind, true]);
    for (const question of questions) expect(questionSchema.safeParse(question).success).toBe(true);
  }
  expect(questionsOf('plane', ['a', 'b'])).toEqual([]);
  expect(questionsOf('interpolation', ['a'])).toEqual([]);
});

describe('what is switched off', () => {
  const experiment = made({ factors: sizes(4, 20, 100), seeds: 3, score: (epoch) => epoch / 10 });

  test('neither counts nor is drawn, and conditions keep their numbers', () => {
    const [rest] = withoutHidden([experiment], {
      isShown: (key) => key !== `${experiment.id}/0`,
      isKept: (id) => id !== experiment.runs.find(({ condition }) => condition === 1)?.id,
    });
    expect(rest.conditions.map(({ index }) => index)).toEqual([1, 2]);
    expect(rest.runs).toHaveLength(5);
    const { groups } = openStudy([rest]);
    expect(groups.map(({ batchSize, seeds }) => [batchSize, seeds.length])).toEqual([
      [20, 2],
      [100, 3],
    ]);
  });
});

describe('findings', () => {
  const found = findings(openStudy([made({ factors: sizes(4, 20, 100), seeds: 6, score: (epoch) => epoch / 10 })]));

  test('of one rule and verdict stand together, none is lost', () => {
    const groups = byRule(found);
    expect(groups.flatMap(({ first, others }) => [first, ...others])).toHaveLength(found.length);
    const kinds = groups.map(({ first }) => `${first.rule} ${String(first.verdict)}`);
    expect(new Set(kinds).size).toBe(kinds.length);
  });

  test('are counted by verdict', () => {
    expect(verdictCounts([])).toBe('None yet');
    expect(verdictCounts(found)).toMatch(/\d+ (alarm|supported|not supported|undecided)/);
  });

  test('say their evidence with interval, method and corrected p', () => {
    const evidence = {
      label: '4 minus 20',
      value: 0.013,
      low: 0.007,
      high: 0.02,
      level: 0.95,
      unit: 'score',
      n: 10,
      method: 'paired t',
      p: 0.01,
      holm: 0.029,
    } as const;
    expect(evidenceText(evidence)).toBe('4 minus 20: 1.3 points, 95 % CI 0.7 to 2.0, n = 10, paired t, p = 0.029 (Holm)');
  });
});
