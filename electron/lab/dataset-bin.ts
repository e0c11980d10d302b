/** Deleting data in the bin for good: never what an experiment was made with, and its file only after its entry. */
import { LabError } from '#core/failure';
import type { DatasetFiles } from '#lab/ports/dataset-files';
import type { Store } from '#lab/ports/store';

interface DatasetBinPorts {
  readonly store: Store;
  readonly files: DatasetFiles;
}

/** Files that go are written down first, so that the next program removes what this one does not. */
const DELETING_SETTING = 'datasets.deleting';

export class DatasetBin {
  readonly #ports: DatasetBinPorts;

  constructor(ports: DatasetBinPorts) {
    this.#ports = ports;
  }

  /** Finishes what an earlier program began. A file that cannot be removed now is tried again by the next one. */
  takeUp(): void {
    try {
      this.#removeFiles();
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
    }
  }

  /** All of them or none. Throws LabError. */
  empty(names: readonly string[]): { readonly freedBytes: number } {
    const { store } = this.#ports;
    const files = names.map((name) => {
      const stored = store.dataset(name);
      if (stored === null) throw new LabError({ kind: 'notFound', what: 'dataset', id: name });
      const uses = store.usesOfData(stored.hash).length;
      if (uses > 0) {
        const made = uses === 1 ? 'An experiment was' : `${String(uses)} experiments were`;
        const problem = `${made} made with "${name}", and cannot be repeated without it. Delete them for good first. Nothing was deleted.`;
        throw new LabError({ kind: 'conflict', problem });
      }
      return stored.file;
    });
    this.#writeDown([...this.#writtenDown(), ...files]);
    store.deleteDatasets(names);
    return { freedBytes: this.#removeFiles() };
  }

  /** Those that no entry refers to: data of the same content under another name keeps its file. */
  #removeFiles(): number {
    const { store, files } = this.#ports;
    const written = this.#writtenDown();
    if (written.length === 0) return 0;
    const kept = new Set(store.listDatasets().map(({ file }) => file));
    const freedBytes = written.filter((file) => !kept.has(file)).reduce((sum, file) => sum + files.remove(file), 0);
    this.#writeDown([]);
    return freedBytes;
  }

  #writtenDown(): readonly string[] {
    const text = this.#ports.store.setting(DELETING_SETTING);
    // Written by #writeDown, so it has this shape.
    return text === null ? [] : (JSON.parse(text) as readonly string[]);
  }
  #writeDown(files: readonly string[]): void {
    this.#ports.store.saveSetting(DELETING_SETTING, JSON.stringify(files));
  }
}
