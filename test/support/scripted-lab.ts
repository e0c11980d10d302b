/** A lab for the tests of transports: its answers are short, known and of every kind. */
import { methods } from '#contract/contract';
import type { Handlers, LabService, Topics } from '#contract/contract';
import type { SeriesWindow } from '#contract/runs';
import type { LabStatus } from '#contract/system';
import { LabError } from '#core/failure';

export interface ScriptedLab extends LabService {
  publish<Topic extends keyof Topics>(topic: Topic, value: Topics[Topic]): void;
  /** How many listen, over all topics. */
  listenerCount(): number;
}

export const status: LabStatus = {
  engine: { id: 'onnx-cpu', device: 'test', places: 2 },
  engineProblem: null,
  training: null,
  waiting: [],
  remainingSeconds: Infinity,
  memoryBytes: -0,
  totalMemoryBytes: NaN,
  storageProblem: null,
  dataDirectory: '/data',
  version: '0.0.0',
};

/** `points` numbers in each column, among them NaN, infinities and -0. */
export function windowOf(points: number): SeriesWindow {
  const special = [NaN, Infinity, -Infinity, -0];
  const column = Float32Array.from({ length: points }, (_, index) => special[index] ?? index / 3);
  return { metric: 'loss', update: Float64Array.from(column), min: column, mean: column, max: column };
}

export function createScriptedLab(): ScriptedLab {
  const listeners = new Set<{ readonly topic: keyof Topics; readonly tell: (value: never) => void }>();
  const unused = (): never => {
    throw new Error('not part of this test');
  };
  // One function for each of the contract's names.
  const rest = Object.fromEntries(Object.keys(methods).map((name) => [name, unused])) as unknown as Handlers;
  return {
    handlers: {
      ...rest,
      'lab.status': () => status,
      'engines.report': () => [],
      'presets.list': () => Promise.reject(new TypeError('secret is not a function')),
      'design.check': ({ spec }) => ({
        issues: [{ path: 'echo', message: JSON.stringify(spec), severity: 'error' }],
        estimatedSeconds: null,
        conditionSeconds: [],
        oneSeedSeconds: null,
        probeSeconds: 0,
      }),
      'design.load': () => null,
      'design.save': ({ spec }) => ({ savedAt: Number(spec) }),
      'experiments.get': ({ id }) => {
        throw new LabError({ kind: 'notFound', what: 'experiment', id });
      },
      'experiments.pause': () => new Promise<null>(() => undefined),
      'experiments.resume': () => null,
      'experiments.stop': () => null,
      'experiments.rename': () => null,
      'experiments.bin': () => null,
      'experiments.restore': () => null,
      'runs.curves': () => [],
      'runs.series': ({ toUpdate }) => windowOf(toUpdate),
      'datasets.list': () => [],
      'datasets.cancelImport': () => null,
    },
    subscribe(topic, listener) {
      const entry = { topic, tell: listener };
      listeners.add(entry);
      return () => void listeners.delete(entry);
    },
    publish(topic, value) {
      // Each listener was filed under the topic whose values it takes.
      for (const listener of [...listeners]) if (listener.topic === topic) listener.tell(value as never);
    },
    listenerCount: () => listeners.size,
  };
}
