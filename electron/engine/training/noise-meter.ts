/** Measures the gradient noise scale of a run that trains: at given weights, from batches of a random stream of its own. */
import { drawnBatches } from '#core/probes/batch-draws';
import { measuredNoise, type NoiseMeasurement } from '#core/probes/noise-scale';
import { randomStream } from '#core/random';
import type { TrainingJob } from '#lab/ports/engines';
import type { GradientSquares, RunWeights } from '#engine/training/method';

export type NoiseMeter = (weights: RunWeights, replicate: number, update: number) => Promise<NoiseMeasurement>;

/**
 * Of `rows`, the training rows. Every large batch is cut into as many small ones as it holds: all see the same rows, as the devices of
 * McCandlish et al. 2018, appendix A.1, which averages what the parts and the whole say.
 */
export function noiseMeter(
  { seed, noiseScale }: Pick<TrainingJob, 'seed' | 'noiseScale'>,
  rows: Int32Array,
  squares: GradientSquares,
): NoiseMeter | null {
  if (noiseScale === undefined) return null;
  const { smallBatch, largeBatch, pairs } = noiseScale;
  const parts = Math.floor(largeBatch / smallBatch);
  const partRows = parts * smallBatch;
  return async (weights, replicate, update) => {
    const batches = drawnBatches(randomStream(seed, 'noiseScale', replicate, update), rows, largeBatch, pairs);
    const inParts = new Int32Array(pairs * partRows);
    for (let pair = 0; pair < pairs; pair++) {
      inParts.set(batches.subarray(pair * largeBatch, pair * largeBatch + partRows), pair * partRows);
    }
    const large = await squares(weights, batches, largeBatch);
    const small = await squares(weights, inParts, smallBatch);
    const meanOfParts = large.map((_, pair) => {
      const own = small.subarray(pair * parts, (pair + 1) * parts);
      return own.reduce((sum, value) => sum + value, 0) / parts;
    });
    return measuredNoise(meanOfParts, large, { smallBatch, largeBatch, rows: rows.length });
  };
}
