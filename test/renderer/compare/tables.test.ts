/** Tables and words of a comparison: statistics against a reference, LaTeX, numbers as they are read. */
import { describe, expect, test } from 'vitest';
import { openStudy } from '#core/compare/study';
import { summarize } from '#core/stats/summary';
import { compareView, conditionLooks, type CompareView } from '#renderer/features/compare/compare-view.ts';
import { intervalMark, intervalScale } from '#renderer/features/compare/interval-marks.ts';
import { toLatex } from '#renderer/features/compare/latex-table.ts';
import { lensSentence } from '#renderer/features/compare/lens-words.ts';
import { measureOf, quantityOf } from '#renderer/features/compare/quantities.ts';
import { signed } from '#renderer/features/compare/result-words.ts';
import { statisticsData, statisticsOf, statisticsText } from '#renderer/features/compare/statistics-table.ts';
import { detectableText, methodText } from '#renderer/features/compare/statistics-words.ts';
import { made, sizes } from '#test/core/compare/synthetic';

const noise = [0.004, -0.003, 0.006, -0.005, 0.001, -0.002];
/** Batch size 4 ends 10 points above 100, 20 level with it. */
const experiment = made({
  factors: sizes(4, 20, 100),
  seeds: 6,
  change: { budget: { unit: 'epochs', amount: 5 } },
  score: (epoch, { condition, replicate }) =>
    (epoch / 5) * ((condition.batchSize === 4 ? 0.8 : 0.7) + noise[replicate] * (condition.batchSize === 100 ? -1 : 1)),
});

function viewOf(): CompareView {
  const study = openStudy([experiment], { measure: measureOf('testScore', 'accuracy') });
  return compareView(study, conditionLooks([experiment]), {
    quantity: quantityOf('testScore', experiment),
    axis: 'epochs',
    isLog: false,
    smoothing: 0,
    band: 'interval',
    selected: null,
  });
}

describe('statistics', () => {
  const view = viewOf();
  const statistics = statisticsOf(view, null, 'meanT');

  test('hold every row against the largest batch, paired by seed, corrected over two comparisons', () => {
    expect(statistics.reference?.group.batchSize).toBe(100);
    expect(statistics.family).toBe(2);
    const [four, twenty, full] = statistics.rows;
    const expected = summarize(noise.map((value) => 0.1 + 2 * value));
    expect(four.pair?.difference.mean).toBeCloseTo(expected.mean, 12);
    expect(four.pair?.difference.low).toBeCloseTo(expected.low, 12);
    expect(four.pair?.difference.method).toBe('paired t');
    expect(four.pair?.holm).toBeLessThan(0.001);
    expect(twenty.pair?.holm).toBeGreaterThan(0.5);
    expect(full.pair).toBeNull();
  });

  test('read as they stand on the screen, and give every number to other programs', () => {
    const text = statisticsText(view, statistics);
    expect(text.rows.map((row) => row[0])).toEqual(['4', '20', '100']);
    expect(text.rows[0][5]).toBe('+10.0');
    expect(text.rows[2].slice(5)).toEqual(['reference', '', '', '']);
    const data = statisticsData(view, statistics);
    expect(data.rows.every((row) => row.length === data.columns.length)).toBe(true);
    expect(data.rows[0][data.columns.indexOf('difference')]).toBeCloseTo(0.1003333, 6);
  });

  test('name their methods and what the seeds can show', () => {
    expect(methodText(view, statistics)).toContain('paired by seed; tests: Student t, corrected with Holm over 2 comparisons');
    expect(detectableText(view, statistics)).toMatch(/^With 6 seeds, .* points upwards \(80 % chance\)\.$/);
  });

  test('take another reference, and another interval', () => {
    const other = statisticsOf(view, view.groups[0].key, 'range');
    expect(other.rows[0].pair).toBeNull();
    expect(other.rows[1].interval).toMatchObject({ method: 'mean, smallest to largest', level: null });
  });
});

test('the lens says where results are read and what was done by then', () => {
  expect(lensSentence(viewOf())).toBe(
    'Read after 5 epochs, where the shortest run ends. By then batch size 4 has made 625 updates, batch size 100 only 25.',
  );
});

describe('drawn intervals', () => {
  const near = { mean: 0.01, low: 0, high: 0.02 };
  const far = { mean: -0.3, low: -0.34, high: -0.25 };
  const scale = intervalScale([near, near, near, far], 100);

  test('share a scale on which zero lies, and one far out is an arrow', () => {
    expect(scale.x(0)).toBeGreaterThanOrEqual(0);
    expect(intervalMark(far, scale, 100)).toEqual({ kind: 'beyond', isLeft: true });
    const mark = intervalMark(near, scale, 100);
    expect(mark.kind === 'interval' && mark.low < mark.mean && mark.mean < mark.high).toBe(true);
  });
});

describe('numbers', () => {
  test('differences have a sign, zero has none', () => {
    const oneDecimal = (value: number): string => value.toFixed(1).replace('-', '\u2212');
    expect([1.26, -1.26, -0.01].map((value) => signed(value, oneDecimal))).toEqual(['+1.3', '\u22121.3', '0.0']);
  });
});

test('LaTeX shows hostile text as text and aligns numbers to the right', () => {
  const latex = toLatex({
    columns: ['name', '\u2212x'],
    rows: [
      ['a_b & \\input{x} $%', '\u22121.3'],
      ['#{}~^', 2],
    ],
  });
  expect(latex).toContain('\\begin{tabular}{lr}');
  expect(latex).toContain('a\\_b \\& \\textbackslash{}input\\{x\\} \\$\\% & $-$1.3 \\\\');
  expect(latex).toContain('\\#\\{\\}\\textasciitilde{}\\textasciicircum{} & 2 \\\\');
});
