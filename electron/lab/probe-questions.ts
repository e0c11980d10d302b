/** Questions about the weights of stored runs: which can be answered, how long that takes, and how an inspector takes them. */
import type { ProbeEstimate } from '#contract/probes';
import { invariant, LabError } from '#core/failure';
import { probeProblem, probeSeconds, type ProbedModel } from '#core/probes/cost';
import { type ProbeQuestion, questionSchema, runsIn, weightsIn } from '#core/probes/questions';
import { sentenceOf } from '#lab/data-library';
import type { Inspection } from '#lab/ports/inspector';
import type { Store, StoredExperiment } from '#lab/ports/store';
import { inspectedRun, type ProbedRun, probedRun } from '#lab/probed-runs';
import { keptMoments, weightsAt } from '#lab/probed-weights';
import { fullRunName, runName } from '#lab/run-names';
import type { TrainingData } from '#lab/training-data';

/** Throws LabError with a sentence for everything that cannot be answered. */
export function checkedQuestion(store: Store, asked: unknown): ProbeQuestion {
  return checked(store, asked).question;
}

export function probeEstimate(store: Store, asked: unknown): ProbeEstimate {
  try {
    const { question, models } = checked(store, asked);
    return { seconds: probeSeconds(question, models), problem: null };
  } catch (error) {
    return { seconds: 0, problem: sentenceOf(error) };
  }
}

export function probeInspection(store: Store, question: ProbeQuestion, dataOf: (experiment: StoredExperiment) => TrainingData): Inspection {
  const runs = runsOf(store, question);
  const [first, ...others] = weightsIn(question).map(({ runId, at }) => {
    const { probed, name } = foundIn(runs, runId);
    const { run, condition } = probed;
    const moments = isWhole(question) ? keptMoments(store, run, condition, name) : [weightsAt(store, run, condition, at, name)];
    return inspectedRun(probed, dataOf, moments);
  });
  return { question, runs: [first, ...others] };
}

interface Named {
  readonly probed: ProbedRun;
  /** Within the sentences about this question. */
  readonly name: string;
}

function checked(store: Store, asked: unknown): { readonly question: ProbeQuestion; readonly models: readonly ProbedModel[] } {
  const parsed = questionSchema.safeParse(asked);
  if (!parsed.success) {
    throw new LabError({ kind: 'conflict', problem: [...new Set(parsed.error.issues.map(({ message }) => message))].join(' ') });
  }
  const question = parsed.data;
  const runs = runsOf(store, question);
  for (const { runId, at } of weightsIn(question)) {
    const { probed, name } = foundIn(runs, runId);
    weightsAt(store, probed.run, probed.condition, isWhole(question) && probed.run.status !== 'finished' ? 'start' : at, name);
  }
  const models = [...runs.values()].map((one) => modelOf(store, one));
  const problem = probeProblem(question, models);
  if (problem !== null) throw new LabError({ kind: 'conflict', problem });
  return { question, models };
}

/** By their ids, in the order of `runsIn`. */
function runsOf(store: Store, question: ProbeQuestion): ReadonlyMap<string, Named> {
  const experiments = new Map<string, StoredExperiment>();
  const all = runsIn(question).map((runId) => probedRun(store, runId, experiments));
  const nameOf = experiments.size === 1 ? runName : fullRunName;
  return new Map(all.map((probed) => [probed.run.id, { probed, name: nameOf(probed.experiment, probed.run) }]));
}

function foundIn(runs: ReadonlyMap<string, Named>, runId: string): Named {
  const found = runs.get(runId);
  invariant(found !== undefined, 'the runs of a question are those of its weights');
  return found;
}

/** Asked of all moments of its runs. */
function isWhole({ kind }: ProbeQuestion): boolean {
  return kind === 'distances' || kind === 'optimum';
}

function modelOf(store: Store, { probed: { run, condition, experiment }, name }: Named): ProbedModel {
  const { split } = experiment.spec.data;
  const { rows } = experiment.dataShape;
  const { model, optimizer, batchSize, data } = condition;
  return {
    ...{ name, model, optimizer, batchSize },
    trainingRows: data.trainingRows,
    heldOutRows: Math.round(rows * (split.use === 'file' ? split.validation : split.validation + split.test)),
    moments: store.snapshotUpdates(run.id).length + 1,
    data: JSON.stringify(data),
  };
}
