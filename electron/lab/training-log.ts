/** What a training tells the history: its states, sentences for its event log, and what the engine reports of its runs. */
import type { ExperimentState } from '#contract/experiments';
import { spokenNames } from '#core/experiment/condition-names';
import type { Condition } from '#core/experiment/plan';
import { capital } from '#core/sentences';
import type { LiveRuns } from '#lab/live-runs';
import { noticeWords, stopWords } from '#lab/notices';
import type { EngineEvent, EnginePool } from '#lab/ports/engines';
import type { Clock } from '#lab/ports/environment';
import type { RunChange } from '#lab/ports/store';
import type { Recorder } from '#lab/recorder';

/** What an engine says of the runs of a job while it works on it. */
export type RunReport = Exclude<EngineEvent, { readonly kind: 'ended' | 'failed' }>;

export class TrainingLog {
  readonly #experimentId: string;
  /** Of the conditions, as they begin a sentence. */
  readonly #names: readonly string[];
  readonly #runs: LiveRuns;
  readonly #recorder: Pick<Recorder, 'add'>;
  readonly #clock: Clock;
  /** Notices that the event log has already. */
  readonly #noticed = new Set<string>();

  constructor(
    experiment: { readonly id: string; readonly conditions: readonly Condition[] },
    runs: LiveRuns,
    ports: { readonly recorder: Pick<Recorder, 'add'>; readonly clock: Clock },
  ) {
    this.#experimentId = experiment.id;
    this.#names = spokenNames(experiment.conditions).map(capital);
    this.#runs = runs;
    this.#recorder = ports.recorder;
    this.#clock = ports.clock;
  }

  say(message: string): void {
    this.#recorder.add({ events: [{ experimentId: this.#experimentId, at: this.#clock.now(), message }] });
  }

  /** "Batch size 32: skipped." */
  sayOf(condition: number, what: string): void {
    this.say(`${this.#names[condition]}: ${what}`);
  }

  /** The experiment is in another state from now on. */
  enter(state: ExperimentState, message: string): void {
    const isEnd = state === 'finished' || state === 'stopped' || state === 'failed';
    this.say(message);
    this.#recorder.add({ experiments: [{ id: this.#experimentId, state, endedAt: isEnd ? this.#clock.now() : null }] });
  }

  /** An engine begins with these runs. */
  begin(runIds: readonly string[], { engine, device }: EnginePool): void {
    const startedAt = this.#clock.now();
    for (const runId of runIds) {
      Object.assign(this.#runs.get(runId), { status: 'training', engine, device });
      this.change({ runId, status: 'training', engine, device, startedAt });
    }
  }

  change(run: RunChange): void {
    this.#recorder.add({ runs: [run] });
  }

  /** A run stays as it is now. */
  stopRun(runId: string): void {
    const live = this.#runs.get(runId);
    live.status = 'stopped';
    this.change({ runId, status: 'stopped', update: live.update, seconds: live.seconds, endedAt: this.#clock.now() });
  }

  report(event: RunReport): void {
    switch (event.kind) {
      case 'progress':
        for (const progress of event.runs) {
          const live = this.#runs.get(progress.runId);
          live.update = event.update;
          live.seconds = progress.evaluations.at(-1)?.seconds ?? live.seconds;
          this.#recorder.add({ progress: [progress], runs: [{ runId: progress.runId, update: live.update, seconds: live.seconds }] });
        }
        return;
      case 'checkpoint':
        this.#recorder.add({ checkpoints: event.runs });
        return;
      case 'snapshot':
        this.#recorder.add({ snapshots: event.runs });
        return;
      case 'outcome':
        for (const { runId, status, update, weightHash, seconds, stopped } of event.runs) {
          Object.assign(this.#runs.get(runId), { status, update, seconds, weightHash });
          this.change({ runId, status, update, weightHash, seconds, endedAt: this.#clock.now() });
          const where = `at update ${update.toLocaleString('en-US')}`;
          if (status === 'diverged') this.say(`${this.#nameOf(runId)} diverged ${where}: its numbers are no longer finite.`);
          if (stopped !== undefined) this.say(`${this.#nameOf(runId)} stopped early ${where}: ${stopWords(stopped)}`);
        }
        return;
      case 'notice': {
        const message = noticeWords(event.notice, (runId) => this.#nameOf(runId));
        // Every stack of a condition says the same of its batches.
        if (!this.#noticed.has(message)) this.say(message);
        this.#noticed.add(message);
        return;
      }
      default:
        event satisfies never;
    }
  }

  #nameOf(runId: string): string {
    const { run } = this.#runs.get(runId);
    return `${this.#names[run.condition]}, seed ${String(run.replicate + 1)}`;
  }
}
