/** Experiments as files: a study that another lab reads, or a table of their runs for spreadsheets. */
import type { LabClient } from '#contract/contract';
import type { ExperimentSummary } from '#contract/experiments';
import type { RunListing } from '#contract/runs';
import { toCsv, type Cell, type DataTable } from '#core/table-text';
import { saveFile } from '#renderer/charts/export-chart.ts';

/** `withData`: with the imported tables that they were trained on. */
export async function saveStudy(client: LabClient, ids: readonly string[], withData = false): Promise<string> {
  const { fileName, bytes } = await client.call('studies.export', { ids: [...ids], withData });
  saveFile(fileName, new Blob([bytes]));
  return fileName;
}

export async function saveRunsTable(client: LabClient, experiments: readonly ExperimentSummary[]): Promise<string> {
  const listings = await client.call('runs.list', { experimentIds: experiments.map(({ id }) => id) });
  const fileName = 'batch-size-lab-runs.csv';
  saveFile(fileName, new Blob([toCsv(runsTable(experiments, listings))], { type: 'text/csv' }));
  return fileName;
}

const HEAD = ['experiment', 'name', 'tags', 'data', 'model', 'run', 'condition', 'replicate', 'status', 'batchSize', 'learningRate'];
const TAIL = ['updates', 'seconds', 'finalLoss', 'finalScore', 'scoreKind', 'engine', 'device', 'weightHash'];

/** One row a run, with a column for everything that was varied. Final values are those on the split that speaks for the experiment. */
export function runsTable(experiments: readonly ExperimentSummary[], listings: readonly RunListing[]): DataTable {
  const of = new Map(experiments.map((one) => [one.id, one]));
  const paths = [...new Set(listings.flatMap(({ conditions }) => conditions.flatMap(({ factors }) => Object.keys(factors))))];
  const rows = listings.flatMap(({ experimentId, conditions, runs, loss, score }) => {
    const experiment = of.get(experimentId);
    if (experiment === undefined) return [];
    const own: readonly Cell[] = [experimentId, experiment.name, experiment.tags.join(', '), experiment.dataName, experiment.network];
    return runs.map((run, index): readonly Cell[] => {
      const { factors, batchSize, learningRate } = conditions[run.condition];
      return [
        ...own,
        ...[run.id, run.condition + 1, run.replicate + 1, run.status, batchSize, learningRate],
        ...paths.map((path): Cell => cellOf(factors[path])),
        ...[run.update, run.seconds, loss[index], score[index], experiment.scoreKind, run.engine, run.device, run.weightHash],
      ];
    });
  });
  return { columns: [...HEAD, ...paths, ...TAIL], rows };
}

const cellOf = (value: string | number | boolean | undefined): Cell => (typeof value === 'boolean' ? String(value) : (value ?? null));
