/** The methods of the table of statistics, and what its seeds can show, in sentences. */
import type { CompareView } from '#renderer/features/compare/compare-view.ts';
import { differenceFormat } from '#renderer/features/compare/result-words.ts';
import type { Statistics } from '#renderer/features/compare/statistics-table.ts';
import { leftOutText } from '#renderer/features/compare/result-words.ts';

export function methodText({ study, groups, rows: results }: CompareView, { rows, family }: Statistics): string {
  const methods = new Set(rows.flatMap(({ pair }) => pair?.difference.method ?? []));
  const level = Math.round(study.choices.level * 100);
  const alpha = String(Number((1 - study.choices.level).toPrecision(3)));
  const pairing = methods.has('Welch t')
    ? methods.has('paired t')
      ? 'paired by seed where seeds are shared, else Welch'
      : 'Welch, seeds are not shared'
    : 'paired by seed';
  const tests =
    family === 0
      ? ''
      : ` Differences: ${pairing}; tests: Student t, corrected with Holm over ${family} ${family === 1 ? 'comparison' : 'comparisons'}, bold where p < ${alpha}. d: mean over SD of the differences.`;
  const left = results.flatMap((row, index) => {
    const text = leftOutText(row);
    return text === null ? [] : [`${groups[index].short}: ${text}`];
  });
  return `n: seeds. Interval of each row: ${rows.at(0)?.interval.method ?? ''}, ${level} %.${tests}${left.length === 0 ? '' : ` Left out: ${left.join('; ')}.`}`;
}

/** "With 10 seeds, differences from about 0.6 points upwards can be detected." */
export function detectableText({ quantity }: CompareView, { rows }: Statistics): string {
  const plans = rows.flatMap(({ pair }) => (pair === null || !Number.isFinite(pair.power.smallestDetectable) ? [] : [pair]));
  if (plans.length === 0) return '';
  const sorted = plans.map(({ power }) => power.smallestDetectable).sort((a, b) => a - b);
  const typical = sorted[Math.floor((sorted.length - 1) / 2)];
  const n = Math.min(...plans.map(({ difference }) => difference.n));
  const format = differenceFormat([typical], quantity);
  return `With ${n} seeds, a typical pair shows differences from about ${format(typical * quantity.scale)}${quantity.unit === '' ? '' : ' points'} upwards (80 % chance).`;
}
