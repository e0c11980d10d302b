/** Which experiment trains now and which wait: one at a time, each on the engine that it was given. */
import { spokenNames } from '#core/experiment/condition-names';
import { LabError } from '#core/failure';
import { capital } from '#core/sentences';
import type { Topics } from '#contract/contract';
import type { ExperimentState } from '#contract/experiments';
import { type DataLibrary, sentenceOf } from '#lab/data-library';
import type { EngineDesk } from '#lab/engine-desk';
import type { EnginePool } from '#lab/ports/engines';
import type { Clock, Environment } from '#lab/ports/environment';
import type { Store, StoreBatch, StoredExperiment } from '#lab/ports/store';
import { Recorder } from '#lab/recorder';
import type { Sealer } from '#lab/sealer';
import { mustGetExperiment } from '#lab/stored';
import { progressAnnouncement } from '#lab/progress-topic';
import { Training } from '#lab/training';
import { TrainingData } from '#lab/training-data';

export interface TrainingQueuePorts {
  readonly store: Store;
  readonly engine: Pick<EngineDesk, 'openAgain'>;
  readonly environment: Environment;
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly data: DataLibrary;
  readonly publish: <Topic extends keyof Topics>(topic: Topic, value: Topics[Topic]) => void;
  /** The queue or the storage changed. */
  readonly onStatus: () => void;
  /** An experiment is over, and what it did is written. */
  readonly onEnded: (id: string) => void;
}

export class TrainingQueue {
  readonly #ports: TrainingQueuePorts;
  readonly #recorder: Recorder;
  #active: { readonly training: Training; readonly experiment: StoredExperiment } | null = null;
  #waiting: readonly string[] = [];
  #isClosing = false;
  #onIdle: (() => void) | null = null;

  constructor(ports: TrainingQueuePorts) {
    this.#ports = ports;
    const block = (isBlocked: boolean): void => {
      this.#active?.training.block(isBlocked);
      ports.onStatus();
    };
    this.#recorder = new Recorder(ports.store, ports.clock, {
      onWritten: (batch) => {
        this.#announce(batch);
      },
      onBlocked: () => {
        block(true);
      },
      onUnblocked: () => {
        block(false);
      },
    });
  }

  get storageProblem(): string | null {
    return this.#recorder.problem;
  }

  get active(): Training | null {
    return this.#active?.training ?? null;
  }

  get waiting(): readonly string[] {
    return this.#waiting;
  }

  isBusy(id: string): boolean {
    return this.active?.id === id || this.#waiting.includes(id);
  }

  add(id: string, message: string): void {
    this.#setState(id, 'waiting', message);
    this.#waiting = [...this.#waiting, id];
    this.#ports.onStatus();
    void this.#startNext();
  }

  pause(experiment: StoredExperiment): void {
    if (this.active?.id !== experiment.id) throw notTraining(experiment);
    this.active.pause();
  }

  resume(experiment: StoredExperiment): void {
    const { id, state, spec } = this.#settled(experiment);
    if (this.active?.id === id) this.active.resume();
    else if (this.#waiting.includes(id)) return;
    else if (state === 'finished')
      throw new LabError({ kind: 'conflict', problem: `"${spec.name}" is finished: there is nothing to resume.` });
    else this.add(id, 'Queued to go on from the last checkpoints.');
  }

  stop(experiment: StoredExperiment): void {
    const { id } = experiment;
    if (this.active?.id === id) {
      this.active.stop();
      return;
    }
    if (!this.#waiting.includes(id)) throw notTraining(experiment);
    this.#waiting = this.#waiting.filter((other) => other !== id);
    this.#setState(id, 'stopped', 'Taken out of the queue.');
  }

  /** Skips a condition, or takes it up again; the mark stays whether or not the experiment trains now. */
  setSkipped(experiment: StoredExperiment, condition: number, isSkipped: boolean): void {
    const { id, spec, conditions, skipped, state } = this.#settled(experiment);
    const { store } = this.#ports;
    if (condition >= conditions.length) throw new LabError({ kind: 'conflict', problem: `"${spec.name}" has no such condition.` });
    if (skipped.includes(condition) === isSkipped) return;
    if (isSkipped && skipped.length + 1 === conditions.length) {
      throw new LabError({ kind: 'conflict', problem: 'It is the only condition that is left. Stop the experiment instead.' });
    }
    store.setSkipped(id, condition, isSkipped);
    const { active } = this;
    if (active?.id === id) {
      if (isSkipped) active.skip(condition);
      else active.unskip(condition);
      return;
    }
    const message = `${capital(spokenNames(conditions)[condition])}: ${isSkipped ? 'skipped.' : 'taken up again.'}`;
    if (!isSkipped && (state === 'finished' || state === 'failed')) this.add(id, message);
    else this.note(id, message);
  }

  /** Trains runs that have been added to the store. An experiment that was stopped waits until it is resumed. */
  trainMore(experiment: StoredExperiment, runIds: readonly string[], message: string): void {
    const { id, state } = this.#settled(experiment);
    const added = new Set(runIds);
    if (this.#active?.training.id === id) {
      this.#active = { training: this.#active.training, experiment };
      this.#active.training.addRuns(
        this.#ports.store.runs(id).filter((run) => added.has(run.id)),
        message,
      );
    } else if (state === 'finished' || state === 'failed') this.add(id, message);
    else this.note(id, message);
  }

  /** To a place among the waiting, 0 being the next. */
  move({ id, spec }: StoredExperiment, position: number): void {
    if (!this.#waiting.includes(id)) throw new LabError({ kind: 'conflict', problem: `"${spec.name}" is not waiting.` });
    const others = this.#waiting.filter((other) => other !== id);
    this.#waiting = [...others.slice(0, position), id, ...others.slice(position)];
    this.#ports.onStatus();
  }

  /** Writes an event down. */
  note(id: string, message: string): void {
    this.#recorder.add({ events: [{ experimentId: id, at: this.#ports.clock.now(), message }] });
    this.#recorder.flush();
  }

  /** Stops training, waits until every run has saved its state, and writes the last batch. */
  async close(): Promise<void> {
    this.#isClosing = true;
    const { active } = this;
    if (active !== null && active.state !== 'over') {
      const idle = new Promise<void>((resolve) => (this.#onIdle = resolve));
      active.stop();
      await idle;
    }
    this.#recorder.flush();
    this.#recorder.close();
  }

  /** The experiment as it is now: where its training is over and the last results are still being written, they are written at once. */
  #settled(experiment: StoredExperiment): StoredExperiment {
    if (this.active?.id !== experiment.id || this.active.state !== 'over') return experiment;
    this.#recorder.flush();
    return this.#ports.store.experiment(experiment.id) ?? experiment;
  }

  #setState(id: string, state: ExperimentState, message: string): void {
    const at = this.#ports.clock.now();
    const endedAt = state === 'failed' || state === 'stopped' ? at : null;
    this.#recorder.add({ experiments: [{ id, state, endedAt }], events: [{ experimentId: id, at, message }] });
    this.#recorder.flush();
  }

  #isBusyOrClosing(): boolean {
    return this.#active !== null || this.#isClosing;
  }

  async #startNext(): Promise<void> {
    const id = this.#waiting.at(0);
    if (id === undefined || this.#isBusyOrClosing()) return;
    try {
      const { pool } = await this.#ports.engine.openAgain(mustGetExperiment(this.#ports.store, id));
      // While the engine was opening another start may have come first, or this experiment may have left the queue.
      if (this.#isBusyOrClosing() || this.#waiting.at(0) !== id) return;
      this.#train(id, pool);
    } catch (error) {
      this.#active = null;
      this.#waiting = this.#waiting.filter((other) => other !== id);
      this.#setState(id, 'failed', sentenceOf(error));
      void this.#startNext();
    }
  }

  #train(id: string, pool: EnginePool): void {
    const { store, data, environment, clock, onStatus, onEnded } = this.#ports;
    this.#waiting = this.#waiting.filter((other) => other !== id);
    const experiment = store.experiment(id);
    if (experiment === null) throw new LabError({ kind: 'notFound', what: 'experiment', id });
    const { spec, conditions } = experiment;
    const trainingData = new TrainingData(experiment, { data, pool, environment });
    const onEnd = (): void => {
      this.#active = null;
      onEnded(id);
      trainingData.close();
      onStatus();
      this.#onIdle?.();
      void this.#startNext();
    };
    const training = new Training(
      { id, spec, conditions, runs: store.runs(id), skipped: experiment.skipped, data: trainingData },
      { pool, recorder: this.#recorder, clock, checkpoint: (runId) => store.checkpoint(runId), onEnd },
    );
    this.#active = { training, experiment };
    training.start();
  }

  /** Tells everyone what a durable batch changed. */
  #announce(batch: StoreBatch): void {
    const { publish, onStatus, sealer } = this.#ports;
    sealer.written(batch);
    if (this.#active !== null) publish('progress', progressAnnouncement(batch, this.#active.training, this.#active.experiment));
    for (const { id, state } of batch.experiments) publish('experiment', { id, state });
    onStatus();
  }
}

function notTraining(experiment: StoredExperiment): LabError {
  return new LabError({ kind: 'conflict', problem: `"${experiment.spec.name}" is not training.` });
}
