/** The same design with a single seed: a quick look before the whole experiment. */
import type { ExperimentSpec } from '#core/experiment/spec';

const ENDING = ', one seed';
const LONGEST_NAME = 200;

export function withOneSeed(spec: ExperimentSpec): ExperimentSpec {
  return { ...spec, name: `${spec.name.slice(0, LONGEST_NAME - ENDING.length)}${ENDING}`, replicates: 1 };
}
