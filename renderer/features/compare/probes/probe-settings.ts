/** The settings of questions about weights: what they begin with, how they go into a question, and in a line what they come to. */
import type { RunMoments } from '#contract/probes';
import type { Moment, ProbeKind, ProbeQuestionInput } from '#core/probes/questions';
import { formatCount, formatNumber, plural } from '#renderer/ui/format.ts';

export interface ProbeSettings {
  readonly batchSizes: readonly number[];
  /** Batches of each size, or pairs of batches. */
  readonly trials: number;
  /** Training rows that are looked at. */
  readonly rows: number | 'all';
  /** Whether a row may come into a batch more than once. */
  readonly withReplacement: boolean;
  readonly smallBatch: number;
  readonly largeBatch: number;
  readonly boxSizes: readonly number[];
  readonly directions: number;
  readonly radius: number;
  readonly slicePoints: number;
  readonly from: number;
  readonly to: number;
  readonly linePoints: number;
  readonly isNormalised: boolean;
  readonly margin: number;
  readonly planePoints: number;
}

/** Sizes above the number of training rows are left out. */
const USUAL_SIZES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];

export function usualSettings(trainingRows: number): ProbeSettings {
  const largeBatch = Math.max(2, Math.min(256, Math.floor(trainingRows / 2)));
  return {
    batchSizes: USUAL_SIZES.filter((size) => size <= trainingRows),
    trials: 1000,
    rows: 'all',
    withReplacement: false,
    smallBatch: Math.max(1, Math.min(16, Math.floor(largeBatch / 4))),
    largeBatch,
    boxSizes: [1e-3, 5e-4],
    directions: 3,
    radius: 1,
    slicePoints: 41,
    from: -1,
    to: 2,
    linePoints: 61,
    isNormalised: true,
    margin: 0.3,
    planePoints: 21,
  };
}

/** `atOf`: the moment of a run that is asked about. */
export function withSettings(question: ProbeQuestionInput, settings: ProbeSettings, atOf: (runId: string) => Moment): ProbeQuestionInput {
  const at = <Weights extends { readonly runId: string }>(weights: Weights): Weights & { readonly at: Moment } => ({
    ...weights,
    at: atOf(weights.runId),
  });
  const replacement = settings.withReplacement ? { withReplacement: true } : {};
  const { rows, trials, smallBatch, largeBatch, directions, radius, from, to, isNormalised, margin } = settings;
  switch (question.kind) {
    case 'gradient':
      return { ...question, of: at(question.of), batchSizes: [...settings.batchSizes], trials, rows, ...replacement };
    case 'noiseScale':
      return { ...question, of: at(question.of), smallBatch, largeBatch, trials, rows, ...replacement };
    case 'sharpness':
      return { ...question, of: at(question.of), boxSizes: [...settings.boxSizes], rows };
    case 'slices':
      return { ...question, of: at(question.of), directions, radius, points: settings.slicePoints };
    case 'interpolation': {
      const [first, second] = question.between;
      return { ...question, between: [at(first), at(second)], from, to, isNormalised, points: settings.linePoints };
    }
    case 'plane': {
      const [first, second, third] = question.through;
      return { ...question, through: [at(first), at(second), at(third)], margin, points: settings.planePoints };
    }
    case 'distances':
    case 'optimum':
      return question;
    default:
      return question satisfies never;
  }
}

/** Whether a question is about one moment; the others are about all that were kept. */
export const hasMoment = (kind: ProbeKind): boolean => kind !== 'distances' && kind !== 'optimum';

export interface MomentChoice {
  readonly value: string;
  readonly label: string;
}

/** The moments whose weights were kept of all of these runs: the start, epochs or updates that they share, the end. */
export function sharedMoments(runs: readonly RunMoments[]): readonly MomentChoice[] {
  const choices: MomentChoice[] = [
    { value: 'end', label: 'At the end' },
    { value: 'start', label: 'At the start' },
  ];
  if (runs.length === 0) return choices;
  const [{ moments: own }, ...others] = runs;
  const kept = own.filter(({ at }) => typeof at === 'object');
  for (const { update, epoch } of kept) {
    const hasUpdate = others.every(({ moments }) => moments.some((one) => one.update === update));
    const hasEpoch = others.every(({ moments }) => moments.some((one) => isSame(one.epoch, epoch)));
    if (hasEpoch) choices.push({ value: `epoch ${String(epoch)}`, label: `After epoch ${formatNumber(epoch, 4)}` });
    else if (hasUpdate) choices.push({ value: `update ${String(update)}`, label: `After update ${formatCount(update)}` });
  }
  return choices;
}

/** What a choice is in one run; its end where the run has no such moment, which `sharedMoments` does not offer. */
export function momentOf(choice: string, { moments }: RunMoments): Moment {
  if (choice === 'start') return 'start';
  const [unit, number] = choice.split(' ');
  const found = moments.find(({ update, epoch }) =>
    unit === 'epoch' ? isSame(epoch, Number(number)) : unit === 'update' && update === Number(number),
  );
  return found?.at ?? 'end';
}

const isSame = (a: number, b: number): boolean => Math.abs(a - b) < 1e-6;

/** "At the end; 1,000 batches of each of 9 sizes; all training rows" */
export function settingsText(kind: ProbeKind, settings: ProbeSettings, moment: string): string {
  const { rows, trials } = settings;
  const looked = rows === 'all' ? 'all training rows' : plural(rows, 'training row');
  const each = formatNumber(trials, 6);
  const drawn = settings.withReplacement ? '; with replacement' : '';
  switch (kind) {
    case 'gradient':
      return `${moment}; ${each} batches of each of ${plural(settings.batchSizes.length, 'size')}; ${looked}${drawn}`;
    case 'noiseScale':
      return `${moment}; ${each} pairs of batches of ${formatNumber(settings.smallBatch)} and ${formatNumber(settings.largeBatch)}; ${looked}${drawn}`;
    case 'sharpness':
      return `${moment}; ${plural(settings.boxSizes.length, 'box', 'boxes')} around the weights; ${looked}`;
    case 'slices':
      return `${moment}; ${plural(settings.directions, 'direction')}, ${plural(settings.slicePoints, 'point')} each`;
    case 'interpolation':
      return `${moment}; from ${formatNumber(settings.from)} to ${formatNumber(settings.to)}, ${plural(settings.linePoints, 'point')}`;
    case 'plane':
      return `${moment}; ${formatNumber(settings.planePoints)} by ${formatNumber(settings.planePoints)} points`;
    case 'distances':
    case 'optimum':
      return 'at every moment that was kept';
    default:
      return kind satisfies never;
  }
}
