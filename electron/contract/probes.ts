/** What crosses between the lab and whoever asks about the weights of runs. Questions and results are the core's. */
import type { Moment, ProbeKind, ProbeQuestion } from '#core/probes/questions';
import type { ProbeResult } from '#core/probes/results';

/** A probe that was run, without its result. */
export interface ProbeSummary {
  readonly id: string;
  /** Experiment of the first run. */
  readonly experimentId: string;
  readonly runIds: readonly string[];
  readonly kind: ProbeKind;
  readonly question: ProbeQuestion;
  readonly seconds: number;
  readonly createdAt: number;
}

export interface ProbeRecord extends ProbeSummary {
  readonly result: ProbeResult;
}

/** What a question would take. */
export interface ProbeEstimate {
  readonly seconds: number;
  /** Why it cannot be answered, in a sentence; null where it can. */
  readonly problem: string | null;
}

/** A probe that is under way, or has just ended. */
export interface ProbeActivity {
  readonly id: string;
  readonly experimentId: string;
  readonly runIds: readonly string[];
  readonly kind: ProbeKind;
  /** `done`: its record can be read. */
  readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
  /** 0 to 1. */
  readonly part: number;
  /** Why it failed. */
  readonly problem: string | null;
}

/** The moments of a run whose weights are known, ascending: what may be asked as `at`. */
export interface RunMoments {
  readonly runId: string;
  readonly moments: readonly { readonly at: Moment; readonly update: number; readonly epoch: number }[];
  /** Why nothing can be asked about this run's end; null where it can. */
  readonly problem: string | null;
}
