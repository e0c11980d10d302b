/** Optimizers by form: what a stack of runs has in common, its rule, and the numbers that each update of each run feeds it. */
import type { OptimizerSettings } from '#core/experiment/optimizers';
import { isConstantRate, rateFactor, type RateSchedule } from '#core/schedule/learning-rate';
import { adam } from '#engine/model/optimizers/adam';
import { gradientDescent } from '#engine/model/optimizers/gradient-descent';
import { lamb } from '#engine/model/optimizers/lamb';
import { lars } from '#engine/model/optimizers/lars';
import { rmsProp } from '#engine/model/optimizers/rms-prop';
import type { Moment, OptimizerForm, OptimizerRule } from '#engine/model/optimizers/rule';

/** How one run is optimized. */
export interface RunOptimizer {
  readonly optimizer: OptimizerSettings;
  readonly schedule: RateSchedule;
}

/** The form for runs of the same kind, Nesterov and decoupling; the rest is there as soon as one run needs it. */
export function optimizerForm(runs: readonly RunOptimizer[]): OptimizerForm {
  const [{ optimizer }] = runs;
  const some = (needs: (settings: OptimizerSettings) => boolean): boolean => runs.some((run) => needs(run.optimizer));
  return {
    kind: optimizer.kind,
    hasMomentum: some((settings) => settings.momentum > 0),
    isNesterov: optimizer.nesterov,
    hasDecay: some((settings) => settings.weightDecay > 0),
    isDecoupled: optimizer.decoupled || optimizer.kind === 'adamW',
    isClipped: some((settings) => settings.clipNorm !== 'off'),
    isScheduled: runs.some((run) => !isConstantRate(run.schedule)),
  };
}

export function optimizerRule(form: OptimizerForm): OptimizerRule {
  switch (form.kind) {
    case 'sgd':
      return gradientDescent(form);
    case 'rmsprop':
      return rmsProp(form);
    case 'adam':
    case 'adamW':
      return adam(form);
    case 'lars':
      return lars(form);
    case 'lamb':
      return lamb(form);
    default:
      return form.kind satisfies never;
  }
}

export function momentOf({ optimizer, schedule }: RunOptimizer, update: number): Moment {
  const rateAt = (at: number): number => optimizer.learningRate * rateFactor(schedule, at);
  const rate = rateAt(update);
  return { settings: optimizer, update, rate, previousRate: update === 0 ? rate : rateAt(update - 1) };
}
