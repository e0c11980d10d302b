/** The JSON documents that scripts read: an experiment with its conditions, runs and summaries. Pure; numbers that are not finite are null. */
import { findingsOf, type LoadedExperiment } from '#cli/loaded-experiment';
import type { ExperimentDetail, ScoreKind } from '#contract/experiments';
import type { RunSummary } from '#contract/runs';
import type { PresetScorecard } from '#contract/presets';
import type { ProbeSummary } from '#contract/probes';
import { spokenNames } from '#core/experiment/condition-names';
import type { Finding } from '#core/findings/finding';
import { type Moment, weightsIn } from '#core/probes/questions';
import type { ExperimentSpec, FactorValue } from '#core/experiment/spec';
import { type Evaluation, type EvaluationColumns, hasNoise } from '#core/series/evaluation';
import { noiseCurve } from '#core/series/noise-scale';
import { summarize } from '#core/stats/summary';
import { best, finite, reached, SPLITS } from '#cli/run-measures';
import type { Numbers, ReachedTarget, SplitName } from '#cli/run-measures';

interface RunDocument {
  readonly id: string;
  /** Counted from 1, as in the run's id. */
  readonly replicate: number;
  /** The experiment's seed: with the replicate it names the random streams of the run. */
  readonly seed: number;
  readonly status: RunSummary['status'];
  readonly engine: string | null;
  readonly device: string | null;
  readonly updates: number;
  readonly epochs: number | null;
  readonly samples: number | null;
  readonly wallMs: number | null;
  readonly final: Readonly<Record<SplitName, Numbers | null>>;
  /** Lowest loss and highest score of each split, and the updates at which they were first measured. */
  readonly best: Readonly<Record<SplitName, Numbers | null>>;
  /** null where the design has no target, or the run never reached it. */
  readonly target: ReachedTarget | null;
  readonly weightDistance: number | null;
  readonly weightHash: string | null;
  /** At the last evaluation; null where it was not measured. */
  readonly noiseScale: NoiseDocument | null;
  /** Stored answers about its weights, by their ids: `batchlab probes ID` gives their numbers. */
  readonly probes: Readonly<Record<string, ProbeDocument>>;
}

interface NoiseDocument {
  /** tr(S) / |G|^2; null where |G|^2 is not above zero. */
  readonly value: number | null;
  /** 95 % band; `"Infinity"` where there is no upper limit. */
  readonly low: number | null;
  readonly high: number | 'Infinity' | null;
}

interface ProbeDocument {
  readonly kind: ProbeSummary['kind'];
  readonly moment: Moment;
}

interface SummaryDocument {
  readonly mean: number | null;
  readonly sd: number | null;
  readonly ci95: readonly [number | null, number | null];
  readonly n: number;
}

interface ConditionDocument {
  /** Counted from 1, as in the ids of its runs. */
  readonly id: number;
  /** As charts and events call it: of its settings what tells it from the others. */
  readonly name: string;
  readonly factors: Readonly<Record<string, FactorValue>>;
  readonly runs: readonly RunDocument[];
  /** Over the ended runs (finished or diverged) whose value is a finite number. */
  readonly summary: Readonly<Record<string, SummaryDocument>>;
}

export interface ExperimentDocument {
  readonly experimentId: string;
  readonly name: string;
  readonly status: ExperimentDetail['summary']['state'];
  readonly conditions: readonly ConditionDocument[];
  /** Those of the experiment by itself, the most important first. */
  readonly findings: readonly Pick<Finding, 'id' | 'severity' | 'verdict' | 'sentence' | 'evidence'>[];
  /** What its preset predicted, and what came out; null for a design of one's own. */
  readonly scorecard: PresetScorecard | null;
}

/** The document of an experiment. */
export function experimentDocument({ detail, curves, probes, scorecard }: LoadedExperiment): ExperimentDocument {
  const columns = new Map(curves.map((curve) => [curve.runId, curve.evaluations]));
  const { summary, spec } = detail;
  const names = spokenNames(detail.conditions);
  return {
    experimentId: summary.id,
    name: summary.name,
    status: summary.state,
    conditions: detail.conditions.map((condition, index) => {
      const runs = detail.runs.filter((run) => run.condition === condition.index);
      return conditionDocument(
        { id: condition.index + 1, name: names[index], factors: condition.factors },
        runs.map((run) => runDocument(run, columns.get(run.id) ?? null, probesOf(run.id, probes), spec, summary.scoreKind)),
        summary.scoreKind,
      );
    }),
    findings: findingsOf({ detail, curves }).map(({ id, severity, verdict, sentence, evidence }) => ({
      ...{ id, severity, verdict, sentence, evidence },
    })),
    scorecard,
  };
}

/** The same document with one run only. The summary stays that of all replicates of its condition. */
export function documentOfRun(document: ExperimentDocument, runId: string): ExperimentDocument {
  const conditions = document.conditions
    .map((condition) => ({ ...condition, runs: condition.runs.filter((run) => run.id === runId) }))
    .filter((condition) => condition.runs.length > 0);
  return { ...document, conditions };
}

function probesOf(runId: string, probes: readonly ProbeSummary[]): RunDocument['probes'] {
  return Object.fromEntries(
    probes.flatMap(({ id, kind, question }) => {
      const weights = weightsIn(question).find((one) => one.runId === runId);
      return weights === undefined ? [] : [[id, { kind, moment: weights.at }]];
    }),
  );
}

function runDocument(
  run: RunSummary,
  columns: EvaluationColumns | null,
  probes: RunDocument['probes'],
  spec: ExperimentSpec,
  scoreKind: ScoreKind,
): RunDocument {
  const final = run.final;
  return {
    id: run.id,
    replicate: run.replicate + 1,
    seed: spec.seed,
    status: run.status,
    engine: run.engine,
    device: run.device,
    updates: run.update,
    epochs: finite(final?.epoch),
    samples: finite(final?.samples),
    wallMs: finite(run.seconds * 1000),
    final: bySplit((split) => (final === null ? null : scores(final[split], scoreKind))),
    best: bySplit((split) => (columns === null ? null : best(columns, split, scoreKind))),
    target: columns === null ? null : reached(columns, spec.target),
    weightDistance: finite(final?.weightDistance),
    weightHash: run.weightHash,
    noiseScale: columns === null || !hasNoise(columns) ? null : lastNoise(columns),
    probes,
  };
}

function lastNoise(columns: EvaluationColumns): NoiseDocument {
  const { y, low, high } = noiseCurve(columns);
  const upper = high.at(-1);
  return { value: finite(y.at(-1)), low: finite(low.at(-1)), high: upper === Infinity ? 'Infinity' : finite(upper) };
}

function bySplit<Value>(make: (split: SplitName) => Value): Record<SplitName, Value> {
  return { train: make('train'), validation: make('validation'), test: make('test') };
}

function scores(split: Evaluation[SplitName], scoreKind: ScoreKind): Numbers | null {
  return split === null ? null : { loss: finite(split.loss), [scoreKind]: finite(split.score) };
}

function conditionDocument(
  head: Pick<ConditionDocument, 'id' | 'name' | 'factors'>,
  runs: readonly RunDocument[],
  scoreKind: ScoreKind,
): ConditionDocument {
  const ended = runs.filter((run) => run.status === 'finished' || run.status === 'diverged');
  const columns: [string, readonly (number | null | undefined)[]][] = [
    ...SPLITS.flatMap((split): [string, readonly (number | null | undefined)[]][] => [
      [`${split}.loss`, ended.map((run) => run.final[split]?.loss)],
      [`${split}.${scoreKind}`, ended.map((run) => run.final[split]?.[scoreKind])],
    ]),
    ['weightDistance', ended.map((run) => run.weightDistance)],
    ['wallMs', ended.map((run) => run.wallMs)],
    ['target.reachedAtUpdate', ended.map((run) => run.target?.reachedAtUpdate)],
    ['target.reachedAtEpoch', ended.map((run) => run.target?.reachedAtEpoch)],
    ['target.reachedAtMs', ended.map((run) => run.target?.reachedAtMs)],
  ];
  const summary: Record<string, SummaryDocument> = {};
  for (const [name, values] of columns) {
    const known = values.filter((value) => value !== null && value !== undefined);
    if (known.length > 0) summary[name] = summaryDocument(known);
  }
  return { ...head, runs, summary };
}

function summaryDocument(values: readonly number[]): SummaryDocument {
  const { n, mean, sd, low, high } = summarize(values);
  return { mean: finite(mean), sd: finite(sd), ci95: [finite(low), finite(high)], n };
}
