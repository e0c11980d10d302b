/** What a probe found, as people read it in a terminal. */
import { number, table } from '#cli/words';
import type { GradientResult, LossCurve, NoiseScaleResult, ProbeResult } from '#core/probes/results';

export function probeText(result: ProbeResult): string {
  switch (result.kind) {
    case 'gradient':
      return gradientText(result);
    case 'noiseScale': {
      const { exact, estimate, rows, notes = [] } = result;
      const parts = exact.map((part) => [part.name, number(part.fullSquaredNorm), number(part.trace), number(part.noiseScale)]);
      const band = `${number(estimate.noiseScale)} (95 %: ${number(estimate.low)} to ${number(estimate.high)})`;
      const pairs = `${String(estimate.trials)} pairs of batches of ${String(estimate.smallBatch)} and ${String(estimate.largeBatch)}${drawn(result)}`;
      const told = exact.length === 0 ? [] : [table(['Layer', '|G|^2', 'tr(S)', 'Noise scale'], parts), ''];
      return [...told, `Over ${String(rows)} rows. As ${pairs} estimate it: ${band}`, ...notes].join('\n');
    }
    case 'sharpness':
      return [
        `Loss ${number(result.loss)}, gradient norm ${number(result.gradientNorm)}, over ${String(result.rows)} rows`,
        `Largest eigenvalue of the Hessian: ${number(result.eigenvalue)} (residual ${number(result.residual)}, ${String(result.iterations)} iterations)`,
        ...result.boxes.map(({ size, sharpness }) => `Box of size ${number(size)}: sharpness ${number(sharpness)}`),
      ].join('\n');
    case 'slices':
      return result.curves.map((curve, index) => `Direction ${String(index + 1)}\n${curveText(curve)}`).join('\n\n');
    case 'interpolation':
      return `Distance ${number(result.distance)}\n\n${curveText(result.raw)}`;
    case 'plane': {
      const losses = [...result.losses.trainLoss].filter(Number.isFinite);
      const corners = result.coordinates.map(([x, y], index) => [result.corners[index].runId, number(x), number(y)]);
      const range = `Training loss in the plane from ${number(Math.min(...losses))} to ${number(Math.max(...losses))}; --json has all of it.`;
      return `${table(['Run', 'x', 'y'], corners)}\n\n${range}`;
    }
    case 'distances': {
      const rows = result.runs.flatMap(({ runId, points, reach }) =>
        points.map((point) => [
          runId,
          String(point.update),
          number(point.epoch),
          number(point.total),
          number(point.path),
          number(reach?.radius[reach.update.findIndex((update) => update >= point.update)]),
          number(point.gradientNorm),
          number(point.gradientCosine),
        ]),
      );
      return table(['Run', 'Update', 'Epoch', 'From start', 'Path', 'Reach', 'Gradient norm', 'Cosine'], rows);
    }
    case 'optimum': {
      const rows = result.runs.flatMap(({ runId, batchSize, points }) =>
        points.map(({ update, epoch, distance, excess }) => [
          runId,
          String(batchSize),
          String(update),
          number(epoch),
          number(distance),
          number(excess),
        ]),
      );
      return table(['Run', 'Batch', 'Update', 'Epoch', 'Distance', 'Excess'], rows);
    }
    default:
      return result satisfies never;
  }
}

const drawn = ({ withReplacement = false }: GradientResult | NoiseScaleResult): string =>
  withReplacement ? ', drawn with replacement,' : '';

/** Columns that need gradients of single samples are left out where there are none. */
function gradientText(result: GradientResult): string {
  const { parts, rows, trials, agreement, notes = [] } = result;
  const [all] = parts;
  const points = all.points.map(({ batchSize, norm, squaredNorm, theory }, index) => [
    String(batchSize),
    number(norm.mean),
    number(norm.sd),
    number(squaredNorm.mean),
    ...(agreement === null ? [] : [number(theory), number(agreement.points[index].ratio.mean)]),
  ]);
  const scale = all.noiseScale === null ? '' : ` Noise scale ${number(all.noiseScale)}.`;
  const fit =
    all.sumFit === null
      ? ''
      : ` Sum of the batch: |g|^2 grows by ${number(all.sumFit.slope.value)} a sample, R^2 ${number(all.sumFit.rSquared)}.`;
  return [
    table(['Batch', 'Norm', 'SD', 'Squared', ...(agreement === null ? [] : ['Theory', 'Agreement'])], points),
    '',
    `Means over the batch, ${String(trials)} batches of each size${drawn(result)} from ${String(rows)} rows.${scale}${fit}`,
    ...notes,
  ].join('\n');
}

/** At most a dozen points of a line. */
function curveText({ position, trainLoss, trainScore, testLoss, testScore }: LossCurve): string {
  const step = Math.max(1, Math.ceil(position.length / 12));
  const shown = [...position.keys()].filter((index) => index % step === 0 || position[index] === 0 || position[index] === 1);
  const cell = (values: Float64Array, index: number): string => (Number.isNaN(values[index]) ? '-' : number(values[index]));
  return table(
    ['Position', 'Train loss', 'Train score', 'Test loss', 'Test score'],
    shown.map((index) => [number(position[index]), ...[trainLoss, trainScore, testLoss, testScore].map((values) => cell(values, index))]),
  );
}
