/** The same experiment once more by chance of its own: to see whether what was found holds, and to know it again. */
import type { ExperimentSpec } from '#core/experiment/spec';

/**
 * With another seed for weights, order and division, and generated data drawn anew by it. Data that scikit-learn's seed names are
 * published data, with published results, and stay; so do imported ones.
 */
export function replication(spec: ExperimentSpec, seed: number): ExperimentSpec {
  const { source } = spec.data;
  const isFixed = source.kind === 'dataset' || (source.kind === 'blobs' && source.stream === 'scikitLearn');
  return { ...spec, seed, data: isFixed ? spec.data : { ...spec.data, source: { ...source, seed } } };
}
