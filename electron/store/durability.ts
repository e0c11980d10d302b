/** When a commit is on the disk: before it returns, or soon after, so that nobody waits for the disk. */

export interface Durability {
  /** Runs a transaction. What it commits counts at once for every reader, and outlives the program, but perhaps not a power cut. */
  early<Result>(transaction: () => Result): Result;
  /** Calls `done` when all that was committed outlives a power cut, with null, or with what prevents it: then it can be asked again. */
  settle(done: (problem: unknown) => void): void;
  /** The same before it returns. Throws what prevents it. */
  settleNow(): void;
  close(): void;
}

/** For programs that nobody waits for: SQLite itself syncs every commit. */
export const settledAtOnce: Durability = {
  early: (transaction) => transaction(),
  settle: (done) => done(null),
  settleNow: () => undefined,
  close: () => undefined,
};
