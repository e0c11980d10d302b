/** The numbers that an optimizer's graph is fed with for a stack of runs: those that stay, and those of each update of a block. */
import { optimizerForm, optimizerRule, momentOf, type RunOptimizer } from '#engine/model/optimizer';
import { optimizerCoefficients, type Coefficient, type Moment, type OptimizerForm } from '#engine/model/optimizers/rule';
import { floats, type Feeds, type Value } from '#engine/onnx/session';

export interface OptimizerFeed {
  readonly form: OptimizerForm;
  readonly slots: number;
  /** What the gradient of a run comes multiplied by at an update. */
  scaleAt(run: number, update: number): number;
  readonly hasVaryingScale: boolean;
  /** Coefficients that are the same at every update, [R, 1, 1]. */
  readonly fixed: Feeds;
  /** Coefficients of a block of updates, [K, R, 1, 1]. */
  block(fromUpdate: number, updates: number): Feeds;
}

export function optimizerFeed(runs: readonly RunOptimizer[]): OptimizerFeed {
  const form = optimizerForm(runs);
  const rule = optimizerRule(form);
  const coefficients = Object.entries(optimizerCoefficients(form, rule));
  const numbers = (updates: number, from: number, coefficient: Coefficient, moments: Moments): Float32Array => {
    const values = new Float32Array(updates * runs.length);
    for (let index = 0; index < updates; index++) {
      for (let run = 0; run < runs.length; run++) values[index * runs.length + run] = coefficient.at(moments.of(run, from + index));
    }
    return values;
  };
  const moments = new Moments(runs);
  const each = (coefficient: Coefficient): Value => floats(numbers(1, 0, coefficient, moments), [runs.length, 1, 1]);
  return {
    form,
    slots: rule.slots,
    scaleAt: (run, update) => rule.gradientScale.at(moments.of(run, update)),
    hasVaryingScale: rule.gradientScale.varies,
    fixed: Object.fromEntries(coefficients.filter(([, one]) => !one.varies).map(([name, one]) => [name, each(one)])),
    block: (fromUpdate, updates) =>
      Object.fromEntries(
        coefficients
          .filter(([, one]) => one.varies)
          .map(([name, one]) => [name, floats(numbers(updates, fromUpdate, one, moments), [updates, runs.length, 1, 1])]),
      ),
  };
}

/** The moments of the last updates asked for. Runs that are optimized alike share theirs. */
class Moments {
  private readonly runs: readonly RunOptimizer[];
  /** For every run the first one with the same optimizer. */
  private readonly first: readonly number[];
  private readonly known: Map<number, Moment>[];

  constructor(runs: readonly RunOptimizer[]) {
    const keys = runs.map(({ optimizer, schedule }) => JSON.stringify([optimizer, schedule]));
    this.runs = runs;
    this.first = keys.map((key) => keys.indexOf(key));
    this.known = runs.map(() => new Map<number, Moment>());
  }

  of(run: number, update: number): Moment {
    const first = this.first[run];
    const known = this.known[first];
    const moment = known.get(update);
    if (moment !== undefined) return moment;
    // Bounded: blocks go forwards, and the numbers of a block are asked for one after the other.
    if (known.size >= 16_384) known.clear();
    const made = momentOf(this.runs[first], update);
    known.set(update, made);
    return made;
  }
}
