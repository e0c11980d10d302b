/** What a design will cost, asked of the lab a moment after the last edit, one question at a time. */
import type { LabClient } from '#contract/contract';
import type { DesignReport } from '#contract/experiments';
import type { ExperimentSpec } from '#core/experiment/spec';

const WAIT_MS = 250;

export class DesignEstimate {
  #last = $state.raw<{ readonly of: ExperimentSpec; readonly report: DesignReport } | null>(null);
  #timer: ReturnType<typeof setTimeout> | null = null;
  #isAsking = false;
  readonly #client: LabClient;
  readonly #spec: () => ExperimentSpec;

  constructor(client: LabClient, spec: () => ExperimentSpec) {
    this.#client = client;
    this.#spec = spec;
    client.onConnection((isConnected) => {
      if (isConnected) this.soon();
    });
  }

  /** The last estimate; `isCurrent` is false while a newer one is on its way. */
  get last(): { readonly report: DesignReport; readonly isCurrent: boolean } | null {
    return this.#last === null ? null : { report: this.#last.report, isCurrent: this.#last.of === this.#spec() };
  }

  soon(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(), WAIT_MS);
  }

  /** Errors are found in the designer as well, so a lab that cannot be reached only costs the estimate. */
  async #ask(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    const spec = this.#spec();
    try {
      this.#last = { of: spec, report: await this.#client.call('design.check', { spec }) };
    } catch (error) {
      console.warn('The cost of the design could not be estimated.', error);
    }
    this.#isAsking = false;
    if (spec !== this.#spec()) this.soon();
  }
}
