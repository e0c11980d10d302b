/** Steps to a target where some runs never arrived: the Kaplan-Meier estimate, its median and the median's interval. */
import { normalQuantile } from '#core/stats/special-functions';

/** A run that arrived at `time`, or was watched until `time` without arriving. */
export interface Observation {
  readonly time: number;
  readonly isArrival: boolean;
}

export interface SurvivalStep {
  readonly time: number;
  /** Share still on the way after `time`. */
  readonly onTheWay: number;
  /** Greenwood's sum, for the interval. */
  readonly greenwood: number;
}

export interface ArrivalMedian {
  readonly runs: number;
  readonly arrived: number;
  /** null where fewer than half are known to arrive. */
  readonly median: number | null;
  /** null: the limit lies beyond what was watched. */
  readonly low: number | null;
  readonly high: number | null;
  readonly level: number;
  readonly method: 'Kaplan–Meier median, log-log interval';
}

/** Steps of the product-limit estimate at every time of an arrival; runs leave the count when they were no longer watched. */
export function kaplanMeier(observations: readonly Observation[]): readonly SurvivalStep[] {
  const times = [...new Set(observations.filter((one) => one.isArrival).map((one) => one.time))].sort((a, b) => a - b);
  let onTheWay = 1;
  let greenwood = 0;
  return times.map((time) => {
    const atRisk = observations.filter((one) => one.time >= time).length;
    const arrivals = observations.filter((one) => one.isArrival && one.time === time).length;
    onTheWay *= 1 - arrivals / atRisk;
    greenwood += arrivals / (atRisk * (atRisk - arrivals));
    return { time, onTheWay, greenwood };
  });
}

/**
 * The first time at which at most half are still on the way, as R's survfit (the middle of a flat piece at exactly one half); its
 * interval holds the times at which a log-log interval of that share covers one half (Brookmeyer and Crowley 1982).
 */
export function arrivalMedian(observations: readonly Observation[], level = 0.95): ArrivalMedian {
  const steps = kaplanMeier(observations);
  const z = normalQuantile((1 + level) / 2);
  const bound = (step: SurvivalStep, sign: 1 | -1): number => {
    if (step.onTheWay === 0) return 0;
    const spread = (sign * z * Math.sqrt(step.greenwood)) / Math.log(step.onTheWay);
    return step.onTheWay ** Math.exp(spread);
  };
  const arrived = observations.filter((one) => one.isArrival).length;
  return {
    runs: observations.length,
    arrived,
    median: crossing(steps, (step) => step.onTheWay),
    low: crossing(steps, (step) => Math.min(bound(step, 1), bound(step, -1))),
    high: crossing(steps, (step) => Math.max(bound(step, 1), bound(step, -1))),
    level,
    method: 'Kaplan–Meier median, log-log interval',
  };
}

/** Where a falling function of the steps reaches one half. */
function crossing(steps: readonly SurvivalStep[], value: (step: SurvivalStep) => number): number | null {
  const rounding = 1e-12;
  const index = steps.findIndex((step) => value(step) <= 0.5 + rounding);
  if (index === -1) return null;
  const isFlat = Math.abs(value(steps[index]) - 0.5) <= rounding && index + 1 < steps.length;
  return isFlat ? (steps[index].time + steps[index + 1].time) / 2 : steps[index].time;
}
