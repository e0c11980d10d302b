/** An experiment worked out: its conditions and what each will cost. Made by `expand`, shown in the designer, run by the lab. */
import type { ImageShape } from '#core/data/table';
import type { OptimizerSettings } from '#core/experiment/optimizers';
import type { NoiseScaleSettings } from '#core/experiment/record';
import type { ExperimentSpec, FactorValue, Initializer, LayerSpec, Loss } from '#core/experiment/spec';
import type { Sampling } from '#core/schedule/batch-order';
import type { StoppingRule } from '#core/schedule/early-stopping';
import type { RateSchedule } from '#core/schedule/learning-rate';
import type { BatchPhase, Remainder } from '#core/schedule/timeline';

/** The network of a condition with its input and output sizes known. */
export interface ModelShape {
  readonly inputs: number;
  readonly layers: readonly LayerSpec[];
  readonly outputs: number;
  readonly initializer: Initializer;
  readonly loss: Loss;
  /** How the inputs lie, where they are pixels. */
  readonly image?: ImageShape;
}

/** When a run ends: after so many updates, or (budget in seconds) after so much training time; then `updates` is the ceiling. */
export interface RunLength {
  readonly updates: number;
  readonly seconds: number | null;
}

/** What a condition trains on, with the number of training rows known. */
export type ConditionData = Omit<ExperimentSpec['data'], 'trainingRows'> & { readonly trainingRows: number };

/** When weights are kept: ascending updates, and at the end, wherever that comes. */
export interface KeptPoints {
  readonly at: readonly number[];
  readonly end: boolean;
}

/** One cell of the grid, resolved: no "full", no rule, no default left. */
export interface Condition {
  /** Position in the grid, 0-based. */
  readonly index: number;
  readonly factors: Readonly<Record<string, FactorValue>>;
  readonly data: ConditionData;
  readonly model: ModelShape;
  readonly labelSmoothing: number;
  /** After the learning-rate rule has been applied. */
  readonly optimizer: OptimizerSettings;
  readonly schedule: RateSchedule;
  readonly batchSize: number;
  /** True where the design says "full" (or the batch is all training rows): the full batch has a colour of its own. */
  readonly isFullBatch: boolean;
  /** Changes of the batch size during the run, ascending. */
  readonly laterBatches: readonly BatchPhase[];
  readonly remainder: Remainder;
  readonly sampling: Sampling;
  /** Those of the first batch size. */
  readonly updatesPerEpoch: number;
  /** Size of the last batch of an epoch of the first batch size: batchSize where it divides the training rows or remainder is `drop`. */
  readonly lastBatch: number;
  readonly length: RunLength;
  /** Ends it before its length; left out, as in conditions of before there was such a rule, for none. */
  readonly stopping?: StoppingRule;
  /** Epochs, and samples seen, at the end of the run; for a budget in seconds those of the ceiling. */
  readonly epochs: number;
  readonly samples: number;
  /** Updates after which the run is evaluated: first 0, then ascending, last the end. */
  readonly evaluateAt: readonly number[];
  /** Weights to keep; left out, as in conditions of before they were kept, for none. */
  readonly keeps?: KeptPoints;
  /** Measured at every evaluation; left out for never. */
  readonly noiseScale?: NoiseScaleSettings;
}

export interface Plan {
  readonly conditions: readonly Condition[];
  readonly replicates: number;
  /** Of the condition that has most. */
  readonly trainingRows: number;
  /** Runs = conditions x replicates; updates summed over all runs. */
  readonly runs: number;
  readonly updates: number;
}
