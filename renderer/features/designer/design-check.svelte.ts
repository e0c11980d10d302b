/** What is wrong with a design: at every keystroke for usual grids; large ones a moment later and between frames, so that nothing is held up. */
import type { DataShape } from '#core/data/table';
import { factorLevels } from '#core/experiment/expand';
import type { ExperimentSpec } from '#core/experiment/spec';
import { type Checked, checkSpec, checkSteps, MOST_CONDITIONS } from '#core/experiment/validate';
import { inTurns } from '#core/steps';

/** Conditions that are checked at once. */
const MOST_AT_ONCE = 100;
const WAIT_MS = 250;

interface LateCheck {
  readonly of: ExperimentSpec;
  readonly shape: DataShape | null;
  readonly checked: Checked;
}

export class DesignCheck {
  #late = $state.raw<LateCheck | null>(null);
  readonly #spec: () => ExperimentSpec;
  readonly #shape: () => DataShape | null;
  /** Grids beyond what fits are refused by their size alone. */
  readonly #isLarge = $derived.by(() => {
    const count = conditionCount(this.#spec());
    return count > MOST_AT_ONCE && count <= MOST_CONDITIONS;
  });
  readonly #result = $derived.by((): Checked => {
    if (!this.#isLarge) return checkSpec(this.#spec(), this.#shape());
    return this.#isLate ? { spec: this.#spec(), plan: null, issues: [] } : (this.#late?.checked ?? checkSpec(this.#spec(), this.#shape()));
  });
  readonly #isLate = $derived.by(() => this.#isLarge && (this.#late?.of !== this.#spec() || this.#late.shape !== this.#shape()));

  constructor(spec: () => ExperimentSpec, shape: () => DataShape | null) {
    this.#spec = spec;
    this.#shape = shape;
    $effect.root(() => {
      $effect(() => this.#begin());
    });
  }

  /** Without plan and without issues while it is worked out. */
  get result(): Checked {
    return this.#result;
  }
  /** True while a large grid waits to be checked. */
  get isWorking(): boolean {
    return this.#isLate;
  }

  #begin(): (() => void) | undefined {
    const [spec, shape] = [this.#spec(), this.#shape()];
    if (!this.#isLarge) return undefined;
    let timer = setTimeout(() => void work(), WAIT_MS);
    /** After a change the timer is cleared: the work never goes on. */
    const rest = (): Promise<void> =>
      new Promise((resolve) => {
        timer = setTimeout(resolve);
      });
    const work = async (): Promise<void> => {
      const checked = await inTurns(checkSteps(spec, shape), { nowMs: () => performance.now(), rest });
      this.#late = { of: spec, shape, checked };
    };
    return () => clearTimeout(timer);
  }
}

const conditionCount = (spec: ExperimentSpec): number => spec.factors.reduce((product, factor) => product * factorLevels(factor).length, 1);
