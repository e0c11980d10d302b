/** Where a value stands on a slider of 1,000 steps: evenly, or by powers where the range spans more than three of ten. Pure. */

export const SLIDER_STEPS = 1000;

export interface SliderRange {
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

const isByPowers = ({ min, max }: SliderRange): boolean => min > 0 && max / min > 1000;

/** 0 to SLIDER_STEPS; values outside of the range stand at its end. */
export function sliderPosition(value: number, range: SliderRange): number {
  const { min, max } = range;
  const inside = Math.min(max, Math.max(min, value));
  const share = isByPowers(range) ? Math.log(inside / min) / Math.log(max / min) : (inside - min) / (max - min);
  return Math.round(share * SLIDER_STEPS);
}

/** The value at a position, a whole number of steps (by powers: of two digits) from the smallest. */
export function sliderValue(position: number, range: SliderRange): number {
  const { min, max, step } = range;
  const share = position / SLIDER_STEPS;
  const rough = isByPowers(range) ? Number((min * (max / min) ** share).toPrecision(2)) : min + share * (max - min);
  const value = min + Math.round((rough - min) / step) * step;
  return Number(Math.min(max, Math.max(min, isByPowers(range) ? Math.round(rough / step) * step : value)).toPrecision(12));
}
