/** What one network says about rows: classes with their probabilities, or values. */
import { floatData, floats, integers, type Value } from '#engine/onnx/session';
import { evaluationGraph } from '#engine/model/evaluation-graph';
import { chunksOf } from '#engine/probes/gradients';
import { onesFeed, type Subject, weightFeeds, type Weights } from '#engine/probes/subject';
import { isLargest } from '#engine/training/metrics';
import { isLogisticAnswer, logisticLoss } from '#engine/training/logistic';

export interface Answers {
  /** Class index of the answer, or the value. */
  readonly predicted: Float64Array;
  /** Probability of the predicted class; NaN for values. */
  readonly confidence: Float64Array;
  /** Probability of the true class, and the loss against it, as evaluations measure it: without label smoothing. */
  readonly own: Float64Array;
  readonly loss: Float64Array;
}

/** `actual` holds class indices or values, one a row; `features` stand for the data where the rows are not of it. */
export async function answersOf(
  subject: Subject,
  weights: Weights,
  rows: Int32Array,
  actual: ArrayLike<number>,
  features: Value = subject.data.features,
): Promise<Answers> {
  const { model, graph, cache } = subject;
  const executable = await cache.get(JSON.stringify({ evaluate: graph, runs: 1 }), () => evaluationGraph(graph, 1));
  const made = (): Float64Array => new Float64Array(rows.length);
  const answers = { predicted: made(), confidence: made(), own: made(), loss: made() };
  let from = 0;
  for (const chunk of chunksOf(subject, rows)) {
    const [result] = await executable.run({
      features,
      ...weightFeeds(subject, weights),
      ...onesFeed(subject, chunk.length),
      rows: integers(chunk, [1, chunk.length]),
    });
    const outputs = floatData(result);
    for (let row = 0; row < chunk.length; row++) {
      const own = outputs.subarray(row * model.outputs, (row + 1) * model.outputs);
      const { predicted, confidence, ownProbability, loss } = answer(model.loss, own, actual[from + row]);
      answers.predicted[from + row] = predicted;
      answers.confidence[from + row] = confidence;
      answers.own[from + row] = ownProbability;
      answers.loss[from + row] = loss;
    }
    from += chunk.length;
  }
  return answers;
}

function answer(kind: Subject['model']['loss'], outputs: Float32Array, actual: number) {
  switch (kind) {
    case 'crossEntropy': {
      const predicted = outputs.findIndex((log, label) => isLargest(outputs, 0, outputs.length, label, log));
      // Outputs that are not numbers answer nothing; the first class stands for that.
      const given = Math.max(0, predicted);
      return { predicted: given, confidence: Math.exp(outputs[given]), ownProbability: Math.exp(outputs[actual]), loss: -outputs[actual] };
    }
    case 'binaryCrossEntropy': {
      const second = 1 / (1 + Math.exp(-outputs[0]));
      const predicted = isLogisticAnswer(outputs[0], 1) ? 1 : 0;
      return {
        predicted,
        confidence: predicted === 1 ? second : 1 - second,
        ownProbability: actual === 1 ? second : 1 - second,
        loss: logisticLoss(outputs[0], actual),
      };
    }
    case 'meanSquaredError':
      return { predicted: outputs[0], confidence: NaN, ownProbability: NaN, loss: (outputs[0] - actual) ** 2 };
    default:
      return kind satisfies never;
  }
}

/** Rows as features of their own, with the column of ones: [rows, columns]. */
export function featuresOf(rows: readonly (readonly number[])[], columns: number): Value {
  const values = new Float32Array(rows.length * (columns + 1)).fill(1);
  rows.forEach((row, index) => {
    values.set(row, index * (columns + 1));
  });
  return floats(values, [rows.length, columns + 1]);
}
