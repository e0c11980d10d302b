/** Fills a store with a history as large as a lab has after years: experiments as the designer makes them, curves that look like curves. */
import { checkSpec } from '#core/experiment/validate';
import type { MetricName } from '#core/experiment/spec';
import { invariant } from '#core/failure';
import { type RandomStream, randomStream } from '#core/random';
import type { Evaluation } from '#core/series/evaluation';
import type { RunProgress } from '#lab/ports/engines';
import type { NewExperiment, Store, StoreBatch } from '#lab/ports/store';
import { MODES_SHAPE, modesWith } from '#test/support/specs';

/** Values that are written in one transaction; about what a recorder gathers. */
const STRETCH = 50_000;
const METRICS: readonly MetricName[] = ['loss', 'accuracy', 'gradientNorm'];

/** `runs` finished runs of 4 conditions in one experiment. `updates` a run, of which each metric has a value. */
export function addExperiment(
  store: Store,
  id: string,
  size: { readonly runs: number; readonly updates: number; readonly metrics?: number },
): void {
  const experiment = design(id, size.runs / 4);
  store.createExperiment(experiment);
  const stream = randomStream(1, 'data', created);
  const metrics = METRICS.slice(0, size.metrics ?? METRICS.length);
  for (const { id: runId } of experiment.runs) {
    for (let from = 0; from < size.updates; from += STRETCH) {
      const count = Math.min(STRETCH, size.updates - from);
      store.write({ ...EMPTY, progress: [progress(runId, from, count, metrics, stream, size.updates)] });
    }
  }
  store.write({
    ...EMPTY,
    runs: experiment.runs.map(({ id: runId }) => ({
      runId,
      status: 'finished',
      update: size.updates,
      seconds: size.updates / 1e4,
      weightHash: 'f'.repeat(64),
      ...{ engine: 'onnx-cpu', device: 'a device', startedAt: experiment.createdAt, endedAt: experiment.createdAt + 1000 },
    })),
    experiments: [{ id, state: 'finished', endedAt: experiment.createdAt + 1000 }],
    events: [{ experimentId: id, at: experiment.createdAt, message: 'Finished.' }],
  });
}

const EMPTY: StoreBatch = { progress: [], checkpoints: [], runs: [], experiments: [], events: [] };
let created = 1_700_000_000_000;

function design(id: string, replicates: number): NewExperiment {
  const fields = { name: `Study ${id}`, replicates, 'factors.0.values': [8, 32, 128, 'full'] };
  const { spec, plan } = checkSpec(modesWith(fields), MODES_SHAPE);
  invariant(spec !== null && plan !== null, 'the design of the large history is valid');
  created += 60_000;
  return {
    id,
    spec,
    conditions: plan.conditions,
    runs: plan.conditions.flatMap(({ index }) =>
      Array.from({ length: replicates }, (_, replicate) => ({ id: `${id}.${index + 1}.${replicate + 1}`, condition: index, replicate })),
    ),
    dataHash: 'd'.repeat(64),
    dataShape: MODES_SHAPE,
    provenance: {
      app: '0.1.0',
      engine: 'onnx-cpu',
      engineVersion: '1',
      device: 'a device',
      os: 'any',
      node: '24',
      specHash: 'e'.repeat(64),
      dataHash: 'd'.repeat(64),
    },
    createdAt: created,
  };
}

function progress(
  runId: string,
  from: number,
  count: number,
  metrics: readonly MetricName[],
  stream: RandomStream,
  updates: number,
): RunProgress {
  const values = (floor: number): Float32Array =>
    Float32Array.from({ length: count }, (_, index) => floor + Math.exp(-(3 * (from + index)) / updates) + 0.05 * (stream.uniform() - 0.5));
  const every = Math.ceil(updates / 50);
  const evaluations: Evaluation[] = [];
  for (let update = Math.ceil(from / every) * every; update < from + count; update += every)
    evaluations.push(evaluationAt(update, updates));
  return {
    runId,
    fromUpdate: from,
    metrics: Object.fromEntries(metrics.map((metric, index) => [metric, values(index / 10)])),
    evaluations,
  };
}

function evaluationAt(update: number, updates: number): Evaluation {
  const loss = Math.exp((-3 * update) / updates);
  const part = { loss, score: 1 - loss / 2 };
  return {
    ...{ update, samples: update * 32, epoch: update / 16, seconds: update / 1e4, train: part, validation: null, test: part },
    ...{ recent: update === 0 ? null : { loss, accuracy: part.score, gradientNorm: loss }, weightDistance: 1 - loss, weightNorm: 3 + loss },
  };
}
