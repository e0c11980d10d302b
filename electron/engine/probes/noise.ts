/** The gradient noise scale, exactly and as pairs of batches estimate it. */
import { traceOf } from '#core/probes/gradient';
import { hasBatchNorm, NOISE_NOTES } from '#core/probes/batch-norm';
import { tensorNames } from '#core/probes/layer-names';
import { twoBatchEstimate } from '#core/probes/noise-scale';
import type { QuestionOf } from '#core/probes/questions';
import type { NoiseScaleResult } from '#core/probes/results';
import { gradientTable, type Progress } from '#engine/probes/gradient-table';
import type { Subject, Weights } from '#engine/probes/subject';

export async function noiseScale(
  subject: Subject,
  weights: Weights,
  rows: Int32Array,
  { smallBatch, largeBatch, trials, withReplacement = false }: QuestionOf<'noiseScale'>,
  seed: number,
  progress: Progress,
): Promise<Omit<NoiseScaleResult, 'kind' | 'runId' | 'update' | 'epoch'>> {
  const sizes = [smallBatch, largeBatch];
  const table = await gradientTable(subject, weights, { rows, sizes, trials, seed, withReplacement, pairedRows: 0 }, progress);
  const each = table.single?.squares.map((own) => ({ full: own.full, trace: traceOf(own) })) ?? null;
  const told = (name: string, full: number, trace: number): NoiseScaleResult['exact'][number] => ({
    name,
    fullSquaredNorm: full,
    trace,
    noiseScale: trace / full,
  });
  const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
  const [small, large] = table.batches.map((tensors) =>
    tensors[0].map((_, trial) => tensors.reduce((all, squares) => all + squares[trial], 0)),
  );
  return {
    rows: rows.length,
    exact:
      each === null
        ? []
        : [
            told('All layers', sum(each.map(({ full }) => full)), sum(each.map(({ trace }) => trace))),
            ...tensorNames(subject.model).map((name, tensor) => told(name, each[tensor].full, each[tensor].trace)),
          ],
    estimate: twoBatchEstimate(small, large, { smallBatch, largeBatch, rows: withReplacement ? Infinity : rows.length }),
    ...(withReplacement ? { withReplacement } : {}),
    ...(hasBatchNorm(subject.model) ? { notes: NOISE_NOTES } : {}),
  };
}
