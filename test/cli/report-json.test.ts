/** The documents that scripts read. */
import { expect, test } from 'vitest';
import { documentOfRun, experimentDocument } from '#cli/report-json';
import type { ProbeSummary } from '#contract/probes';
import { type ProbeQuestionInput, questionSchema, runsIn } from '#core/probes/questions';
import { evaluation, experiment } from '#test/cli/scripted-lab';

const finished = experiment('finished', [
  [evaluation(0, 2, 0.3), evaluation(5, 1, 0.85), evaluation(10, 0.5, 0.8)],
  [evaluation(0, 2, 0.3), evaluation(5, 1, 0.5), evaluation(10, 0.7, 0.7)],
  [evaluation(0, 2, 0.4), evaluation(2, 1, 0.9)],
  [evaluation(0, 2, 0.4), evaluation(2, 3, 0.9)],
]);

test('a run has its end, its best values and the first update at which the target was reached', () => {
  const document = experimentDocument(finished);
  expect({ ...document, conditions: document.conditions.length, findings: [] }).toEqual({
    experimentId: 'a',
    name: 'Small',
    status: 'finished',
    conditions: 2,
    findings: [],
    scorecard: null,
  });
  expect(document.conditions[0].runs[0]).toEqual({
    id: 'a.1.1',
    replicate: 1,
    seed: 7,
    status: 'finished',
    engine: 'onnx-cpu',
    device: 'two cores',
    updates: 10,
    epochs: 2,
    samples: 40,
    wallMs: 100,
    final: { train: { loss: 0.5, accuracy: 0.8 }, validation: null, test: { loss: 1, accuracy: 0.8 } },
    best: {
      train: { loss: 0.5, lossAtUpdate: 10, accuracy: 0.85, accuracyAtUpdate: 5 },
      validation: null,
      test: { loss: 1, lossAtUpdate: 10, accuracy: 0.85, accuracyAtUpdate: 5 },
    },
    target: { reachedAtUpdate: 5, reachedAtEpoch: 1, reachedAtMs: 50 },
    weightDistance: 1,
    weightHash: 'hash 0',
    noiseScale: null,
    probes: {},
  });
  expect(document.conditions[0].runs[1].target).toBeNull();
});

test('a condition has its factors and mean, spread and interval over its replicates', () => {
  const [first, second] = experimentDocument(finished).conditions;
  expect([first.id, first.factors, second.id, second.factors]).toEqual([1, { 'batch.size': 4 }, 2, { 'batch.size': 'full' }]);
  expect([first.name, second.name]).toEqual(['batch size 4', 'full batch']);
  const accuracy = first.summary['test.accuracy'];
  expect(accuracy.n).toBe(2);
  expect(accuracy.mean).toBeCloseTo(0.75, 12);
  expect(accuracy.sd).toBeCloseTo(Math.SQRT1_2 / 10, 12);
  // t(0.975, 1) = 12.7062; half the width is t * sd / sqrt(2).
  expect(accuracy.ci95[0]).toBeCloseTo(0.75 - 12.7062 * 0.05, 4);
  expect(accuracy.ci95[1]).toBeCloseTo(0.75 + 12.7062 * 0.05, 4);
  expect(first.summary['target.reachedAtUpdate']).toEqual({ mean: 5, sd: null, ci95: [null, null], n: 1 });
  expect(Object.keys(second.summary)).not.toContain('validation.loss');
});

test('numbers that are not finite are null, and the status says why', () => {
  const { detail, curves } = experiment(
    'finished',
    [[evaluation(0, 2, 0.3), evaluation(5, NaN, 0.33)], [evaluation(0, 2, 0.3), evaluation(10, 0.5, 0.8)], [], []],
    ['diverged', 'finished', 'waiting', 'waiting'],
  );
  const [first, second] = experimentDocument({ detail, curves, probes: [], scorecard: null }).conditions;
  expect(first.runs[0]).toMatchObject({
    status: 'diverged',
    final: { train: { loss: null, accuracy: 0.33 } },
    best: { train: { loss: 2, lossAtUpdate: 0, accuracy: 0.33, accuracyAtUpdate: 5 } },
  });
  expect([first.summary['train.loss'].n, first.summary['train.accuracy'].n]).toEqual([1, 2]);
  expect(second.summary).toEqual({});
  expect(second.runs[0]).toMatchObject({ final: { train: null }, best: { train: null }, target: null, weightDistance: null, engine: null });
});

test('regression has R squared in place of accuracy', () => {
  const { detail } = finished;
  const regression = { ...detail, summary: { ...detail.summary, scoreKind: 'rSquared' as const } };
  const [condition] = experimentDocument({ ...finished, detail: regression }).conditions;
  expect(condition.runs[0].final.test).toEqual({ loss: 1, rSquared: 0.8 });
  expect(condition.runs[0].best.test).toMatchObject({ rSquared: 0.85, rSquaredAtUpdate: 5 });
  expect(Object.keys(condition.summary)).toContain('test.rSquared');
});

test('a target loss is reached from above', () => {
  const { detail } = finished;
  const aimed = { ...detail, spec: { ...detail.spec, target: { metric: 'train.loss' as const, value: 0.6 } } };
  const targets = experimentDocument({ ...finished, detail: aimed }).conditions[0].runs.map((run) => run.target?.reachedAtUpdate);
  expect(targets).toEqual([10, undefined]);
});

test('the document of one run keeps the summary of its condition', () => {
  const document = experimentDocument(finished);
  const one = documentOfRun(document, 'a.2.1');
  expect(one.conditions.map((condition) => [condition.id, condition.runs.map((run) => run.id)])).toEqual([[2, ['a.2.1']]]);
  expect(one.conditions[0].summary['test.loss'].n).toBe(2);
});

test('findings are those of Compare on this experiment alone, each with its verdict and the numbers behind it', () => {
  const { findings } = experimentDocument(finished);
  expect(findings.map(({ id }) => id.split(':')[0])).toContain('few-seeds');
  for (const finding of findings) expect(Object.keys(finding)).toEqual(['id', 'severity', 'verdict', 'sentence', 'evidence']);
  expect(findings.some(({ evidence }) => evidence.some(({ n }) => n > 0))).toBe(true);
  expect(JSON.stringify(findings)).toBe(JSON.stringify(structuredClone(findings)));
});

test('a run names the stored probes that looked at its weights, and when in its training', () => {
  const stored = (id: string, asked: ProbeQuestionInput): ProbeSummary => {
    const question = questionSchema.parse(asked);
    return { id, experimentId: 'a', runIds: runsIn(question), kind: question.kind, question, seconds: 1, createdAt: 0 };
  };
  const probes = [
    stored('probe-1', { kind: 'sharpness', of: { runId: 'a.1.1', at: { update: 5 } } }),
    stored('probe-2', { kind: 'distances', runIds: ['a.1.1', 'a.2.1'] }),
  ];
  const runs = experimentDocument({ ...finished, probes }).conditions.flatMap((condition) => condition.runs);
  expect(Object.fromEntries(runs.map((run) => [run.id, run.probes]))).toEqual({
    'a.1.1': { 'probe-1': { kind: 'sharpness', moment: { update: 5 } }, 'probe-2': { kind: 'distances', moment: 'end' } },
    'a.1.2': {},
    'a.2.1': { 'probe-2': { kind: 'distances', moment: 'end' } },
    'a.2.2': {},
  });
});
