/** What the lab needs of the history to delete for good, and to give the disk its space back. */

export interface BinContent {
  readonly id: string;
  readonly name: string;
  readonly runs: number;
  /** Bytes of what is stored of it, without the database's own. */
  readonly bytes: number;
}

export interface BinStore {
  /** Experiments in the bin, newest first. */
  readonly binned: () => readonly BinContent[];
  /**
   * Deletes so many runs of an experiment in the bin with all that is stored of them, and the experiment with the last ones. True when
   * nothing of it is left. Throws LabError `conflict` where it is not in the bin.
   */
  readonly deleteSome: (experimentId: string, runs: number) => boolean;
  /** Of the database. */
  readonly fileBytes: () => number;
  /** Gives up to so many free pages back to the disk; true when there is none left. null: this file can only be compacted as a whole. */
  readonly giveBack: (pages: number) => boolean | null;
  /** Writes the whole file anew, after which space is given back in parts. Holds everything up for as long as that takes. */
  readonly compact: () => void;
}
