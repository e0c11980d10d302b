/** Norms of the gradients of random batches against their size, and how far single gradients agree. */
import { cosinesOf, gradientPart, type GradientSquares, together } from '#core/probes/gradient';
import { BatchDraws } from '#core/probes/batch-draws';
import { tensorNames } from '#core/probes/layer-names';
import type { QuestionOf } from '#core/probes/questions';
import type { GradientAgreement, GradientResult } from '#core/probes/results';
import { spreadOf } from '#core/probes/spread';
import { predictsClasses } from '#core/experiment/loss';
import { gradientTable, type Progress } from '#engine/probes/gradient-table';
import type { Subject, Weights } from '#engine/probes/subject';

/** Rows whose gradients are compared pair by pair. */
const PAIRED_ROWS = 300;

export async function gradientNorms(
  subject: Subject,
  weights: Weights,
  rows: Int32Array,
  { batchSizes, trials }: QuestionOf<'gradient'>,
  seed: number,
  progress: Progress,
): Promise<Omit<GradientResult, 'kind' | 'runId' | 'update' | 'epoch'>> {
  const sizes = [...new Set(batchSizes)].filter((size) => size <= rows.length).sort((a, b) => a - b);
  const pairedRows = Math.min(PAIRED_ROWS, rows.length);
  // The first rows are the pairs': in an order of their own, for data is often sorted by class.
  const mixed = new BatchDraws(seed, rows.length, rows.length).next().map((position) => rows[position]);
  const table = await gradientTable(subject, weights, { rows: mixed, sizes, trials, seed, pairedRows }, progress);
  const squares = tensorNames(subject.model).map((name, tensor): GradientSquares => ({
    name,
    parameters: weights.parameters[tensor].length,
    full: table.full[tensor],
    samples: table.samples[tensor],
    batches: table.batches.map((ofSize) => ofSize[tensor]),
  }));
  const all = together('All layers', squares);
  const labels = predictsClasses(subject.model.loss)
    ? Int32Array.from(mixed.subarray(0, pairedRows), (row) => subject.data.targets[row])
    : null;
  return {
    rows: rows.length,
    trials,
    parts: [gradientPart(all, sizes), ...squares.map((part) => gradientPart(part, sizes))],
    agreement: {
      points: agreementPoints(all, sizes, trials, seed),
      cosines: cosinesOf(table.products, pairedRows, labels),
      rows: pairedRows,
    },
  };
}

/** The same batches once more, for the lengths of their single gradients. */
function agreementPoints(all: GradientSquares, sizes: readonly number[], trials: number, seed: number): GradientAgreement['points'] {
  const lengths = all.samples.map(Math.sqrt);
  return sizes.map((batchSize, index) => {
    const draws = new BatchDraws(seed, batchSize, lengths.length);
    const ratios = new Float64Array(trials);
    for (let trial = 0; trial < trials; trial++) {
      const sum = draws.next().reduce((own, position) => own + lengths[position], 0);
      ratios[trial] = sum === 0 ? NaN : (batchSize * Math.sqrt(all.batches[index][trial])) / sum;
    }
    return { batchSize, ratio: spreadOf(ratios) };
  });
}
