/** How many updates to make in one native call: about 50 ms, so that pausing, stopping and messages stay prompt. */

const BLOCK_SECONDS = 0.05;
/** Batches of a block are written down before it starts; this bounds their memory. */
const BLOCK_BYTES = 32 * 1024 * 1024;

export class BlockLength {
  private secondsPerUpdate: number | null = null;
  private readonly most: number;

  constructor(bytesPerUpdate: number) {
    this.most = Math.max(1, Math.floor(BLOCK_BYTES / bytesPerUpdate));
  }

  /** `limit` updates at most; `secondsLeft` of training at most where there is a budget of time. */
  next(limit: number, secondsLeft: number): number {
    const fitting = this.secondsPerUpdate === null ? 4 : Math.min(BLOCK_SECONDS, secondsLeft) / this.secondsPerUpdate;
    return Math.max(1, Math.min(limit, this.most, Math.floor(fitting)));
  }

  /** 0 before anything was measured. */
  expectedSeconds(updates: number): number {
    return updates * (this.secondsPerUpdate ?? 0);
  }

  measured(updates: number, seconds: number): void {
    const now = seconds / updates;
    this.secondsPerUpdate = this.secondsPerUpdate === null ? now : 0.7 * this.secondsPerUpdate + 0.3 * now;
  }
}
