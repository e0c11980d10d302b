/** What this computer's engines were measured at and what training on them has cost since, kept from one start of the lab to the next. */
import type { EngineId } from '#contract/engines';
import { invariant } from '#core/failure';
import {
  type Calibration,
  type EngineMemory,
  type MeasuredEngine,
  measurementsOf,
  recalled,
  recalledLearned,
  written,
  writtenLearned,
} from '#engine/calibration';
import { CostModel } from '#engine/cost-model';
import type { Learned } from '#engine/learned-costs';

/** Where two are equally fast, the first is taken. */
export const ENGINE_IDS = ['onnx-cpu', 'onnx-webgpu', 'onnx-cuda', 'tfjs'] as const satisfies readonly EngineId[];

/** What was learned is written at most so often, and at the end. */
const LEARNED_MS = 10_000;

export class KnownEngines {
  /** TensorFlow.js trains one run after the other. */
  readonly #costs = new Map(ENGINE_IDS.map((id) => [id, id === 'tfjs' ? new CostModel(1) : new CostModel()]));
  readonly #memory: EngineMemory | null;
  readonly #learnedMemory: EngineMemory | null;
  #measured: Calibration = {};
  #savedLearnedAt = 0;
  #hasLearned = false;

  constructor(memory: EngineMemory | null, learnedMemory: EngineMemory | null) {
    this.#memory = memory;
    this.#learnedMemory = learnedMemory;
    const learned = learnedMemory?.load() ?? null;
    const calibration = recalled(memory?.load() ?? null);
    for (const id of ENGINE_IDS) {
      const measured = calibration[id];
      if (measured !== undefined) this.remember(id, measured, recalledLearned(learned, id, measured));
    }
  }

  measured(id: EngineId): MeasuredEngine | undefined {
    return this.#measured[id];
  }

  /** One for each engine, shared by all its pools. */
  costs(id: EngineId): CostModel {
    const costs = this.#costs.get(id);
    invariant(costs !== undefined, 'every engine has a cost model');
    return costs;
  }

  /** A new measurement begins anew what training teaches. */
  remember(id: EngineId, measured: MeasuredEngine, learned: Learned = []): void {
    this.#measured = { ...this.#measured, [id]: measured };
    this.costs(id).begin(measurementsOf(measured), learned);
  }

  /** Makes all be measured again; until then costs are those of before. */
  forget(): void {
    this.#measured = {};
  }

  save(): void {
    this.#memory?.save(written(this.#measured));
  }

  /** Training has taught a cost model something. */
  noteLearned(): void {
    this.#hasLearned = true;
    if (Date.now() - this.#savedLearnedAt >= LEARNED_MS) this.#saveLearned();
  }

  close(): void {
    if (this.#hasLearned) this.#saveLearned();
  }

  #saveLearned(): void {
    this.#savedLearnedAt = Date.now();
    try {
      this.#learnedMemory?.save(writtenLearned(Object.fromEntries(ENGINE_IDS.map((id) => [id, this.costs(id).learned.all]))));
      this.#hasLearned = false;
    } catch {
      // Training goes on, and says itself where nothing can be written; this is tried again with the next job.
    }
  }
}
