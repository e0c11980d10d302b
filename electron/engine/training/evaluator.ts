/** Looks at whole splits with the networks of a stack: all splits in one pass, in chunks. What is made of it is in `scoring`. */
import type { TrainingJob } from '#lab/ports/engines';
import { graphModel } from '#engine/model/network';
import { evaluationGraph } from '#engine/model/evaluation-graph';
import { floatData, floats, integers, type ExecutableCache, type Feeds, type Value } from '#engine/onnx/session';
import type { EngineData } from '#engine/training/engine-data';
import type { Evaluator } from '#engine/training/method';
import { openScorer } from '#engine/training/scoring';

/** What a network computes with, as training graphs keep it. */
interface StackWeights {
  readonly parameters: readonly Value[];
  readonly statistics: readonly Value[];
}

export async function openEvaluator(
  job: Pick<TrainingJob, 'model'>,
  runs: number,
  data: EngineData,
  cache: ExecutableCache,
): Promise<Evaluator<StackWeights>> {
  const model = graphModel(job.model);
  const executable = await cache.get(JSON.stringify({ evaluateKept: model, runs }), () => evaluationGraph(model, runs, true));
  const scorer = openScorer(job, runs, data);
  const feeds = scorer.chunks.map((rows): Feeds => {
    const own: Feeds = { features: data.features, rows: integers(rows, [1, rows.length]) };
    if (model.layers.length > 0) own.ones = floats(new Float32Array(runs * rows.length).fill(1), [runs, rows.length, 1]);
    return own;
  });
  return {
    evaluate({ parameters, statistics }) {
      const weights = Object.fromEntries([
        ...parameters.map((value, index) => [`parameters${String(index)}`, value] as const),
        ...statistics.map((value, index) => [`statistics${String(index)}`, value] as const),
      ]);
      return scorer.score(async (_, index) => floatData((await executable.run({ ...feeds[index], ...weights }))[0]));
    },
  };
}
