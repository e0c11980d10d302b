/** An experiment while it trains: what the lab had when the screen was opened, and everything announced since. */
import type { LabClient, Topics } from '#contract/contract';
import type { ExperimentDetail, ExperimentState, ProgressState } from '#contract/experiments';
import type { RunStatus } from '#contract/runs';
import { conditionColours } from '#renderer/charts/condition-colour.ts';
import type { ConditionTraces } from '#renderer/charts/condition-curves.ts';
import { GrowingTrace } from '#renderer/features/live/growing-trace.ts';
import { unwatchedSet } from '#renderer/state/unwatched.ts';

/** No more than five redraws a second. */
const REDRAW_MS = 200;
/** Few enough to be read, sent and taken in within a few milliseconds. */
const RUNS_PER_CALL = 20;
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
  /** Conditions with something to draw, and those of them whose curves have grown. */
  readonly #changed = unwatchedSet<number>();
  readonly #grown = unwatchedSet<number>();
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
      this.#client.onConnection((isConnected) => {
        // What was announced meanwhile is not known.
        this.#traces = {};
        if (isConnected) void this.load();
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
      const known = this.#traces;
      const traces = Object.fromEntries(detail.runs.map((run) => [run.id, known[run.id]?.now(run) ?? new GrowingTrace(run)]));
      // Curves that are here have grown with every announcement. A run that waits may have been begun before it was stopped.
      const missing = detail.runs.flatMap(({ id }) => (known[id] === undefined ? [id] : []));
      for (let from = 0; from < missing.length; from += RUNS_PER_CALL) {
        const curves = await this.#client.call('runs.curves', { runIds: missing.slice(from, from + RUNS_PER_CALL) });
        for (const { runId, evaluations } of curves) traces[runId].load(evaluations);
      }
      if (this.#isStopped) return;
      this.#detail = detail;
      this.#state = detail.summary.state;
      this.#progress = detail.progress;
      this.#events = detail.events.toReversed();
      this.#traces = traces;
      this.#conditions = [];
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
      this.#changed.add(trace.condition);
      if (evaluations.length > 0) this.#grown.add(trace.condition);
    }
    this.#redraw ??= setTimeout(() => {
      this.#redraw = null;
      this.#draw();
    }, REDRAW_MS);
  }

  /** New objects around the same arrays for what has changed: what shows them draws again. */
  #draw(): void {
    const detail = this.#detail;
    if (detail === null) return;
    const before = this.#conditions;
    const traces = Map.groupBy(
      Object.values(this.#traces).filter((trace) => trace !== undefined),
      ({ condition }) => condition,
    );
    const looks = before.length > 0 ? before : conditionColours(detail.conditions);
    this.#conditions = looks.map((look, index): LiveCondition => {
      const old = before.at(index);
      if (old !== undefined && !this.#changed.has(index)) return old;
      const own = traces.get(index) ?? [];
      const isSame = old !== undefined && !this.#grown.has(index);
      const runs = isSame ? old.runs : own.map(({ replicate, columns }) => ({ replicate, columns }));
      return { ...look, key: String(index), index, traces: own, runs };
    });
    this.#changed.clear();
    this.#grown.clear();
  }
}
