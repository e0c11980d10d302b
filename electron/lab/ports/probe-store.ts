/** What the lab needs of the history for probes: weights that were kept on purpose, and what was found. */
import type { ProbeRecord, ProbeSummary } from '#contract/probes';
import type { RunCheckpoint } from '#lab/ports/engines';

export interface ProbeStore {
  /** Updates at which the weights of a run were kept, ascending. */
  readonly snapshotUpdates: (runId: string) => readonly number[];
  readonly snapshot: (runId: string, update: number) => RunCheckpoint | null;
  /** Replaces the one of the same id. */
  readonly saveProbe: (record: ProbeRecord) => void;
  readonly probe: (id: string) => ProbeRecord | null;
  /** Those whose first run belongs to an experiment, newest first. */
  readonly listProbes: (experimentId: string) => readonly ProbeSummary[];
  readonly forgetProbe: (id: string) => void;
}
