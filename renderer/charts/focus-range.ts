/** Which part of the y axis to show when one or two groups lie so far off that the others could not be told apart. */
import { extent } from '#renderer/charts/scale.ts';

export interface Focus {
  readonly range: readonly [number, number];
  /** Groups that lie outside: drawn as an arrow with their number. */
  readonly outside: ReadonlySet<number>;
}

/** Others must shrink to less than this share of the axis before a group is moved off it. */
const CROWDED = 0.35;

/** Leaves out up to a quarter of the groups, all at the same end, if what remains would otherwise be crowded; null without values. */
export function focusRange(groups: readonly (readonly number[])[]): Focus | null {
  const spans = groups.flatMap((values, index) => {
    const span = extent(values);
    return span === null ? [] : [{ index, low: span[0], high: span[1] }];
  });
  const whole = extent(spans.flatMap(({ low, high }) => [low, high]));
  if (whole === null) return null;
  const most = Math.floor(spans.length / 4);
  const upwards = spans.toSorted((a, b) => a.low - b.low);
  const downwards = spans.toSorted((a, b) => b.high - a.high);
  for (let count = 1; count <= most; count++) {
    for (const order of [upwards, downwards]) {
      const kept = order.slice(count);
      const range = extent(kept.flatMap(({ low, high }) => [low, high]));
      const isApart = range !== null && order.slice(0, count).every(({ low, high }) => high < range[0] || low > range[1]);
      if (isApart && range[1] - range[0] < CROWDED * (whole[1] - whole[0])) {
        return { range, outside: new Set(order.slice(0, count).map(({ index }) => index)) };
      }
    }
  }
  return { range: whole, outside: new Set() };
}
