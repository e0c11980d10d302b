/** How ONNX Runtime trains: one native call for a block of updates of a whole stack. */
import { stackLimit } from '#engine/stack-limit';
import { optimizerForm, optimizerRule } from '#engine/model/optimizer';
import { graphModel } from '#engine/model/network';
import type { ExecutableCache } from '#engine/onnx/session';
import { batchSquares } from '#engine/probes/gradients';
import { ONNX_MARK } from '#engine/training/checkpoint';
import type { EngineData } from '#engine/training/engine-data';
import { openEvaluator } from '#engine/training/evaluator';
import type { GradientSquares, TrainingMethod } from '#engine/training/method';
import { partsNotices } from '#engine/training/micro-batches';
import { Stack } from '#engine/training/stack';
import type { StackState } from '#engine/training/stack-state';
import type { TrainingJob } from '#lab/ports/engines';

export function onnxMethod(data: EngineData, cache: ExecutableCache): TrainingMethod<StackState> {
  return {
    mark: ONNX_MARK,
    data,
    stackLimit,
    slotCount: (runs) => optimizerRule(optimizerForm(runs)).slots,
    openStack: (job, runs, starts) => Stack.open(job, runs, data, starts, cache),
    openEvaluator: (job, runs) => openEvaluator(job, runs, data, cache),
    gradientSquares: (job) => gradientSquares(job, data, cache),
    notices: (job) => partsNotices(job, data.split.train.length),
  };
}

function gradientSquares({ model, labelSmoothing }: TrainingJob, data: EngineData, cache: ExecutableCache): GradientSquares {
  const subject = { model, graph: graphModel(model), labelSmoothing, data, cache };
  return async (weights, batches, size) => {
    const count = batches.length / size;
    let next = 0;
    const taken = (wanted: number): Int32Array => batches.subarray(next, (next += wanted * size));
    const tensors = await batchSquares(subject, weights, size, count, taken, () => Promise.resolve());
    // Of summed losses, tensor by tensor.
    return Float64Array.from({ length: count }, (_, batch) => tensors.reduce((sum, squares) => sum + squares[batch], 0) / size ** 2);
  };
}
