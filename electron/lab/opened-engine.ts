/** The engine pool of the lab, opened when it is first needed. */
import type { EngineChoice } from '#contract/engines';
import { sentenceOf } from '#lab/data-library';
import type { EnginePool, Engines } from '#lab/ports/engines';

interface OpenedEnginePorts {
  readonly engines: Engines;
  readonly engineChoice: EngineChoice;
  readonly workers: number | null;
  /** It opened, or could not be opened. */
  readonly onStatus: () => void;
}

export class OpenedEngine {
  readonly #ports: OpenedEnginePorts;
  #opening: Promise<EnginePool> | null = null;
  #pool: EnginePool | null = null;
  #problem: string | null = null;

  constructor(ports: OpenedEnginePorts) {
    this.#ports = ports;
  }

  /** null until it was opened. */
  get pool(): EnginePool | null {
    return this.#pool;
  }

  /** Why it could not be opened. */
  get problem(): string | null {
    return this.#problem;
  }

  /** Opens it once; a failed opening may be tried again. */
  open(): Promise<EnginePool> {
    const { engines, engineChoice, workers, onStatus } = this.#ports;
    this.#opening ??= engines.open(engineChoice, workers).then(
      (pool) => {
        this.#pool = pool;
        this.#problem = null;
        onStatus();
        return pool;
      },
      (error: unknown) => {
        this.#opening = null;
        this.#problem = sentenceOf(error);
        onStatus();
        throw error;
      },
    );
    return this.#opening;
  }
}
