/** Finds every experiment its engine: the one that was asked for, the one that it began with, or the one predicted to be fastest. */
import type { EngineChoice, EngineId, EngineReport } from '#contract/engines';
import type { Plan } from '#core/experiment/plan';
import { LabError } from '#core/failure';
import type { Steps } from '#core/steps';
import { sentenceOf } from '#lab/data-library';
import { chooseEngine, choosingSteps } from '#lab/engine-choice';
import type { EngineCandidate, EnginePool, Engines, TrainingCosts } from '#lab/ports/engines';
import type { StoredExperiment } from '#lab/ports/store';

interface EngineDeskPorts {
  readonly engines: Engines;
  readonly engineChoice: EngineChoice;
  readonly workers: number | null;
  /** The pool in use, or what is wrong with it, changed. */
  readonly onStatus: () => void;
}

/** A pool that is open, and why `auto` took it; null where the engine was asked for. */
export interface ChosenPool {
  readonly pool: EnginePool;
  readonly reason: string | null;
  /** The reason as an event tells it; only where engines were weighed. */
  readonly inWords?: string | undefined;
}

type Planned = Pick<Plan, 'conditions' | 'replicates'>;

export class EngineDesk {
  readonly #ports: EngineDeskPorts;
  #pool: EnginePool | null = null;
  #problem: string | null = null;
  #candidates: readonly EngineCandidate[] = [];
  /** What `auto` takes for plans that were asked about since the engines were measured: it goes by measurements alone. */
  #choices = new WeakMap<Planned, EngineId>();

  constructor(ports: EngineDeskPorts) {
    this.#ports = ports;
  }

  /** The one that was opened last. */
  get pool(): EnginePool | null {
    return this.#pool;
  }

  /** Why no engine could be opened the last time, as a sentence. */
  get problem(): string | null {
    return this.#problem;
  }

  /** For a new experiment. Measures the engines where that was never done. Throws LabError. */
  openFor(plan: Planned): Promise<ChosenPool> {
    return this.#opened(async () => {
      const { engineChoice } = this.#ports;
      if (engineChoice !== 'auto') return { engine: engineChoice, reason: null };
      return chooseEngine(plan, await this.#measured());
    });
  }

  /**
   * For an experiment that has been trained on, and what is made from its runs: the engine it began with, for states of one engine mean
   * nothing to another, and runs of two are no pairs. What was imported has no states here, so another engine may train it. Throws
   * LabError where the engine cannot be used.
   */
  openAgain(experiment: StoredExperiment, runEngine: string | null = null): Promise<ChosenPool> {
    return this.#opened(async () => {
      const { engineChoice } = this.#ports;
      if (engineChoice !== 'auto') return { engine: engineChoice, reason: null };
      const { conditions, spec, provenance, origin } = experiment;
      const name = runEngine ?? provenance.engine;
      if (origin?.kind === 'import') {
        const candidates = await this.#measured();
        const isHere = candidates.some(({ engine }) => engine === name);
        if (!isHere) return chooseEngine({ conditions, replicates: spec.replicates }, candidates);
      }
      const engine = engineNamed(name);
      return { engine, reason: `auto: ${engine}, on which it began` };
    });
  }

  /** Opens the engine that is fastest at the standard task, and measures all engines. A failure shows in `problem`. Throws LabError. */
  async warmUp(): Promise<void> {
    const { engines, engineChoice } = this.#ports;
    await this.#opened(async () => {
      if (engineChoice !== 'auto') return { engine: engineChoice, reason: null };
      const [first] = await this.#measured();
      const reports = await engines.report();
      return { engine: reports.find(({ isAutomatic }) => isAutomatic === true)?.id ?? first.engine, reason: null };
    });
    await this.#measured();
    this.#ports.onStatus();
  }

  async report(isAgain: boolean): Promise<readonly EngineReport[]> {
    const reports = await this.#ports.engines.report(isAgain);
    // What was measured is what is chosen by from now on. Without a single engine there is nothing to choose.
    const isNew = isAgain || this.#candidates.length === 0;
    if (isNew && reports.some(({ available }) => available)) await this.#measured();
    return reports;
  }

  /** What training would cost on the engine that the plan would get; null before anything was measured. A condition a step. */
  *costsOf(plan: Planned): Steps<TrainingCosts | null> {
    const { engineChoice } = this.#ports;
    if (this.#candidates.length === 0) return this.#pool;
    const engine = engineChoice === 'auto' ? yield* this.#choice(plan) : engineChoice;
    return this.#candidates.find((candidate) => candidate.engine === engine)?.costs ?? null;
  }

  *#choice(plan: Planned): Steps<EngineId> {
    const choices = this.#choices;
    const known = choices.get(plan);
    if (known !== undefined) return known;
    const { engine } = yield* choosingSteps(plan, this.#candidates);
    choices.set(plan, engine);
    return engine;
  }

  async #measured(): Promise<readonly EngineCandidate[]> {
    const { engines, workers } = this.#ports;
    this.#candidates = await engines.candidates(workers);
    this.#choices = new WeakMap();
    return this.#candidates;
  }

  async #opened(choose: () => Decision | Promise<Decision>): Promise<ChosenPool> {
    const { engines, workers, onStatus } = this.#ports;
    try {
      const { engine, reason, inWords } = await choose();
      const pool = await engines.open(engine, workers);
      const isNew = pool !== this.#pool || this.#problem !== null;
      this.#pool = pool;
      this.#problem = null;
      if (isNew) onStatus();
      return { pool, reason, inWords };
    } catch (error) {
      this.#problem = sentenceOf(error);
      onStatus();
      throw error;
    }
  }
}

interface Decision {
  readonly engine: EngineId;
  readonly reason: string | null;
  readonly inWords?: string | undefined;
}

const IDS: readonly EngineId[] = ['onnx-cpu', 'onnx-webgpu', 'onnx-cuda', 'tfjs'];

/** A history may be older or newer than this program, or come from somewhere else. */
function engineNamed(name: string): EngineId {
  const id = IDS.find((one) => one === name);
  if (id !== undefined) return id;
  throw new LabError({ kind: 'engineUnavailable', engine: name, reason: 'this version of the lab does not know it.' });
}
