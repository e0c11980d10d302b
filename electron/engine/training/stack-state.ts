/** What the runs of a stack have learned as its graphs keep it, made from the numbers of each run and taken apart again. */
import type { TrainingJob } from '#lab/ports/engines';
import { invariant } from '#core/failure';
import { keptTurned, parameterShapes, statisticSizes } from '#engine/model/network';
import { slotSizes } from '#engine/model/optimizers/rule';
import { floatData, floats, type Value } from '#engine/onnx/session';
import type { RunState, RunWeights } from '#engine/training/method';

/**
 * Parameters of the stack, [R, rows, columns] each or turned over, as `keptTurned` says; the slots of its optimizer, all tensors of the
 * first, then of the next; running statistics of batch normalisations, [R, 1, C].
 */
export interface StackState {
  readonly parameters: readonly Value[];
  readonly slots: readonly Value[];
  readonly statistics: readonly Value[];
}

interface Layout {
  readonly rows: number;
  readonly columns: number;
  readonly isTurned: boolean;
}

export function joinedStates({ model }: Pick<TrainingJob, 'model'>, runs: readonly RunState[]): StackState {
  const layouts = layoutsOf(model);
  const join = (parts: readonly Float32Array[], { rows, columns, isTurned }: Layout): Float32Array => {
    const all = new Float32Array(parts.length * rows * columns);
    parts.forEach((part, run) => {
      invariant(part.length === rows * columns, 'a state has the size of its model');
      all.set(isTurned ? turnedOver(part, rows, columns) : part, run * rows * columns);
    });
    return all;
  };
  const kept = ({ rows, columns, isTurned }: Layout): readonly [number, number, number] =>
    isTurned ? [runs.length, columns, rows] : [runs.length, rows, columns];
  const [first] = runs;
  const joined = (of: (run: RunState) => readonly Float32Array[], own: readonly Layout[], sizes: (layout: Layout) => readonly number[]) =>
    of(first).map((_, index) => {
      const layout = own[index % own.length];
      const parts = runs.map((run) => of(run)[index]);
      return floats(join(parts, layout), sizes(layout));
    });
  const statistics = statisticSizes(model).map((columns) => ({ rows: 1, columns, isTurned: false }));
  return {
    parameters: joined((run) => run.parameters, layouts, kept),
    slots: joined(
      (run) => run.slots,
      layouts,
      (layout) => slotSizes(kept(layout)),
    ),
    statistics: joined((run) => run.statistics, statistics, kept),
  };
}

/** Copies of the numbers of run `index` of `runs`. */
export function oneState(job: Pick<TrainingJob, 'model'>, state: StackState, index: number, runs: number): RunState {
  return { ...weightsOf(job, state, index, runs), slots: state.slots.map(plainPart(job, index, runs)) };
}

/** The same without what the optimizer keeps. */
export function weightsOf(job: Pick<TrainingJob, 'model'>, state: StackState, index: number, runs: number): RunWeights {
  const statistics = state.statistics.map((value) => partOf(value, index, runs));
  return { parameters: state.parameters.map(plainPart(job, index, runs)), statistics };
}

/** Of tensors as large as the parameters, in their order: what belongs to a run, [rows, columns]. */
function plainPart({ model }: Pick<TrainingJob, 'model'>, index: number, runs: number): (value: Value, place: number) => Float32Array {
  const layouts = layoutsOf(model);
  return (value, place) => {
    const { rows, columns, isTurned } = layouts[place % layouts.length];
    const part = partOf(value, index, runs);
    return isTurned ? turnedOver(part, columns, rows) : part;
  };
}

function partOf(value: Value, index: number, runs: number): Float32Array {
  const data = floatData(value);
  const length = data.length / runs;
  const part = data.slice(index * length, (index + 1) * length);
  // Adding zero turns -0 into 0: the only difference that stacking runs with and without momentum could make.
  for (let place = 0; place < part.length; place++) part[place] += 0;
  return part;
}

function layoutsOf(model: TrainingJob['model']): readonly Layout[] {
  const areTurned = keptTurned(model);
  return parameterShapes(model).map(([rows, columns], index) => ({ rows, columns, isTurned: areTurned[index] }));
}

/** [rows, columns] as [columns, rows]; in squares, so that what is read and written stays in the cache. */
function turnedOver(values: Float32Array, rows: number, columns: number): Float32Array {
  const SIDE = 32;
  const turned = new Float32Array(values.length);
  for (let top = 0; top < rows; top += SIDE) {
    const bottom = Math.min(rows, top + SIDE);
    for (let left = 0; left < columns; left += SIDE) {
      const right = Math.min(columns, left + SIDE);
      for (let row = top; row < bottom; row++) {
        for (let column = left; column < right; column++) turned[column * rows + row] = values[row * columns + column];
      }
    }
  }
  return turned;
}
