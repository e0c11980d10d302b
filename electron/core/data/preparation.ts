/** What preparation does to the features of a row, as numbers: so that a model that leaves the lab takes data as it came. */
import { type Filling, fillingsOf } from '#core/data/missing';
import { prepare } from '#core/data/prepare';
import { type Measure, scalingMeasure } from '#core/data/scaling';
import type { Table } from '#core/data/table';
import type { ExperimentSpec } from '#core/experiment/spec';

export interface Preparation {
  /** First missing values are filled in. */
  readonly fillings: readonly Filling[];
  /** Then (value - shift) * factor in double precision; null without scaling. */
  readonly scaling: Measure | null;
}

/** As `prepare` fits it on the training rows of this table. */
export function preparationOf(table: Table, spec: ExperimentSpec['data'], seed: number): Preparation {
  const filled = prepare(table, { ...spec, scaling: 'none', labelNoise: 0 }, seed);
  return {
    fillings: fillingsOf(table, filled.split.train),
    scaling: spec.scaling === 'none' ? null : scalingMeasure(filled.table, filled.split.train, spec.scaling),
  };
}
