/** What the lab and its engine processes cost at present: measured when somebody asks, at most twice a second. */
import type { SystemReport } from '#contract/system';
import type { EnginePool } from '#lab/ports/engines';
import type { Clock, Environment } from '#lab/ports/environment';

const LEAST_INTERVAL_MS = 500;

export class SystemMonitor {
  readonly #clock: Clock;
  readonly #environment: Environment;
  #last: SystemReport | null = null;
  #lastCpuSeconds: number | null = null;

  constructor(ports: { readonly clock: Clock; readonly environment: Environment }) {
    this.#clock = ports.clock;
    this.#environment = ports.environment;
  }

  report(pool: EnginePool | null): SystemReport {
    const at = this.#clock.now();
    if (this.#last !== null && at - this.#last.at < LEAST_INTERVAL_MS) return this.#last;
    const { pid, cores, cpuSeconds, loopDelayMs } = this.#environment.load();
    const { usedBytes, totalBytes } = this.#environment.memory();
    const passedSeconds = this.#last === null ? 0 : (at - this.#last.at) / 1000;
    const cpuShare = this.#lastCpuSeconds === null || passedSeconds <= 0 ? null : (cpuSeconds - this.#lastCpuSeconds) / passedSeconds;
    this.#lastCpuSeconds = cpuSeconds;
    this.#last = {
      at,
      cores,
      totalMemoryBytes: totalBytes,
      main: { pid, memoryBytes: usedBytes, cpuShare, loopDelayMs },
      engines: pool?.processes() ?? [],
      device: pool?.device ?? null,
    };
    return this.#last;
  }
}
