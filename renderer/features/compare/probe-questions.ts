/** Questions about the weights of compared runs, made from what a form chose. */
import type { Group } from '#core/compare/groups';
import type { ProbeKind, ProbeQuestionInput } from '#core/probes/questions';

export interface Choosable {
  readonly key: string;
  readonly label: string;
  /** Runs of the group that have ended, by seed. */
  readonly runs: readonly { readonly id: string; readonly seed: number }[];
}

export const PROBE_WORDS: Readonly<Record<ProbeKind, { readonly label: string; readonly tells: string }>> = {
  gradient: {
    label: 'Gradients of many batches',
    tells: 'How long gradients are and how much they scatter at each batch size, with the curve of theory.',
  },
  noiseScale: { label: 'Noise scale', tells: 'The batch size up to which averaging over more samples pays.' },
  sharpness: { label: 'Sharpness', tells: 'How steeply the loss rises around the weights.' },
  slices: { label: 'Slices of the loss', tells: 'The loss along random directions through the weights.' },
  distances: {
    label: 'Distances',
    tells: 'How far weights have come from their start, and from each other, at every moment that was kept.',
  },
  optimum: { label: 'Distance to the optimum', tells: 'How far models without hidden layers are from the best one there is.' },
  interpolation: { label: 'Line between two runs', tells: 'The loss on the straight line from the first run to the second, and beyond.' },
  plane: { label: 'Plane through three runs', tells: 'The loss in the plane in which three runs lie.' },
};

/** What the tabs of gradients and of weights ask. */
export const GRADIENT_KINDS = ['gradient', 'noiseScale'] as const satisfies readonly ProbeKind[];
export const WEIGHT_KINDS = [
  'distances',
  'sharpness',
  'interpolation',
  'slices',
  'plane',
  'optimum',
] as const satisfies readonly ProbeKind[];

/** How many runs a question names: one each, exactly so many, or all chosen ones at once. */
export const RUNS_OF: Readonly<Record<ProbeKind, 1 | 2 | 3 | 'all'>> = {
  gradient: 1,
  noiseScale: 1,
  sharpness: 1,
  slices: 1,
  distances: 'all',
  optimum: 'all',
  interpolation: 2,
  plane: 3,
};

/** The questions that a form comes to; none where too few runs were chosen. */
export function questionsOf(kind: ProbeKind, runIds: readonly string[]): readonly ProbeQuestionInput[] {
  const of = (runId: string): { runId: string } => ({ runId });
  switch (kind) {
    case 'gradient':
    case 'noiseScale':
    case 'sharpness':
    case 'slices':
      return runIds.map((runId) => ({ kind, of: of(runId) }));
    case 'distances':
    case 'optimum':
      return runIds.length === 0 ? [] : [{ kind, runIds: [...runIds] }];
    case 'interpolation': {
      const [first, second] = runIds;
      return runIds.length < 2 ? [] : [{ kind, between: [of(first), of(second)] }];
    }
    case 'plane': {
      const [first, second, third] = runIds;
      return runIds.length < 3 ? [] : [{ kind, through: [of(first), of(second), of(third)] }];
    }
    default:
      return kind satisfies never;
  }
}

/** The ended runs of groups; only these have weights to ask about. */
export function choosable(
  groups: readonly { readonly key: string; readonly short: string; readonly group: Group }[],
): readonly Choosable[] {
  return groups.map(({ key, short, group }) => ({
    key,
    label: short,
    runs: group.seeds.flatMap(({ runs }) =>
      runs.flatMap(({ id, replicate, status }) => (status === 'finished' ? [{ id, seed: replicate + 1 }] : [])),
    ),
  }));
}
