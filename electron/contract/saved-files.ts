/** Files that the lab makes: backups of the history, and what a person saves. */

/** A copy of the whole history in the folder `backups`. */
export interface BackupSummary {
  readonly name: string;
  readonly at: number;
  /** Layout of the history then; a newer app brings it up to date. */
  readonly layout: number;
  readonly bytes: number;
  /** Made by the lab: the newest of 3 days and of 4 weeks are kept. Others stay until a person deletes them. */
  readonly isAutomatic: boolean;
}

/** A file to be saved. */
export interface FileToSave {
  readonly fileName: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}
