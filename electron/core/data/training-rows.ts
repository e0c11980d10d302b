/** How many rows an experiment trains on: its training part, or as many of it as the design asks for. */
import type { DataShape } from '#core/data/table';
import type { ExperimentSpec } from '#core/experiment/spec';
import { splitCounts } from '#core/schedule/split-counts';

/** Never more than the split gives; asking for more is an issue of the design. */
export function trainingRowCount(
  data: Pick<ExperimentSpec['data'], 'split' | 'trainingRows'>,
  shape: Pick<DataShape, 'rows' | 'givenSplit'>,
): number {
  const { train } = splitCounts(shape.rows, data.split, shape.givenSplit);
  return data.trainingRows === 'all' ? train : Math.min(train, data.trainingRows);
}
