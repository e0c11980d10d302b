/** An experiment and a run as text for a terminal. Pure. */
import { count, duration, meanAndInterval, moment, number, table } from '#cli/words';
import { findingsOf, findingsText, type LoadedExperiment } from '#cli/loaded-experiment';
import { SPLITS } from '#cli/run-measures';
import type { SplitName } from '#cli/run-measures';
import type { ExperimentDetail, ScoreKind } from '#contract/experiments';
import type { RunSummary } from '#contract/runs';
import { spokenNames } from '#core/experiment/condition-names';
import type { EvaluationColumn, EvaluationColumns } from '#core/series/evaluation';
import { summarize } from '#core/stats/summary';

const SCORE_WORDS = { accuracy: 'accuracy', rSquared: 'R squared' } as const satisfies Record<ScoreKind, string>;
const ROWS_OF_TAIL = 10;
const MOST_FINDINGS = 8;

/** Name, state and engine, one row a condition (ended runs, mean and 95 % interval of the final score, training seconds), and findings. */
export function experimentText({ detail, curves }: Pick<LoadedExperiment, 'detail' | 'curves'>): string {
  const { summary } = detail;
  const split = scoredSplit(detail);
  const names = spokenNames(detail.conditions);
  const rows = detail.conditions.map((condition, index) => {
    const runs = detail.runs.filter((run) => run.condition === condition.index);
    return [names[index], ...conditionCells(runs, split)];
  });
  const headings = ['Condition', 'Runs', `Final ${split} ${SCORE_WORDS[summary.scoreKind]} (mean +- 95 %)`, 'Seconds', 'Remarks'];
  const engines = enginesOf(detail);
  const lines = [
    `${summary.name} (${summary.id})`,
    summary.question,
    `${summary.description}; ${summary.state}, ${moment(summary.createdAt)}`,
    engines === null ? 'Nothing was trained yet' : `Trained by ${engines}`,
    ...(detail.provenance.engineReason === undefined ? [] : [`Engine by ${detail.provenance.engineReason}`]),
    '',
    table(headings, rows),
  ];
  const found = findingsText(findingsOf({ detail, curves }), MOST_FINDINGS);
  return [lines.filter((line, index) => line !== '' || index === 4).join('\n'), found].filter((part) => part !== '').join('\n\n');
}

/** The split that judges: test where there is one, else validation, else training. */
function scoredSplit(detail: ExperimentDetail): SplitName {
  const { test, validation } = detail.spec.data.split;
  if (test > 0) return 'test';
  return validation > 0 ? 'validation' : 'train';
}

function conditionCells(runs: readonly RunSummary[], split: SplitName): readonly string[] {
  const ended = runs.filter((run) => run.status === 'finished' || run.status === 'diverged');
  const scores = ended
    .map((run) => run.final?.[split]?.score)
    .filter((score) => score !== undefined)
    .filter(Number.isFinite);
  const remarks = (['diverged', 'failed', 'stopped', 'interrupted', 'training', 'waiting'] as const)
    .map((status) => ({ status, amount: runs.filter((run) => run.status === status).length }))
    .filter(({ amount }) => amount > 0)
    .map(({ status, amount }) => `${amount} ${status}`);
  const seconds = runs.reduce((sum, run) => sum + run.seconds, 0);
  return [String(ended.length), scores.length === 0 ? '-' : meanAndInterval(summarize(scores)), seconds.toFixed(2), remarks.join(', ')];
}

/** "onnx-cpu: ONNX Runtime 1.30.0 on 2 CPU cores"; null before any run began. */
function enginesOf(detail: ExperimentDetail): string | null {
  const used = new Set(
    detail.runs.filter((run) => run.engine !== null).map((run) => `${run.engine ?? ''}: ${run.device ?? 'device unknown'}`),
  );
  return used.size === 0 ? null : [...used].join(' and ');
}

/** Everything about one run, with the last of its evaluations. */
export function runText(detail: ExperimentDetail, run: RunSummary, columns: EvaluationColumns): string {
  const { summary, spec, conditions, provenance } = detail;
  const condition = conditions.find((candidate) => candidate.index === run.condition);
  const facts: [string, string][] = [
    ['Run', run.id],
    ['Experiment', `${summary.name} (${summary.id})`],
    ['Condition', spokenNames(conditions)[run.condition] ?? '-'],
    ['Batch size', condition === undefined ? '-' : `${condition.batchSize}${condition.isFullBatch ? ' (the full batch)' : ''}`],
    ['Learning rate', number(condition?.optimizer.learningRate)],
    ['Replicate', `${run.replicate + 1} of seed ${spec.seed}`],
    ['Status', run.status],
    ['Updates', condition === undefined ? String(run.update) : `${run.update} of ${condition.length.updates}`],
    ['Training time', duration(run.seconds)],
    ['Engine', run.engine ?? '-'],
    ['Device', run.device ?? '-'],
    ['Weights (SHA-256)', run.weightHash ?? '-'],
    ['Design (SHA-256)', provenance.specHash],
    ['Data (SHA-256)', provenance.dataHash],
  ];
  const width = Math.max(...facts.map(([name]) => name.length));
  const list = facts.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
  const rows = columns.update.length;
  const shown = Math.min(rows, ROWS_OF_TAIL);
  const heading = rows > shown ? `The last ${shown} of ${rows} evaluations` : count(rows, 'evaluation');
  return `${list}\n\n${heading}\n${evaluationsTable(columns, rows - shown, SCORE_WORDS[summary.scoreKind])}`;
}

function evaluationsTable(columns: EvaluationColumns, fromRow: number, scoreWord: string): string {
  const shown: [string, EvaluationColumn][] = [
    ['update', 'update'],
    ['epoch', 'epoch'],
    ['seconds', 'seconds'],
  ];
  for (const split of SPLITS) {
    if (columns[`${split}Loss`].every((value) => Number.isNaN(value)) && split !== 'train') continue;
    shown.push([`${split} loss`, `${split}Loss`], [`${split} ${scoreWord}`, `${split}Score`]);
  }
  shown.push(['weight distance', 'weightDistance']);
  const rows = Array.from(columns.update.slice(fromRow), (_, row) => shown.map(([, column]) => number(columns[column][fromRow + row])));
  return table(
    shown.map(([heading]) => heading),
    rows,
  );
}
