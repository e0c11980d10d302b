/** The table of statistics as data: a row a group with its summary, and its difference from a reference. */
import { comparePairs, type PairRow } from '#core/compare/pairs';
import type { ResultRow } from '#core/compare/results';
import { intervalOf, type IntervalKind, type NamedInterval } from '#core/stats/interval-kinds';
import { pText } from '#core/stats/p-value';
import type { DataTable } from '#core/table-text';
import type { CompareView, ShownGroup } from '#renderer/features/compare/compare-view.ts';
import { differenceFormat, rangeText, signed } from '#renderer/features/compare/result-words.ts';
import { formatDecimals } from '#renderer/ui/format.ts';

export interface StatisticsRow {
  readonly shown: ShownGroup;
  readonly row: ResultRow;
  readonly interval: NamedInterval;
  /** Against the reference; null for the reference itself and where either has no seeds. */
  readonly pair: PairRow | null;
}

export interface Statistics {
  readonly rows: readonly StatisticsRow[];
  readonly reference: ShownGroup | null;
  /** How many differences are corrected for. */
  readonly family: number;
}

/** `referenceKey` null: the full batch, else the largest. */
export function statisticsOf(view: CompareView, referenceKey: string | null, kind: IntervalKind): Statistics {
  const { rows, groups, study } = view;
  const found = groups.findIndex(({ key }) => key === referenceKey);
  const at = found >= 0 ? found : usualReference(groups);
  const pairs = at < 0 ? [] : comparePairs(rows, study.choices.level, rows[at]);
  return {
    rows: rows.map((row, index): StatisticsRow => {
      const pair = pairs.find(({ first }) => first === row) ?? null;
      return {
        shown: groups[index],
        row,
        interval: intervalOf(row.seeds.values, kind, study.choices.level),
        pair: pair !== null && Number.isFinite(pair.difference.mean) ? pair : null,
      };
    }),
    reference: groups.at(at) ?? null,
    family: pairs.filter(({ difference }) => Number.isFinite(difference.p)).length,
  };
}

function usualReference(groups: readonly ShownGroup[]): number {
  const full = groups.findIndex(({ group }) => group.isFullBatch);
  if (full >= 0) return full;
  const sizes = groups.map(({ group }) => group.batchSize ?? 0);
  return sizes.indexOf(Math.max(...sizes));
}

/** Every number in full. */
export function statisticsData(view: CompareView, { rows }: Statistics): DataTable {
  const finite = (value: number | undefined): number | null => (value !== undefined && Number.isFinite(value) ? value : null);
  return {
    columns: [
      'condition',
      'measure',
      'n',
      'mean',
      'SD',
      'interval',
      'low',
      'high',
      'smallest',
      'largest',
      'reference',
      'method',
      'pairs',
      'difference',
      'difference low',
      'difference high',
      't',
      'degrees of freedom',
      'p',
      'p (Holm)',
      'd',
      "Cliff's delta",
      'p (Wilcoxon)',
      'p (permutation)',
      'smallest detectable difference',
      'seeds needed',
    ],
    rows: rows.map(({ shown, row, interval, pair }) => {
      const difference = pair?.difference;
      return [
        shown.label,
        view.quantity.title,
        row.interval.n,
        finite(row.interval.mean),
        finite(row.interval.sd),
        interval.method,
        finite(interval.low),
        finite(interval.high),
        finite(row.range.min),
        finite(row.range.max),
        pair?.second.group.label ?? null,
        difference?.method ?? null,
        difference?.n ?? null,
        finite(difference?.mean),
        finite(difference?.low),
        finite(difference?.high),
        finite(difference?.t),
        finite(difference?.degrees),
        finite(difference?.p),
        finite(pair?.holm),
        finite(difference?.d),
        finite(difference?.cliffsDelta),
        finite(pair?.wilcoxon?.p),
        finite(pair?.permutation?.p),
        finite(pair?.power.smallestDetectable),
        pair?.power.seedsNeeded ?? null,
      ];
    }),
  };
}

/** The table as it is read. */
export function statisticsText(view: CompareView, { rows, reference }: Statistics): DataTable {
  const { quantity, study } = view;
  const percent = quantity.unit === '' ? '' : ', %';
  const format = differenceFormat(
    rows.map(({ pair }) => pair?.difference.mean ?? NaN),
    quantity,
  );
  const level = `${Math.round(study.choices.level * 100)} %`;
  return {
    columns: [
      'Condition',
      `${quantity.title}${percent}, mean`,
      'SD',
      `${level} CI`,
      'n',
      `Difference from ${reference?.short ?? ''}`,
      `${level} CI`,
      'd',
      'p (Holm)',
    ],
    rows: rows.map(({ shown, row, interval, pair }) => [
      shown.label,
      quantity.format(interval.centre * quantity.scale),
      quantity.format(row.interval.sd * quantity.scale),
      rangeText(interval.low, interval.high, quantity),
      row.interval.n,
      ...(pair === null
        ? [shown.key === reference?.key ? 'reference' : '–', '', '', '']
        : [
            signed(pair.difference.mean * quantity.scale, format),
            `${signed(pair.difference.low * quantity.scale, format)} to ${signed(pair.difference.high * quantity.scale, format)}`,
            signed(pair.difference.d, (value) => formatDecimals(value, 1)),
            pText(pair.holm),
          ]),
    ]),
  };
}
