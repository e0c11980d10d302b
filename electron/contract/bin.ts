/** What lies in the bin, and what emptying it comes to. */

/** An experiment in the bin as a person has to know it before it is deleted for good. */
export interface BinnedExperiment {
  readonly id: string;
  readonly name: string;
  readonly runs: number;
  /** About what it takes on the disk: curves, kept weights, answers of probes. */
  readonly bytes: number;
  /** What is not in the bin and refers to it. */
  readonly references: readonly BinReference[];
}

/** A saved comparison that shows it, or an experiment that repeats or branches from one of its runs. */
export interface BinReference {
  readonly kind: 'comparison' | 'repeat' | 'branch';
  readonly name: string;
}

export interface BinEmptied {
  readonly experiments: number;
  readonly runs: number;
  /** By how much the history's file became smaller. */
  readonly freedBytes: number;
  /** A file of an older version becomes smaller only while nothing trains: then it happens after the training. */
  readonly isSpaceLater: boolean;
}
