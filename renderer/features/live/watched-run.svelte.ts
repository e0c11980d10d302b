/** The one run of the selected condition whose network is looked into. */
import { spokenLabel } from '#core/experiment/condition-names';
import type { SplitName } from '#renderer/charts/score.ts';
import type { PredictionFeed } from '#renderer/features/inspect/prediction-feed.svelte.ts';
import type { GrowingTrace } from '#renderer/features/live/growing-trace.ts';
import type { LiveState } from '#renderer/features/live/live-state.svelte.ts';

export class WatchedRun {
  /** The replicate that a person chose to look at; null: one that trains. */
  seed = $state<number | null>(null);
  /** The rows that a person chose; null: those by which results are judged. */
  split = $state<SplitName | null>(null);
  readonly #live: LiveState;
  readonly #judging: () => SplitName;

  /** The run of the chosen seed, else a run that trains, else the last one that has; a new object with every redraw, since the trace itself only grows. */
  readonly #run = $derived.by(() => {
    const runs = this.#live.selected?.traces ?? [];
    const trace =
      runs.find(({ replicate }) => replicate === this.seed) ??
      runs.find((run) => run.status === 'training') ??
      runs.findLast((run) => run.update > 0);
    return trace === undefined ? null : { trace, update: trace.update };
  });

  constructor(live: LiveState, judging: () => SplitName) {
    this.#live = live;
    this.#judging = judging;
  }

  /** null before any run of the condition has begun. */
  get run(): { readonly trace: GrowingTrace; readonly update: number } | null {
    return this.#run;
  }
  /** "Batch size 4, seed 7" */
  get name(): string {
    const { selected } = this.#live;
    if (this.#run === null || selected === null) return 'No run has begun';
    const condition = spokenLabel(selected.label);
    return `${condition.charAt(0).toUpperCase()}${condition.slice(1)}, seed ${this.#run.trace.replicate + 1}`;
  }
  get shownSplit(): SplitName {
    return this.split ?? this.#judging();
  }
  /** What predictions are asked for. */
  get asked(): Parameters<PredictionFeed['watch']>[0] {
    if (this.#run === null) return null;
    const { trace, update } = this.#run;
    return { runId: trace.id, update, status: trace.status, split: this.shownSplit };
  }
  /** Said in place of predictions. */
  get empty(): string {
    return this.#run === null ? 'Appears when a run of this condition has saved its first weights.' : 'Asking the network.';
  }
}
