/** Tensors on a graphics device: copies of host tensors that stay there from call to call, and the way back. */
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { GraphBuilder } from '#engine/graph/graph';
import type { OpenSession } from '#engine/onnx/session-options';

export class DeviceMemory {
  private readonly openSession: OpenSession;
  /** What the device holds of a host tensor, for as long as the host tensor lives. */
  private readonly copies = new WeakMap<Tensor, Tensor>();
  private readonly copiers = new Map<string, Promise<InferenceSession>>();

  constructor(openSession: OpenSession) {
    this.openSession = openSession;
  }

  /** The copy of a host tensor on the device; made at the first call. */
  async hold(value: Tensor): Promise<Tensor> {
    const known = this.copies.get(value);
    if (known !== undefined) return known;
    const copy = await this.copy(value, 'gpu-buffer');
    this.copies.set(value, copy);
    return copy;
  }

  /** Reads a tensor of the device, which stays there as the copy of the host tensor that is returned. */
  async read(value: Tensor): Promise<Tensor> {
    const host = await this.copy(value, 'cpu');
    this.copies.set(host, value);
    return host;
  }

  /** Frees what the device holds of a host tensor. */
  release(value: Tensor): void {
    this.copies.get(value)?.dispose();
    this.copies.delete(value);
  }

  /** ONNX Runtime for Node can move a tensor only through a graph, so this is a graph that does nothing. */
  private async copy(value: Tensor, location: 'cpu' | 'gpu-buffer'): Promise<Tensor> {
    const key = `${location} ${value.type} ${String(value.dims.length)}`;
    const builder = new GraphBuilder('copy');
    const axes = value.dims.map((_, axis) => `axis${String(axis)}`);
    const input = builder.input('value', value.type === 'int32' ? 'int32' : 'float32', axes);
    const graph = builder.finish([builder.node('Identity', [input], input.shape, {}, input.type)]);
    const copier = this.copiers.get(key) ?? this.openSession(graph, () => location);
    this.copiers.set(key, copier);
    const results = await (await copier).run({ value });
    return results[graph.outputs[0].name];
  }
}
