/** A lab that answers what a test tells it to, over the real wire in memory; and a terminal that remembers. */
import { runProgram } from '#cli/program';
import type { LabOptions } from '#cli/grammar/context';
import type { Io } from '#cli/io';
import { methods } from '#contract/contract';
import type { Handlers, LabService, Topics } from '#contract/contract';
import type { EvaluationColumns } from '#core/series/evaluation';
import type { ExperimentDetail, ExperimentState } from '#contract/experiments';
import type { RunStatus, RunSummary } from '#contract/runs';
import type { LabStatus } from '#contract/system';
import { dataShape } from '#core/data/shape';
import { generate } from '#core/data/generate';
import { checkSpec } from '#core/experiment/validate';
import { evaluationColumns } from '#core/series/evaluation';
import type { Evaluation } from '#core/series/evaluation';
import { connectInMemory } from '#host/memory';
import type { Lab } from '#lab/lab';
import { SAMPLE_SUMMARY } from '#test/support/sample-summary';

export const SPEC = {
  format: 'batch-size-lab/experiment',
  version: 1,
  name: 'Small',
  data: {
    source: { kind: 'blobs', samples: 40, classes: 3, features: 2, clusterStd: 2, seed: 2 },
    split: { train: 0.5, validation: 0, test: 0.5 },
  },
  model: { layers: [{ kind: 'dense', units: 5 }] },
  loss: 'crossEntropy',
  optimizer: { kind: 'sgd', learningRate: 0.1 },
  batch: { size: 4 },
  factors: [{ path: 'batch.size', values: [4, 'full'] }],
  budget: { unit: 'epochs', amount: 2 },
  target: { metric: 'test.accuracy', value: 0.8 },
  replicates: 2,
  seed: 7,
};

/** An evaluation after `update` updates with the given training loss and test accuracy. */
export function evaluation(update: number, loss: number, score: number): Evaluation {
  return {
    update,
    samples: update * 4,
    epoch: update / 5,
    seconds: update / 100,
    train: { loss, score },
    validation: null,
    test: { loss: loss * 2, score },
    recent: null,
    weightDistance: update / 10,
    weightNorm: 1,
  };
}

/** Runs a.1.1, a.1.2 (batch 4) and a.2.1, a.2.2 (full batch) of SPEC; `curves` gives the evaluations of each in turn. */
export function experiment(state: ExperimentState, curves: readonly (readonly Evaluation[])[], statuses: readonly RunStatus[] = []) {
  const { spec, plan } = checkSpec(SPEC, { rows: 40, features: 2, target: { kind: 'class', classes: 3 } });
  if (spec === null || plan === null || spec.data.source.kind === 'dataset') throw new Error('the spec of this test is wrong');
  const runs = curves.map((curve, index): RunSummary => {
    const [condition, replicate] = [Math.floor(index / 2), index % 2];
    const last = curve.at(-1) ?? null;
    return {
      id: `a.${condition + 1}.${replicate + 1}`,
      condition,
      replicate,
      status: statuses[index] ?? (state === 'finished' ? 'finished' : 'waiting'),
      update: last?.update ?? 0,
      seconds: last?.seconds ?? 0,
      weightHash: last === null ? null : `hash ${index}`,
      engine: last === null ? null : 'onnx-cpu',
      device: last === null ? null : 'two cores',
      final: last,
    };
  });
  const amount = (status: RunStatus): number => runs.filter((run) => run.status === status).length;
  const detail: ExperimentDetail = {
    summary: {
      ...SAMPLE_SUMMARY,
      id: 'a',
      name: spec.name,
      state,
      createdAt: Date.UTC(2026, 0, 2),
      description: 'Blobs, 2-5-3',
      network: '2-5-3',
      runCounts: {
        waiting: amount('waiting'),
        training: amount('training'),
        finished: amount('finished'),
        diverged: amount('diverged'),
        stopped: amount('stopped'),
        interrupted: amount('interrupted'),
        failed: amount('failed'),
      },
      seconds: 1,
    },
    spec,
    dataShape: dataShape(generate(spec.data.source)),
    conditions: plan.conditions,
    skipped: [],
    runs,
    events: [{ at: 0, message: 'Something was written down.' }],
    provenance: { app: '', engine: '', engineVersion: '', device: '', os: '', node: '', specHash: 'spec hash', dataHash: 'data hash' },
    progress: { fraction: 0, updatesDone: 0, updatesTotal: 24, elapsedSeconds: 0, remainingSeconds: null },
  };
  const columns: readonly EvaluationColumns[] = curves.map(evaluationColumns);
  return {
    detail,
    curves: runs.map((run, index) => ({ runId: run.id, experimentId: 'a', evaluations: columns[index] })),
    probes: [],
    scorecard: null,
  };
}

export class ScriptedLab implements LabService {
  readonly handlers: Handlers;
  readonly calls: string[] = [];
  private readonly listeners = new Map<keyof Topics, Set<(value: never) => void>>();

  constructor(script: Partial<Handlers>) {
    const status: Partial<LabStatus> = { dataDirectory: '/data', storageProblem: null };
    const all = {
      'lab.status': () => status,
      'presets.scorecard': () => null,
      'runs.curves': () => [],
      'probes.list': () => [],
      ...script,
    };
    const handlers = Object.keys(methods).map((name) => [name, (input: unknown) => this.answer(all, name, input)] as const);
    // One function for each of the contract's names; what a script leaves out throws.
    this.handlers = Object.fromEntries(handlers) as unknown as Handlers;
  }

  private answer(script: object, name: string, input: unknown): unknown {
    this.calls.push(name);
    const handler: unknown = Reflect.get(script, name);
    if (typeof handler !== 'function') throw new Error(`not scripted: ${name}`);
    return Reflect.apply(handler, undefined, [input]);
  }

  subscribe<Topic extends keyof Topics>(topic: Topic, listener: (value: Topics[Topic]) => void): () => void {
    const listeners = this.listeners.get(topic) ?? new Set();
    this.listeners.set(topic, listeners.add(listener));
    return () => void listeners.delete(listener);
  }

  publish<Topic extends keyof Topics>(topic: Topic, value: Topics[Topic]): void {
    // Filed under the topic whose values they take.
    for (const listener of this.listeners.get(topic) ?? []) listener(value as never);
  }

  listenerCount(): number {
    return [...this.listeners.values()].reduce((sum, listeners) => sum + listeners.size, 0);
  }
}

export class TestTerminal implements Io {
  readonly isTerminal = false;
  out: (text: string) => void = (text) => void this.outLines.push(text);
  err: (text: string) => void = (text) => void this.errLines.push(text);
  private readonly outLines: string[] = [];
  private readonly errLines: string[] = [];
  private readonly interrupts = new Set<() => void>();

  onInterrupt(callback: () => void): () => void {
    this.interrupts.add(callback);
    return () => void this.interrupts.delete(callback);
  }
  interrupt(): void {
    for (const callback of [...this.interrupts]) callback();
  }
  get outText(): string {
    return this.outLines.join('\n');
  }
  get errText(): string {
    return this.errLines.join('\n');
  }
}

/** What a command line did with a scripted lab. */
export async function runLine(
  lab: ScriptedLab,
  argv: readonly string[],
  terminal = new TestTerminal(),
  importPaths: Lab['importPaths'] = () => Promise.reject(new Error('not scripted: importPaths')),
) {
  const opened: LabOptions[] = [];
  let isClosed = false;
  const exitCode = await runProgram(argv, terminal, (options) => {
    opened.push(options);
    const client = connectInMemory(lab);
    return Promise.resolve({
      client,
      importPaths,
      close: () => {
        client.close();
        isClosed = true;
        return Promise.resolve();
      },
    });
  });
  return { exitCode, opened, isClosed, out: terminal.outText, err: terminal.errText };
}
