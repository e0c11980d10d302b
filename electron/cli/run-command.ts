/** `run` and `resume`: train an experiment to its end, then say what came out and where it is stored. */
import { experimentText } from '#cli/experiment-text';
import { follow } from '#cli/follow';
import { EXIT, UsageError, writeJson } from '#cli/io';
import type { Io, OutputOptions } from '#cli/io';
import { loadExperiment } from '#cli/loaded-experiment';
import { designedProbes } from '#cli/probe-command';
import { readJson } from '#cli/read-file';
import { experimentDocument } from '#cli/report-json';
import { scorecardText } from '#cli/science-commands';
import { describe } from '#core/failure';
import { replication } from '#core/presets/replication';
import type { LabClient } from '#contract/contract';
import type { ExperimentDetail } from '#contract/experiments';

export type WhatToRun =
  | { readonly kind: 'file'; readonly file: string }
  /** `seed` null: that of the preset. */
  | { readonly kind: 'preset'; readonly id: string; readonly isFull: boolean; readonly seed: number | null };

/** Starts a new experiment from a file or a preset. */
export async function runCommand(client: LabClient, what: WhatToRun, options: OutputOptions, io: Io): Promise<number> {
  const spec = what.kind === 'file' ? await readJson(what.file) : await presetSpec(client, what);
  const begin = async (): Promise<string> => (await client.call('experiments.start', { spec })).id;
  return report(client, await follow(client, begin, options, io), options, io);
}

/** Goes on with an experiment that was stopped or interrupted. One that is finished is only reported. */
export async function resumeCommand(client: LabClient, id: string, options: OutputOptions, io: Io): Promise<number> {
  const { summary } = await client.call('experiments.get', { id });
  const begin = async (): Promise<string> => {
    if (summary.state === 'finished') io.err('This experiment is finished already; nothing was left to train.');
    else await client.call('experiments.resume', { id });
    return id;
  };
  return report(client, await follow(client, begin, options, io), options, io);
}

async function presetSpec(client: LabClient, { id, isFull, seed }: Extract<WhatToRun, { kind: 'preset' }>): Promise<unknown> {
  const presets = await client.call('presets.list', {});
  const preset = presets.find((candidate) => candidate.id === id);
  if (preset !== undefined && isFull && preset.full === null) throw new UsageError(`The preset ${id} has one form only: leave out --full.`);
  const spec = isFull ? preset?.full?.spec : preset?.spec;
  if (spec !== undefined) return seed === null ? spec : replication(spec, seed);
  const known = presets.map((candidate) => candidate.id).join(', ');
  throw new UsageError(`${describe({ kind: 'notFound', what: 'preset', id })} There are: ${known}.`);
}

async function report(client: LabClient, detail: ExperimentDetail, options: OutputOptions, io: Io): Promise<number> {
  await designedProbes(client, detail, options, io);
  const { id, state } = detail.summary;
  const { dataDirectory } = await client.call('lab.status', {});
  if (options.json) writeJson(io, experimentDocument(await loadExperiment(client, detail)));
  else if (!options.quiet) {
    const loaded = await loadExperiment(client, detail);
    const parts = [experimentText(loaded), loaded.scorecard === null ? '' : scorecardText(loaded.scorecard)].filter((part) => part !== '');
    io.out(`${parts.join('\n\n')}\n\nStored in ${dataDirectory}; see it again with: batchlab show ${id}`);
  }
  if (state === 'stopped') {
    io.err(`Saved. Resume with: batchlab resume ${id}`);
    return EXIT.interrupted;
  }
  const failedRuns = detail.runs.filter((run) => run.status === 'failed').length;
  if (state === 'finished' && failedRuns === 0) return EXIT.done;
  for (const event of detail.events.slice(-3)) io.err(event.message);
  io.err(
    state === 'finished'
      ? `${failedRuns} of ${detail.runs.length} runs failed.`
      : `The experiment did not finish (it is ${state}). Go on with: batchlab resume ${id}`,
  );
  return EXIT.failed;
}
