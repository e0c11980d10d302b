/** Experiments with made-up results for tests of comparisons: real designs, real arithmetic, curves by formula. */
import type { ComparedExperiment, RunOutcome } from '#core/compare/experiments';
import type { Condition } from '#core/experiment/plan';
import type { Factor } from '#core/experiment/spec';
import { evaluationColumns } from '#core/series/evaluation';
import { planned } from '#test/renderer/charts/planned';

export interface RunPlace {
  readonly condition: Condition;
  readonly replicate: number;
}

export interface Made {
  readonly id?: string;
  readonly name?: string;
  readonly factors: readonly Factor[];
  /** Fields of the design replaced. */
  readonly change?: object;
  readonly seeds?: number;
  readonly dataHash?: string;
  readonly validationRows?: number;
  readonly score: (epoch: number, run: RunPlace) => number;
  readonly trainScore?: (epoch: number, run: RunPlace) => number;
  readonly trainLoss?: (epoch: number, run: RunPlace) => number;
  readonly testLoss?: (epoch: number, run: RunPlace) => number;
  readonly status?: (run: RunPlace) => RunOutcome;
}

/** 500 training rows, evaluated once an epoch; a thousandth of a second an update. */
export function made({
  id = 'a',
  name = 'Experiment A',
  factors,
  change = {},
  seeds = 10,
  dataHash = 'data',
  validationRows = 0,
  score,
  trainScore = score,
  trainLoss = (epoch, run) => 1 - trainScore(epoch, run),
  testLoss = (epoch, run) => 1 - score(epoch, run),
  status = () => 'finished',
}: Made): ComparedExperiment {
  const { spec, conditions } = planned(factors, { replicates: seeds, ...change });
  const runs = conditions.flatMap((condition) =>
    Array.from({ length: seeds }, (_, replicate) => {
      const run = { condition, replicate };
      const evaluations = condition.evaluateAt.map((update) => {
        const epoch = (update * condition.samples) / condition.length.updates / 500;
        return {
          update,
          samples: epoch * 500,
          epoch,
          seconds: update / 1000,
          train: { loss: trainLoss(epoch, run), score: trainScore(epoch, run) },
          validation: null,
          test: { loss: testLoss(epoch, run), score: score(epoch, run) },
          recent: null,
          weightDistance: update,
          weightNorm: 1,
        };
      });
      const runId = `${id}.${String(condition.index)}.${String(replicate)}`;
      return { id: runId, condition: condition.index, replicate, status: status(run), columns: evaluationColumns(evaluations) };
    }),
  );
  const rows = { train: 500, validation: validationRows, test: 500 };
  return { id, name, spec, scoreKind: 'accuracy', dataHash, rows, conditions, runs };
}

export const sizes = (...values: (number | 'full')[]): Factor[] => [{ path: 'batch.size', values }];
