import { expect, test } from 'vitest';
import type { ProbeRecord } from '#contract/probes';
import { probeText } from '#cli/probe-text';
import { gradientNotes, NOISE_NOTES } from '#core/probes/batch-norm';
import { gradientPart } from '#core/probes/gradient';
import { questionSchema, runsIn } from '#core/probes/questions';
import type { GradientResult, ProbeResult } from '#core/probes/results';
import { experiment, runLine, ScriptedLab } from '#test/cli/scripted-lab';

const { detail } = experiment('finished', []);
const asked: unknown[] = [];
const part = gradientPart(
  {
    name: 'All layers',
    parameters: 6,
    exact: { full: 1, samples: Float64Array.of(5, 5, 5, 5) },
    batches: [Float64Array.of(5, 5), Float64Array.of(2, 2)],
  },
  [1, 2],
  4,
);
const normed = {
  inputs: 2,
  layers: [{ kind: 'batchNorm', momentum: 0.9, epsilon: 1e-5, ghostSize: null }],
  outputs: 2,
} as const;
const gradient: GradientResult = {
  kind: 'gradient',
  runId: 'a.1.1',
  update: 40,
  epoch: 4,
  rows: 4,
  trials: 2,
  parts: [part],
  agreement: {
    points: [1, 2].map((batchSize) => ({ batchSize, ratio: part.points[0].norm })),
    cosines: { all: part.points[0].norm, within: null, between: null },
    rows: 4,
  },
};

function recordOf(id: string, question: unknown): ProbeRecord {
  const checked = questionSchema.parse(question);
  const about = { id, experimentId: 'a', runIds: runsIn(checked), kind: checked.kind, question: checked };
  return { ...about, seconds: 2, createdAt: 0, result: gradient };
}

const distances: ProbeResult = {
  kind: 'distances',
  layers: ['Output'],
  runs: [],
  between: { total: Float64Array.of(0, NaN), layers: [Float64Array.of(0, 1)] },
};

const lab = new ScriptedLab({
  'experiments.get': () => detail,
  'probes.estimate': ({ question }) => {
    const parsed = questionSchema.safeParse(question);
    return parsed.success ? { seconds: 120, problem: null } : { seconds: 0, problem: parsed.error.issues[0].message };
  },
  'probes.run': ({ id, question }) => {
    asked.push(question);
    return recordOf(id, question);
  },
  'probes.list': () => [recordOf('probe-1', { kind: 'gradient', of: { runId: 'a.1.1' } })],
  'probes.get': ({ id }) => {
    const record = recordOf(id, { kind: 'gradient', of: { runId: 'a.1.1' } });
    return id === 'probe-2' ? { ...record, result: distances } : record;
  },
});

test('probe asks about a run, says what it takes, and shows what was found', async () => {
  const { out, err, exitCode } = await runLine(lab, [
    ...['probe', 'a.1.1', '--kind', 'gradient', '--trials', '50'],
    ...['--batch-sizes', '1', '2', '--at', '40'],
  ]);
  expect(asked.pop()).toEqual({ kind: 'gradient', of: { runId: 'a.1.1', at: { update: 40 } }, trials: 50, batchSizes: [1, 2] });
  expect(err).toContain('about 2 min on one core');
  expect(
    out
      .split('\n')
      .slice(0, 4)
      .map((line) => line.trim().split(/\s{2,}/)),
  ).toEqual([
    ['Batch', 'Norm', 'SD', 'Squared', 'Theory', 'Agreement'],
    expect.anything(),
    ['1', '2.236', '0', '5', '5', '2.236'],
    ['2', '1.414', '0', '2', '2.333', '2.236'],
  ]);
  expect(exitCode).toBe(0);
});

test('probe takes as many runs as its kind', async () => {
  await runLine(lab, ['probe', 'a.1.1', 'a.2.1', '--kind', 'interpolation', '--points', '5', '--at', 'start']);
  expect(asked.pop()).toEqual({
    kind: 'interpolation',
    between: [
      { runId: 'a.1.1', at: 'start' },
      { runId: 'a.2.1', at: 'start' },
    ],
    points: 5,
  });
  await runLine(lab, ['probe', 'a.1.1', 'a.1.2', 'a.2.1', '--kind', 'distances']);
  expect(asked.pop()).toEqual({ kind: 'distances', runIds: ['a.1.1', 'a.1.2', 'a.2.1'] });
  const { err, exitCode } = await runLine(lab, ['probe', 'a.1.1', '--kind', 'plane']);
  expect([err, exitCode]).toEqual([expect.stringContaining('A probe of kind plane needs 3 runs, not 1.'), 2]);
  expect((await runLine(lab, ['probe', 'a.1.1', '--kind', 'gradient', '--at', 'noon'])).exitCode).toBe(2);
  expect((await runLine(lab, ['probe', 'a.1.1', '--kind', 'nonsense'])).exitCode).toBe(2);
});

test('probe fails with the sentence of a question that cannot be answered', async () => {
  const { err, exitCode } = await runLine(lab, ['probe', 'a.1.1', '--kind', 'gradient', '--trials', '1000000000']);
  expect([err, exitCode]).toEqual([expect.stringContaining('More than 100,000 trials'), 1]);
});

test('probe --estimate asks nothing', async () => {
  const before = asked.length;
  const { out } = await runLine(lab, ['probe', 'a.1.1', '--kind', 'sharpness', '--estimate']);
  expect(out).toBe('It will take about 2 min on one core.');
  expect(asked).toHaveLength(before);
});

test('probes lists what was asked, and --json is one document with all that was found', async () => {
  expect((await runLine(lab, ['probes', 'a'])).out).toContain('probe-1');
  expect((await runLine(lab, ['probes', 'probe-1'])).out).toContain('Means over the batch, 2 batches of each size from 4 rows.');
  const document: unknown = JSON.parse((await runLine(lab, ['probes', 'a', '--json'])).out);
  expect(document).toMatchObject({ probes: [{ id: 'probe-1', result: { kind: 'gradient', trials: 2 } }] });
  const numbers: unknown = JSON.parse((await runLine(lab, ['probes', 'probe-2', '--json'])).out);
  expect(numbers).toMatchObject({ result: { between: { total: [0, null], layers: [[0, 1]] } } });
});

test('probe draws with replacement when asked to', async () => {
  await runLine(lab, ['probe', 'a.1.1', '--kind', 'gradient', '--with-replacement']);
  expect(asked.pop()).toEqual({ kind: 'gradient', of: { runId: 'a.1.1', at: 'end' }, withReplacement: true });
  await runLine(lab, ['probe', 'a.1.1', '--kind', 'noiseScale', '--batch-sizes', '2', '8', '--with-replacement']);
  expect(asked.pop()).toMatchObject({ kind: 'noiseScale', smallBatch: 2, largeBatch: 8, withReplacement: true });
});

test('an answer about batch normalisation shows no theory, and says why', () => {
  const own = gradientPart({ name: 'All layers', parameters: 6, exact: null, batches: [Float64Array.of(2, 2)] }, [2], 4);
  const text = probeText({ ...gradient, parts: [own], agreement: null, withReplacement: true, notes: gradientNotes(normed, [1]) });
  expect(
    text
      .split('\n')[0]
      .trim()
      .split(/\s{2,}/),
  ).toEqual(['Batch', 'Norm', 'SD', 'Squared']);
  expect(text).toContain('drawn with replacement');
  expect(text).not.toContain('Noise scale -');
  expect(text).toContain('This network has batch normalisation');
  expect(text).toContain('Left out: batches of 1.');
  const estimate = { smallBatch: 2, largeBatch: 4, trials: 9, fullSquaredNorm: 1, trace: 3, noiseScale: 3, low: 2, high: 4, level: 0.95 };
  const moment = { runId: 'a.1.1', update: 40, epoch: 4, rows: 4 };
  const scale = probeText({ kind: 'noiseScale', ...moment, exact: [], estimate, notes: NOISE_NOTES });
  expect(scale).toContain('9 pairs of batches of 2 and 4 estimate it: 3 (95 %: 2 to 4)');
  expect(scale).not.toContain('Layer');
  expect(scale).toContain('read it as a guide');
});
