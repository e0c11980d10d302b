/** Questions about the weights of runs: checked, answered beside all training, stored, and asked by themselves where a design says so. */
import type { Handlers, Topics } from '#contract/contract';
import type { ProbeActivity, ProbeRecord } from '#contract/probes';
import type { ExperimentSpec } from '#core/experiment/spec';
import { failureOf, LabError } from '#core/failure';
import { type ProbeQuestion, runsIn } from '#core/probes/questions';
import type { ProbeResult } from '#core/probes/results';
import { sentenceOf } from '#lab/data-library';
import { InspectionLane, type InspectionLanePorts } from '#lab/inspection-lane';
import type { Clock, Environment } from '#lab/ports/environment';
import type { Inspector } from '#lab/ports/inspector';
import type { Store, StoredExperiment } from '#lab/ports/store';
import { checkedQuestion, probeEstimate, probeInspection } from '#lab/probe-questions';
import { probedRun } from '#lab/probed-runs';
import { momentsOf } from '#lab/probed-weights';
import { askedByDesign, GivenUp } from '#lab/probes-by-design';
import { withReach } from '#lab/reach';
import { seedName } from '#lab/run-names';

export interface ProbesPorts extends Omit<InspectionLanePorts, 'inspector' | 'idleMs'> {
  readonly store: Store;
  readonly environment: Environment;
  readonly clock: Clock;
  /** A new one each time; none of them shares its process with training. */
  readonly inspector: () => Inspector;
  readonly publish: (topic: 'probe', value: Topics['probe']) => void;
}

type ProbeMethod = Extract<keyof Handlers, `probes.${string}`>;

/** Commands that are done at once begin nothing that they would have to break off. */
const TAKE_UP_MS = 2000;

/** Probes may hold gigabytes. */
const IDLE_MS = 30_000;

/** A question that waits or is being answered. */
interface Asked {
  readonly question: ProbeQuestion;
  readonly abort: AbortController;
}

export class Probes {
  readonly handlers: Pick<Handlers, ProbeMethod>;
  readonly #ports: ProbesPorts;
  readonly #lane: InspectionLane;
  readonly #active = new Map<string, Asked & { readonly activity: ProbeActivity }>();
  readonly #givenUp: GivenUp;
  #cancelTakeUp: (() => void) | null = null;
  #isClosing = false;

  constructor(ports: ProbesPorts) {
    this.#ports = ports;
    this.#lane = new InspectionLane({ ...ports, inspector: ports.inspector(), idleMs: IDLE_MS });
    this.#givenUp = new GivenUp(ports.store);
    const { store } = ports;
    this.handlers = {
      'probes.moments': ({ runIds }) => {
        const experiments = new Map<string, StoredExperiment>();
        return runIds.map((runId) => {
          const { run, condition } = probedRun(store, runId, experiments);
          return momentsOf(store, run, condition, seedName(run));
        });
      },
      'probes.estimate': ({ question }) => probeEstimate(store, question),
      'probes.run': ({ id, question }) => this.#run(id, checkedQuestion(store, question)),
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

  /** Asks what the design of an experiment that has been trained asks; what cannot be answered is told by the topic. */
  askedByDesign(experimentId: string): void {
    const { store, environment } = this.#ports;
    const experiment = store.experiment(experimentId);
    if (experiment === null) return;
    const asked = [...store.listProbes(experimentId), ...this.#active.values()].map(({ question }) => JSON.stringify(question));
    const known = new Set([...asked, ...this.#givenUp.of(experimentId)]);
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
    await this.#lane.close();
  }

  async #run(id: string, question: ProbeQuestion): Promise<ProbeRecord> {
    const { store, clock } = this.#ports;
    if (store.isReadOnly) throw new LabError({ kind: 'storageReadOnly', directory: store.directory });
    if (this.#active.has(id) || store.probe(id) !== null) {
      throw new LabError({ kind: 'conflict', problem: `There is a probe "${id}" already.` });
    }
    const runIds = runsIn(question);
    const { experiment } = probedRun(store, runIds[0]);
    const abort = new AbortController();
    const asked = { question, abort };
    const about = { id, experimentId: experiment.id, runIds, kind: question.kind };
    this.#tell(asked, { ...about, state: 'waiting', part: 0, problem: null });
    let startedAt = clock.now();
    try {
      const finding = await this.#lane.ask(
        (dataOf) => {
          startedAt = clock.now();
          this.#tell(asked, { ...about, state: 'running', part: 0, problem: null });
          return probeInspection(store, question, dataOf);
        },
        { signal: abort.signal, onProgress: (part) => this.#tell(asked, { ...about, state: 'running', part, problem: null }) },
        () => (abort.signal.aborted ? new LabError({ kind: 'cancelled' }) : null),
      );
      if (finding.kind === 'predictions' || finding.kind === 'model') throw new Error('internal: a probe was asked for');
      const now = clock.now();
      const result: ProbeResult = finding.kind === 'distances' ? withReach(finding, (runId) => probedRun(store, runId), store) : finding;
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

  #tell(asked: Asked, activity: ProbeActivity): void {
    this.#active.set(activity.id, { ...asked, activity });
    this.#ports.publish('probe', activity);
  }

  #end(activity: ProbeActivity): void {
    this.#active.delete(activity.id);
    this.#ports.publish('probe', activity);
  }
}
