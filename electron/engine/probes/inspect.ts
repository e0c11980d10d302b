/** Answers questions about weights inside an inspector's process: finds data and weights, and the probe for the question. */
import type { PreparedData, Table } from '#core/data/table';
import { invariant } from '#core/failure';
import { rowsOf } from '#core/probes/cost';
import type { ProbedMoment } from '#core/probes/results';
import { permutation, randomStream } from '#core/random';
import type { Finding, InspectedRun, Inspection } from '#lab/ports/inspector';
import { encode } from '#engine/graph/encode';
import { inferenceGraph } from '#engine/model/inference-graph';
import { ExecutableCache } from '#engine/onnx/session';
import { runDistances } from '#engine/probes/distances';
import { gradientNorms } from '#engine/probes/gradient-norms';
import type { Progress } from '#engine/probes/gradient-table';
import { interpolation, plane, slices } from '#engine/probes/landscape';
import { noiseScale } from '#engine/probes/noise';
import { optima } from '#engine/probes/optima';
import { predictions } from '#engine/probes/predictions';
import { sharpness } from '#engine/probes/sharpness';
import { type Subject, subjectOf, type Weights, weightsOf } from '#engine/probes/subject';
import { engineData, type EngineData } from '#engine/training/engine-data';

interface Held {
  readonly data: EngineData;
  readonly described: Pick<Table, 'featureNames' | 'target' | 'image'>;
}

const PROGRESS_MS = 100;

const cache = new ExecutableCache(24, 'cpu');
const held = new Map<string, Held>();

export function provide(dataId: string, prepared: PreparedData): void {
  const { featureNames, target, image } = prepared.table;
  held.set(dataId, { data: engineData(prepared), described: { featureNames, target, ...(image === undefined ? {} : { image }) } });
}

/** `tell` is told the part that is done, at most ten times a second. Throws LabError. */
export function inspect({ question, runs }: Inspection, tell: (part: number) => void): Promise<Finding> {
  return answer({ question, runs }, progressOf(tell));
}

async function answer({ question, runs }: Inspection, progress: Progress): Promise<Finding> {
  const [run] = runs;
  const subject = subjectFor(run);
  const [about, ...others] = runs.map(momentOf);
  switch (question.kind) {
    case 'predictions': {
      const report = await predictions(subject, lastWeights(run), question, holding(run).described, run.seed);
      return { kind: 'predictions', ...about, ...report };
    }
    case 'model': {
      const graph = inferenceGraph({ model: subject.graph, ...lastWeights(run) }, question.preparation);
      return { kind: 'model', bytes: Uint8Array.from(encode(graph, question.about)) };
    }
    case 'gradient':
      return {
        kind: 'gradient',
        ...about,
        ...(await gradientNorms(subject, lastWeights(run), rowsFor(run, question.rows), question, run.seed, progress)),
      };
    case 'noiseScale':
      return {
        kind: 'noiseScale',
        ...about,
        ...(await noiseScale(subject, lastWeights(run), rowsFor(run, question.rows), question, run.seed, progress)),
      };
    case 'sharpness':
      return {
        kind: 'sharpness',
        ...about,
        ...(await sharpness(subject, lastWeights(run), rowsFor(run, question.rows), question, run.seed, progress)),
      };
    case 'slices':
      return { kind: 'slices', ...about, ...(await slices(subject, lastWeights(run), question, run.seed, progress)) };
    case 'distances':
      return runDistances(runs, subjectFor, progress);
    case 'optimum':
      return optima(runs, subjectFor, progress);
    case 'interpolation':
      return {
        kind: 'interpolation',
        ends: [about, others[0]],
        ...(await interpolation(subject, runs.map(lastWeights), question, progress)),
      };
    case 'plane':
      return {
        kind: 'plane',
        corners: [about, others[0], others[1]],
        ...(await plane(subject, runs.map(lastWeights), question, progress)),
      };
    default:
      return question satisfies never;
  }
}

function holding({ dataId }: InspectedRun): Held {
  const found = held.get(dataId);
  invariant(found !== undefined, `the data ${dataId} was sent before it is asked about`);
  return found;
}

function subjectFor(run: InspectedRun): Subject {
  return subjectOf(run, holding(run).data, cache);
}

function momentOf({ runId, moments }: InspectedRun): ProbedMoment {
  const { update, epoch } = moments[moments.length - 1];
  return { runId, update, epoch };
}

function lastWeights(run: InspectedRun): Weights {
  return weightsOf(run, run.moments[run.moments.length - 1]);
}

/** Training rows drawn by the seed, all of them where that many are asked for. */
function rowsFor(run: InspectedRun, rows: number | 'all'): Int32Array {
  const { train } = holding(run).data.split;
  const count = rowsOf(rows, train.length);
  if (count === train.length) return train;
  return permutation(train.length, randomStream(run.seed, 'probe', 4))
    .slice(0, count)
    .map((position) => train[position]);
}

/** Lets messages out, which wait for a pause in the computing. */
function progressOf(tell: (part: number) => void): Progress {
  let toldAt = performance.now();
  return async (part) => {
    if (performance.now() - toldAt < PROGRESS_MS) return;
    toldAt = performance.now();
    tell(Math.min(1, part));
    await new Promise((resolve) => setImmediate(resolve));
  };
}
