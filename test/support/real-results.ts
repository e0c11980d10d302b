/** Runs an experiment with the real engine in a temporary data folder and hands back what a comparison is made of. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadCurves } from '#cli/load-curves';
import { openLab } from '#cli/open-lab';
import type { LabClient } from '#contract/contract';
import { comparedExperiment, type ComparedExperiment } from '#core/compare/experiments';

/** Takes as long as the training takes: keep the specs small. */
export async function trainedExperiments(specs: readonly unknown[]): Promise<readonly ComparedExperiment[]> {
  const directory = mkdtempSync(join(tmpdir(), 'batchlab-results-'));
  const lab = await openLab({ dataDirectory: directory, engine: 'onnx-cpu', workers: 2, mode: 'write' });
  try {
    const trained: ComparedExperiment[] = [];
    for (const spec of specs) trained.push(await train(lab.client, spec));
    return trained;
  } finally {
    await lab.close();
    rmSync(directory, { recursive: true });
  }
}

async function train(client: LabClient, spec: unknown): Promise<ComparedExperiment> {
  const ended = new Promise<string>((resolve) => {
    const unsubscribe = client.subscribe('experiment', ({ state }) => {
      if (state !== 'finished' && state !== 'failed') return;
      unsubscribe();
      resolve(state);
    });
  });
  const { id } = await client.call('experiments.start', { spec });
  const state = await ended;
  const detail = await client.call('experiments.get', { id });
  if (state !== 'finished') throw new Error(detail.events.map(({ message }) => message).join('; '));
  return comparedExperiment(detail, await loadCurves(client, detail.runs));
}
