/** The intervals that a person can choose for a summary of replicates, each with the name of its method. */
import { bootstrapInterval, type Statistic } from '#core/stats/bootstrap';
import { median } from '#core/stats/quantile';
import { summarize } from '#core/stats/summary';

export const INTERVAL_KINDS = ['meanT', 'meanBootstrap', 'medianBootstrap', 'range'] as const;
export type IntervalKind = (typeof INTERVAL_KINDS)[number];

export interface NamedInterval {
  readonly kind: IntervalKind;
  /** "mean, Student t interval" */
  readonly method: string;
  readonly n: number;
  readonly centre: number;
  /** NaN below two values; the range of one value is that value. */
  readonly low: number;
  readonly high: number;
  /** null for the range, which promises nothing. */
  readonly level: number | null;
}

const mean: Statistic = (values) => summarize(values).mean;

/** Values are finite; none give NaN. */
export function intervalOf(values: readonly number[], kind: IntervalKind, level = 0.95): NamedInterval {
  const n = values.length;
  switch (kind) {
    case 'meanT': {
      const { mean: centre, low, high } = summarize(values, level);
      return { kind, method: 'mean, Student t interval', n, centre, low, high, level };
    }
    case 'meanBootstrap':
    case 'medianBootstrap': {
      const [name, statistic] = kind === 'meanBootstrap' ? (['mean', mean] as const) : (['median', median] as const);
      const { estimate, low, high } = bootstrapInterval(values, statistic, { level });
      return { kind, method: `${name}, BCa bootstrap interval`, n, centre: estimate, low, high, level };
    }
    case 'range':
      return {
        kind,
        method: 'mean, smallest to largest',
        n,
        centre: mean(values),
        low: n === 0 ? NaN : Math.min(...values),
        high: n === 0 ? NaN : Math.max(...values),
        level: null,
      };
    default:
      return kind satisfies never;
  }
}
