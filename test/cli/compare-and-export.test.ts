/** Comparing and exporting on the command line: over the real wire, with the real statistics. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Papa from 'papaparse';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { unguarded } from '#core/table-text';
import { evaluation, experiment, runLine, ScriptedLab } from '#test/cli/scripted-lab';

const curve = (score: number) => Array.from({ length: 12 }, (_, index) => evaluation(index, 1 / (index + 1), score + index / 1000));
const { detail, curves } = experiment('finished', [curve(0.5), curve(0.6), curve(0.7), curve(0.9)]);
const hostile = { ...detail, summary: { ...detail.summary, name: '=HYPERLINK("http://x"),\n"y"' } };
const lab = new ScriptedLab({
  'experiments.get': () => hostile,
  'runs.curves': ({ runIds }) => curves.filter((one) => runIds.includes(one.runId)),
  'studies.export': ({ ids, withData }) => ({ fileName: 'study.batchlab', bytes: Uint8Array.of(ids.length, withData === true ? 1 : 0) }),
  'runs.exportModel': ({ runId, at }) => ({ fileName: 'model.onnx', bytes: Buffer.from(`${runId} ${JSON.stringify(at)}`) }),
  'studies.import': ({ fileName, bytes }) => ({ ids: [`${fileName} ${bytes.length}`] }),
});

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'batchlab-export-'))));
afterAll(() => rmSync(folder, { recursive: true }));

test('compare --json gives groups, pairs and findings of the comparison', async () => {
  const { out, exitCode, opened } = await runLine(lab, ['compare', 'a', '--json', '--lens', 'end']);
  const document = JSON.parse(out) as {
    readonly groups: readonly object[];
    readonly pairs: readonly object[];
    readonly findings: readonly object[];
  };
  expect(exitCode).toBe(0);
  expect(document.groups).toMatchObject([
    { label: 'batch size 4', n: 2, values: [0.511, 0.611] },
    { label: 'full batch', n: 2, values: [0.711, 0.911] },
  ]);
  expect(document.pairs).toMatchObject([{ difference: { n: 2, mean: expect.closeTo(-0.25, 9) as number } }]);
  expect(document.findings.length).toBeGreaterThan(0);
  expect(opened.map(({ mode }) => mode)).toEqual(['read']);
});

test('compare in words names the measure, where it is read, and every group', async () => {
  const { out } = await runLine(lab, ['compare', 'a', '--lens', 'end']);
  expect(out).toContain('Test accuracy at the end of each run, mean over seeds with 95 % interval');
  expect(out).toMatch(/full batch\s+2\s+81\.1 %/);
});

test('an experiment cannot be compared with itself', async () => {
  expect(await runLine(lab, ['compare', 'a', 'a'])).toMatchObject({ exitCode: 2 });
});

test('a CSV comes back as it was, number for number, and no cell is a formula', async () => {
  const { out } = await runLine(lab, ['export', 'a', '--format', 'csv']);
  const { data } = Papa.parse<Record<string, string>>(out, { header: true, delimiter: ',', newline: '\r\n' });
  expect(data).toHaveLength(48);
  for (const [index, row] of data.entries()) {
    const { evaluations } = curves[Math.floor(index / 12)];
    expect([row.run, Number(row.testScore), Number(row.trainLoss)]).toEqual([
      curves[Math.floor(index / 12)].runId,
      evaluations.testScore[index % 12],
      evaluations.trainLoss[index % 12],
    ]);
    expect(unguarded(row.name)).toBe(hostile.summary.name);
    expect(Object.values(row).filter((cell) => /^[=+@\t\r]/.test(cell))).toEqual([]);
  }
});

test('a CSV has the noise of the gradient where any run measured it, with its band, open or not', async () => {
  const { out: without } = await runLine(lab, ['export', 'a', '--format', 'csv']);
  expect(without.split('\r\n')[0]).not.toContain('noise');
  const noise = { pairs: 8, trace: 30, squaredNorm: 2, traceVariance: 1, squaredNormVariance: 0.01, covariance: 0 };
  const measured = experiment('finished', [
    curve(0.5).map((one, index) => ({ ...one, noise: index === 0 ? { ...noise, squaredNormVariance: 100 } : noise })),
    ...[curve(0.6), curve(0.7), curve(0.9)],
  ]);
  const noisy = new ScriptedLab({
    'experiments.get': () => measured.detail,
    'runs.curves': ({ runIds }) => measured.curves.filter((one) => runIds.includes(one.runId)),
  });
  const { out } = await runLine(noisy, ['export', 'a', '--format', 'csv']);
  const { data } = Papa.parse<Record<string, string>>(out, { header: true, delimiter: ',', newline: '\r\n' });
  expect(data[0]).toMatchObject({ noisePairs: '8', noiseTrace: '30', noiseSquaredNorm: '2', noiseScale: '15', noiseScaleHigh: 'Infinity' });
  expect(Number(data[11].noiseScaleLow)).toBeLessThan(15);
  expect(Number(data[11].noiseScaleHigh)).toBeGreaterThan(15);
  expect(Number(data[11].noiseScaleHigh)).toBeLessThan(20);
  expect(data[12]).toMatchObject({ noisePairs: '', noiseScale: '', noiseScaleHigh: '' });
  const { out: text } = await runLine(noisy, ['export', 'a', '--format', 'json']);
  const document = JSON.parse(text) as { readonly conditions: readonly { readonly runs: readonly { readonly noiseScale: unknown }[] }[] };
  expect(document.conditions[0].runs[0].noiseScale).toMatchObject({ value: expect.closeTo(15, 9) as number });
  expect(document.conditions[0].runs[1].noiseScale).toBeNull();
});

test('files are written once and never replaced', async () => {
  const file = join(folder, 'a.json');
  expect((await runLine(lab, ['export', 'a', '--format', 'json', '--out', file])).exitCode).toBe(0);
  const before = readFileSync(file, 'utf8');
  expect(JSON.parse(before)).toMatchObject({ experimentId: 'a', conditions: [{ id: 1 }, { id: 2 }] });
  const again = await runLine(lab, ['export', 'a', '--format', 'csv', '--out', file]);
  expect([again.exitCode, readFileSync(file, 'utf8') === before]).toEqual([2, true]);
  expect(again.err).toContain('exists already');
});

test('a study file is written and read as bytes', async () => {
  const file = join(folder, 'study.batchlab');
  expect((await runLine(lab, ['export', 'a', 'b', '--format', 'study', '--out', file])).out).toContain('2 experiments');
  expect([...readFileSync(file)]).toEqual([2, 0]);
  const whole = join(folder, 'whole.batchlab');
  await runLine(lab, ['export', 'a', '--format', 'study', '--with-data', '--out', whole]);
  expect([...readFileSync(whole)]).toEqual([1, 1]);
  expect((await runLine(lab, ['export', 'a', '--format', 'csv', '--with-data'])).err).toContain('--with-data is for a study file');
  const imported = await runLine(lab, ['import', file]);
  expect([imported.out, imported.opened.map(({ mode }) => mode)]).toEqual(['1 experiment imported: study.batchlab 2', ['write']]);
  expect((await runLine(lab, ['import', join(folder, 'nothing')])).err).toContain('there is no such file');
});

test('the network of one run is written as a model, at its end or at the moment that is named', async () => {
  const [end, early] = [join(folder, 'end.onnx'), join(folder, 'early.onnx')];
  const model = ['export', 'a.1.2', '--format', 'onnx', '--out'];
  const { exitCode, out, opened } = await runLine(lab, [...model, end]);
  expect([exitCode, out, opened.map(({ mode }) => mode)]).toEqual([0, `Written to ${end}.`, ['read']]);
  await runLine(lab, [...model, early, '--at', '40']);
  expect([end, early].map((path) => readFileSync(path, 'utf8'))).toEqual(['a.1.2 "end"', 'a.1.2 {"update":40}']);
  const again = await runLine(lab, [...model, end]);
  expect([again.exitCode, again.err]).toEqual([2, expect.stringContaining('exists already')]);
});

test.each([
  [['a', '--format', 'onnx'], 'A model is that of one run, such as abcd1234.2.7.'],
  [['a.1.1', 'a.1.2', '--format', 'onnx'], 'A model is that of one run, such as abcd1234.2.7.'],
  [['a', '--format', 'csv', '--at', 'end'], '--at is for a model: --format onnx.'],
  [['a.1.1', '--format', 'onnx', '--at', 'soon'], '--at takes start, end, latest, or the number of an update.'],
])('export %j is refused in words', async (argv, sentence) => {
  const { exitCode, err } = await runLine(lab, ['export', ...argv]);
  expect([exitCode, err]).toEqual([2, expect.stringContaining(sentence)]);
});
