/** A graph as stable text, for people and for snapshot tests. */
import type { Attribute, Graph, Node, Tensor } from '#engine/graph/graph';

/** One line a node: outputs = Operator(inputs) {attributes}; bodies are indented. Names count up from the top. */
export function print(graph: Graph): string {
  const numbers = new Map<number, string>();
  return printGraph(graph, numbers, '').join('\n');
}

function printGraph(graph: Graph, numbers: Map<number, string>, indent: string): string[] {
  for (const tensor of graph.inputs) numbers.set(tensor.id, tensor.name);
  for (const { tensor, values } of graph.constants) numbers.set(tensor.id, `[${values.join(', ')}]`);
  return [
    `${indent}${graph.name}(${graph.inputs.map((tensor) => `${tensor.name}: ${typeOf(tensor)}`).join(', ')})`,
    ...graph.nodes.flatMap((node) => printNode(node, numbers, `${indent}  `)),
    `${indent}  return ${graph.outputs.map((tensor) => nameOf(tensor, numbers)).join(', ')}`,
  ];
}

function printNode(node: Node, numbers: Map<number, string>, indent: string): string[] {
  const inputs = node.inputs.map((tensor) => nameOf(tensor, numbers)).join(', ');
  const bodies = Object.values(node.attributes).flatMap((value) => (typeof value === 'object' && 'body' in value ? [value.body] : []));
  const inside = bodies.flatMap((body) => printGraph(body, numbers, `${indent}  `));
  const outputs = node.outputs.map((tensor) => {
    numbers.set(tensor.id, `%${String(numbers.size)}`);
    return `${nameOf(tensor, numbers)}: ${typeOf(tensor)}`;
  });
  const attributes = Object.entries(node.attributes)
    .flatMap(([name, value]) => (typeof value === 'object' && 'body' in value ? [] : [`${name}: ${printAttribute(value)}`]))
    .join(', ');
  return [`${indent}${outputs.join(', ')} = ${node.operator}(${inputs})${attributes === '' ? '' : ` {${attributes}}`}`, ...inside];
}

function printAttribute(value: Exclude<Attribute, { readonly body: Graph }>): string {
  if (typeof value === 'number') return String(value);
  return 'float' in value ? String(value.float) : `[${value.join(', ')}]`;
}

function nameOf(tensor: Tensor, numbers: ReadonlyMap<number, string>): string {
  return numbers.get(tensor.id) ?? tensor.name;
}

function typeOf(tensor: Tensor): string {
  return `${tensor.type}[${tensor.shape.join(', ')}]`;
}
