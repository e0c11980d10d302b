/** The commands that only look, and how a wrong command line is told. */
import { expect, test, vi } from 'vitest';
import type { DatasetSummary } from '#contract/datasets';
import type { EngineReport } from '#contract/engines';
import { LabError } from '#core/failure';
import type { Lab } from '#lab/lab';
import { evaluation, experiment, runLine, ScriptedLab, TestTerminal } from '#test/cli/scripted-lab';

const curve = Array.from({ length: 12 }, (_, index) => evaluation(index, 1 / (index + 1), index / 20));
const { detail, curves } = experiment('finished', [curve, curve, curve, curve]);
const lab = new ScriptedLab({
  'experiments.list': () => [
    { ...detail.summary, id: 'binned', isDeleted: true },
    { ...detail.summary, id: 'old', createdAt: 0 },
    { ...detail.summary, id: 'new', state: 'interrupted', score: { n: 2, mean: 0.5, sd: 0.1, low: 0.4, high: 0.6, level: 0.95 } },
  ],
  'experiments.get': ({ id }) => {
    if (id !== 'a') throw new LabError({ kind: 'notFound', what: 'experiment', id });
    return detail;
  },
  'runs.curves': ({ runIds }) => curves.filter((one) => runIds.includes(one.runId)),
});

test('list shows the newest first, without the bin, and only reads', async () => {
  const result = await runLine(lab, ['list']);
  const lines = result.out.split('\n').map((line) => line.split(/\s{2,}/).slice(0, 4));
  expect(lines[0]).toEqual(['Id', 'State', 'Runs', 'Best condition']);
  expect(lines.slice(2)).toEqual([
    ['new', 'interrupted', '4/4', '0.5000 +- 0.1000'],
    ['old', 'finished', '4/4', '-'],
  ]);
  expect(result.opened.map((options) => options.mode)).toEqual(['read']);
});

test('list --json is one document', async () => {
  const document: unknown = JSON.parse((await runLine(lab, ['list', '--json'])).out);
  expect(document).toMatchObject({ experiments: [{ id: 'new' }, { id: 'old' }] });
});

test('show tells an experiment by its conditions', async () => {
  const { out, exitCode } = await runLine(lab, ['show', 'a']);
  expect(exitCode).toBe(0);
  expect(out).toContain('Small (a)');
  expect(out).toMatch(/batch size 4\s+2\s+0\.5500 \+- 0\.0000/);
});

test('show tells below the table what was found, and with --json all of it', async () => {
  const { out } = await runLine(lab, ['show', 'a']);
  const [, below] = out.split('\n\nFindings\n');
  const told = below.split('\n').map((line) => line.replace(/^- [a-zA-Z ]+: /, ''));
  const { findings } = JSON.parse((await runLine(lab, ['show', 'a', '--json'])).out) as {
    readonly findings: readonly { sentence: string }[];
  };
  expect(told.slice(0, 8)).toEqual(findings.slice(0, 8).map(({ sentence }) => sentence));
  expect(told.length).toBeLessThanOrEqual(9);
});

test('show tells a run with its hashes and the end of its evaluations', async () => {
  const { out } = await runLine(lab, ['show', 'a.2.1']);
  expect(out).toMatch(/Batch size\s+20 \(the full batch\)/);
  expect(out).toMatch(/Replicate\s+1 of seed 7/);
  expect(out).toMatch(/Weights \(SHA-256\)\s+hash 2/);
  expect(out).toMatch(/Design \(SHA-256\)\s+spec hash/);
  expect(out).toContain('The last 10 of 12 evaluations');
  const rows = out.split('\n').slice(-10);
  expect(rows[0].trim().split(/\s+/)).toEqual(['2', '0.4', '0.02', '0.3333', '0.1', '0.6667', '0.1', '0.2']);
  const document: unknown = JSON.parse((await runLine(lab, ['show', 'a.2.1', '--json'])).out);
  expect(document).toMatchObject({ conditions: [{ id: 2, runs: [{ id: 'a.2.1' }] }] });
});

test.each([
  ['b', 'There is no experiment "b".'],
  ['b.1.1', 'There is no experiment "b".'],
  ['a.9.9', 'There is no run "a.9.9".'],
])('what is not there is told by name: %s', async (id, message) => {
  const result = await runLine(lab, ['show', id]);
  expect([result.exitCode, result.err, result.out]).toEqual([2, message, '']);
});

const dataset: DatasetSummary = {
  name: 'plants',
  hash: 'h',
  shape: { rows: 2, features: 1, target: { kind: 'class', classes: 2 } },
  featureNames: ['size'],
  targetName: 'kind',
  classNames: ['a', 'b'],
  importedAt: 0,
  files: ['plants.csv'],
  note: '',
  usedBy: 0,
  isDeleted: false,
};

test('data import hands on the paths with its choices', async () => {
  const calls: unknown[] = [];
  const importPaths: Lab['importPaths'] = (paths, request, { onProgress }) => {
    calls.push([paths, request]);
    onProgress(0.45);
    return Promise.resolve(dataset);
  };
  const importing = new ScriptedLab({ 'datasets.list': () => [dataset] });
  const line = ['data', 'import', 'cats', 'dogs', '--name', 'pets', '--image-size', '32', '--missing', 'mean', '--columns', 'a', 'b'];
  const result = await runLine(importing, line, undefined, importPaths);
  const images = { width: 32, height: 32 };
  const request = { name: 'pets', task: 'auto', target: null, missing: 'mean', columns: ['a', 'b'], images };
  expect(calls).toEqual([[['cats', 'dogs'], request]]);
  expect([result.exitCode, result.opened[0].mode, result.err]).toEqual([0, 'write', 'Reading: 40 %']);
  expect(result.out).toContain('Imported "plants": 2 rows, 1 feature, target kind (2 classes).');
  expect((await runLine(importing, ['data', 'list'])).out).toMatch(/plants\s+2\s+1\s+kind \(2 classes\)/);
});

test('a table that cannot be used is told by row and column', async () => {
  const refuse: Lab['importPaths'] = () =>
    Promise.reject(new LabError({ kind: 'badTable', file: 'bad.csv', row: 3, column: 'size', problem: '"big" is not a number.' }));
  const result = await runLine(new ScriptedLab({}), ['data', 'import', 'bad.csv', '--name', 'bad'], undefined, refuse);
  expect([result.exitCode, result.err]).toEqual([2, 'bad.csv, row 3, column "size": "big" is not a number.']);
});

test('Ctrl+C cancels an import', async () => {
  const terminal = new TestTerminal();
  const waiting: Lab['importPaths'] = (_, __, { signal }) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(new LabError({ kind: 'cancelled' })));
      terminal.interrupt();
    });
  const result = await runLine(new ScriptedLab({}), ['data', 'import', 'big.csv', '--name', 'big'], terminal, waiting);
  expect([result.exitCode, result.err]).toEqual([130, 'It was cancelled. Nothing was changed.']);
});

const engines: readonly EngineReport[] = [
  { id: 'onnx-cpu', device: 'two cores', available: true, reason: 'works', samplesPerSecond: 1000 },
  { id: 'onnx-webgpu', device: 'a card', available: true, reason: 'works', samplesPerSecond: 2000, isAutomatic: true },
  { id: 'tfjs', device: '', available: false, reason: 'is not installed', samplesPerSecond: null },
];

test.each([
  ['auto', 'onnx-webgpu', 0],
  ['onnx-cpu', 'onnx-cpu', 0],
  ['tfjs', null, 1],
])('doctor with --engine %s would take %s', async (engine, chosen, exitCode) => {
  const result = await runLine(new ScriptedLab({ 'engines.report': () => engines }), ['doctor', '--json', '--engine', engine]);
  expect(JSON.parse(result.out)).toEqual({ engines, chosen });
  expect(result.exitCode).toBe(exitCode);
});

test('presets tells how long both forms take, by what was measured of the engines', async () => {
  const { spec } = detail;
  const common = { spec, source: '', expected: '', figure: 'curves' as const, importedData: null };
  const presets = [
    { ...common, id: 'modes', runs: 4, estimatedSeconds: 8, full: { spec, runs: 12, estimatedSeconds: 20 } },
    { ...common, id: 'throughput', runs: 1, estimatedSeconds: null, full: null },
  ];
  const measured = new ScriptedLab({ 'engines.report': () => [], 'presets.list': () => presets });
  const { out } = await runLine(measured, ['presets']);
  expect(measured.calls).toEqual(['engines.report', 'presets.list']);
  const rows = out.split('\n').map((line) => line.trim().split(/\s{2,}/));
  expect(rows[0]).toEqual(['Id', 'Runs', 'Time', 'Full runs', 'Time', 'Name']);
  expect(rows[2]).toEqual(['modes', '4', 'about 8 s', '12', 'about 20 s', spec.name]);
  expect(rows[3]).toEqual(['throughput', '1', '-', spec.name]);
});

test('what takes long to measure is said, unless nothing may be', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const told = async (...flags: readonly string[]): Promise<string> => {
      const report = Promise.withResolvers<readonly EngineReport[]>();
      const slow = new ScriptedLab({ 'engines.report': () => report.promise, 'presets.list': () => [] });
      const result = runLine(slow, ['presets', ...flags]);
      while (slow.calls.length === 0) await new Promise((resolve) => setImmediate(resolve));
      vi.advanceTimersByTime(5000);
      report.resolve([]);
      return (await result).err;
    };
    expect(await told()).toBe('Measuring the engines of this computer; they are measured once.');
    expect(await told('--quiet')).toBe('');
  } finally {
    vi.useRealTimers();
  }
});

test('doctor says when costs were measured, and from how many runs they were learned since', async () => {
  const at = (minute: number): number => new Date(2026, 0, 2, 3, minute).getTime();
  const [first, second] = engines;
  const report = (): readonly EngineReport[] => [
    { ...first, measuredAt: at(4), learned: { runs: 12, at: at(50) } },
    { ...second, measuredAt: at(5) },
  ];
  const { out } = await runLine(new ScriptedLab({ 'engines.report': report }), ['doctor']);
  expect(out).toContain('  Measured on 2026-01-02 03:04; learned since from 12 runs, last on 2026-01-02 03:50.');
  expect(out).toContain('  Measured on 2026-01-02 03:05.');
});

test('doctor says why an engine is missing', async () => {
  const { out } = await runLine(new ScriptedLab({ 'engines.report': () => engines }), ['doctor']);
  expect(out).toContain('onnx-cpu: can be used, 1000 samples a second (two cores)');
  expect(out).toContain('tfjs: cannot be used\n  is not installed');
  expect(out).toContain('Experiments would run on: onnx-webgpu');
});

test.each([
  [['run'], 'Name either an experiment file or a preset'],
  [['run', 'a.json', '--preset', 'modes'], 'Name either an experiment file or a preset'],
  [['rum'], "unknown command 'rum'"],
  [['run', 'a.json', '--fast'], "unknown option '--fast'"],
  [['list', '--engine', 'gpu'], 'Allowed choices are auto, onnx-cpu'],
  [['list', '--workers', '0'], 'It must be a whole number from 1 to 1024.'],
  [['serve', '--port', '70000'], 'It must be a whole number from 0 to 65535.'],
  [['data', 'import', 'a.csv'], "required option '--name <name>' not specified"],
  [['show'], "missing required argument 'id'"],
  [['list', 'extra'], 'too many arguments'],
  [[], 'Usage: batchlab'],
])('a wrong command line ends with 2 and a sentence: %j', async (argv, message) => {
  const result = await runLine(lab, argv);
  expect(result.exitCode).toBe(2);
  expect(result.err).toContain(message);
  expect([result.out, result.opened]).toEqual(['', []]);
});

test('help and version are no mistakes', async () => {
  const help = await runLine(lab, ['--help']);
  expect([help.exitCode, help.err]).toEqual([0, '']);
  expect(help.out).toContain('Usage: batchlab');
  expect((await runLine(lab, ['--version'])).out).toMatch(/^\d+\.\d+\.\d+$/);
});

test('what nobody foresaw is one sentence without a stack', async () => {
  const result = await runLine(new ScriptedLab({}), ['list']);
  expect([result.exitCode, result.err]).toEqual([1, 'Something went wrong inside Batch Size Lab: not scripted: experiments.list']);
});
