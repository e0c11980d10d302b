/** Branching in words: the states to go on from, and what is wrong with a change. Pure. */
import type { KeptState } from '#contract/run-detail';
import type { RunLength } from '#core/experiment/plan';
import { formatCount } from '#renderer/ui/format.ts';

interface Change {
  readonly batchSize?: number | 'full';
  readonly learningRate?: number;
}

/** "Update 1,000 of 2,000 (checkpoint)" */
export const stateLabel = ({ update, kind }: KeptState, updates: number): string =>
  `Update ${formatCount(update)} of ${formatCount(updates)} (${kind === 'snapshot' ? 'kept weights' : 'checkpoint'})`;

/** At the end of what the design allows there is nothing left to train; where the clock ends a run, the lab knows. */
export const statesToGoOnFrom = (states: readonly KeptState[], { updates, seconds }: RunLength): readonly KeptState[] =>
  states.filter(({ update }) => seconds !== null || update < updates);

/** A sentence, or null where the branch can start. */
export function branchProblem({ batchSize, learningRate }: Change, trainingRows: number): string | null {
  if (batchSize === undefined && learningRate === undefined) return 'Change the batch size or the learning rate first.';
  if (typeof batchSize === 'number' && (!Number.isInteger(batchSize) || batchSize < 1 || batchSize > trainingRows))
    return `A batch has between 1 and ${formatCount(trainingRows)} samples.`;
  if (learningRate !== undefined && !(learningRate > 0 && learningRate <= 1e6)) return 'A learning rate is a number above 0.';
  return null;
}
