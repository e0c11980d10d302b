/** Files that were damaged on the disk: never an error that nobody expected, and what changed in finished runs is found. */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EVALUATION_COLUMNS } from '#core/series/evaluation';
import { LabError } from '#core/failure';
import type { Store } from '#lab/ports/store';
import { openStore } from '#store/open-store';
import { EMPTY_BATCH, sampleEvaluation, sampleExperiment, temporaryFolder } from '#test/support/store-sample';

const TRIALS = process.env.BATCHLAB_SOAK === '1' ? 300 : 40;
/** A slow machine may take minutes for all of them. */
const TIMEOUT_MS = 600_000;
const PAGE = 4096;
const RUNS = ['a-0-0', 'a-0-1', 'a-0-2'];

let folder: string;
let remove: () => void;
let original: Buffer;
let truth: string;

beforeAll(() => {
  ({ folder, remove } = temporaryFolder());
  const store = openStore(folder, { mode: 'write' });
  store.createExperiment(sampleExperiment('a', { size: [1, 3] }));
  const values = (shift: number) => Float32Array.from({ length: 40_000 }, (_, index) => Math.sin(index + shift) + Math.random());
  for (const [index, runId] of RUNS.entries()) {
    const evaluations = Array.from({ length: 200 }, (_, row) => sampleEvaluation(row * 50, Math.random()));
    const metrics = { loss: values(index), accuracy: values(index + 1) };
    store.write({ ...EMPTY_BATCH, progress: [{ runId, fromUpdate: 0, metrics, evaluations }] });
    store.write({ ...EMPTY_BATCH, runs: [{ runId, status: 'finished', update: 40_000, seconds: 3, weightHash: 'f'.repeat(64) }] });
  }
  truth = contentOf(store);
  store.close();
  original = readFileSync(join(folder, 'batchlab.sqlite3'));
});
afterAll(() => remove());

/** Everything that finished runs say, read the way the screens read it. */
function contentOf(store: Store): string {
  return JSON.stringify(
    RUNS.map((runId) => {
      const columns = store.evaluations(runId);
      const series = (['loss', 'accuracy'] as const).map((metric) => {
        const { min } = store.series(runId, metric, 0, 40_000, 40_000);
        return Buffer.from(min.buffer, min.byteOffset, min.byteLength).toString('base64');
      });
      const run = store.run(runId);
      return [run?.status, run?.update, run?.seconds, run?.weightHash, EVALUATION_COLUMNS.map((name) => [...columns[name]]), series];
    }),
  );
}

/** `found`: told as damaged or by a hash; `harmless`: the runs say what they said; `missed`: they say something else, and nothing tells. */
function outcome(bytes: Buffer): 'found' | 'harmless' | 'missed' {
  const { folder: own, remove: removeOwn } = temporaryFolder();
  try {
    writeFileSync(join(own, 'batchlab.sqlite3'), bytes);
    const store = openStore(own, { mode: 'write' });
    try {
      if (RUNS.some((runId) => store.run(runId) === null || !store.verifyRun(runId))) return 'found';
      return contentOf(store) === truth ? 'harmless' : 'missed';
    } finally {
      store.close();
    }
  } catch (error) {
    // Whatever else is thrown fails the test.
    if (error instanceof LabError && error.failure.kind !== 'internal') return 'found';
    throw error;
  } finally {
    removeOwn();
  }
}

const changed = (change: (bytes: Buffer) => Buffer): Buffer => change(Buffer.from(original));
const random = (below: number): number => Math.floor(Math.random() * below);

it(
  'flipped bits in finished runs are found by their hashes, 99 in 100 and more',
  () => {
    const counts = { found: 0, harmless: 0, missed: 0 };
    for (let trial = 0; trial < TRIALS; trial++) {
      const flipped = changed((bytes) => {
        bytes[random(bytes.length)] ^= 1 << random(8);
        return bytes;
      });
      counts[outcome(flipped)]++;
    }
    expect(counts.missed / Math.max(1, counts.found + counts.missed)).toBeLessThanOrEqual(0.01);
    expect(counts.found).toBeGreaterThan(TRIALS / 3);
  },
  TIMEOUT_MS,
);

it(
  'pages of zeros are found',
  () => {
    for (let trial = 0; trial < TRIALS; trial++) {
      const page = random(original.length / PAGE);
      expect([outcome(changed((bytes) => bytes.fill(0, page * PAGE, (page + 1) * PAGE))), page]).not.toEqual(['missed', page]);
    }
  },
  TIMEOUT_MS,
);

it(
  'files that were cut off are found',
  () => {
    for (let trial = 0; trial < TRIALS; trial++) {
      const length = random(original.length);
      const said = outcome(original.subarray(0, length));
      // An empty file is a new history, and says nothing wrong.
      expect(['found', 'harmless']).toContain(said);
    }
  },
  TIMEOUT_MS,
);

it('a description of a table that was changed is told as damage', () => {
  // Everywhere: SQLite leaves old copies of its descriptions lying about.
  const flipped = Buffer.from(original.toString('latin1').replaceAll('weight_hash', 'veight_hash'), 'latin1');
  expect(outcome(flipped)).toBe('found');
});

it('foreign files are refused and stay as they are', () => {
  for (const content of ['', 'PK\u0003\u0004', '<html></html>', '\u0000'.repeat(10_000), 'SQLite format 3\u0000'.padEnd(8192, 'x')]) {
    const { folder: own, remove: removeOwn } = temporaryFolder();
    const file = join(own, 'batchlab.sqlite3');
    writeFileSync(file, content);
    copyFileSync(file, `${file}.before`);
    if (content !== '') {
      expect(() => openStore(own, { mode: 'write' })).toThrow(LabError);
      expect(readFileSync(file).equals(readFileSync(`${file}.before`))).toBe(true);
    }
    removeOwn();
  }
});
