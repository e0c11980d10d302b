/** All charts of stored answers about the shown runs: of the weights as their tab shows them, of gradients as the report does. */
import type { ProbeRecord } from '#contract/probes';
import type { RunOptimum } from '#core/probes/results';
import type { DataTable } from '#core/table-text';
import { answersOf, newestOf, newestRuns, runLook, type ownersOf } from '#renderer/features/compare/answer-looks.ts';
import type { Figure } from '#renderer/features/compare/figure.ts';
import {
  distancesFigure,
  interpolationFigure,
  normalisedFigure,
  planeFigure,
  sharpnessFigure,
  slicesFigure,
} from '#renderer/features/compare/figures/landscape-figures.ts';
import { ballFigure, optimumFigure } from '#renderer/features/compare/figures/optimum-figures.ts';
import { agreementFigure, noiseFigure, normFigure, notesOf } from '#renderer/features/compare/figures/probe-figures.ts';
import { formatNumber } from '#renderer/ui/format.ts';

type Owners = ReturnType<typeof ownersOf>;

export function weightFigures(records: readonly ProbeRecord[], owners: Owners): readonly Figure[] {
  const lookOf = runLook(owners);
  const [distances, optimum] = [
    newestRuns(records, (result) => (result.kind === 'distances' ? result.runs : []), owners),
    newestRuns(records, (result) => (result.kind === 'optimum' ? result.runs : []), owners),
  ];
  const [line, plane] = [newestOf(records, 'interpolation', owners), newestOf(records, 'plane', owners)];
  const normalised = line === null ? null : normalisedFigure(line, lookOf);
  const sharpness = answersOf(records, 'sharpness', owners);
  const slices = answersOf(records, 'slices', owners);
  return [
    ...(distances.length === 0 ? [] : [distancesFigure(distances, lookOf)]),
    ...(sharpness.length === 0 ? [] : [sharpnessFigure(sharpness)]),
    ...(line === null ? [] : [interpolationFigure(line, lookOf)]),
    ...(normalised === null ? [] : [normalised]),
    ...(slices.length === 0 ? [] : [slicesFigure(slices)]),
    ...(plane === null ? [] : [planeFigure(plane, lookOf)]),
    ...(optimum.length === 0 ? [] : optimumFigures(optimum, owners)),
  ];
}

/** The way there, and how near it ends where there are several batch sizes. */
function optimumFigures(found: readonly RunOptimum[], owners: Owners): readonly Figure[] {
  const runs = found.flatMap((run) => {
    const owner = owners.get(run.runId);
    return owner === undefined ? [] : [{ run, label: owner.label, css: owner.css, dash: owner.dash }];
  });
  const sizes = new Set(runs.map(({ run }) => run.batchSize));
  return [...(sizes.size > 1 ? [ballFigure(runs)] : []), optimumFigure(runs)];
}

/** All layers together: means after the first and the last moment that was asked about, sums and agreement after the last, noise scales. */
export function gradientFigures(records: readonly ProbeRecord[], owners: Owners): readonly Figure[] {
  const gradients = answersOf(records, 'gradient', owners);
  const noise = answersOf(records, 'noiseScale', owners);
  const epochs = [...new Set(gradients.map(({ result }) => result.epoch))].sort((a, b) => a - b);
  const after = (epoch: number): typeof gradients => gradients.filter(({ result }) => result.epoch === epoch);
  const told = (figure: Figure, epoch: number): Figure => ({ ...figure, title: `${figure.title}, after epoch ${formatNumber(epoch, 3)}` });
  const last = epochs.at(-1);
  return [
    ...[...new Set(epochs.length === 0 ? [] : [epochs[0], epochs[epochs.length - 1]])].map((epoch) =>
      told(normFigure(after(epoch), 0, false), epoch),
    ),
    ...(last === undefined ? [] : [told(normFigure(after(last), 0, true), last), told(agreementFigure(after(last)), last)]),
    ...(noise.length === 0 ? [] : [noiseFigure(noise)]),
  ];
}

/** What the answers do not hold, and how to read them. */
export function gradientNotes(records: readonly ProbeRecord[], owners: Owners): readonly string[] {
  return notesOf([...answersOf(records, 'gradient', owners), ...answersOf(records, 'noiseScale', owners)]);
}

/** Noise scales of all layers together, and the line through the mean squared norms of the summed gradient; null without an answer. */
export function gradientTable(records: readonly ProbeRecord[], owners: Owners): DataTable | null {
  const gradients = answersOf(records, 'gradient', owners);
  if (gradients.length === 0) return null;
  const short = (value: number | null | undefined): number | null =>
    value === undefined || value === null || !Number.isFinite(value) ? null : Number(value.toPrecision(4));
  return {
    columns: ['condition', 'run', 'epoch', 'noise scale', 'slope', 'slope low', 'slope high', 'intercept', 'R²'],
    rows: gradients.map(({ label, result: { runId, epoch, parts } }) => {
      const [{ noiseScale, sumFit }] = parts;
      const numbers = [noiseScale, sumFit?.slope.value, sumFit?.slope.low, sumFit?.slope.high, sumFit?.intercept.value, sumFit?.rSquared];
      return [label, runId, short(epoch), ...numbers.map(short)];
    }),
  };
}
