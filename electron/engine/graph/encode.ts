/** Graph to ONNX bytes. Field numbers are those of onnx.proto3 (IR version 8, operator set 15, ONNX Runtime's own operators version 1). */
import type { Attribute, Constant, Dimension, ElementType, Graph, Node, Tensor } from '#engine/graph/graph';
import { encodeMessage, type Field } from '#engine/graph/protobuf';

const IR_VERSION = 8;
const OPERATOR_SET = 15;
/** Operators that are no part of ONNX, and the name of their set. */
const RUNTIME_OPERATORS: readonly string[] = ['FusedConv'];
const RUNTIME_SET = 'com.microsoft';
/** TensorProto.DataType */
export const ELEMENT_TYPE = { float32: 1, int32: 6, int64: 7, bool: 9, float64: 11 } as const satisfies Record<ElementType, number>;
/** AttributeProto.AttributeType */
const ATTRIBUTE_TYPE = { float: 1, integer: 2, graph: 5, integers: 7 } as const;

/** The bytes of an ONNX model with this graph. `about` is written beside it, as names with their texts. */
export function encode(graph: Graph, about: Readonly<Record<string, string>> = {}): Uint8Array {
  return encodeMessage([
    { number: 1, integer: IR_VERSION },
    { number: 7, message: graphFields(graph) },
    operatorSet('', OPERATOR_SET),
    ...(usesRuntimeSet(graph) ? [operatorSet(RUNTIME_SET, 1)] : []),
    ...Object.entries(about).map(([name, text]): Field => ({
      number: 14,
      message: [
        { number: 1, text: name },
        { number: 2, text },
      ],
    })),
  ]);
}

/** Other programs than ONNX Runtime read a model that asks for nothing of its own. */
function usesRuntimeSet({ nodes }: Graph): boolean {
  return nodes.some(
    ({ operator, attributes }) =>
      RUNTIME_OPERATORS.includes(operator) ||
      Object.values(attributes).some((value) => typeof value === 'object' && 'body' in value && usesRuntimeSet(value.body)),
  );
}

function operatorSet(name: string, version: number): Field {
  return {
    number: 8,
    message: [
      { number: 1, text: name },
      { number: 2, integer: version },
    ],
  };
}

function graphFields(graph: Graph): Field[] {
  return [
    ...graph.nodes.map((node): Field => ({ number: 1, message: nodeFields(node) })),
    { number: 2, text: graph.name },
    ...graph.constants.map((constant): Field => ({ number: 5, message: constantFields(constant) })),
    ...graph.inputs.map((tensor): Field => ({ number: 11, message: valueFields(tensor) })),
    ...graph.outputs.map((tensor): Field => ({ number: 12, message: valueFields(tensor) })),
  ];
}

function nodeFields(node: Node): Field[] {
  return [
    ...node.inputs.map((tensor): Field => ({ number: 1, text: tensor.name })),
    ...node.outputs.map((tensor): Field => ({ number: 2, text: tensor.name })),
    { number: 4, text: node.operator },
    ...Object.entries(node.attributes).map(([name, value]): Field => ({ number: 5, message: attributeFields(name, value) })),
    ...(RUNTIME_OPERATORS.includes(node.operator) ? [{ number: 7, text: RUNTIME_SET }] : []),
  ];
}

function attributeFields(name: string, value: Attribute): Field[] {
  const typed = (type: number, ...fields: Field[]): Field[] => [{ number: 1, text: name }, ...fields, { number: 20, integer: type }];
  if (typeof value === 'number') return typed(ATTRIBUTE_TYPE.integer, { number: 3, integer: value });
  if ('float' in value) return typed(ATTRIBUTE_TYPE.float, { number: 2, float: value.float });
  if ('body' in value) return typed(ATTRIBUTE_TYPE.graph, { number: 6, message: graphFields(value.body) });
  return typed(ATTRIBUTE_TYPE.integers, ...value.map((integer): Field => ({ number: 8, integer })));
}

function constantFields({ tensor, values }: Constant): Field[] {
  return [
    ...tensor.shape.map((size): Field => ({ number: 1, integer: Number(size) })),
    { number: 2, integer: ELEMENT_TYPE[tensor.type] },
    { number: 8, text: tensor.name },
    { number: 9, bytes: rawBytes(tensor.type, values) },
  ];
}

/** Little-endian elements. */
function rawBytes(type: ElementType, values: readonly number[]): Uint8Array {
  switch (type) {
    case 'float32':
      return new Uint8Array(Float32Array.from(values).buffer);
    case 'float64':
      return new Uint8Array(Float64Array.from(values).buffer);
    case 'int32':
      return new Uint8Array(Int32Array.from(values).buffer);
    case 'int64':
      return new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
    case 'bool':
      return Uint8Array.from(values);
    default:
      return type satisfies never;
  }
}

function valueFields(tensor: Tensor): Field[] {
  const dimension = (size: Dimension): Field => ({
    number: 1,
    message: [typeof size === 'number' ? { number: 1, integer: size } : { number: 2, text: size }],
  });
  return [
    { number: 1, text: tensor.name },
    {
      number: 2,
      message: [
        {
          number: 1,
          message: [
            { number: 1, integer: ELEMENT_TYPE[tensor.type] },
            { number: 2, message: tensor.shape.map(dimension) },
          ],
        },
      ],
    },
  ];
}
