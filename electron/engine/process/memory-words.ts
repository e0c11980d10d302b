/** Whether what Node, V8 or ONNX Runtime wrote when they gave up says that memory ran out. */

const SIGNS = [
  /out of memory/i,
  /bad_alloc/,
  /bad_array_new_length/,
  /(?:cannot|failed to) allocate/i,
  /allocation (?:of \d+ bytes )?failed/i,
  /ENOMEM/,
];

export function saysOutOfMemory(text: string): boolean {
  return SIGNS.some((sign) => sign.test(text));
}
