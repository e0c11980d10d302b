/** A target and the rule of arrival in words. */
import { metricAmount } from '#core/experiment/describe';
import type { ArrivalRule } from '#core/series/arrival';
import type { Target } from '#core/series/target';

/** "80 %" of an accuracy, "loss 0.3" of a loss. */
export function targetText({ metric, value }: Target): string {
  const amount = metricAmount(metric, value);
  return metric.endsWith('.loss') ? `loss ${amount}` : amount;
}

/** "first evaluation that reaches it" */
export function arrivalText(rule: ArrivalRule): string {
  switch (rule.kind) {
    case 'firstTouch':
      return 'the first evaluation that reaches it';
    case 'inARow':
      return `the first of ${rule.evaluations} evaluations in a row that reach it`;
    case 'smoothed':
      return `the first evaluation at which the curve smoothed with weight ${rule.weight} reaches it`;
    default:
      return rule satisfies never;
  }
}
