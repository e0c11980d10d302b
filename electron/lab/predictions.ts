/** A question about predictions as an inspector takes it: with the units of the data as it came, in which maps are drawn. */
import type { Input } from '#contract/contract';
import { prepare } from '#core/data/prepare';
import type { Condition } from '#core/experiment/plan';
import { type Unit, unitsOf } from '#core/probes/units';
import type { DataLibrary } from '#lab/data-library';
import type { InspectedRun, Inspection } from '#lab/ports/inspector';
import type { StoredExperiment } from '#lab/ports/store';

export function predictionInspection(
  { split, bins, samples, map }: Input<'runs.predictions'>,
  place: { readonly experiment: StoredExperiment; readonly condition: Condition; readonly data: DataLibrary },
  run: InspectedRun,
): Inspection {
  const isMapped = map > 0 && place.experiment.dataShape.features === 2;
  return { question: { kind: 'predictions', split, bins, samples, map, units: isMapped ? units(place) : [] }, runs: [run] };
}

/** Tables of two features are small: the data may be made and prepared once more for them. */
function units({
  experiment: { spec, dataHash, provenance },
  condition,
  data,
}: {
  readonly experiment: StoredExperiment;
  readonly condition: Condition;
  readonly data: DataLibrary;
}): readonly Unit[] {
  const hash = provenance.conditionDataHashes?.[condition.index] ?? dataHash;
  const { table } = data.load(condition.data.source, hash);
  return unitsOf(table, prepare(table, condition.data, spec.seed).table);
}
