/** What stands in the cells of a row that are text alone. Pure. */
import { runsText, scoreText, scoreValue } from '#renderer/features/history/experiment-words.ts';
import type { ColumnId } from '#renderer/features/history/history-columns.ts';
import type { Row } from '#renderer/features/history/history-rows.ts';
import { formatCount, formatDuration, formatWhen } from '#renderer/ui/format.ts';

/** More of a note than this is not seen in a cell. */
const NOTE_LETTERS = 200;
const timeText = (seconds: number): string => (seconds === 0 ? '–' : formatDuration(seconds));

/** Empty where a row has nothing to say in a column. */
export function cellText(row: Row, column: ColumnId, now: number): string {
  switch (row.kind) {
    case 'experiment':
      return experimentText(row.experiment, column, now);
    case 'condition':
      if (column === 'score') return scoreText(row.score, row.experiment.scoreKind);
      if (column === 'runs') return formatCount(row.runs.length);
      return column === 'seconds' ? timeText(row.seconds) : '';
    case 'run':
      if (column === 'score') return Number.isFinite(row.score) ? scoreValue(row.score, row.experiment.scoreKind) : '–';
      if (column === 'seconds') return timeText(row.run.seconds);
      return column === 'engine' ? (row.run.engine ?? '') : '';
    case 'more':
    case 'loading':
    case 'failed':
      return '';
    default:
      return row satisfies never;
  }
}

function experimentText(experiment: Row['experiment'], column: ColumnId, now: number): string {
  switch (column) {
    case 'score':
      return scoreText(experiment.score, experiment.scoreKind);
    case 'data':
      return experiment.dataName;
    case 'model':
      return experiment.network;
    case 'factors':
      return experiment.factors.join(', ');
    case 'runs':
      return runsText(experiment);
    case 'seconds':
      return timeText(experiment.seconds);
    case 'createdAt':
      return formatWhen(experiment.createdAt, now);
    case 'notes':
      return experiment.notes.slice(0, NOTE_LETTERS);
    case 'engine':
      return experiment.engine;
    case 'state':
    case 'tags':
      return '';
    default:
      return column satisfies never;
  }
}
