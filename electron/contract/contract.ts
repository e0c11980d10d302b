/** Every method and topic between the lab and whoever shows it, on one page. Inputs are checked at run time, outputs at compile time. */
import { z } from 'zod';
import type {
  DataPreview,
  DatasetDetail,
  DatasetSummary,
  DesignReport,
  EngineReport,
  ExperimentDetail,
  ExperimentState,
  ExperimentSummary,
  LabStatus,
  PresetSummary,
  ProgressState,
  RunCurves,
  RunStatus,
  SeriesWindow,
} from '#contract/model';
import type { DataShape } from '#core/data/table';
import type { Evaluation } from '#core/series/evaluation';

interface Method<Input extends z.ZodType, Output> {
  readonly input: Input;
  /** Exists only for the compiler. */
  readonly output?: Output;
}
const method =
  <Output>() =>
  <Input extends z.ZodType>(input: Input): Method<Input, Output> => ({ input });

const id = z.string().min(1).max(100);
const experiment = z.strictObject({ id });
const nothing = z.strictObject({});
const datasetName = z.string().min(1).max(200);
const dataset = z.strictObject({ name: datasetName });
const bytes = z.instanceof(Uint8Array).refine((value) => value.byteLength <= 256 * 1024 * 1024, 'more than 256 MB');

export const methods = {
  'lab.status': method<LabStatus>()(nothing),
  'engines.report': method<readonly EngineReport[]>()(nothing),
  'presets.list': method<readonly PresetSummary[]>()(nothing),

  /** Any value may be sent as a spec: what is wrong with it comes back as issues. */
  'design.check': method<DesignReport>()(z.strictObject({ spec: z.unknown() })),
  'design.load': method<{ readonly spec: unknown; readonly savedAt: number } | null>()(nothing),
  'design.save': method<{ readonly savedAt: number }>()(z.strictObject({ spec: z.unknown() })),

  'experiments.list': method<readonly ExperimentSummary[]>()(nothing),
  'experiments.get': method<ExperimentDetail>()(experiment),
  'experiments.start': method<{ readonly id: string }>()(z.strictObject({ spec: z.unknown() })),
  'experiments.pause': method<null>()(experiment),
  /** Goes on with a paused experiment, and takes up an interrupted or stopped one from its checkpoints. */
  'experiments.resume': method<null>()(experiment),
  'experiments.stop': method<null>()(experiment),
  'experiments.rename': method<null>()(z.strictObject({ id, name: z.string().min(1).max(200) })),
  'experiments.bin': method<null>()(experiment),
  'experiments.restore': method<null>()(experiment),

  'runs.curves': method<readonly RunCurves[]>()(z.strictObject({ runIds: z.array(id).max(2000) })),
  'runs.series': method<SeriesWindow>()(
    z.strictObject({
      runId: id,
      metric: z.enum(['loss', 'accuracy', 'gradientNorm']),
      fromUpdate: z.int().min(0),
      toUpdate: z.int().min(0),
      points: z.int().min(1).max(20_000),
    }),
  ),

  /** Without the bin, or the bin alone. */
  'datasets.list': method<readonly DatasetSummary[]>()(z.strictObject({ inBin: z.boolean().optional() })),
  'datasets.get': method<DatasetDetail>()(dataset),
  /** Experiments that ran keep the name they were designed with, and find their data by its content. */
  'datasets.rename': method<null>()(z.strictObject({ name: datasetName, newName: datasetName })),
  'datasets.note': method<null>()(z.strictObject({ name: datasetName, note: z.string().max(20_000) })),
  'datasets.bin': method<null>()(dataset),
  'datasets.restore': method<null>()(dataset),
  'datasets.import': method<DatasetSummary>()(
    z.strictObject({
      name: z.string().min(1).max(200),
      fileName: z.string().min(1).max(1000),
      bytes,
      target: z.string().min(1).max(1000).nullable(),
      task: z.enum(['auto', 'classification', 'regression']),
    }),
  ),
  /**
   * All files of one data set, recognised by their content: CSV, IDX pairs, CIFAR batches, NumPy arrays, images in folders (names with
   * "/"), or an archive of these. Progress is announced under `importId`, by which the import can be cancelled (failure `cancelled`).
   */
  'datasets.importFiles': method<DatasetSummary>()(
    z.strictObject({
      importId: id,
      name: z.string().min(1).max(200),
      files: z
        .array(z.strictObject({ name: z.string().min(1).max(1000), bytes }))
        .min(1)
        .refine((files) => files.reduce((sum, file) => sum + file.bytes.byteLength, 0) <= 256 * 1024 * 1024, 'more than 256 MB'),
      target: z.string().min(1).max(1000).nullable(),
      task: z.enum(['auto', 'classification', 'regression']),
      skipLines: z.int().min(0).max(1_000_000).optional(),
      columns: z.array(z.string().min(1).max(1000)).nullable().optional(),
      missing: z.enum(['refuse', 'dropRows', 'mean']).optional(),
      words: z.enum(['refuse', 'oneHot']).optional(),
      images: z
        .strictObject({
          width: z.int().min(1).max(4096).optional(),
          height: z.int().min(1).max(4096).optional(),
          colour: z.enum(['auto', 'grey', 'colour']).optional(),
        })
        .optional(),
    }),
  ),
  'datasets.cancelImport': method<null>()(z.strictObject({ importId: id })),
  'datasets.preview': method<DataPreview>()(z.strictObject({ source: z.unknown() })),
  'datasets.shape': method<DataShape>()(z.strictObject({ source: z.unknown() })),
} as const;

/** Announcements. They never ask; a listener that comes late asks the methods and then listens. At most ten a second each. */
export interface Topics {
  status: LabStatus;
  /** An experiment appeared, changed its state or its name, or was binned. */
  experiment: { readonly id: string; readonly state: ExperimentState };
  /** The part of an import that is done, 0 to 1. */
  import: { readonly importId: string; readonly part: number };
  /** Stored already: whoever sees it will find it again after a crash. */
  progress: {
    readonly id: string;
    readonly progress: ProgressState;
    readonly runs: readonly {
      readonly runId: string;
      readonly status: RunStatus;
      readonly update: number;
      readonly evaluations: readonly Evaluation[];
    }[];
    readonly events: readonly { readonly at: number; readonly message: string }[];
  };
}
export const topics = ['status', 'experiment', 'import', 'progress'] as const satisfies readonly (keyof Topics)[];

export type MethodName = keyof typeof methods;
export type Input<Name extends MethodName> = z.output<(typeof methods)[Name]['input']>;
export type Output<Name extends MethodName> =
  NonNullable<(typeof methods)[Name]['output']> | (null extends (typeof methods)[Name]['output'] ? null : never);

/** The lab as its hosts see it: one function a method. */
export type Handlers = { readonly [Name in MethodName]: (input: Input<Name>) => Output<Name> | Promise<Output<Name>> };

/** The lab as the renderer and the command line see it. `subscribe` returns its own end. */
export interface LabClient {
  call<Name extends MethodName>(name: Name, input: Input<Name>): Promise<Output<Name>>;
  subscribe<Topic extends keyof Topics>(topic: Topic, listener: (value: Topics[Topic]) => void): () => void;
  /** Calls back with false when the lab is lost and with true when it is back. */
  onConnection(listener: (isConnected: boolean) => void): () => void;
  close(): void;
}

/** The lab as its hosts hold it. */
export interface LabService {
  readonly handlers: Handlers;
  subscribe<Topic extends keyof Topics>(topic: Topic, listener: (value: Topics[Topic]) => void): () => void;
}
