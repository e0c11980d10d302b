/** What a study file holds, checked field by field: it comes from anywhere. Designs are checked as designs are; nothing in it is a path. */
import { z } from 'zod';
import { questionSchema } from '#core/probes/questions';
import { resultSchema } from '#core/probes/result-schema';
import type { Steps } from '#core/steps';
import { COMMON_COLUMNS, EVALUATION_COLUMNS, type EvaluationColumns, NOISE_COLUMNS } from '#core/series/evaluation';

export const STUDY_FORMAT = 'batch-size-lab/study';
const [MOST_EXPERIMENTS, MOST_RUNS, MOST_PROBES] = [10_000, 20_000, 100_000];

const id = z.string().regex(/^[A-Za-z0-9]{1,40}$/, 'is not the id of an experiment');
const hash = z.string().regex(/^[0-9a-f]{1,64}$/);
const shortText = z.string().max(1000);
const count = z.int().min(0).max(1e12);
const time = z.int().min(0).max(1e14);

const column = z.instanceof(Float64Array);
/** Columns of the noise are left out where it was not measured, as in files of before it could be. */
const evaluations = z
  .strictObject({
    // Both are made from lists of all their names.
    ...(Object.fromEntries(COMMON_COLUMNS.map((name) => [name, column])) as Record<(typeof COMMON_COLUMNS)[number], typeof column>),
    ...(Object.fromEntries(NOISE_COLUMNS.map((name) => [name, column.optional()])) as Record<
      (typeof NOISE_COLUMNS)[number],
      z.ZodOptional<typeof column>
    >),
  })
  .transform((found): EvaluationColumns => {
    const none = new Float64Array(found.update.length).fill(NaN);
    const noise = Object.fromEntries(NOISE_COLUMNS.map((name) => [name, found[name] ?? none]));
    // Made from NOISE_COLUMNS.
    return { ...found, ...(noise as Record<(typeof NOISE_COLUMNS)[number], typeof none>) };
  })
  .refine((columns) => EVALUATION_COLUMNS.every((name) => columns[name].length === columns.update.length), 'has columns of unlike lengths')
  .refine(
    ({ update }) => update.every((value, row) => Number.isInteger(value) && value > (row === 0 ? -1 : update[row - 1])),
    'is not in order',
  );

const series = z.strictObject({
  metric: z.enum(['loss', 'accuracy', 'gradientNorm']),
  firstUpdate: count,
  values: z.instanceof(Float32Array),
});

const run = z.strictObject({
  condition: z.int().min(0).max(100_000),
  replicate: z.int().min(0).max(100_000),
  status: z.enum(['waiting', 'training', 'finished', 'diverged', 'stopped', 'interrupted', 'failed']),
  update: count,
  seconds: z.number().min(0),
  weightHash: hash.nullable(),
  engine: shortText.nullable(),
  device: shortText.nullable(),
  startedAt: time.nullable(),
  endedAt: time.nullable(),
  evaluations,
  series: z.array(series).max(3),
});

const dataShape = z.strictObject({
  rows: z.int().min(1).max(1e9),
  features: z.int().min(1).max(1e7),
  target: z.union([
    z.strictObject({ kind: z.literal('class'), classes: z.int().min(2).max(100_000) }),
    z.strictObject({ kind: z.literal('value') }),
  ]),
  image: z.strictObject({ channels: z.int().min(1), height: z.int().min(1), width: z.int().min(1) }).optional(),
  givenSplit: z.strictObject({ trainRows: z.int().min(0) }).optional(),
});

const provenance = z.strictObject({
  ...{ app: shortText, engine: shortText, engineVersion: shortText, device: shortText, os: shortText, node: shortText },
  engineReason: shortText.optional(),
  specHash: hash,
  dataHash: hash,
  conditionDataHashes: z.array(hash).max(100_000).optional(),
  amendments: z
    .array(z.strictObject({ at: time, what: shortText, app: shortText, engine: shortText, engineVersion: shortText, specHashBefore: hash }))
    .max(10_000)
    .optional(),
});

/** How the condition of an experiment that was made from a run came about, from the condition of the design on. */
const step = z.union([
  z.strictObject({
    update: count,
    change: z.strictObject({
      batchSize: z.union([z.int().min(1), z.literal('full')]).optional(),
      learningRate: z.number().gt(0).max(1e6).optional(),
    }),
  }),
  z.strictObject({ exactly: count }),
]);

const probe = z.strictObject({ question: questionSchema, result: resultSchema, seconds: z.number().min(0), createdAt: time });

const experiment = z.strictObject({
  id,
  spec: z.unknown(),
  state: z.enum(['waiting', 'training', 'paused', 'stopping', 'finished', 'stopped', 'interrupted', 'failed']),
  dataShape,
  provenance,
  createdAt: time,
  endedAt: time.nullable(),
  isStarred: z.boolean(),
  tags: z.array(z.string().min(1).max(50)).max(50),
  notes: z.string().max(100_000).nullable(),
  lineage: z.array(step).max(1000),
  skipped: z.array(z.int().min(0).max(100_000)).max(100_000),
  events: z.array(z.strictObject({ at: time, message: z.string().max(20_000) })).max(1_000_000),
  runs: z.array(run).min(1).max(MOST_RUNS),
  /** Version 2. */
  probes: z.array(probe).max(MOST_PROBES).optional(),
});

/** `bytes`: the lab's file of one table. */
const dataset = z.strictObject({
  name: z.string().min(1).max(200),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  files: z.array(z.string().max(1000)).max(100),
  note: z.string().max(20_000),
  bytes: z.instanceof(Uint8Array),
});

const studySchema = z.strictObject({
  format: z.literal(STUDY_FORMAT),
  /** 2 where there are answers of probes, data or noise scales, which labs of version 1 cannot read. */
  version: z.literal([1, 2]),
  app: shortText,
  exportedAt: time,
  /** Each once. */
  experiments: z.array(experiment).min(1).max(MOST_EXPERIMENTS),
  datasets: z.array(dataset).max(1000).optional(),
});

const unread = (most: number) => z.array(z.unknown()).max(most);
/** What is around the long lists of a study and of an experiment, whose items are checked one by one. */
const aroundExperiments = studySchema.extend({ experiments: unread(MOST_EXPERIMENTS).min(1) });
const aroundRuns = experiment.extend({ runs: unread(MOST_RUNS).min(1), probes: unread(MOST_PROBES).optional() });

/** Checks all of it, a run or an answer a step. Throws what `refuse` throws, which is told the first thing that is wrong and where. */
export function* studySteps(value: unknown, refuse: (where: string, what: string) => never): Steps<StudyFile> {
  const checked = <Output>(schema: z.ZodType<Output>, found: unknown, path: readonly PropertyKey[]): Output => {
    const parsed = schema.safeParse(found);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    return refuse([...path, ...issue.path].join('.'), issue.message);
  };
  const study = checked(aroundExperiments, value, []);
  const experiments: StudyExperiment[] = [];
  for (const [index, found] of study.experiments.entries()) {
    const path = ['experiments', index];
    const around = checked(aroundRuns, found, path);
    const runs: StudyRun[] = [];
    for (const [place, one] of around.runs.entries()) {
      runs.push(checked(run, one, [...path, 'runs', place]));
      yield;
    }
    const probes: StudyProbe[] = [];
    for (const [place, one] of (around.probes ?? []).entries()) {
      probes.push(checked(probe, one, [...path, 'probes', place]));
      yield;
    }
    experiments.push({ ...around, runs, probes });
  }
  if (new Set(experiments.map((one) => one.id)).size < experiments.length) refuse('experiments', 'has an experiment twice');
  return { ...study, experiments };
}

export type StudyFile = z.output<typeof studySchema>;
export type StudyRun = z.output<typeof run>;
export type StudyExperiment = StudyFile['experiments'][number];
export type StudyProbe = z.output<typeof probe>;
export type StudyDataset = z.output<typeof dataset>;
export type LineageStep = z.output<typeof step>;
