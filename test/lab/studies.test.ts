/** Study files: out of one lab and into another without loss, and everything hostile refused with a reason. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, gunzipSync } from 'node:zlib';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decode, encode } from '#contract/codec';
import type { FileToSave } from '#contract/saved-files';
import type { Table } from '#core/data/table';
import { LabError } from '#core/failure';
import type { ProbeQuestion } from '#core/probes/questions';
import type { ProbeResult } from '#core/probes/results';
import type { EngineEvent, RunProgress } from '#lab/ports/engines';
import { createDatasetFiles } from '#datasets/dataset-files';
import { tableHash } from '#datasets/hash';
import { studyFiles } from '#report/study-files';
import { type LabBench, labBench, settle } from '#test/support/lab-bench';
import { playToEnd } from '#test/support/scripted-engines';
import { modesWith } from '#test/support/specs';

let here: LabBench;
let there: LabBench;
beforeEach(() => {
  [here, there] = [labBench(), labBench()];
});
afterEach(() => {
  here.remove();
  there.remove();
});

async function study(): Promise<{ readonly id: string; readonly file: FileToSave }> {
  const spec = modesWith({ name: '../../etc/<b>Modes</b>', replicates: 2, 'factors.0.values': [32, 'full'] });
  const { id } = await here.lab.handlers['experiments.start']({ spec });
  await settle();
  for (let next = 0; next < here.pool.jobs.length; next++) playToEnd(here.pool.jobs[next]);
  await here.lab.handlers['experiments.mark']({ id, isStarred: true, tags: ['=1+1'], notes: '<script>' });
  return { id, file: await here.lab.handlers['studies.export']({ ids: [id] }) };
}

/** A file with the content changed, and its check sum set right, as somebody who means harm would. */
async function forged(
  change: (content: Record<string, unknown>, experiment: Record<string, unknown>) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const { file } = await study();
  // Written by the lab: an object with a list of objects.
  const content = decode(gunzipSync(file.bytes).toString('utf8').slice(65)) as { experiments: Record<string, unknown>[] } & Record<
    string,
    unknown
  >;
  change(content, content.experiments[0]);
  return packed(encode(content));
}
const packed = (text: string): Uint8Array<ArrayBuffer> => gzipSync(`${createHash('sha256').update(text).digest('hex')}\n${text}`);

async function refusal(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  try {
    await there.lab.handlers['studies.import']({ fileName: 'study.batchlab', bytes });
  } catch (error) {
    if (error instanceof LabError) return error.message;
    throw error;
  }
  return 'accepted';
}

describe('a study file', () => {
  it('brings designs, results, marks and hashes over, under its own id, and the records are whole', async () => {
    const { id, file } = await study();
    expect(file.fileName).toBe('etc-b-Modes-b.batchlab');
    const { ids } = await there.lab.handlers['studies.import']({ fileName: file.fileName, bytes: file.bytes });
    expect(ids).toEqual([id]);
    const [mine, theirs] = [await here.lab.handlers['experiments.get']({ id }), await there.lab.handlers['experiments.get']({ id })];
    expect({ ...theirs, summary: { ...theirs.summary, origin: null } }).toEqual(mine);
    expect(theirs.summary.origin).toEqual({ kind: 'import', experimentId: id, file: file.fileName, lineage: [] });
    for (const { id: runId } of mine.runs) {
      expect(there.store.evaluations(runId)).toEqual(here.store.evaluations(runId));
      expect(there.store.series(runId, 'loss', 0, 1e9, 20_000)).toEqual(here.store.series(runId, 'loss', 0, 1e9, 20_000));
      const { recordHash } = await here.lab.handlers['runs.verify']({ runId });
      expect(there.store.run(runId)?.recordHash).toBe(recordHash);
      expect(await there.lab.handlers['runs.verify']({ runId })).toMatchObject({ isIntact: true });
    }
  });

  it('takes a new id where its own is in use, and can be trained there', async () => {
    const { id, file } = await study();
    const { ids } = await here.lab.handlers['studies.import']({ fileName: 'a', bytes: file.bytes });
    expect(ids).not.toEqual([id]);
    const [again] = ids;
    await here.lab.handlers['runs.repeat']({ runId: `${again}.1.1` });
    await settle();
    const original = here.pool.jobs.find(({ job }) => job.runs.some(({ runId }) => runId === `${id}.1.1`));
    const repeat = here.pool.jobs.at(-1);
    expect({ ...repeat?.job, id: '', runs: [], dataId: '' }).toEqual({ ...original?.job, id: '', runs: [], dataId: '' });
  });

  it('made of an imported one again says the same', async () => {
    const { file } = await study();
    const { ids } = await there.lab.handlers['studies.import']({ fileName: 'a', bytes: file.bytes });
    const again = await there.lab.handlers['studies.export']({ ids: [...ids] });
    const content = (bytes: Uint8Array): unknown => decode(gunzipSync(bytes).toString('utf8').slice(65));
    expect(content(again.bytes)).toMatchObject({ experiments: (content(file.bytes) as { experiments: unknown }).experiments });
  });
});

describe('a study file with noise scales', () => {
  const noise = { pairs: 8, trace: 3, squaredNorm: 0.5, traceVariance: 1, squaredNormVariance: 0.25, covariance: -0.125 };

  it('brings them over with the record whole, and says that older labs cannot read it', async () => {
    const spec = modesWith({ replicates: 1, 'factors.0.values': [32], record: { noiseScale: {} } });
    const { id } = await here.lab.handlers['experiments.start']({ spec });
    await settle();
    const [scripted] = here.pool.jobs;
    const { job, emit } = scripted;
    expect(job.noiseScale).toEqual({ smallBatch: 16, largeBatch: 256, pairs: 8 });
    const measuring = (event: EngineEvent): EngineEvent => {
      if (event.kind !== 'progress') return event;
      const withNoise = (one: RunProgress): RunProgress => ({ ...one, evaluations: one.evaluations.map((own) => ({ ...own, noise })) });
      return { ...event, runs: event.runs.map(withNoise) };
    };
    playToEnd({ ...scripted, job, emit: (event) => emit(measuring(event)) });
    const file = await here.lab.handlers['studies.export']({ ids: [id] });
    expect(decode(gunzipSync(file.bytes).toString('utf8').slice(65))).toMatchObject({ version: 2 });
    await there.lab.handlers['studies.import']({ fileName: 'a', bytes: file.bytes });
    const runId = `${id}.1.1`;
    expect(there.store.evaluations(runId).noiseTrace[0]).toBe(3);
    expect(there.store.evaluations(runId)).toEqual(here.store.evaluations(runId));
    expect(await there.lab.handlers['runs.verify']({ runId })).toMatchObject({ isIntact: true });
  });

  it('has nothing of them where none was measured, as files of before', async () => {
    const { file } = await study();
    const text = gunzipSync(file.bytes).toString('utf8');
    expect(text).not.toContain('noise');
    expect(decode(text.slice(65))).toMatchObject({ version: 1 });
  });
});

describe('a study file with more than designs and results', () => {
  const csv = Buffer.from(
    ['a,b,kind', ...Array.from({ length: 60 }, (_, row) => `${String(row)},${String((row * 7) % 13)},${'xyz'[row % 3]}`)].join('\n'),
  );
  const question = (runId: string): ProbeQuestion => ({ kind: 'distances', runIds: [runId] });
  const answer = (runId: string): ProbeResult => ({
    kind: 'distances',
    layers: ['Output'],
    runs: [
      { runId, points: [{ update: 0, epoch: 0, total: 0, layers: [0], path: 0, gradientNorm: NaN, gradientCosine: null }], reach: null },
    ],
    between: { total: new Float64Array([0]), layers: [new Float64Array([0])] },
  });

  /** An experiment on imported data, finished, with an answer about its first run; exported with its data. */
  async function onOwnData(): Promise<{ readonly id: string; readonly file: FileToSave }> {
    await here.lab.handlers['datasets.import']({
      name: '../Iris',
      fileName: 'iris.csv',
      bytes: csv,
      target: 'kind',
      task: 'classification',
    });
    const spec = modesWith({ 'data.source': { kind: 'dataset', name: '../Iris' }, replicates: 1, 'factors.0.values': [8] });
    const { id } = await here.lab.handlers['experiments.start']({ spec });
    await settle();
    for (const job of here.pool.jobs) playToEnd(job);
    const runId = `${id}.1.1`;
    const about = { id: 'p', experimentId: id, runIds: [runId], kind: 'distances' as const, seconds: 1, createdAt: 2 };
    here.store.saveProbe({ ...about, question: question(runId), result: answer(runId) });
    return { id, file: await here.lab.handlers['studies.export']({ ids: [id], withData: true }) };
  }
  async function changed(
    change: (content: { datasets: Record<string, unknown>[]; experiments: Record<string, unknown>[] }) => void,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const { file } = await onOwnData();
    const content = decode(await studyFiles().unpack('x', file.bytes)) as Parameters<typeof change>[0];
    change(content);
    return packed(encode(content));
  }
  const files = createDatasetFiles('/nowhere');
  /** The table of the file with something changed, and the fingerprint set right. */
  const withTable =
    (change: (table: Table) => Table) => (content: { datasets: Record<string, unknown>[]; experiments: Record<string, unknown>[] }) => {
      const table = files.unpack(content.datasets[0].bytes as Uint8Array);
      if (table === null) throw new Error('it was written by the lab');
      const forgedTable = change(table);
      content.datasets[0].bytes = files.pack(forgedTable);
      content.datasets[0].hash = tableHash(forgedTable);
      Object.assign(content.experiments[0].provenance as object, { dataHash: tableHash(forgedTable) });
    };

  it('brings data and answers over, and is trained there on the same rows', async () => {
    const { id, file } = await onOwnData();
    const { ids } = await there.lab.handlers['studies.import'](file);
    const [[mine], [theirs]] = [await here.lab.handlers['datasets.list']({}), await there.lab.handlers['datasets.list']({})];
    expect({ ...theirs, importedAt: 0 }).toEqual({ ...mine, importedAt: 0 });
    const [sent] = await there.lab.handlers['probes.list']({ experimentId: ids[0] });
    expect((await there.lab.handlers['probes.get']({ id: sent.id })).result).toEqual(answer(`${id}.1.1`));
    await there.lab.handlers['runs.repeat']({ runId: `${id}.1.1` });
    await settle();
    expect(there.pool.jobs).toHaveLength(1);
    // Once more: nothing is kept twice, and where a name is taken by other data it gets another one.
    await there.lab.handlers['studies.import'](file);
    expect(await there.lab.handlers['datasets.list']({})).toHaveLength(1);
    const other = Buffer.from(csv.toString().replace('0,0,x', '9,9,x'));
    const third = labBench();
    await third.lab.handlers['datasets.import']({
      name: '../Iris',
      fileName: 'b.csv',
      bytes: other,
      target: 'kind',
      task: 'classification',
    });
    await third.lab.handlers['studies.import'](file);
    expect((await third.lab.handlers['datasets.list']({})).map(({ name }) => name)).toEqual(['../Iris', '../Iris (2)']);
    third.remove();
  });

  it('leaves data behind unless it is asked for, and says so where it is not here', async () => {
    const { id, file } = await onOwnData();
    const small = await here.lab.handlers['studies.export']({ ids: [id] });
    expect(decode(await studyFiles().unpack('x', small.bytes))).not.toHaveProperty('datasets');
    const { ids } = await there.lab.handlers['studies.import'](small);
    await expect(there.lab.handlers['studies.export']({ ids: [...ids], withData: true })).rejects.toThrow('is not on this computer');
    expect(file.bytes.byteLength).toBeGreaterThan(small.bytes.byteLength);
  });

  it.each<[string, Parameters<typeof changed>[0], string]>([
    [
      'data that is not what its fingerprint says',
      ({ datasets }) => (datasets[0].hash = 'a'.repeat(64)),
      'is not what its fingerprint says',
    ],
    ['data that is no table', ({ datasets }) => (datasets[0].bytes = new Uint8Array(100)), 'is not a table'],
    [
      'data of no experiment',
      ({ experiments }) => Object.assign(experiments[0].provenance as object, { dataHash: 'b'.repeat(64) }),
      'belongs to no experiment',
    ],
    ['a path for data', ({ datasets }) => (datasets[0].file = '/etc/passwd'), 'datasets.0'],
    [
      'labels without a class',
      withTable((table) => ({ ...table, target: { ...table.target, labels: new Int32Array(table.rows).fill(99) } as Table['target'] })),
      'has rows of classes that it does not have',
    ],
    ['infinite values', withTable((table) => ({ ...table, features: table.features.map(() => Infinity) })), 'not finite'],
    [
      'data of another shape',
      withTable((table) => ({
        ...table,
        rows: 20,
        features: table.features.slice(0, 40),
        target: { ...table.target, labels: new Int32Array(20) } as Table['target'],
      })),
      'does not have the shape',
    ],
    [
      'an answer about a foreign run',
      ({ experiments }) =>
        (experiments[0].probes = [{ question: question('other.1.1'), result: answer('other.1.1'), seconds: 1, createdAt: 1 }]),
      'belongs to another experiment',
    ],
    [
      'an answer to another question',
      ({ experiments }) => Object.assign((experiments[0].probes as object[])[0], { result: { kind: 'optimum', runs: [] } }),
      'has an answer to another question',
    ],
    [
      'an answer without a form',
      ({ experiments }) => Object.assign((experiments[0].probes as object[])[0], { result: { kind: 'distances', runs: 'x' } }),
      'probes.0.result',
    ],
  ])('with %s is refused as a whole', async (_, change, reason) => {
    const said = await refusal(await changed(change));
    expect(said).toMatch(/^Cannot read study\.batchlab: /);
    expect(said).toContain(reason);
    expect([there.store.listExperiments(), there.store.listDatasets()]).toEqual([[], []]);
    expect(existsSync(join(there.directory, 'datasets'))).toBe(false);
  });
});

describe('a hostile study file', () => {
  it.each([
    ['nothing', new Uint8Array(), 'it is not a study of Batch Size Lab, or it is damaged.'],
    ['text', new TextEncoder().encode('{}'), 'it is not a study of Batch Size Lab, or it is damaged.'],
    ['a zip archive', new Uint8Array([0x50, 0x4b, 3, 4]), 'it is not a study of Batch Size Lab, or it is damaged.'],
    ['another gzip', gzipSync('hello'), 'it is not a study of Batch Size Lab.'],
    ['a false check sum', gzipSync(`${'0'.repeat(64)}\n{}`), 'it is damaged: its content does not match its check sum.'],
    ['a foreign schema', packed('{"format":"other"}'), 'format: '],
    ['deep nesting', packed(`${'['.repeat(5000)}${']'.repeat(5000)}`), 'its content cannot be read'],
    ['a prototype', packed('{"__proto__":{"isAdmin":true},"format":"batch-size-lab/study"}'), ''],
  ])('%s is refused', async (_, bytes, reason) => {
    const said = await refusal(bytes);
    expect(said).not.toBe('accepted');
    expect(said).toContain(reason);
    expect(there.store.listExperiments()).toEqual([]);
    expect(Reflect.get({}, 'isAdmin')).toBeUndefined();
  });

  it('that unpacks into more than can be read is refused without unpacking it', async () => {
    const bomb = gzipSync(Buffer.alloc(30 * 1024 * 1024));
    await expect(studyFiles(10 * 1024 * 1024).unpack('bomb', bomb)).rejects.toThrow('it holds more than 10 MB.');
  });

  it.each<[string, (content: Record<string, unknown>, experiment: Record<string, unknown>) => void]>([
    ['a later version', (content) => (content.version = 3)],
    ['an experiment twice', (content, experiment) => (content.experiments = [experiment, experiment])],
    ['an unknown field', (_, experiment) => (experiment.path = '/etc/passwd')],
    ['an id that is a path', (_, experiment) => (experiment.id = '../../evil')],
    ['a design that is none', (_, experiment) => (experiment.spec = { name: 'x' })],
    ['a run of a condition that is not there', (_, experiment) => Object.assign((experiment.runs as object[])[0], { condition: 9 })],
    ['a run twice', (_, experiment) => Object.assign((experiment.runs as object[])[1], { replicate: 0 })],
    [
      'evaluations of unlike lengths',
      (_, experiment) =>
        Object.assign(((experiment.runs as object[])[0] as { evaluations: object }).evaluations, { trainLoss: new Float64Array(9) }),
    ],
    ['a tag that is no text', (_, experiment) => (experiment.tags = [{}])],
    ['an endless lineage', (_, experiment) => (experiment.lineage = Array.from({ length: 2000 }, () => ({ exactly: 1 })))],
  ])('with %s is refused as a whole', async (_, change) => {
    expect(await refusal(await forged(change))).toMatch(/^Cannot read study\.batchlab: /);
    expect(there.store.listExperiments()).toEqual([]);
  });

  it('made by flipping any bytes is refused or changes nothing', async () => {
    const { file } = await study();
    const whole = await studyFiles().unpack('x', file.bytes);
    // Only these say nothing of the content: the header of gzip, and bits that fill up the last byte before its check sum.
    const beforeCheckSum = file.bytes.length - 9;
    await fc.assert(
      fc.asyncProperty(fc.nat(file.bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const bytes = Uint8Array.from(file.bytes);
        bytes[at] ^= flip;
        const read = await studyFiles()
          .unpack('x', bytes)
          .catch((error: unknown) => (error instanceof Error ? error.message : ''));
        const saysNothing = at < 10 || at === beforeCheckSum;
        expect(read.startsWith('Cannot read x') || (saysNothing && read === whole)).toBe(true);
      }),
      { numRuns: 200, examples: [[beforeCheckSum, 0b1111_0000]] },
    );
  });
});
