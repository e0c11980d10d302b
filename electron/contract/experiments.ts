/** Experiments as lists and their own page show them, and what is said of a design before it starts. */
import type { Origin, Provenance } from '#contract/provenance';
import type { RunStatus, RunSummary } from '#contract/runs';
import type { DataShape } from '#core/data/table';
import type { Condition } from '#core/experiment/plan';
import type { ExperimentSpec } from '#core/experiment/spec';
import type { Issue } from '#core/failure';
import type { Interval } from '#core/stats/summary';

/** `waiting` in the queue, `training`, `paused`, `stopping`; then `finished`, `stopped` (by a person) or `interrupted` (by a crash). */
export type ExperimentState = 'waiting' | 'training' | 'paused' | 'stopping' | 'finished' | 'stopped' | 'interrupted' | 'failed';

export interface ExperimentSummary {
  readonly id: string;
  readonly name: string;
  readonly question: string;
  readonly state: ExperimentState;
  readonly createdAt: number;
  readonly endedAt: number | null;
  /** "Blobs, 2-50-3, batch size 1 to full" */
  readonly description: string;
  /** Its parts, for columns and filters: "Blobs", "2-50-3", "batch size 1 to full". */
  readonly dataName: string;
  readonly network: string;
  readonly factors: readonly string[];
  readonly replicates: number;
  /** Engine that it was started on. */
  readonly engine: string;
  readonly isStarred: boolean;
  readonly tags: readonly string[];
  /** Markdown; what a person wrote, else what the design says. */
  readonly notes: string;
  /** null for one that was designed here. */
  readonly origin: Origin | null;
  readonly conditionCount: number;
  readonly runCounts: Readonly<Record<RunStatus, number>>;
  readonly scoreKind: ScoreKind;
  /** Final score of the condition with the best mean, over its ended runs; null before any ended. */
  readonly score: Interval | null;
  readonly seconds: number;
  readonly isDeleted: boolean;
}

export type ScoreKind = 'accuracy' | 'rSquared';

export interface ExperimentDetail {
  readonly summary: ExperimentSummary;
  readonly spec: ExperimentSpec;
  readonly dataShape: DataShape;
  readonly conditions: readonly Condition[];
  /** Indices of the conditions that a person skipped; their runs that had not ended are `stopped`. */
  readonly skipped: readonly number[];
  readonly runs: readonly RunSummary[];
  readonly events: readonly { readonly at: number; readonly message: string }[];
  readonly provenance: Provenance;
  readonly progress: ProgressState;
}

/** How far an experiment is. */
export interface ProgressState {
  /** 0 to 1: share of all updates, or of all training time where the budget is in seconds. */
  readonly fraction: number;
  readonly updatesDone: number;
  /** 0 where the budget is in seconds. */
  readonly updatesTotal: number;
  readonly elapsedSeconds: number;
  /** null until something was measured. */
  readonly remainingSeconds: number | null;
}

/** What the designer shows beside the form. `issues` empty of errors means that the experiment can start. */
export interface DesignReport {
  readonly issues: readonly Issue[];
  /** From the start to the last answer of its probes. */
  readonly estimatedSeconds: number | null;
  /** Estimated seconds of all replicates of each condition, in the plan's order. */
  readonly conditionSeconds: readonly (number | null)[];
  /** The same design with a single seed. */
  readonly oneSeedSeconds: number | null;
  /** Of the estimated seconds, those of its probes after the training; 0 without. */
  readonly probeSeconds: number;
}
