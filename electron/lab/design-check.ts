/** Checks designs between other work: a grid of thousands of conditions never holds up training, events or other screens. */
import type { Output } from '#contract/contract';
import type { Plan } from '#core/experiment/plan';
import type { DataShape } from '#core/data/table';
import { type Checked, checkSteps } from '#core/experiment/validate';
import type { Steps } from '#core/steps';
import { wholeSeconds } from '#lab/estimate';
import type { TrainingCosts } from '#lab/ports/engines';
import type { Clock } from '#lab/ports/environment';
import { turnsOn } from '#lab/turns';

interface CheckPorts {
  readonly clock: Clock;
  /** null where the data of a spec is not here. */
  readonly shapeOf: (spec: unknown) => DataShape | null;
  /** On the engine that the plan would get; null before anything was measured. */
  readonly costsOf: (plan: Plan) => Steps<TrainingCosts | null>;
}

export class DesignCheck {
  readonly #ports: CheckPorts;

  constructor(ports: CheckPorts) {
    this.#ports = ports;
  }

  check(spec: unknown): Promise<Checked> {
    return this.#run(checkSteps(spec, this.#ports.shapeOf(spec)));
  }

  async report(spec: unknown): Promise<Output<'design.check'>> {
    const { spec: checked, plan, issues } = await this.check(spec);
    if (checked === null || plan === null) {
      return { issues, estimatedSeconds: null, conditionSeconds: [], oneSeedSeconds: null, probeSeconds: 0 };
    }
    const costs = await this.#run(this.#ports.costsOf(plan));
    const { total, conditions, oneSeed, probes } = await this.#run(wholeSeconds(plan, checked.record.probes, costs));
    return { issues, estimatedSeconds: total, conditionSeconds: conditions, oneSeedSeconds: oneSeed, probeSeconds: probes };
  }

  #run<Result>(steps: Steps<Result>): Promise<Result> {
    return turnsOn(this.#ports.clock)(steps);
  }
}
