/** Plain matrix products in ONNX Runtime on one thread: the ceiling of what a training step of large layers can reach. */
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { encode } from '#engine/graph/encode';
import { GraphBuilder } from '#engine/graph/graph';
import { matrixProduct } from '#engine/graph/operations/matrix';
import type { Clock } from '#test/bench/measure';

/** Median milliseconds of [rows, inner] [inner, columns]. */
export async function productMilliseconds(
  [rows, inner, columns]: readonly [number, number, number],
  seconds: number,
  clock: Clock,
): Promise<number> {
  const builder = new GraphBuilder('product');
  const left = builder.input('left', 'float32', [1, rows, inner]);
  const right = builder.input('right', 'float32', [1, inner, columns]);
  const graph = builder.finish([matrixProduct(builder, left, right)]);
  const session = await InferenceSession.create(encode(graph), { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3 });
  const random = (first: number, second: number): Tensor =>
    new Tensor(
      'float32',
      Float32Array.from({ length: first * second }, () => Math.random() - 0.5),
      [1, first, second],
    );
  const feeds = { left: random(rows, inner), right: random(inner, columns) };
  const result = { [graph.outputs[0].name]: new Tensor('float32', new Float32Array(rows * columns), [1, rows, columns]) };
  const times: number[] = [];
  const end = performance.now() + 1000 * seconds;
  while (performance.now() < end || times.length < 3) {
    const start = millisecondsOf(clock);
    await session.run(feeds, result);
    times.push(millisecondsOf(clock) - start);
  }
  await session.release();
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)];
}

/** Of this process, finely: a product may take a tenth of a millisecond. */
function millisecondsOf(clock: Clock): number {
  if (clock === 'wall') return performance.now();
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
