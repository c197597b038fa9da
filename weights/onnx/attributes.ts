/** An attribute's value: a whole number, a list of them, a text, or a float by name. */
export type AttributeValue = number | readonly number[] | string | { float: number };

/** AttributeProto.AttributeType */
const TYPE = { float: 1, int: 2, string: 3, ints: 7 } as const;

/** As AttributeProto messages, in the order in which they are given. */
export function attributes(values: Record<string, AttributeValue>): Record<string, unknown>[] {
  return Object.entries(values).map(([name, value]) => ({ name, ...encode(value) }));
}

function encode(value: AttributeValue): Record<string, unknown> {
  if (typeof value === 'number') return { i: value, type: TYPE.int };
  if (typeof value === 'string') return { s: Buffer.from(value), type: TYPE.string };
  if ('float' in value) return { f: value.float, type: TYPE.float };
  return { ints: [...value], type: TYPE.ints };
}
