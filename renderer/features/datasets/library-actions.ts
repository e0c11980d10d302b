/** What every view of the library can do with a data set. */
import type { DatasetSummary } from '#contract/datasets';

export interface LibraryActions {
  /** Opens the designer with this data. */
  design(dataset: DatasetSummary): void;
  /** Asks first where experiments refer to it. */
  askToBin(dataset: DatasetSummary): void;
  /** False where it failed, which was said then. */
  restore(name: string): Promise<boolean>;
}
