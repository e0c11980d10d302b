/** When an incomplete last batch is a hidden variable: small, frequent, and counted as much as a whole one. */
import type { Condition } from '#core/experiment/plan';

/** At most a quarter of a batch, kept with full weight, at least once in ten updates. */
export function isRagged({ remainder, lastBatch, batchSize, updatesPerEpoch }: Condition): boolean {
  return remainder === 'keep' && lastBatch <= batchSize / 4 && updatesPerEpoch <= 10 && updatesPerEpoch > 1;
}
