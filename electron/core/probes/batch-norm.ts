/** What probes of gradients can tell of networks with batch normalisation, which ties the samples of a batch together, and what not. */
import { type Layers, plainShapes } from '#core/experiment/layer-shapes';

/** Also inside residual blocks. */
export function hasBatchNorm(model: Layers): boolean {
  return plainShapes(model).some(({ layer }) => layer?.kind === 'batchNorm');
}

/** The smallest batch whose gradient every layer can make: a variance needs two values, a ghost batch its rows. */
export function smallestBatch(model: Layers): number {
  const needed = plainShapes(model).map(({ layer, input }) => {
    if (layer?.kind !== 'batchNorm') return 1;
    const values = input.kind === 'image' ? input.height * input.width : 1;
    return Math.max(layer.ghostSize ?? 1, values < 2 ? 2 : 1);
  });
  return Math.max(...needed);
}

/** Why the layers make no gradient of a batch that is smaller than `smallest`. */
export function smallBatchReason(smallest: number): string {
  return smallest === 2
    ? 'Batch normalisation takes a variance over the batch, which needs at least 2 samples.'
    : `The ghost batches of the batch normalisation have ${smallest.toLocaleString('en-US')} samples, so a batch needs at least as many.`;
}

const TIED =
  'This network has batch normalisation: each sample is scaled by the others of its batch, so no sample has a gradient of its own. Gradients of whole batches are measured as in training, each batch with its own statistics.';

/** What the answer to `gradient` does not hold. `leftOut`: the sizes asked for that the layers refuse. */
export function gradientNotes(model: Layers, leftOut: readonly number[]): readonly string[] {
  const told = leftOut.map((size) => size.toLocaleString('en-US')).join(', ');
  return [
    `${TIED} The curve of theory, the exact noise scale and the agreement of single gradients, which need those of single samples, do not exist here.`,
    ...(leftOut.length === 0 ? [] : [`Left out: batches of ${told}. ${smallBatchReason(smallestBatch(model))}`]),
  ];
}

/** What the answer to `noiseScale` does not hold, and how its estimate is to be read. */
export const NOISE_NOTES: readonly string[] = [
  `${TIED} An exact noise scale, which needs those of single samples, does not exist here.`,
  'The estimate from pairs of batches assumes that the samples of a batch are independent of each other, but batch normalisation ties them: read it as a guide, and compare it only with estimates from the same two batch sizes.',
];
