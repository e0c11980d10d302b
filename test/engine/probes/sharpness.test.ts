import { describe, expect, it } from 'vitest';
import { dot, norm } from '#core/probes/vectors';
import { gradientGraph } from '#engine/probes/gradient-graphs';
import { graphModel, parameterShapes } from '#engine/model/network';
import { targetsOf, weightsOf, subjectOf } from '#engine/probes/subject';
import { engineData } from '#engine/training/engine-data';
import { ExecutableCache } from '#engine/onnx/session';
import { classData, model, valueData } from '#test/engine/support/jobs';
import { interpret, numbers } from '#test/engine/support/interpret';
import { ask, atStart, type Probed, trained } from '#test/engine/support/probing';

const of = { runId: 'run', at: 'end' } as const;

/** The gradient of the mean training loss in float64, as a function of all weights in a row. */
function gradientIn64({ run, data }: Probed): { readonly start: Float64Array; readonly at: (weights: Float64Array) => Float64Array } {
  const engine = engineData(data);
  const subject = subjectOf(run, engine, new ExecutableCache());
  const { parameters } = weightsOf(run, run.moments[run.moments.length - 1]);
  const shapes = parameterShapes(run.model);
  const rows = data.split.train;
  const graph = gradientGraph(graphModel(run.model));
  const features = numbers([data.table.rows, run.model.inputs + 1], Float64Array.from(engine.features.data as Float32Array));
  const fixed = {
    features,
    rows: numbers([1, rows.length], rows),
    targets: numbers([1, rows.length, run.model.outputs], targetsOf(subject, rows)),
    ones: numbers([1, rows.length, 1], new Float64Array(rows.length).fill(1)),
  };
  return {
    start: Float64Array.from(parameters.flatMap((values) => [...values])),
    at(weights) {
      let from = 0;
      const feeds = shapes.map(([height, width], index) => {
        const own = numbers([1, height, width], weights.subarray(from, (from += height * width)));
        return [`parameters${String(index)}`, own] as const;
      });
      const results = interpret(graph, { ...fixed, ...Object.fromEntries(feeds) }).slice(0, shapes.length);
      return Float64Array.from(results.flatMap(({ data: values }) => [...values].map((value) => value / rows.length)));
    },
  };
}

/** The largest eigenvalue in size of the exact Hessian, whose columns are central differences in float64. */
function exactEigenvalue(probed: Probed): number {
  const { start, at } = gradientIn64(probed);
  const columns = Array.from(start, (_, index) => {
    const moved = (by: number): Float64Array => at(start.with(index, start[index] + by));
    const [ahead, behind] = [moved(1e-5), moved(-1e-5)];
    return ahead.map((value, row) => (value - behind[row]) / 2e-5);
  });
  let vector = Float64Array.from(start, (_, index) => Math.cos(index));
  let eigenvalue = 0;
  for (let step = 0; step < 3000; step++) {
    const product = Float64Array.from(start, (_, row) => columns.reduce((sum, column, index) => sum + column[row] * vector[index], 0));
    eigenvalue = dot([product], [vector]) / dot([vector], [vector]);
    vector = product.map((value) => value / norm([product]));
  }
  return eigenvalue;
}

describe('the largest eigenvalue of the Hessian', () => {
  it.each([
    ['tanh at its start', () => Promise.resolve(atStart(model([2, 6, 3], 'crossEntropy', 'tanh'), classData(90, 80)))],
    ['tanh after training', () => trained(model([2, 6, 3], 'crossEntropy', 'tanh'), classData(90, 80))],
    ['relu after training', () => trained(model([2, 8, 3]), classData(90, 80))],
    ['linear regression', () => Promise.resolve(atStart(model([3, 1], 'meanSquaredError'), valueData(70, 60, 3)))],
  ])('is within 1 percent of the exact one: %s', async (_, make) => {
    const probed = await make();
    const { eigenvalue, rows } = await ask({ kind: 'sharpness', of, boxSizes: [] }, probed);
    expect(rows).toBe(probed.data.split.train.length);
    expect(Math.abs(eigenvalue / exactEigenvalue(probed) - 1)).toBeLessThan(0.01);
  });
});

describe('box sharpness', () => {
  it('comes within a tenth of the worst corner of the box of a convex loss, and never above it', async () => {
    // The largest value of a convex function on a box lies in a corner: with five weights there are 32 to try.
    const data = valueData(60, 50, 4);
    const probed = await trained(model([4, 1], 'meanSquaredError'), data, { learningRate: 0.05 }, { updates: 60 });
    const { loss, boxes } = await ask({ kind: 'sharpness', of, boxSizes: [0.01, 0.1] }, probed);
    const [weights] = weightsOf(probed.run, probed.run.moments[1]).parameters;
    const { features, target } = data.table;
    const lossAt = (own: readonly number[]): number => {
      const { train } = data.split;
      const squares = Array.from(train, (row) => {
        const predicted = own.reduce((sum, value, index) => sum + value * (index === 4 ? 1 : features[row * 4 + index]), 0);
        return (predicted - (target.kind === 'value' ? target.values[row] : NaN)) ** 2;
      });
      return squares.reduce((sum, value) => sum + value, 0) / train.length;
    };
    expect(loss).toBeCloseTo(lossAt([...weights]), 5);
    for (const { size, largestLoss, sharpness } of boxes) {
      const corners = Array.from({ length: 32 }, (_, corner) =>
        lossAt(Array.from(weights, (value, index) => value + ((corner >> index) % 2 === 0 ? 1 : -1) * size * (Math.abs(value) + 1))),
      );
      const worst = Math.max(...corners);
      expect(largestLoss / worst).toBeGreaterThan(0.9);
      expect(largestLoss / worst).toBeLessThan(1 + 1e-5);
      expect(sharpness).toBeCloseTo((100 * (largestLoss - loss)) / (1 + loss), 8);
    }
  });

  it('grows with the box', async () => {
    const probed = await trained(model([2, 20, 3]), classData(220, 200));
    const { boxes } = await ask({ kind: 'sharpness', of, boxSizes: [1e-4, 1e-3, 1e-2] }, probed);
    expect(boxes[0].sharpness).toBeGreaterThan(0);
    expect(boxes[1].sharpness).toBeGreaterThan(boxes[0].sharpness);
    expect(boxes[2].sharpness).toBeGreaterThan(boxes[1].sharpness);
  });
});
