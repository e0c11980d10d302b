/** Axes of the charts: where a value stands, and which values get a tick. Charts draw positions, so log axes are under our control. */

export interface Scale {
  readonly isLog: boolean;
  /** The ends of the axis, as positions. */
  readonly low: number;
  readonly high: number;
  /** Values, ascending, within the ends. */
  readonly ticks: readonly number[];
  /** The value itself, or its decimal logarithm; NaN where a log axis has no place for it. */
  readonly position: (value: number) => number;
  readonly value: (position: number) => number;
}

const identity = (value: number): number => value;
const logarithm = (value: number): number => (value > 0 ? Math.log10(value) : NaN);
/** Takes rounding noise out of products like 3 * 0.1. */
const clean = (value: number): number => Number(value.toPrecision(12));

/** A linear axis. `isRounded` moves its ends out to ticks. */
export function linearScale(low: number, high: number, options: { readonly ticks?: number; readonly isRounded?: boolean } = {}): Scale {
  const span = high > low ? high - low : Math.max(Math.abs(low) * 0.1, 1e-9);
  const [from, to] = high > low ? [low, high] : [low - span, low + span];
  const step = niceStep((to - from) / (options.ticks ?? 5));
  const first = options.isRounded === true ? Math.floor(clean(from / step)) : Math.ceil(clean(from / step));
  const last = options.isRounded === true ? Math.ceil(clean(to / step)) : Math.floor(clean(to / step));
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => clean((first + index) * step));
  const [start, end] = options.isRounded === true ? [ticks[0], ticks[ticks.length - 1]] : [from, to];
  return { isLog: false, low: start, high: end, ticks, position: identity, value: identity };
}

/** A decimal log axis from `low` > 0: ticks 1, 2, 5 over few decades, powers of ten over many. */
export function logScale(low: number, high: number): Scale {
  const from = Math.log10(low);
  const to = high > low ? Math.log10(high) : from + 1;
  const mantissas = to - from <= 0.9 ? [1, 1.5, 2, 3, 4, 5, 6, 8] : to - from <= 2.4 ? [1, 2, 5] : [1];
  const stride = Math.max(1, Math.ceil((to - from) / 6));
  const ticks: number[] = [];
  for (let decade = Math.floor(from); decade <= Math.ceil(to); decade++) {
    if (decade % stride !== 0) continue;
    for (const mantissa of mantissas) {
      const tick = clean(mantissa * 10 ** decade);
      if (Math.log10(tick) >= from - 1e-9 && Math.log10(tick) <= to + 1e-9) ticks.push(tick);
    }
  }
  return { isLog: true, low: from, high: to, ticks, position: logarithm, value: (position) => 10 ** position };
}

/** The smallest of 1, 2, 5 x 10^k that is at least `wanted`. */
function niceStep(wanted: number): number {
  const power = 10 ** Math.floor(Math.log10(wanted));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= wanted * (1 - 1e-9)) ?? 10;
  return clean(step * power);
}

/** Smallest and largest finite position of all values; null if there is none. */
export function extent(values: Iterable<number>): readonly [number, number] | null {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : null;
}
