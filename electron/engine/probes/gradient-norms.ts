/** Norms of the gradients of random batches against their size, and how far single gradients agree. */
import { cosinesOf, type ExactSquares, gradientPart, type GradientSquares, together } from '#core/probes/gradient';
import { BatchDraws } from '#core/probes/batch-draws';
import { gradientNotes, hasBatchNorm, smallestBatch } from '#core/probes/batch-norm';
import { drawsOf } from '#core/probes/draws';
import { tensorNames } from '#core/probes/layer-names';
import type { QuestionOf } from '#core/probes/questions';
import type { GradientAgreement, GradientResult } from '#core/probes/results';
import { spreadOf } from '#core/probes/spread';
import { predictsClasses } from '#core/experiment/loss';
import { gradientTable, type Progress, type TableQuestion } from '#engine/probes/gradient-table';
import type { Subject, Weights } from '#engine/probes/subject';

/** Rows whose gradients are compared pair by pair. */
const PAIRED_ROWS = 300;

export async function gradientNorms(
  subject: Subject,
  weights: Weights,
  rows: Int32Array,
  { batchSizes, trials, withReplacement = false }: QuestionOf<'gradient'>,
  seed: number,
  progress: Progress,
): Promise<Omit<GradientResult, 'kind' | 'runId' | 'update' | 'epoch'>> {
  const { model } = subject;
  const asked = [...new Set(batchSizes)].filter((size) => size <= rows.length).sort((a, b) => a - b);
  const [sizes, leftOut] = [asked.filter((size) => size >= smallestBatch(model)), asked.filter((size) => size < smallestBatch(model))];
  const pairedRows = Math.min(PAIRED_ROWS, rows.length);
  // The first rows are the pairs': in an order of their own, for data is often sorted by class.
  const mixed = new BatchDraws(seed, rows.length, rows.length).next().map((position) => rows[position]);
  const table = await gradientTable(subject, weights, { rows: mixed, sizes, trials, seed, withReplacement, pairedRows }, progress);
  const squares = tensorNames(model).map((name, tensor): GradientSquares => ({
    name,
    parameters: weights.parameters[tensor].length,
    exact: table.single?.squares[tensor] ?? null,
    batches: table.batches.map((ofSize) => ofSize[tensor]),
  }));
  const all = together('All layers', squares);
  const population = withReplacement ? Infinity : rows.length;
  const labels = predictsClasses(model.loss) ? Int32Array.from(mixed.subarray(0, pairedRows), (row) => subject.data.targets[row]) : null;
  return {
    rows: rows.length,
    trials,
    parts: [gradientPart(all, sizes, population), ...squares.map((part) => gradientPart(part, sizes, population))],
    agreement:
      table.single === null || all.exact === null
        ? null
        : {
            points: agreementPoints(all.exact, all.batches, { sizes, trials, seed, withReplacement }),
            cosines: cosinesOf(table.single.products, pairedRows, labels),
            rows: pairedRows,
          },
    ...(withReplacement ? { withReplacement } : {}),
    ...(hasBatchNorm(model) ? { notes: gradientNotes(model, leftOut) } : {}),
  };
}

/** The same batches once more, for the lengths of their single gradients. */
function agreementPoints(
  { samples }: ExactSquares,
  batches: GradientSquares['batches'],
  { sizes, trials, seed, withReplacement }: Pick<TableQuestion, 'sizes' | 'trials' | 'seed' | 'withReplacement'>,
): GradientAgreement['points'] {
  const lengths = samples.map(Math.sqrt);
  return sizes.map((batchSize, index) => {
    const draws = drawsOf(seed, batchSize, lengths.length, withReplacement);
    const ratios = new Float64Array(trials);
    for (let trial = 0; trial < trials; trial++) {
      const sum = draws.next().reduce((own, position) => own + lengths[position], 0);
      ratios[trial] = sum === 0 ? NaN : (batchSize * Math.sqrt(batches[index][trial])) / sum;
    }
    return { batchSize, ratio: spreadOf(ratios) };
  });
}
