/** Experiments from a design: checked at any time, started once nothing is wrong with it. */
import type { Handlers } from '#contract/contract';
import { LabError } from '#core/failure';
import type { DataLibrary } from '#lab/data-library';
import type { DesignCheck } from '#lab/design-check';
import type { EngineDesk } from '#lab/engine-desk';
import { createExperiment, runsOf } from '#lab/new-experiment';
import type { Clock, Environment } from '#lab/ports/environment';
import type { Store } from '#lab/ports/store';
import type { TrainingQueue } from '#lab/training-queue';

interface DesignedExperimentPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly environment: Environment;
  readonly data: DataLibrary;
  readonly check: DesignCheck;
  readonly engine: EngineDesk;
  readonly queue: TrainingQueue;
}

export function designedExperiments(ports: DesignedExperimentPorts): Pick<Handlers, 'design.check' | 'experiments.start'> {
  const { data, check, engine, queue } = ports;
  return {
    'design.check': ({ spec }) => check.report(spec),
    /** What is wrong with the design is said before an engine is opened; an engine that does not open leaves no experiment behind. */
    'experiments.start': async (request) => {
      const { spec, plan, issues } = await check.check(request.spec);
      if (spec === null || plan === null) throw new LabError({ kind: 'invalidSpec', issues });
      const chosen = await engine.openFor(plan);
      const { conditions } = plan;
      const { hashes, shape } = data.fingerprints(conditions);
      const replicates = Array.from({ length: plan.replicates }, (_, replicate) => replicate);
      const runs = runsOf(conditions, replicates);
      const id = createExperiment(ports, chosen, { spec, conditions, runs, dataHashes: hashes, dataShape: shape });
      queue.add(id, chosen.inWords === undefined ? 'Designed and queued.' : `Designed and queued. ${chosen.inWords}`);
      return { id };
    },
  };
}
