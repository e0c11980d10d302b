/** Everything about one run. */
import type { ExperimentState, ExperimentSummary } from '#contract/experiments';
import type { Origin, Provenance } from '#contract/provenance';
import type { RunSummary } from '#contract/runs';
import type { DataShape } from '#core/data/table';
import type { Condition } from '#core/experiment/plan';
import type { ExperimentSpec } from '#core/experiment/spec';

/** A state of a run that can be gone on from. */
export interface KeptState {
  readonly update: number;
  readonly bytes: number;
  /** A checkpoint comes and goes; a snapshot was asked for and stays. */
  readonly kind: 'checkpoint' | 'snapshot';
}

/** Everything about one run. */
export interface RunDetail {
  readonly run: RunSummary;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly recordHash: string | null;
  readonly experiment: ExperimentSummary;
  /** The experiment with the values of this run's condition in place, nothing varied: as a template, it trains this condition. */
  readonly spec: ExperimentSpec;
  readonly condition: Condition;
  readonly dataShape: DataShape;
  readonly provenance: Provenance;
  /** Those of its experiment. */
  readonly events: readonly { readonly at: number; readonly message: string }[];
  /** Ascending; from these updates it can be branched. */
  readonly states: readonly KeptState[];
  /** Experiments that repeat this run or branch from it, oldest first. */
  readonly descendants: readonly Descendant[];
}

export interface Descendant {
  readonly experimentId: string;
  readonly name: string;
  readonly state: ExperimentState;
  readonly createdAt: number;
  readonly isDeleted: boolean;
  readonly origin: Origin;
}
