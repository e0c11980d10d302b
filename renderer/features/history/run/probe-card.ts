/** What a stored probe found about one run, in a few numbers. The whole picture is Compare's. Pure. */
import type { ProbeRecord } from '#contract/probes';
import type { ProbeKind } from '#core/probes/questions';
import type { ProbeResult } from '#core/probes/results';
import type { Fact } from '#renderer/features/history/inspector-facts.ts';
import { formatCount, formatNumber } from '#renderer/ui/format.ts';

export interface ProbeCard {
  readonly title: string;
  /** "at update 1,000 (epoch 2)", empty where it is about several moments. */
  readonly moment: string;
  readonly facts: readonly Fact[];
  /** What the answer does not hold, and how to read it. */
  readonly notes: readonly string[];
}

const TITLE: Readonly<Record<ProbeKind, string>> = {
  gradient: 'Gradients of many batches',
  noiseScale: 'Noise scale',
  sharpness: 'Sharpness',
  slices: 'Slices of the loss',
  distances: 'Distances',
  optimum: 'Distance to the optimum',
  interpolation: 'Between two runs',
  plane: 'Plane through three runs',
};

const fact = (name: string, value: number): Fact => ({ name, value: formatNumber(value, 4) });
const at = ({ update, epoch }: { readonly update: number; readonly epoch: number }): string =>
  `at update ${formatCount(update)} (epoch ${formatNumber(epoch, 3)})`;

const drawn = (withReplacement: boolean | undefined): readonly Fact[] =>
  withReplacement === true ? [{ name: 'Rows drawn', value: 'with replacement' }] : [];

export function probeCard({ result }: ProbeRecord, runId: string): ProbeCard {
  return { ...numbersOf(result, runId), notes: 'notes' in result ? (result.notes ?? []) : [] };
}

function numbersOf(result: ProbeResult, runId: string): Omit<ProbeCard, 'notes'> {
  const title = TITLE[result.kind];
  switch (result.kind) {
    case 'gradient': {
      const [all] = result.parts;
      const [first, last] = [all.points.at(0), all.points.at(-1)];
      return {
        title,
        moment: at(result),
        facts: [
          ...(all.fullSquaredNorm === null ? [] : [fact('Norm over all rows', Math.sqrt(all.fullSquaredNorm))]),
          ...(first === undefined ? [] : [fact(`Norm, batch ${formatCount(first.batchSize)}`, first.norm.mean)]),
          ...(last === undefined || last === first ? [] : [fact(`Norm, batch ${formatCount(last.batchSize)}`, last.norm.mean)]),
          ...(all.noiseScale === null ? [] : [fact('Noise scale', all.noiseScale)]),
          ...drawn(result.withReplacement),
        ],
      };
    }
    case 'noiseScale': {
      const { estimate, exact } = result;
      const first = exact.at(0);
      return {
        title,
        moment: at(result),
        facts: [
          ...(first === undefined ? [] : [fact('Exact', first.noiseScale)]),
          fact('Estimate', estimate.noiseScale),
          {
            name: '95\u00a0% band',
            value: `${formatNumber(estimate.low, 3)} to ${estimate.high === Infinity ? '∞' : formatNumber(estimate.high, 3)}`,
          },
          ...drawn(result.withReplacement),
        ],
      };
    }
    case 'sharpness':
      return {
        title,
        moment: at(result),
        facts: [
          fact('Largest curvature', result.eigenvalue),
          fact('Training loss', result.loss),
          ...result.boxes.map(({ size, sharpness }) => fact(`Box ${formatNumber(size)}`, sharpness)),
        ],
      };
    case 'slices':
      return { title, moment: at(result), facts: [{ name: 'Directions', value: formatCount(result.curves.length) }] };
    case 'distances': {
      const end = result.runs.find((run) => run.runId === runId)?.points.at(-1);
      return {
        title,
        moment: end === undefined ? '' : at(end),
        facts:
          end === undefined
            ? []
            : [fact('From the start', end.total), fact('Path so far', end.path), fact('Gradient norm', end.gradientNorm)],
      };
    }
    case 'optimum': {
      const own = result.runs.find((run) => run.runId === runId);
      const end = own?.points.at(-1);
      return {
        title,
        moment: end === undefined ? '' : at(end),
        facts: end === undefined ? [] : [fact('Distance', end.distance), fact('Above the least loss', end.excess)],
      };
    }
    case 'interpolation':
      return { title, moment: '', facts: [fact('Distance', result.distance)] };
    case 'plane':
      return { title, moment: '', facts: [{ name: 'Points', value: `${formatCount(result.x.length)} × ${formatCount(result.y.length)}` }] };
    default:
      return result satisfies never;
  }
}
