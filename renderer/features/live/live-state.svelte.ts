/** An experiment while it trains: what the lab had when the screen was opened, and everything announced since. */
import type { LabClient, Topics } from '#contract/contract';
import type { ExperimentDetail, ExperimentState, ProgressState } from '#contract/experiments';
import type { RunStatus } from '#contract/runs';
import { conditionColours } from '#renderer/charts/condition-colour.ts';
import type { ConditionTraces } from '#renderer/charts/condition-curves.ts';
import { GrowingTrace } from '#renderer/features/live/growing-trace.ts';

/** No more than five redraws a second. */
const REDRAW_MS = 200;
/** Few enough to be read, sent and taken in within a few milliseconds. */
const RUNS_PER_CALL = 10;
const EVENTS_KEPT = 500;

type Progress = Topics['progress'];
type LabEvent = ExperimentDetail['events'][number];

/** A condition with its runs as they are now. */
export interface LiveCondition extends ConditionTraces {
  readonly index: number;
  readonly traces: readonly GrowingTrace[];
}

export class LiveState {
  readonly id: string;
  readonly #client: LabClient;
  #detail = $state.raw<ExperimentDetail | null>(null);
  #error = $state.raw<unknown>(null);
  #state = $state.raw<ExperimentState>('waiting');
  #progress = $state.raw<ProgressState | null>(null);
  #events = $state.raw<readonly LabEvent[]>([]);
  #conditions = $state.raw<readonly LiveCondition[]>([]);
  #chosen = $state<number | null>(null);

  #traces: Readonly<Partial<Record<string, GrowingTrace>>> = {};
  /** Announcements that came while the stored curves were on their way; null once they are there. */
  #early: Progress[] | null = [];
  #redraw: ReturnType<typeof setTimeout> | null = null;
  #isStopped = false;
  #isLoading = false;
  /** Something was announced while the experiment was being read: it is read again. */
  #isOutdated = false;

  constructor(client: LabClient, id: string) {
    this.#client = client;
    this.id = id;
  }

  /** Listens first and then asks, so that nothing falls between; returns the end of it. */
  start(): () => void {
    const ends = [
      this.#client.subscribe('progress', (progress) => progress.id === this.id && this.#hear(progress)),
      this.#client.subscribe('experiment', ({ id, state }) => {
        if (id === this.id) void this.#heardState(state);
      }),
    ];
    void this.load();
    return () => {
      this.#isStopped = true;
      for (const end of ends) end();
      if (this.#redraw !== null) clearTimeout(this.#redraw);
    };
  }

  async load(): Promise<void> {
    this.#isOutdated = this.#isLoading;
    if (this.#isLoading) return;
    this.#isLoading = true;
    do {
      this.#isOutdated = false;
      await this.#loadOnce();
    } while (this.#wasOvertaken());
    this.#isLoading = false;
  }

  #wasOvertaken(): boolean {
    return this.#isOutdated && !this.#isStopped;
  }

  async #loadOnce(): Promise<void> {
    this.#early = [];
    this.#error = null;
    try {
      const detail = await this.#client.call('experiments.get', { id: this.id });
      // What is shown already shows at once what was skipped; the curves may take longer.
      if (this.#detail !== null) this.#detail = detail;
      const traces: Partial<Record<string, GrowingTrace>> = Object.fromEntries(detail.runs.map((run) => [run.id, new GrowingTrace(run)]));
      // A run that waits may have been begun before it was stopped.
      const ids = detail.runs.map((run) => run.id);
      for (let from = 0; from < ids.length; from += RUNS_PER_CALL) {
        const curves = await this.#client.call('runs.curves', { runIds: ids.slice(from, from + RUNS_PER_CALL) });
        for (const { runId, evaluations } of curves) traces[runId]?.load(evaluations);
      }
      if (this.#isStopped) return;
      this.#detail = detail;
      this.#state = detail.summary.state;
      this.#progress = detail.progress;
      this.#events = detail.events.toReversed();
      this.#traces = traces;
      const early: readonly Progress[] = this.#early;
      this.#early = null;
      for (const progress of early) this.#take(progress);
      this.#draw();
    } catch (error) {
      this.#error = error;
    }
  }

  get detail(): ExperimentDetail | null {
    return this.#detail;
  }
  get error(): unknown {
    return this.#error;
  }
  get state(): ExperimentState {
    return this.#state;
  }
  get progress(): ProgressState | null {
    return this.#progress;
  }
  /** Newest first. */
  get events(): readonly LabEvent[] {
    return this.#events;
  }
  get conditions(): readonly LiveCondition[] {
    return this.#conditions;
  }

  /** The condition shown in detail: the one chosen, else the first that trains, else the first. */
  get selected(): LiveCondition | null {
    const chosen = this.#chosen === null ? undefined : this.#conditions[this.#chosen];
    const training = this.#conditions.find(({ traces }) => traces.some((trace) => trace.status === 'training'));
    return chosen ?? training ?? this.#conditions.at(0) ?? null;
  }
  select(index: number): void {
    this.#chosen = index;
  }

  /** Whether a person took the condition out. */
  isSkipped(index: number): boolean {
    return this.#detail?.skipped.includes(index) ?? false;
  }
  /** Whether the condition can be taken out: training is not over, some of its runs are not, and others stay. */
  canSkip(index: number): boolean {
    const detail = this.#detail;
    if (detail === null || !['training', 'waiting', 'paused'].includes(this.#state) || this.isSkipped(index)) return false;
    const isOpen = this.#conditions.at(index)?.traces.some(({ status }) => status === 'waiting' || status === 'training') ?? false;
    return isOpen && detail.skipped.length + 1 < detail.conditions.length;
  }

  /** How many runs are in each status. */
  count(...statuses: readonly RunStatus[]): number {
    return this.#conditions.reduce((sum, { traces }) => sum + traces.filter((trace) => statuses.includes(trace.status)).length, 0);
  }

  /** The end, a new beginning, a skipped condition and more seeds change runs without an announcement for each. */
  async #heardState(state: ExperimentState): Promise<void> {
    this.#state = state;
    await this.load();
  }

  #hear(progress: Progress): void {
    if (this.#early === null) this.#take(progress);
    else this.#early.push(progress);
  }

  #take({ progress, runs, events }: Progress): void {
    this.#progress = progress;
    if (events.length > 0) this.#events = [...events.toReversed(), ...this.#events].slice(0, EVENTS_KEPT);
    for (const { runId, status, update, evaluations } of runs) {
      const trace = this.#traces[runId];
      if (trace === undefined) continue;
      trace.status = status;
      trace.update = update;
      trace.append(evaluations);
    }
    this.#redraw ??= setTimeout(() => {
      this.#redraw = null;
      this.#draw();
    }, REDRAW_MS);
  }

  /** New objects around the same arrays: what shows them draws again. */
  #draw(): void {
    const detail = this.#detail;
    if (detail === null) return;
    const looks = conditionColours(detail.conditions);
    const all = Object.values(this.#traces).filter((trace) => trace !== undefined);
    this.#conditions = looks.map((look, index) => {
      const traces = all.filter((trace) => trace.condition === index);
      return { ...look, key: String(index), index, traces, runs: traces.map(({ replicate, columns }) => ({ replicate, columns })) };
    });
  }
}
