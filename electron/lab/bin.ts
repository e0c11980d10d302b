/** The bin of experiments: what emptying it would lose, and its emptying in short steps beside everything else. */
import type { BinEmptied, BinnedExperiment, BinReference } from '#contract/bin';
import type { Handlers } from '#contract/contract';
import type { ExperimentState } from '#contract/experiments';
import { failureOf, LabError } from '#core/failure';
import type { Clock } from '#lab/ports/environment';
import type { Store } from '#lab/ports/store';
import { keepLineage } from '#lab/study-lineage';

interface BinPorts {
  readonly store: Store;
  readonly clock: Clock;
  /** Why an experiment cannot be deleted now, in a sentence; null where it can. */
  readonly hindrance: (id: string) => string | null;
  readonly isTraining: () => boolean;
  /** It is gone. */
  readonly onDeleted: (id: string, lastState: ExperimentState) => void;
}

/** What is being deleted is written down first, so that the next program finishes what this one does not. */
const EMPTYING_SETTING = 'bin.emptying';
/** A step holds the others up for a few milliseconds. */
const [RUNS_A_STEP, PAGES_A_STEP, BREAK_MS] = [4, 500, 2];

export class Bin {
  readonly #ports: BinPorts;
  readonly #emptying = new Set<string>();
  #work: Promise<unknown> = Promise.resolve();
  #isCompactingDue = false;
  #isClosed = false;

  readonly handlers: Pick<Handlers, 'bin.report' | 'bin.empty'> = {
    'bin.report': () => this.#report(),
    'bin.empty': ({ ids }) => this.#empty(ids),
  };

  constructor(ports: BinPorts) {
    this.#ports = ports;
  }

  /** Finishes what an earlier program began. What fails now is tried again by the next one. */
  takeUp(): void {
    const ids = this.#writtenDown();
    if (ids.length > 0) this.#inTurn(ids).catch(() => undefined);
  }

  isEmptying(id: string): boolean {
    return this.#emptying.has(id);
  }

  /** Makes experiments that are still to be written such as are being deleted, also to the next program, until they are whole. */
  conceal(ids: readonly string[]): void {
    for (const id of ids) this.#emptying.add(id);
    this.#writeDown();
  }

  /** They are whole. The program ending here leaves them in the bin. */
  reveal(ids: readonly string[]): void {
    for (const id of ids) this.#emptying.delete(id);
    this.#writeDown();
    this.#ports.store.markExperiments(ids, { isDeleted: false });
  }

  /** Deletes what was concealed. What cannot be deleted now is deleted by the next program. */
  async discard(ids: readonly string[]): Promise<void> {
    await this.#inTurn(ids).catch(() => undefined);
  }

  /** The moment for what had to wait because something trained. */
  trainingEnded(): void {
    if (!this.#isCompactingDue) return;
    this.#isCompactingDue = false;
    this.#work = this.#work.catch(() => undefined).then(() => this.#giveBackOrLater());
  }

  /** Stops between two steps. */
  async close(): Promise<void> {
    this.#isClosed = true;
    // Whoever asked for it was told how it ended.
    await this.#work.catch(() => undefined);
  }

  #report(): readonly BinnedExperiment[] {
    const { store } = this.#ports;
    const comparisons = store.comparisons().filter(({ isDeleted }) => !isDeleted);
    const descendants = store.listExperiments().filter(({ isDeleted }) => !isDeleted);
    const experimentOf = (runId: string): string | undefined => store.run(runId)?.experimentId;
    return store.binned().map((content) => ({
      ...content,
      references: [
        ...comparisons
          .filter((one) => one.content.items.some((item) => (item.kind === 'run' ? experimentOf(item.id) : item.id) === content.id))
          .map(({ name }): BinReference => ({ kind: 'comparison', name })),
        ...descendants.flatMap(({ origin, spec }): readonly BinReference[] =>
          origin !== null && origin.kind !== 'import' && origin.experimentId === content.id ? [{ kind: origin.kind, name: spec.name }] : [],
        ),
      ],
    }));
  }

  /** All of them or none is begun. */
  async #empty(ids: readonly string[]): Promise<BinEmptied> {
    const { store, hindrance } = this.#ports;
    const binned = new Map(store.binned().map((one) => [one.id, one]));
    const chosen = [...new Set(ids)].map((id) => {
      const found = binned.get(id);
      if (found === undefined)
        throw new LabError({ kind: 'conflict', problem: `The experiment "${id}" is not in the bin. Nothing was deleted.` });
      const problem = this.isEmptying(id) ? `"${found.name}" is being deleted already.` : hindrance(id);
      if (problem !== null) throw new LabError({ kind: 'conflict', problem: `${problem} Nothing was deleted.` });
      return found;
    });
    const { freedBytes, isSpaceLater } = await this.#inTurn(chosen.map(({ id }) => id));
    return { experiments: chosen.length, runs: chosen.reduce((sum, { runs }) => sum + runs, 0), freedBytes, isSpaceLater };
  }

  /** One emptying after the other. */
  #inTurn(ids: readonly string[]): Promise<Pick<BinEmptied, 'freedBytes' | 'isSpaceLater'>> {
    for (const id of ids) this.#emptying.add(id);
    this.#writeDown();
    const work = this.#work.catch(() => undefined).then(() => this.#delete(ids));
    this.#work = work;
    return work;
  }

  async #delete(ids: readonly string[]): Promise<Pick<BinEmptied, 'freedBytes' | 'isSpaceLater'>> {
    const { store, onDeleted } = this.#ports;
    const before = store.fileBytes();
    for (const id of ids) {
      const state = store.experiment(id)?.state ?? 'finished';
      keepLineage(store, id);
      while (!store.deleteSome(id, RUNS_A_STEP)) await this.#breathe();
      this.#emptying.delete(id);
      this.#writeDown();
      onDeleted(id, state);
    }
    await this.#giveBackOrLater();
    return { freedBytes: Math.max(0, before - store.fileBytes()), isSpaceLater: this.#isCompactingDue };
  }

  /** A disk without room for a second copy of the file keeps the free pages; the history fills them with what comes next. */
  async #giveBackOrLater(): Promise<void> {
    try {
      await this.#giveBack();
    } catch (error) {
      if (failureOf(error).kind !== 'storageFull') throw error;
      this.#isCompactingDue = true;
    }
  }

  async #giveBack(): Promise<void> {
    const { store, isTraining } = this.#ports;
    for (;;) {
      const isDone = store.giveBack(PAGES_A_STEP);
      if (isDone === true) return;
      if (isDone === null && isTraining()) {
        this.#isCompactingDue = true;
        return;
      }
      if (isDone === null) store.compact();
      else await this.#breathe();
    }
  }

  #breathe(): Promise<void> {
    if (this.#isClosed) throw new LabError({ kind: 'cancelled' });
    return new Promise((resolve) => {
      this.#ports.clock.after(BREAK_MS, resolve);
    });
  }

  #writtenDown(): readonly string[] {
    const text = this.#ports.store.setting(EMPTYING_SETTING);
    // Written by #writeDown, so it has this shape.
    return text === null ? [] : (JSON.parse(text) as readonly string[]);
  }
  #writeDown(): void {
    this.#ports.store.saveSetting(EMPTYING_SETTING, JSON.stringify([...this.#emptying]));
  }
}
