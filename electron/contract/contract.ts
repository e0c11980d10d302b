/** Every method and topic between the lab and whoever shows it, on one page. Inputs are checked at run time, outputs at compile time. */
import { z } from 'zod';
import type { BinEmptied, BinnedExperiment } from '#contract/bin';
import { comparisonContent, type SavedComparison } from '#contract/comparisons';
import { bytes, dataset, datasetName, datasetNames, fileName, importFile, importFiles, inspect } from '#contract/dataset-inputs';
import type { DataPreview, DatasetDetail, DatasetSummary } from '#contract/datasets';
import type { DesignSummary, KeptDesign } from '#contract/designs';
import type { EngineReport } from '#contract/engines';
import type { DesignReport, ExperimentDetail, ExperimentState, ExperimentSummary, ProgressState } from '#contract/experiments';
import {
  branch,
  comparisonName,
  condition,
  experiment,
  experiments,
  id,
  mark,
  markMany,
  nothing,
  predictions,
  question,
  run,
  several,
  stretch,
  studyExport,
} from '#contract/inputs';
import type { Inspection } from '#contract/inspection';
import type { PresetScorecard, PresetSummary } from '#contract/presets';
import type { ProbeActivity, ProbeEstimate, ProbeRecord, ProbeSummary, RunMoments } from '#contract/probes';
import type { RunDetail } from '#contract/run-detail';
import type { RunCheck, RunCurves, RunListing, RunStatus, SeriesWindow } from '#contract/runs';
import type { BackupSummary, FileToSave } from '#contract/saved-files';
import type { LabStatus, SystemReport } from '#contract/system';
import type { LedgerEntry } from '#core/claims/ledger';
import type { DataShape } from '#core/data/table';
import type { PredictionReport } from '#core/probes/predictions';
import { momentSchema } from '#core/probes/questions';
import type { Evaluation } from '#core/series/evaluation';

interface Method<Input extends z.ZodType, Output> {
  readonly input: Input;
  /** Exists only for the compiler. */
  readonly output?: Output;
}
const method =
  <Output>() =>
  <Input extends z.ZodType>(input: Input): Method<Input, Output> => ({ input });

export const methods = {
  'lab.status': method<LabStatus>()(nothing),
  /** Measured at most twice a second; asked more often, it gives the last report. */
  'lab.system': method<SystemReport>()(nothing),
  /** Measured once a computer; `isAgain` measures anew. */
  'engines.report': method<readonly EngineReport[]>()(z.strictObject({ isAgain: z.boolean().optional() })),
  'presets.list': method<readonly PresetSummary[]>()(nothing),
  /** Scorecard of an experiment that has the design of a preset; null for any other. */
  'presets.scorecard': method<PresetScorecard | null>()(experiment),
  /** What is said about batch size, and what the experiments here say of it. */
  'claims.list': method<readonly LedgerEntry[]>()(nothing),

  /** Any value may be sent as a spec: what is wrong with it comes back as issues. */
  'design.check': method<DesignReport>()(z.strictObject({ spec: z.unknown() })),
  /** Drafts and templates, the latest change first, with the bin. */
  'design.list': method<readonly DesignSummary[]>()(nothing),
  /** The draft that was open last, or the one of that id, which then is the one that is open; or a template. */
  'design.load': method<KeptDesign | null>()(z.strictObject({ id: id.optional() })),
  /** Makes a new one where there is none of that id, and takes one out of the bin. A draft that is saved is the one that is open. */
  'design.save': method<{ readonly savedAt: number }>()(
    z.strictObject({ id, kind: z.enum(['draft', 'template']), name: z.string().max(200), spec: z.unknown() }),
  ),
  /** Of a template: a draft has the name of its experiment. Refused where another template has the name. */
  'design.rename': method<null>()(z.strictObject({ id, name: z.string().min(1).max(200) })),
  'design.bin': method<null>()(z.strictObject({ id })),
  'design.restore': method<null>()(z.strictObject({ id })),
  /** Deletes drafts and templates for good. All or none: refused where one is not in the bin. */
  'design.empty': method<null>()(several),

  'experiments.list': method<readonly ExperimentSummary[]>()(nothing),
  /** What the list says of one; null where there is none. */
  'experiments.summary': method<ExperimentSummary | null>()(experiment),
  'experiments.get': method<ExperimentDetail>()(experiment),
  'experiments.start': method<{ readonly id: string }>()(z.strictObject({ spec: z.unknown() })),
  'experiments.pause': method<null>()(experiment),
  /** Goes on with a paused experiment, and takes up an interrupted or stopped one from its checkpoints. */
  'experiments.resume': method<null>()(experiment),
  'experiments.stop': method<null>()(experiment),
  'experiments.rename': method<null>()(z.strictObject({ id, name: z.string().min(1).max(200) })),
  'experiments.bin': method<null>()(experiment),
  'experiments.restore': method<null>()(experiment),
  /** Into the bin, all or none: refused where one of them is in training. */
  'experiments.binMany': method<null>()(experiments),
  'experiments.restoreMany': method<null>()(experiments),
  /** What lies in the bin: what is lost with each experiment, and what refers to it. */
  'bin.report': method<readonly BinnedExperiment[]>()(nothing),
  /** Deletes experiments for good and gives the disk their space back. All or none: refused where one is not in the bin, or in use. */
  'bin.empty': method<BinEmptied>()(experiments),
  /** Ends the runs of one condition as `stopped`; the others go on, or are gone on with later, without it. */
  'experiments.skip': method<null>()(condition),
  /** Takes a skipped condition up again, from the last checkpoints of its runs. */
  'experiments.unskip': method<null>()(condition),
  /** Seeds k+1 ... k+count for every condition; a finished experiment goes back into the queue for them. Designed experiments only. */
  'experiments.addReplicates': method<null>()(z.strictObject({ id, count: z.int().min(1).max(1000) })),
  /** What a person says of an experiment; what is left out stays. `notes` null brings back what the design says. */
  'experiments.mark': method<null>()(mark),
  'experiments.markMany': method<null>()(markMany),
  /** A waiting experiment to a place of the queue, 0 being the next one. */
  'queue.move': method<null>()(z.strictObject({ id, position: z.int().min(0).max(100_000) })),

  /** Of the experiments named, or of all outside the bin. */
  'runs.list': method<readonly RunListing[]>()(z.strictObject({ experimentIds: z.array(id).max(10_000).optional() })),
  'runs.get': method<RunDetail>()(run),
  /** Computes the record of an ended run anew and compares its hash. */
  'runs.verify': method<RunCheck>()(run),
  /** Trains an ended run again from its seed, as a new experiment; `origin.verdict` says in the end whether it came out the same. */
  'runs.repeat': method<{ readonly id: string }>()(run),
  /** Goes on from a kept state of a run with something changed, as a new experiment. See `RunDetail.states`. */
  'runs.branch': method<{ readonly id: string }>()(branch),

  'runs.curves': method<readonly RunCurves[]>()(z.strictObject({ runIds: z.array(id).max(2000) })),
  'runs.series': method<SeriesWindow>()(stretch),

  /** Newest first; `plannedRestore` names the one that takes the place of the history at the next start. */
  'backups.list': method<{ readonly backups: readonly BackupSummary[]; readonly plannedRestore: string | null }>()(nothing),
  'backups.make': method<BackupSummary>()(nothing),
  /** At the next start of the app; the history as it is then is kept aside. null takes the wish back. */
  'backups.restore': method<null>()(z.strictObject({ name: z.string().min(1).max(200).nullable() })),

  /** Experiments with their designs, results and hashes as one file that another lab reads, shows and trains again. */
  'studies.export': method<FileToSave>()(studyExport),
  /** Nothing is taken from a file of which a part is refused. */
  'studies.import': method<{ readonly ids: readonly string[] }>()(z.strictObject({ fileName, bytes })),

  /** Newest first, with the bin. */
  'comparisons.list': method<readonly SavedComparison[]>()(nothing),
  /** Makes a new one where no id is given. */
  'comparisons.save': method<SavedComparison>()(z.strictObject({ id: id.optional(), name: comparisonName, content: comparisonContent })),
  'comparisons.rename': method<null>()(z.strictObject({ id, name: comparisonName })),
  'comparisons.bin': method<null>()(z.strictObject({ id })),
  'comparisons.restore': method<null>()(z.strictObject({ id })),
  /** Deletes comparisons for good. All or none: refused where one is not in the bin. */
  'comparisons.empty': method<null>()(several),
  /** What a run's network says now (`latest`, also while it trains), at its end, or wherever its weights were kept. Not stored. */
  'runs.predictions': method<PredictionReport>()(predictions),

  /**
   * A run's network as an ONNX file that needs nothing else: it takes `features` as they came with the data (images channel by channel),
   * prepares them as the design says, and gives `probabilities` of the classes or `values`.
   */
  'runs.exportModel': method<FileToSave>()(z.strictObject({ runId: id, at: momentSchema.default('end') })),

  /** The moments of runs whose weights can be asked about. */
  'probes.moments': method<readonly RunMoments[]>()(z.strictObject({ runIds: z.array(id).max(2000) })),
  /** Never fails for what is wrong with the question: that is its `problem`. */
  'probes.estimate': method<ProbeEstimate>()(z.strictObject({ question })),
  /**
   * Answers a question beside all training, and stores the answer with its first run. One probe runs at a time. The topic `probe`
   * tells how far it is under `id`, by which it can be cancelled (failure `cancelled`) and which becomes the id of the record.
   */
  'probes.run': method<ProbeRecord>()(z.strictObject({ id, question })),
  'probes.cancel': method<null>()(z.strictObject({ id })),
  /** Those that wait or run now, also those that a design asked for. */
  'probes.active': method<readonly ProbeActivity[]>()(nothing),
  /** Those whose first run belongs to an experiment, the newest first. */
  'probes.list': method<readonly ProbeSummary[]>()(z.strictObject({ experimentId: id })),
  'probes.get': method<ProbeRecord>()(z.strictObject({ id })),
  'probes.forget': method<null>()(z.strictObject({ id })),

  /** Without the bin, or the bin alone. */
  'datasets.list': method<readonly DatasetSummary[]>()(z.strictObject({ inBin: z.boolean().optional() })),
  'datasets.get': method<DatasetDetail>()(dataset),
  /** Experiments that ran keep the name they were designed with, and find their data by its content. */
  'datasets.rename': method<null>()(z.strictObject({ name: datasetName, newName: datasetName })),
  'datasets.note': method<null>()(z.strictObject({ name: datasetName, note: z.string().max(20_000) })),
  'datasets.bin': method<null>()(dataset),
  'datasets.restore': method<null>()(dataset),
  /** Deletes data for good. All or none: refused where one is not in the bin, or an experiment was made with it. */
  'datasets.empty': method<{ readonly freedBytes: number }>()(datasetNames),
  'datasets.import': method<DatasetSummary>()(importFile),
  /**
   * All files of one data set, recognised by their content: CSV, IDX pairs, CIFAR batches, NumPy arrays, images in folders (names with
   * "/"), or an archive of these. Progress is announced under `importId`, by which the import can be cancelled (failure `cancelled`).
   */
  'datasets.importFiles': method<DatasetSummary>()(importFiles),
  /**
   * What `importFiles` would make of the files, with the same options. Of each file all bytes are sent, or, of a table of text, the first
   * ones (`size` is that of the whole file). `importId` is for `cancelImport`.
   */
  'datasets.inspect': method<Inspection>()(inspect),
  'datasets.cancelImport': method<null>()(z.strictObject({ importId: id })),
  'datasets.preview': method<DataPreview>()(z.strictObject({ source: z.unknown() })),
  'datasets.shape': method<DataShape>()(z.strictObject({ source: z.unknown() })),
} as const;

/** Announcements. They never ask; a listener that comes late asks the methods and then listens. At most ten a second each. */
export interface Topics {
  status: LabStatus;
  /** An experiment appeared, changed its state, its name or what is said of it, or was binned. */
  experiment: { readonly id: string; readonly state: ExperimentState };
  /** The part of an import that is done, 0 to 1. */
  import: { readonly importId: string; readonly part: number };
  /** A probe appeared, got further or ended. */
  probe: ProbeActivity;
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
export const topics = ['status', 'experiment', 'import', 'probe', 'progress'] as const satisfies readonly (keyof Topics)[];

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
