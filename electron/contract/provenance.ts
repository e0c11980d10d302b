/** Where results come from: what trained them, and the experiment, run or file that an experiment was made from. */
import type { BranchChange } from '#core/experiment/branch';

/** What ran where: enough to know whether two results may be compared, and to run it again. */
export interface Provenance {
  readonly app: string;
  readonly engine: string;
  readonly engineVersion: string;
  readonly device: string;
  /** Why the choice "auto" took this engine; left out where the engine was asked for. */
  readonly engineReason?: string;
  readonly os: string;
  readonly node: string;
  /** SHA-256 of the spec's canonical JSON. */
  readonly specHash: string;
  /** SHA-256 of the table before it is prepared; of the first condition's where they have different ones. */
  readonly dataHash: string;
  /** Where they have different ones: that of each condition. */
  readonly conditionDataHashes?: readonly string[];
  /** Changes of the design after the start, oldest first: what was changed, on what it trains, and the hash of the spec before. */
  readonly amendments?: readonly {
    readonly at: number;
    readonly what: string;
    readonly app: string;
    readonly engine: string;
    readonly engineVersion: string;
    readonly specHashBefore: string;
  }[];
}

/** What an experiment was made from, where it was not designed. */
export type Origin =
  /**
   * Trains a run again from its seed; the verdict is null until it has. `lineage`, here and below: the steps of an import, written down when
   * what it was made from was deleted for good.
   */
  | {
      readonly kind: 'repeat';
      readonly experimentId: string;
      readonly runId: string;
      readonly verdict: RepeatVerdict | null;
      readonly lineage?: readonly MadeStep[];
    }
  /** Goes on from a run at an update, with something changed; what came before that update is a copy of the run's. */
  | {
      readonly kind: 'branch';
      readonly experimentId: string;
      readonly runId: string;
      readonly update: number;
      readonly change: BranchChange;
      readonly lineage?: readonly MadeStep[];
    }
  /** Came in a study file, where it had this id. `lineage`: the steps that its condition came about by, where it was made from a run. */
  | { readonly kind: 'import'; readonly experimentId: string; readonly file: string; readonly lineage: readonly MadeStep[] };

/** A change from an update on, or exactly so many updates instead of a budget in seconds. */
export type MadeStep = { readonly update: number; readonly change: BranchChange } | { readonly exactly: number };

export interface RepeatVerdict {
  /** Weights, per-update curves and evaluations (their times aside) agree to the last bit. */
  readonly isIdentical: boolean;
  readonly hasSameWeights: boolean;
  /** First update (0-based) at which a curve differs, and which; null where none does. */
  readonly firstDifference: { readonly update: number; readonly metric: string } | null;
  /** "identical", or "differs from update 1,204 (loss)". */
  readonly sentence: string;
}
