/** Plain matrix products in ONNX Runtime on one thread: the ceiling of what a training step of large layers can reach. */
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { encode } from '#engine/graph/encode';
import { GraphBuilder } from '#engine/graph/graph';
import { matrixProduct } from '#engine/graph/operations/matrix';
import { repeat } from '#engine/graph/operations/repeat';
import { type Clock, spreadOf } from '#test/bench/measure';

/** Median milliseconds of [rows, inner] [inner, columns]. */
export async function productMilliseconds(
  [rows, inner, columns]: readonly [number, number, number],
  seconds: number,
  clock: Clock,
): Promise<number> {
  const builder = new GraphBuilder('product');
  const left = builder.input('left', 'float32', [1, rows, inner]);
  const right = builder.input('right', 'float32', [1, inner, columns]);
  const times = builder.input('times', 'float32', ['K', 1]);
  // Many in one call, as in training, each leaving one number behind.
  const { records } = repeat(builder, [], [times], (body) => {
    const at = (place: number) => body.constant('int64', [1], [place]);
    return { state: [], records: [body.node('Slice', [matrixProduct(body, left, right), at(0), at(1), at(2)], [1, rows, 1])] };
  });
  const graph = builder.finish(records);
  const session = await InferenceSession.create(encode(graph), { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3 });
  const random = (first: number, second: number): Tensor =>
    new Tensor(
      'float32',
      Float32Array.from({ length: first * second }, () => Math.random() - 0.5),
      [1, first, second],
    );
  const repetitions = Math.max(1, Math.round(2e8 / (rows * inner * columns)));
  const feeds = {
    left: random(rows, inner),
    right: random(inner, columns),
    times: new Tensor('float32', new Float32Array(repetitions), [repetitions, 1]),
  };
  const measured: number[] = [];
  const end = performance.now() + 1000 * seconds;
  while (performance.now() < end || measured.length < 3) {
    const start = millisecondsOf(clock);
    await session.run(feeds);
    measured.push((millisecondsOf(clock) - start) / repetitions);
  }
  await session.release();
  return spreadOf(measured).median;
}

/** Of this process, finely: a product may take a tenth of a millisecond. */
function millisecondsOf(clock: Clock): number {
  if (clock === 'wall') return performance.now();
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
