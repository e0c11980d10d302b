/** `probe` and `probes`: asks about the weights of runs, and shows what was asked before. */
import { EXIT, UsageError, writeJson } from '#cli/io';
import type { Io, OutputOptions } from '#cli/io';
import { probeText } from '#cli/probe-text';
import { count, duration, moment, table } from '#cli/words';
import { LabError } from '#core/failure';
import type { Moment, ProbeKind, ProbeQuestionInput } from '#core/probes/questions';
import type { LabClient } from '#contract/contract';
import type { ExperimentDetail } from '#contract/experiments';

export const PROBE_KINDS = [
  ...['gradient', 'noiseScale', 'sharpness', 'slices', 'distances', 'optimum', 'interpolation', 'plane'],
] as readonly ProbeKind[]; // Every kind that there is.

/** What `probe` may be told besides runs and kind. */
export interface ProbeFlags {
  readonly kind: ProbeKind;
  readonly at?: string;
  readonly trials?: number;
  readonly batchSizes?: readonly string[];
  readonly rows?: number;
  readonly points?: number;
  readonly directions?: number;
  readonly withReplacement?: boolean;
  readonly estimate?: boolean;
}

/** Answers a question and stores the answer; an interrupt cancels it. */
export async function probeCommand(
  client: LabClient,
  runIds: readonly string[],
  flags: ProbeFlags,
  options: OutputOptions,
  io: Io,
): Promise<number> {
  const question = questionOf(runIds, flags);
  const { seconds, problem } = await client.call('probes.estimate', { question });
  if (problem !== null) throw new LabError({ kind: 'conflict', problem });
  if (flags.estimate === true) {
    if (options.json) writeJson(io, { question, seconds });
    else io.out(expectation(seconds));
    return EXIT.done;
  }
  if (!options.quiet && !options.json) io.err(expectation(seconds));
  const id = `probe-${crypto.randomUUID().slice(0, 8)}`;
  const cleanup = [
    io.onInterrupt(() => {
      // What cannot be cancelled has just ended by itself.
      client.call('probes.cancel', { id }).catch(() => undefined);
    }),
    watch(client, id, options, io),
  ];
  try {
    const record = await client.call('probes.run', { id, question });
    if (options.json) writeJson(io, record);
    else if (!options.quiet) io.out(`${probeText(record.result)}\n\nStored as ${record.id} in ${duration(record.seconds)}.`);
    return EXIT.done;
  } finally {
    for (const end of cleanup) end();
  }
}

function expectation(seconds: number): string {
  return seconds < 1 ? 'It will take about a second.' : `It will take about ${duration(seconds)} on one core.`;
}

/** The probes of an experiment, or one with its numbers. */
export async function probesCommand(client: LabClient, id: string, options: OutputOptions, io: Io): Promise<number> {
  if (id.startsWith('probe-')) {
    const record = await client.call('probes.get', { id });
    if (options.json) writeJson(io, record);
    else io.out(probeText(record.result));
    return EXIT.done;
  }
  await client.call('experiments.get', { id });
  const probes = await client.call('probes.list', { experimentId: id });
  if (options.json) {
    const records = [];
    for (const probe of probes) records.push(await client.call('probes.get', { id: probe.id }));
    writeJson(io, { probes: records });
  } else if (probes.length === 0) io.out('Nothing was asked about its weights yet. Try: batchlab probe RUN --kind gradient');
  else
    io.out(
      table(
        ['Id', 'Kind', 'Runs', 'Asked'],
        probes.map((one) => [one.id, one.kind, one.runIds.join(', '), moment(one.createdAt)]),
      ),
    );
  return EXIT.done;
}

/** Waits for what the design of an experiment that has been trained asks about its weights; an interrupt gives the rest up. */
export async function designedProbes(
  client: LabClient,
  { spec, summary }: ExperimentDetail,
  options: OutputOptions,
  io: Io,
): Promise<void> {
  if (spec.record.probes.length === 0) return;
  const left = new Set<string>();
  const done = Promise.withResolvers<undefined>();
  const cleanup = [
    client.subscribe('probe', ({ id, kind, experimentId, state, problem }) => {
      if (experimentId !== summary.id || (state !== 'done' && state !== 'failed' && state !== 'cancelled')) return;
      left.delete(id);
      if (state === 'failed') io.err(`${kind}: ${problem ?? 'it failed.'}`);
      if (left.size === 0) done.resolve(undefined);
    }),
    io.onInterrupt(() => {
      for (const id of left) client.call('probes.cancel', { id }).catch(() => undefined);
    }),
  ];
  try {
    const active = (await client.call('probes.active', {})).filter(({ experimentId }) => experimentId === summary.id);
    for (const { id } of active) left.add(id);
    if (left.size === 0) return;
    if (!options.quiet) io.err(`Asking what the design asks: ${count(left.size, 'probe')}.`);
    await done.promise;
  } finally {
    for (const end of cleanup) end();
  }
}

function questionOf(runIds: readonly string[], flags: ProbeFlags): ProbeQuestionInput {
  const at = momentOf(flags.at ?? 'end');
  const [first, second, third] = runIds.map((runId) => ({ runId, at }));
  const expect = (number: number): void => {
    if (runIds.length !== number)
      throw new UsageError(`A probe of kind ${flags.kind} needs ${count(number, 'run')}, not ${String(runIds.length)}.`);
  };
  const { trials, rows, points, directions, withReplacement } = flags;
  const own = defined({ trials, rows, withReplacement, batchSizes: flags.batchSizes?.map(Number) });
  switch (flags.kind) {
    case 'gradient':
      expect(1);
      return { kind: flags.kind, of: first, ...own };
    case 'noiseScale': {
      expect(1);
      const [smallBatch, largeBatch] = flags.batchSizes?.map(Number) ?? [];
      return { kind: flags.kind, of: first, ...defined({ trials, rows, withReplacement, smallBatch, largeBatch }) };
    }
    case 'sharpness':
      expect(1);
      return { kind: flags.kind, of: first, ...defined({ rows }) };
    case 'slices':
      expect(1);
      return { kind: flags.kind, of: first, ...defined({ points, directions }) };
    case 'distances':
    case 'optimum':
      return { kind: flags.kind, runIds: [...runIds] };
    case 'interpolation':
      expect(2);
      return { kind: flags.kind, between: [first, second], ...defined({ points }) };
    case 'plane':
      expect(3);
      return { kind: flags.kind, through: [first, second, third], ...defined({ points }) };
    default:
      return flags.kind satisfies never;
  }
}

/** Throws UsageError. */
export function momentOf(text: string): Moment {
  if (text === 'start' || text === 'end' || text === 'latest') return text;
  if (/^\d+$/.test(text)) return { update: Number(text) };
  throw new UsageError('--at takes start, end, latest, or the number of an update.');
}

/** Without the fields that were not given. */
function defined<Fields extends object>(fields: Fields): { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } {
  // What is left has every field as it was but for the undefined ones.
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Fields]?: Exclude<Fields[Name], undefined>;
  };
}

/** Tells every tenth of the way. */
function watch(client: LabClient, id: string, options: OutputOptions, io: Io): () => void {
  let told = 0;
  return client.subscribe('probe', (activity) => {
    const tenths = Math.floor(activity.part * 10);
    if (activity.id !== id || activity.state !== 'running' || tenths <= told || options.quiet || options.json) return;
    told = tenths;
    io.err(`${String(tenths * 10)} %`);
  });
}
