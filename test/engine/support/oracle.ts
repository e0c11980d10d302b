/** One job on two engines, and how far what they learned and measured is apart. */
import { phaseEnd } from '#core/schedule/timeline';
import type { TrainingJob } from '#lab/ports/engines';
import { maxRelativeDifference } from '#engine/speed';
import { jobStarts } from '#engine/training/job-starts';
import type { TrainingMethod } from '#engine/training/method';
import type { BlockMetrics } from '#engine/training/metrics';
import type { RunScores } from '#engine/training/scoring';

/** What the first run of a job has learned and measured. */
export interface Learned {
  /** Parameters, then running statistics. */
  readonly weights: readonly Float32Array[];
  readonly losses: readonly number[];
  readonly accuracies: readonly number[];
  readonly gradientNorms: readonly number[];
  readonly scores: RunScores;
}

/** All updates of a job from its initial weights, phase by phase, and an evaluation at the end. */
export async function learned<State>(method: TrainingMethod<State>, job: TrainingJob): Promise<Learned> {
  const stack = method.openStack(job, job.runs, jobStarts(job, method));
  const blocks: BlockMetrics[] = [];
  for (let from = 0; from < job.updates;) {
    const to = Math.min(job.updates, phaseEnd(stack.feed.timeline, from));
    const { state, metrics } = await stack.train(stack.state, from, to - from);
    stack.state = state;
    blocks.push(metrics);
    from = to;
  }
  const [scores] = await (await method.openEvaluator(job, job.runs.length)).evaluate(stack.state);
  const { parameters, statistics } = stack.runState(stack.state, 0);
  const column = (name: keyof BlockMetrics): readonly number[] => blocks.flatMap((block) => [...block[name][0]]);
  return {
    weights: [...parameters, ...statistics],
    losses: column('loss'),
    accuracies: column('accuracy'),
    gradientNorms: column('gradientNorm'),
    scores,
  };
}

/**
 * Largest relative difference of any loss and gradient norm of any update, of the losses at the end, and of any weight measured by the
 * largest of its tensor. Infinite where accuracies differ by more than one row of seven, or something is missing.
 */
export function apart(one: Learned, other: Learned): number {
  if (one.losses.length === 0 || one.gradientNorms.length !== one.losses.length) return Infinity;
  if (one.weights.length === 0 || one.weights.length !== other.weights.length) return Infinity;
  const isFar = one.accuracies.some((accuracy, index) => !(Math.abs(accuracy - other.accuracies[index]) <= 1 / 7));
  const ends = ({ train, validation, test }: RunScores): readonly number[] => [train, validation, test].flatMap((part) => part?.loss ?? []);
  return Math.max(
    isFar || one.accuracies.length !== other.accuracies.length ? Infinity : 0,
    maxRelativeDifference(one.losses, other.losses),
    maxRelativeDifference(one.gradientNorms, other.gradientNorms),
    maxRelativeDifference(ends(one.scores), ends(other.scores)),
    ...one.weights.map((weights, index) => farthest(weights, other.weights[index])),
  );
}

function farthest(some: Float32Array, others: Float32Array): number {
  if (some.length !== others.length) return Infinity;
  const scale = some.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  const difference = some.reduce((largest, value, index) => {
    const own = Math.abs(value - others[index]);
    return Number.isNaN(own) ? Infinity : Math.max(largest, own);
  }, 0);
  return difference === 0 ? 0 : difference / scale;
}
