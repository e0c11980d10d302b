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
import { allAtOnce, type Steps } from '#core/steps';

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

/** A condition a step. */
export function* keptWeightsIssues(spec: ExperimentSpec, plan: Plan): Steps<readonly Issue[]> {
  const space = spaceWarnings(plan);
  yield;
  return [...space, ...(yield* probeIssues(spec, plan))];
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
  if (requests.length === 0) return 0;
  const probed = allAtOnce(probedConditions(asked.map(({ condition }) => condition)));
  return allAtOnce(
    secondsOfProbes(
      requests,
      probed.map((one, index) => ({ ...one, runs: asked[index].runs })),
    ),
  );
}

/** ... that one of them takes over all runs and moments. */
export function requestSeconds(request: ProbeRequest, plan: Pick<Plan, 'conditions' | 'replicates'>): number {
  return probesSeconds([request], allRuns(plan));
}

export function allRuns({ conditions, replicates }: Pick<Plan, 'conditions' | 'replicates'>): readonly AskedRuns[] {
  return conditions.map((condition) => ({ condition, runs: replicates }));
}

/** What questions go by in a condition. */
export interface ProbedCondition {
  readonly model: ProbedModel;
  /** Conditions of the same text share their network and their data. */
  readonly network: string;
  /** How often the weights of a run are kept. */
  readonly kept: number;
}

/** Worked out once for all questions, a condition a step. */
export function* probedConditions(conditions: readonly Condition[]): Steps<readonly ProbedCondition[]> {
  const all: ProbedCondition[] = [];
  for (const condition of conditions) {
    const model = probed(condition);
    all.push({ model, network: `${JSON.stringify(model.model)} ${model.data}`, kept: keptCount(condition) });
    yield;
  }
  return all;
}

/** As `probesSeconds`, a question a step. */
export function* secondsOfProbes(
  requests: readonly ProbeRequest[],
  asked: readonly (ProbedCondition & { readonly runs: number })[],
): Steps<number> {
  const kept = asked.filter((one) => one.runs > 0 && one.kept > 0);
  let sum = 0;
  for (const request of requests) {
    const question = asQuestion(request);
    const isOfMany = request.kind === 'distances' || request.kind === 'optimum';
    sum += yield* isOfMany ? secondsTogether(question, kept) : secondsOfEach(question, kept);
  }
  return sum;
}

function* secondsOfEach(question: ProbeQuestion, asked: readonly (ProbedCondition & { readonly runs: number })[]): Steps<number> {
  let sum = 0;
  for (const { model, kept, runs } of asked) {
    sum += probeSeconds(question, [model]) * kept * runs;
    yield;
  }
  return sum;
}

function* secondsTogether(question: ProbeQuestion, asked: readonly (ProbedCondition & { readonly runs: number })[]): Steps<number> {
  let sum = 0;
  for (const ofOne of Map.groupBy(asked, ({ network }) => network).values()) {
    const models = ofOne.flatMap(({ model, runs }) => Array.from({ length: runs }, () => model));
    for (let from = 0; from < models.length; from += RUNS_PER_QUESTION) {
      sum += probeSeconds(question, models.slice(from, from + RUNS_PER_QUESTION));
      yield;
    }
  }
  return sum;
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

function* probeIssues(spec: ExperimentSpec, plan: Plan): Steps<readonly Issue[]> {
  const { probes } = spec.record;
  if (probes.length === 0) return [];
  if (plan.conditions.every((one) => keptCount(one) === 0)) {
    return [error('record.probes', 'There are probes, but no weights are kept for them: switch on "record.keepWeights".')];
  }
  const conditions = yield* probedConditions(plan.conditions);
  const problems: Issue[] = [];
  for (const [index, request] of probes.entries()) {
    const problem = yield* firstProblem(asQuestion(request), conditions);
    if (problem !== null) problems.push(error(`record.probes.${String(index)}`, problem));
  }
  if (problems.length > 0) return problems;
  const seconds = yield* secondsOfProbes(
    probes,
    conditions.map((one) => ({ ...one, runs: plan.replicates })),
  );
  if (seconds <= MANY_PROBE_SECONDS) return [];
  return [
    warning('record.probes', `Its probes will take about ${String(Math.round(seconds / 60))} minutes after the training, on one core.`),
  ];
}

function* firstProblem(question: ProbeQuestion, conditions: readonly ProbedCondition[]): Steps<string | null> {
  for (const { model } of conditions) {
    const problem = probeProblem(question, [model]);
    if (problem !== null) return problem;
    yield;
  }
  return null;
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
