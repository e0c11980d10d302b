/** Questions about the weights of runs: checked, answered beside all training, stored, and asked by themselves where a design says so. */
import type { Handlers, Topics } from '#contract/contract';
import type { ProbeActivity, ProbeEstimate, ProbeRecord } from '#contract/probes';
import type { Condition } from '#core/experiment/plan';
import type { ExperimentSpec } from '#core/experiment/spec';
import { failureOf, LabError } from '#core/failure';
import { probeProblem, probeSeconds, type ProbedModel } from '#core/probes/cost';
import { type ProbeQuestion, questionSchema, runsIn, weightsIn } from '#core/probes/questions';
import type { ProbeResult } from '#core/probes/results';
import { sentenceOf } from '#lab/data-library';
import { InspectionLane, type InspectionLanePorts } from '#lab/inspection-lane';
import type { Clock, Environment } from '#lab/ports/environment';
import type { InspectedRun, Inspection, Inspector } from '#lab/ports/inspector';
import type { Store, StoredExperiment, StoredRun } from '#lab/ports/store';
import { modelFileName, modelInspection } from '#lab/model-export';
import { keptMoments, momentsOf, seedName, weightsAt } from '#lab/probed-weights';
import { askedByDesign, GivenUp } from '#lab/probes-by-design';
import { predictionInspection } from '#lab/predictions';
import { withReach } from '#lab/reach';
import type { TrainingData } from '#lab/training-data';

export interface ProbesPorts extends Omit<InspectionLanePorts, 'inspector' | 'idleMs'> {
  readonly store: Store;
  readonly environment: Environment;
  readonly clock: Clock;
  /** A new one each time; none of them shares its process with training. */
  readonly inspector: () => Inspector;
  readonly publish: (topic: 'probe', value: Topics['probe']) => void;
}

type ProbeMethod = Extract<keyof Handlers, `probes.${string}` | 'runs.predictions' | 'runs.exportModel'>;

/** A run with where it belongs. */
interface Place {
  readonly run: StoredRun;
  readonly experiment: StoredExperiment;
  readonly condition: Condition;
}

/** Commands that are done at once begin nothing that they would have to break off. */
const TAKE_UP_MS = 2000;

/** Probes may hold gigabytes. Pictures of predictions need little, and are asked for again and again while a run is watched. */
const PROBING_IDLE_MS = 30_000;
const PREDICTING_IDLE_MS = 600_000;

export class Probes {
  readonly handlers: Pick<Handlers, ProbeMethod>;
  readonly #ports: ProbesPorts;
  /** Pictures of a run that trains must not wait behind a long probe. */
  readonly #probing: InspectionLane;
  readonly #predicting: InspectionLane;
  readonly #active = new Map<string, { activity: ProbeActivity; readonly abort: AbortController }>();
  readonly #givenUp: GivenUp;
  #cancelTakeUp: (() => void) | null = null;
  #isClosing = false;

  constructor(ports: ProbesPorts) {
    this.#ports = ports;
    this.#probing = new InspectionLane({ ...ports, inspector: ports.inspector(), idleMs: PROBING_IDLE_MS });
    this.#predicting = new InspectionLane({ ...ports, inspector: ports.inspector(), idleMs: PREDICTING_IDLE_MS });
    this.#givenUp = new GivenUp(ports.store);
    const { store } = ports;
    this.handlers = {
      'runs.predictions': async (request) => {
        const place = this.#place(request.runId);
        const moment = weightsAt(store, place.run, place.condition, request.at, seedName(place.run));
        const watch = { onProgress: () => undefined, signal: new AbortController().signal };
        const inspection = (dataOf: (experiment: StoredExperiment) => TrainingData): Inspection =>
          predictionInspection(request, { ...place, data: ports.data }, inspected(place, dataOf, [moment]));
        const { kind, ...report } = await this.#predicting.ask(inspection, watch);
        if (kind !== 'predictions') throw new Error('internal: predictions were asked for');
        // What is left when `kind` is taken off.
        return report as Extract<typeof report, { readonly split: unknown }>;
      },
      'runs.exportModel': async ({ runId, at }) => {
        const place = this.#place(runId);
        const moment = weightsAt(store, place.run, place.condition, at);
        const watch = { onProgress: () => undefined, signal: new AbortController().signal };
        const { appVersion } = ports.environment;
        const found = await this.#predicting.ask(
          (dataOf) => modelInspection({ ...place, data: ports.data, appVersion }, inspected(place, dataOf, [moment])),
          watch,
        );
        if (found.kind !== 'model') throw new Error('internal: a model was asked for');
        return { fileName: modelFileName(runId, moment.update), bytes: found.bytes };
      },
      'probes.moments': ({ runIds }) => {
        const experiments = new Map<string, StoredExperiment>();
        return runIds.map((runId) => {
          const { run, condition } = this.#place(runId, experiments);
          return momentsOf(store, run, condition);
        });
      },
      'probes.estimate': ({ question }) => this.#estimate(question),
      'probes.run': ({ id, question }) => this.#run(id, this.#checked(question)),
      'probes.cancel': ({ id }) => {
        this.#active.get(id)?.abort.abort();
        return null;
      },
      'probes.active': () => [...this.#active.values()].map(({ activity }) => activity),
      'probes.list': ({ experimentId }) => store.listProbes(experimentId),
      'probes.get': ({ id }) => {
        const record = store.probe(id);
        if (record === null) throw new LabError({ kind: 'notFound', what: 'probe', id });
        return record;
      },
      'probes.forget': ({ id }) => {
        const record = store.probe(id);
        store.forgetProbe(id);
        if (record !== null) this.#givenUp.add(record.experimentId, record.question);
        return null;
      },
    };
  }

  /** Starts what draws predictions ahead of the first picture. */
  warmUp(): void {
    this.#predicting.warmUp();
  }

  /** Asks what the design of an experiment that has been trained asks; what cannot be answered is told by the topic. */
  askedByDesign(experimentId: string): void {
    const { store, environment } = this.#ports;
    const experiment = store.experiment(experimentId);
    if (experiment === null) return;
    const answered = store.listProbes(experimentId).map(({ question }) => JSON.stringify(question));
    const known = new Set([...answered, ...this.#givenUp.of(experimentId)]);
    for (const question of askedByDesign(store, experiment)) {
      if (known.has(JSON.stringify(question))) continue;
      this.#run(`probe-${environment.newId()}`, question).catch((error: unknown) => {
        // What this program broke off by ending, or had no room to write, the next one asks again.
        if (!this.#isClosing && failureOf(error).kind !== 'storageFull') this.#givenUp.add(experimentId, question);
      });
    }
  }

  /** Asks what an earlier program did not come to because it ended first. */
  takeUp(): void {
    const { store, clock } = this.#ports;
    this.#cancelTakeUp = clock.after(TAKE_UP_MS, () => {
      for (const { id, state, spec, isDeleted } of store.listExperiments()) {
        const hasEnded = state === 'finished' || state === 'stopped' || state === 'failed';
        // Experiments of before there were probes lack the field.
        const record: Partial<ExperimentSpec['record']> = spec.record;
        if (hasEnded && !isDeleted && (record.probes ?? []).length > 0) this.askedByDesign(id);
      }
    });
  }

  /** Whether a probe that waits or runs asks about a run of this experiment. */
  isAsking(experimentId: string): boolean {
    const { store } = this.#ports;
    const named = [...this.#active.values()].flatMap(({ activity }) => activity.runIds);
    return named.some((runId) => store.run(runId)?.experimentId === experimentId);
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    this.#cancelTakeUp?.();
    for (const { abort } of this.#active.values()) abort.abort();
    await Promise.all([this.#probing.close(), this.#predicting.close()]);
  }

  #estimate(asked: unknown): ProbeEstimate {
    try {
      const question = this.#checked(asked);
      return { seconds: probeSeconds(question, this.#models(question)), problem: null };
    } catch (error) {
      return { seconds: 0, problem: sentenceOf(error) };
    }
  }

  /** Throws LabError with a sentence for everything that cannot be answered. */
  #checked(asked: unknown): ProbeQuestion {
    const parsed = questionSchema.safeParse(asked);
    if (!parsed.success) {
      throw new LabError({ kind: 'conflict', problem: [...new Set(parsed.error.issues.map(({ message }) => message))].join(' ') });
    }
    const question = parsed.data;
    for (const { runId, at } of weightsIn(question)) {
      const { run, condition } = this.#place(runId);
      const isWhole = question.kind === 'distances' || question.kind === 'optimum';
      weightsAt(this.#ports.store, run, condition, isWhole && run.status !== 'finished' ? 'start' : at);
    }
    const problem = probeProblem(question, this.#models(question));
    if (problem !== null) throw new LabError({ kind: 'conflict', problem });
    return question;
  }

  #models(question: ProbeQuestion): readonly ProbedModel[] {
    return runsIn(question).map((runId) => {
      const { run, condition, experiment } = this.#place(runId);
      const { split } = experiment.spec.data;
      const { rows } = experiment.dataShape;
      const heldOut = Math.round(rows * (split.use === 'file' ? split.validation : split.validation + split.test));
      const moments = this.#ports.store.snapshotUpdates(run.id).length + 1;
      const { model, optimizer, batchSize, data } = condition;
      return {
        runId,
        model,
        optimizer,
        batchSize,
        trainingRows: data.trainingRows,
        heldOutRows: heldOut,
        moments,
        data: JSON.stringify(data),
      };
    });
  }

  async #run(id: string, question: ProbeQuestion): Promise<ProbeRecord> {
    const { store, clock } = this.#ports;
    if (store.isReadOnly) throw new LabError({ kind: 'storageReadOnly', directory: store.directory });
    if (this.#active.has(id) || store.probe(id) !== null) {
      throw new LabError({ kind: 'conflict', problem: `There is a probe "${id}" already.` });
    }
    const runIds = runsIn(question);
    const { experiment } = this.#place(runIds[0]);
    const abort = new AbortController();
    const about = { id, experimentId: experiment.id, runIds, kind: question.kind };
    this.#tell(abort, { ...about, state: 'waiting', part: 0, problem: null });
    let startedAt = clock.now();
    try {
      const finding = await this.#probing.ask(
        (dataOf) => {
          startedAt = clock.now();
          this.#tell(abort, { ...about, state: 'running', part: 0, problem: null });
          return this.#inspection(question, dataOf);
        },
        { signal: abort.signal, onProgress: (part) => this.#tell(abort, { ...about, state: 'running', part, problem: null }) },
        () => (abort.signal.aborted ? new LabError({ kind: 'cancelled' }) : null),
      );
      if (finding.kind === 'predictions' || finding.kind === 'model') throw new Error('internal: a probe was asked for');
      const now = clock.now();
      const result: ProbeResult = finding.kind === 'distances' ? withReach(finding, (runId) => this.#place(runId), store) : finding;
      const record = { ...about, question, seconds: (now - startedAt) / 1000, createdAt: now, result };
      store.saveProbe(record);
      this.#end({ ...about, state: 'done', part: 1, problem: null });
      return record;
    } catch (error) {
      const isCancelled = failureOf(error).kind === 'cancelled';
      this.#end({ ...about, state: isCancelled ? 'cancelled' : 'failed', part: 0, problem: isCancelled ? null : sentenceOf(error) });
      throw error;
    }
  }

  #inspection(question: ProbeQuestion, dataOf: (experiment: StoredExperiment) => TrainingData): Inspection {
    const { store } = this.#ports;
    const isWhole = question.kind === 'distances' || question.kind === 'optimum';
    const [first, ...others] = weightsIn(question).map(({ runId, at }) => {
      const place = this.#place(runId);
      const moments = isWhole ? keptMoments(store, place.run, place.condition) : [weightsAt(store, place.run, place.condition, at)];
      return inspected(place, dataOf, moments);
    });
    return { question, runs: [first, ...others] };
  }

  /** `experiments` remembers those that were looked up before. */
  #place(runId: string, experiments = new Map<string, StoredExperiment>()): Place {
    const { store } = this.#ports;
    const run = store.run(runId);
    if (run === null) throw new LabError({ kind: 'notFound', what: 'run', id: runId });
    const experiment = experiments.get(run.experimentId) ?? store.experiment(run.experimentId);
    if (experiment === null) throw new LabError({ kind: 'notFound', what: 'experiment', id: run.experimentId });
    experiments.set(run.experimentId, experiment);
    return { run, experiment, condition: experiment.conditions[run.condition] };
  }

  #tell(abort: AbortController, activity: ProbeActivity): void {
    this.#active.set(activity.id, { activity, abort });
    this.#ports.publish('probe', activity);
  }

  #end(activity: ProbeActivity): void {
    this.#active.delete(activity.id);
    this.#ports.publish('probe', activity);
  }
}

function inspected(
  { run, experiment, condition }: Place,
  dataOf: (experiment: StoredExperiment) => TrainingData,
  moments: InspectedRun['moments'],
): InspectedRun {
  const data = dataOf(experiment);
  const dataId = data.hold(condition);
  // The inspector keeps what it was given until it rests; what was used last stays longest.
  data.release(dataId);
  const { model, labelSmoothing, batchSize, optimizer } = condition;
  return {
    runId: run.id,
    dataId,
    model,
    seed: experiment.spec.seed,
    replicate: run.replicate,
    labelSmoothing,
    batchSize,
    optimizer,
    moments,
  };
}
