/** The network of a run, looked at or taken out as a file. Asked again and again while the run is watched, so never behind a probe. */
import type { Handlers } from '#contract/contract';
import { InspectionLane, type InspectionLanePorts } from '#lab/inspection-lane';
import { modelFileName, modelInspection } from '#lab/model-export';
import type { Inspector, InspectionWatch } from '#lab/ports/inspector';
import type { Store } from '#lab/ports/store';
import { predictionInspection } from '#lab/predictions';
import { inspectedRun, probedRun } from '#lab/probed-runs';
import { weightsAt } from '#lab/probed-weights';
import { runName, seedName } from '#lab/run-names';

export interface RunNetworksPorts extends Omit<InspectionLanePorts, 'inspector' | 'idleMs'> {
  readonly store: Store;
  readonly inspector: () => Inspector;
}

/** Pictures of predictions need little memory, and are asked for at every evaluation. */
const IDLE_MS = 600_000;
const UNWATCHED: InspectionWatch = { onProgress: () => undefined, signal: new AbortController().signal };

export class RunNetworks {
  readonly handlers: Pick<Handlers, 'runs.predictions' | 'runs.exportModel'>;
  readonly #lane: InspectionLane;

  constructor({ store, inspector, ...ports }: RunNetworksPorts) {
    this.#lane = new InspectionLane({ ...ports, inspector: inspector(), idleMs: IDLE_MS });
    this.handlers = {
      'runs.predictions': async (request) => {
        const probed = probedRun(store, request.runId);
        const moment = weightsAt(store, probed.run, probed.condition, request.at, seedName(probed.run));
        const { kind, ...report } = await this.#lane.ask(
          (dataOf) => predictionInspection(request, { ...probed, data: ports.data }, inspectedRun(probed, dataOf, [moment])),
          UNWATCHED,
        );
        if (kind !== 'predictions') throw new Error('internal: predictions were asked for');
        // What is left when `kind` is taken off.
        return report as Extract<typeof report, { readonly split: unknown }>;
      },
      'runs.exportModel': async ({ runId, at }) => {
        const probed = probedRun(store, runId);
        const moment = weightsAt(store, probed.run, probed.condition, at, runName(probed.experiment, probed.run));
        const { appVersion } = ports.environment;
        const found = await this.#lane.ask(
          (dataOf) => modelInspection({ ...probed, data: ports.data, appVersion }, inspectedRun(probed, dataOf, [moment])),
          UNWATCHED,
        );
        if (found.kind !== 'model') throw new Error('internal: a model was asked for');
        return { fileName: modelFileName(runId, moment.update), bytes: found.bytes };
      },
    };
  }

  /** Starts what draws predictions ahead of the first picture. */
  warmUp(): void {
    this.#lane.warmUp();
  }

  close(): Promise<void> {
    return this.#lane.close();
  }
}
