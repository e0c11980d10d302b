/**
 * Trains presets through the real lab and sets what it predicted beside what they took. Only a quiet machine gives figures that mean
 * anything: estimates are for one. Part of the bench, `--only estimate`; takes about as long as the five presets do.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LabClient } from '#contract/contract';
import { composeLab } from '#cli/compose';
import { connectInMemory } from '#host/memory';

/** Small and large networks, long and short, of few and of many conditions. */
const PRESETS = ['modes', 'dynamics', 'equal-updates', 'sweet-spot', 'regularise'];
const POLL_MS = 100;

export interface Estimated {
  readonly id: string;
  readonly predictedSeconds: number;
  readonly actualSeconds: number;
  /** Predicted total time as told after a tenth of the time / actual; null where it ended too soon to tell. */
  readonly etaRatio: number | null;
  /** Why the engine was taken. */
  readonly reason: string;
}

/** One preset after the other, in a history of their own that is thrown away. */
export async function estimates(say: (text: string) => void): Promise<readonly Estimated[]> {
  const directory = mkdtempSync(join(tmpdir(), 'batchlab-estimate-'));
  const lab = await composeLab({ dataDirectory: directory, mode: 'write', engine: 'auto', workers: null });
  const client = connectInMemory(lab.service);
  try {
    say('measuring the engines');
    await lab.warmUp();
    const all: Estimated[] = [];
    for (const id of PRESETS) {
      say(`training ${id}`);
      all.push(await estimated(client, id));
    }
    return all;
  } finally {
    client.close();
    await lab.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function estimated(client: LabClient, presetId: string): Promise<Estimated> {
  // Told anew each time, by what the presets before have taught.
  const preset = (await client.call('presets.list', {})).find(({ id }) => id === presetId);
  if (preset === undefined || preset.estimatedSeconds === null) throw new Error(`there is no estimate of the preset ${presetId}`);
  const { id } = await client.call('experiments.start', { spec: preset.spec });
  const startedAt = performance.now();
  const told: { readonly at: number; readonly remaining: number }[] = [];
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    const at = (performance.now() - startedAt) / 1000;
    const { training, remainingSeconds } = await client.call('lab.status', {});
    if (training === id && remainingSeconds !== null) told.push({ at, remaining: remainingSeconds });
    if (training === id) continue;
    const { summary, provenance } = await client.call('experiments.get', { id });
    if (summary.endedAt === null) continue;
    if (summary.state !== 'finished') throw new Error(`${presetId} ended as ${summary.state}`);
    const tenth = told.find((one) => one.at >= 0.1 * at);
    return {
      id: presetId,
      predictedSeconds: preset.estimatedSeconds,
      actualSeconds: at,
      etaRatio: tenth === undefined ? null : (tenth.at + tenth.remaining) / at,
      reason: provenance.engineReason ?? 'asked for',
    };
  }
}
