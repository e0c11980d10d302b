/**
 * Trains presets through the real lab and sets what it predicted beside what they took. Only a quiet machine gives figures that mean
 * anything: estimates are for one. Part of the bench, `--only estimate`; takes about twice as long as the presets do, for each is trained
 * a second time, when its costs are known.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LabClient } from '#contract/contract';
import { createDatasetFiles } from '#datasets/dataset-files';
import type { EngineMemory } from '#engine/calibration';
import { createEngines } from '#engine/engines';
import { nodeProcess } from '#engine/process/node-process';
import { connectInMemory } from '#host/memory';
import { nodeEnvironment } from '#host/node-environment';
import { presetFiles } from '#host/preset-files';
import { createLab } from '#lab/lab';
import { studyFiles } from '#report/study-files';
import { openStore } from '#store/open-store';
import { StackWatch, type TrainedStack } from '#test/bench/stack-watch';

/** Small and large networks, long and short, of few and of many conditions. */
const PRESETS = ['modes', 'dynamics', 'equal-updates', 'sweet-spot', 'regularise'];
const ROOT = join(import.meta.dirname, '..', '..');
const POLL_MS = 100;
const PARTS = [0.1, 0.25, 0.5] as const;

export interface Estimated {
  readonly id: string;
  readonly turn: 'first' | 'second';
  readonly predictedSeconds: number;
  /** To the last answer of its probes. */
  readonly actualSeconds: number;
  /** Predicted total time as told after parts of the time / actual; null where nothing was told yet. */
  readonly etaRatios: readonly { readonly part: number; readonly ratio: number | null }[];
  /** Why the engine was taken. */
  readonly reason: string;
  readonly stacks: readonly TrainedStack[];
}

/**
 * One preset after the other, each in a lab of its own that is thrown away: as a new user has it, with a calibration and nothing learned.
 * `only` names some of them.
 */
export async function* estimates(say: (text: string) => void, only: string | undefined): AsyncGenerator<Estimated> {
  let calibration: string | null = null;
  const memory: EngineMemory = { load: () => calibration, save: (text) => (calibration = text) };
  for (const id of only?.split(',') ?? PRESETS) {
    for await (const one of trainedTwice(id, memory, say)) yield one;
  }
}

async function* trainedTwice(id: string, memory: EngineMemory, say: (text: string) => void): AsyncGenerator<Estimated> {
  const directory = mkdtempSync(join(tmpdir(), 'batchlab-estimate-'));
  const watch = new StackWatch(createEngines({ startProcess: nodeProcess(), memory }));
  const lab = createLab({
    store: openStore(directory, { mode: 'write', holder: 'the benchmark' }),
    engines: watch.engines,
    files: createDatasetFiles(directory),
    presets: presetFiles(join(ROOT, 'resources', 'presets')),
    studies: studyFiles(),
    environment: nodeEnvironment('bench'),
    clock: { now: () => Date.now(), after: later },
    engineChoice: 'auto',
    workers: null,
  });
  const client = connectInMemory(lab);
  try {
    if (memory.load() === null) say('measuring the engines');
    await lab.warmUp();
    for (const turn of ['first', 'second'] as const) {
      say(`training ${id} for the ${turn} time`);
      yield await estimated(client, id, turn, watch);
    }
  } finally {
    client.close();
    await lab.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function estimated(client: LabClient, presetId: string, turn: Estimated['turn'], watch: StackWatch): Promise<Estimated> {
  const preset = (await client.call('presets.list', {})).find(({ id }) => id === presetId);
  if (preset === undefined || preset.estimatedSeconds === null) throw new Error(`there is no estimate of the preset ${presetId}`);
  const startedAt = performance.now();
  const { id } = await client.call('experiments.start', { spec: preset.spec });
  const told: { readonly at: number; readonly remaining: number }[] = [];
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    const at = (performance.now() - startedAt) / 1000;
    const { training, remainingSeconds } = await client.call('lab.status', {});
    if (training === id && remainingSeconds !== null) told.push({ at, remaining: remainingSeconds });
    if (training === id || (await client.call('probes.active', {})).length > 0) continue;
    const { summary, provenance } = await client.call('experiments.get', { id });
    if (summary.endedAt === null) continue;
    if (summary.state !== 'finished') throw new Error(`${presetId} ended as ${summary.state}`);
    return {
      ...{ id: presetId, turn, predictedSeconds: preset.estimatedSeconds, actualSeconds: at },
      etaRatios: PARTS.map((part) => {
        const first = told.find((one) => one.at >= part * at);
        return { part, ratio: first === undefined ? null : (first.at + first.remaining) / at };
      }),
      reason: provenance.engineReason ?? 'asked for',
      stacks: watch.take(),
    };
  }
}

function later(delayMs: number, callback: () => void): () => void {
  const timer = setTimeout(callback, delayMs);
  return () => {
    clearTimeout(timer);
  };
}
