/** One inspector and what it needs to answer: questions wait for each other here, data is prepared when it is first asked about. */
import { LabError } from '#core/failure';
import type { DataLibrary } from '#lab/data-library';
import type { Clock, Environment } from '#lab/ports/environment';
import type { Finding, Inspection, InspectionWatch, Inspector } from '#lab/ports/inspector';
import type { StoredExperiment } from '#lab/ports/store';
import { TrainingData } from '#lab/training-data';

export interface InspectionLanePorts {
  readonly inspector: Inspector;
  readonly data: DataLibrary;
  readonly environment: Environment;
  readonly clock: Clock;
  /** Its process, and the data in it, are given back after so much silence. */
  readonly idleMs: number;
}

export class InspectionLane {
  readonly #ports: InspectionLanePorts;
  readonly #data = new Map<string, TrainingData>();
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #cancelRest: (() => void) | null = null;
  #isClosed = false;

  constructor(ports: InspectionLanePorts) {
    this.#ports = ports;
  }

  /** Starts the process ahead of the first question: a fork holds a large program up for longer than a small one. */
  warmUp(): void {
    this.#ports.inspector.start();
  }

  /** Answers after all that were asked before. `make` is called when its turn has come. Throws LabError. */
  ask(
    make: (dataOf: (experiment: StoredExperiment) => TrainingData) => Inspection,
    watch: InspectionWatch,
    refusal: () => LabError | null = () => null,
  ): Promise<Finding> {
    this.#cancelRest?.();
    this.#cancelRest = null;
    this.#waiting++;
    const answer = this.#last.then(async () => {
      const refused = this.#isClosed ? new LabError({ kind: 'cancelled' }) : refusal();
      if (refused !== null) throw refused;
      const inspection = make((experiment) => this.#dataOf(experiment));
      return this.#ports.inspector.inspect(inspection, watch);
    });
    this.#last = answer.then(
      () => this.#answered(),
      () => this.#answered(),
    );
    return answer;
  }

  /** Gives everything back, and answers nothing any more: what waits is cancelled. */
  close(): Promise<void> {
    this.#isClosed = true;
    return this.#rest();
  }

  async #rest(): Promise<void> {
    this.#cancelRest?.();
    this.#cancelRest = null;
    for (const data of this.#data.values()) data.close();
    this.#data.clear();
    await this.#ports.inspector.rest();
  }

  #answered(): void {
    this.#waiting--;
    if (this.#waiting === 0) this.#cancelRest = this.#ports.clock.after(this.#ports.idleMs, () => void this.#rest());
  }

  #dataOf(experiment: StoredExperiment): TrainingData {
    const known = this.#data.get(experiment.id);
    if (known !== undefined) return known;
    const { inspector, data, environment } = this.#ports;
    const made = new TrainingData(experiment, { data, pool: inspector, environment });
    this.#data.set(experiment.id, made);
    return made;
  }
}
