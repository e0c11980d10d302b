/** Weights that a design keeps: at which updates, how much room they take, and what a design asks about them. */
import { parameterCount } from '#core/experiment/layer-shapes';
import type { OptimizerSettings } from '#core/experiment/optimizers';
import { error, warning } from '#core/experiment/parse';
import type { Condition, KeptPoints, Plan } from '#core/experiment/plan';
import type { KeepWeights } from '#core/experiment/record';
import type { ExperimentSpec } from '#core/experiment/spec';
import type { Issue } from '#core/failure';
import { type ProbedModel, probeProblem, probeSeconds } from '#core/probes/cost';
import type { ProbeQuestion, ProbeRequest } from '#core/probes/questions';
import { updateAtEpoch, type Timeline } from '#core/schedule/timeline';

const MANY_BYTES = 200e6;
const MANY_PROBE_SECONDS = 120;
/** Questions about all runs of a network are cut into such of so many. */
export const RUNS_PER_QUESTION = 50;

/** Points after the end of a run of `length` updates are left out. */
export function keptPoints({ epochs, updates, atEnd }: KeepWeights, timeline: Timeline, length: number): KeptPoints {
  const ofEpochs = epochs.map((epoch) => Math.max(1, Math.round(updateAtEpoch(timeline, epoch))));
  const at = [...ofEpochs, ...updates].filter((update) => update <= length);
  return { at: [...new Set(at)].sort((a, b) => a - b), end: atEnd };
}

/** How often the weights of a run are kept. */
export function keptCount({ keeps, length }: Pick<Condition, 'keeps' | 'length'>): number {
  if (keeps === undefined) return 0;
  return keeps.at.length + (keeps.end && keeps.at.at(-1) !== length.updates ? 1 : 0);
}

export function keptWeightsIssues(spec: ExperimentSpec, plan: Plan): readonly Issue[] {
  return [...spaceWarnings(plan), ...probeIssues(spec, plan)];
}

/** Arrays of the size of the weights that the optimizer keeps for itself. */
function optimizerArrays({ kind, momentum }: OptimizerSettings): number {
  const own = momentum > 0 ? 1 : 0;
  if (kind === 'sgd' || kind === 'lars') return own;
  return kind === 'rmsprop' ? 1 + own : 2;
}

/** Room that the kept weights of all runs take, with what the optimizer keeps beside each. */
export function keptBytes({ conditions, replicates }: Plan): number {
  return conditions.reduce(
    (sum, one) => sum + keptCount(one) * 4 * parameterCount(one.model) * (1 + optimizerArrays(one.optimizer)) * replicates,
    0,
  );
}

/** A condition, and how many of its runs will be asked about. */
export interface AskedRuns {
  readonly condition: Condition;
  readonly runs: number;
}

/** Estimated seconds, on one core, that all probes of a design take after the training. */
export function probesSeconds(requests: readonly ProbeRequest[], asked: readonly AskedRuns[]): number {
  return requests.reduce((sum, request) => sum + askedSeconds(request, asked), 0);
}

/** ... that one of them takes over all runs and moments. */
export function requestSeconds(request: ProbeRequest, plan: Pick<Plan, 'conditions' | 'replicates'>): number {
  return askedSeconds(request, allRuns(plan));
}

export function allRuns({ conditions, replicates }: Pick<Plan, 'conditions' | 'replicates'>): readonly AskedRuns[] {
  return conditions.map((condition) => ({ condition, runs: replicates }));
}

function askedSeconds(request: ProbeRequest, asked: readonly AskedRuns[]): number {
  const kept = asked.filter(({ condition, runs }) => runs > 0 && keptCount(condition) > 0);
  if (request.kind !== 'distances' && request.kind !== 'optimum') {
    const question = asQuestion(request);
    return kept.reduce((sum, { condition, runs }) => sum + probeSeconds(question, [probed(condition)]) * keptCount(condition) * runs, 0);
  }
  const networks = Map.groupBy(kept, ({ condition }) => JSON.stringify([condition.model, condition.data]));
  return [...networks.values()].reduce((sum, ofOne) => {
    const models = ofOne.flatMap(({ condition, runs }) => Array.from({ length: runs }, () => probed(condition)));
    for (let from = 0; from < models.length; from += RUNS_PER_QUESTION) {
      sum += probeSeconds(asQuestion(request), models.slice(from, from + RUNS_PER_QUESTION));
    }
    return sum;
  }, 0);
}

function spaceWarnings(plan: Plan): Issue[] {
  const { conditions, replicates } = plan;
  const bytes = keptBytes(plan);
  if (bytes <= MANY_BYTES) return [];
  const count = conditions.reduce((sum, one) => sum + keptCount(one) * replicates, 0);
  const size = bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${String(Math.round(bytes / 1e6))} MB`;
  return [
    warning(
      'record.keepWeights',
      `Keeping weights ${count.toLocaleString('en-US')} times will take about ${size} on the disk. Keep them less often, or not at the end, if you will not look at them.`,
    ),
  ];
}

function probeIssues(spec: ExperimentSpec, plan: Plan): Issue[] {
  const { probes } = spec.record;
  if (probes.length === 0) return [];
  if (plan.conditions.every((one) => keptCount(one) === 0)) {
    return [error('record.probes', 'There are probes, but no weights are kept for them: switch on "record.keepWeights".')];
  }
  const problems = probes.flatMap((request, index) => {
    const problem = plan.conditions.map((one) => probeProblem(asQuestion(request), [probed(one)])).find((found) => found !== null);
    return problem === undefined ? [] : [error(`record.probes.${String(index)}`, problem)];
  });
  if (problems.length > 0) return problems;
  const seconds = probesSeconds(probes, allRuns(plan));
  if (seconds <= MANY_PROBE_SECONDS) return [];
  return [
    warning('record.probes', `Its probes will take about ${String(Math.round(seconds / 60))} minutes after the training, on one core.`),
  ];
}

const THIS_RUN = 'this';

/** A request as it will be asked of a run. */
function asQuestion(request: ProbeRequest): ProbeQuestion {
  if (request.kind === 'distances' || request.kind === 'optimum') return { ...request, runIds: [THIS_RUN] };
  return { ...request, of: { runId: THIS_RUN, at: 'end' } };
}

function probed(condition: Condition): ProbedModel {
  const { model, optimizer, data } = condition;
  return {
    name: 'a run',
    model,
    optimizer,
    trainingRows: data.trainingRows,
    heldOutRows: data.split.train === 0 ? 0 : (data.trainingRows * (data.split.validation + data.split.test)) / data.split.train,
    moments: keptCount(condition) + 1,
    data: JSON.stringify(data),
  };
}
