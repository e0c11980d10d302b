/** How ONNX Runtime trains: one native call for a block of updates of a whole stack. */
import { stackLimit } from '#engine/cost-model';
import { optimizerForm, optimizerRule } from '#engine/model/optimizer';
import type { ExecutableCache } from '#engine/onnx/session';
import { ONNX_MARK } from '#engine/training/checkpoint';
import type { EngineData } from '#engine/training/engine-data';
import { openEvaluator } from '#engine/training/evaluator';
import type { TrainingMethod } from '#engine/training/method';
import { partsNotices } from '#engine/training/micro-batches';
import { Stack } from '#engine/training/stack';
import type { StackState } from '#engine/training/stack-state';

export function onnxMethod(data: EngineData, cache: ExecutableCache): TrainingMethod<StackState> {
  return {
    mark: ONNX_MARK,
    data,
    stackLimit,
    slotCount: (runs) => optimizerRule(optimizerForm(runs)).slots,
    openStack: (job, runs, starts) => Stack.open(job, runs, data, starts, cache),
    openEvaluator: (job, runs) => openEvaluator(job, runs, data, cache),
    notices: (job) => partsNotices(job, data.split.train.length),
  };
}
