import type { AttributeValue } from '@aws-sdk/client-dynamodb';

export type Attributes = Record<string, AttributeValue>;

/**
 * Bytes of an item as DynamoDB counts them ("DynamoDB item sizes and formats"): names and text in UTF-8, numbers a byte for
 * two digits and one more, binary values unencoded, 3 bytes a list or map and 1 more for each of its elements.
 * @param item as requests have it: binary values in base64
 */
export function itemSize(item: Attributes): number {
  return Object.entries(item).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + valueSize(value),
    0,
  );
}

function valueSize(value: AttributeValue): number {
  const [type, content] = Object.entries(value)[0] as [string, never];
  switch (type) {
    case 'S':
      return Buffer.byteLength(content);
    case 'N':
      return numberSize(content);
    case 'B':
      return Buffer.from(content, 'base64').length;
    case 'SS':
      return total((content as string[]).map((text) => Buffer.byteLength(text)));
    case 'NS':
      return total((content as string[]).map(numberSize));
    case 'BS':
      return total((content as string[]).map((text) => Buffer.from(text, 'base64').length));
    case 'L':
      return 3 + total((content as AttributeValue[]).map((one) => 1 + valueSize(one)));
    case 'M':
      return 3 + Object.keys(content).length + itemSize(content);
    default:
      return 1; // BOOL, NULL
  }
}

/** Zeros in front and at the end do not count. */
function numberSize(text: string): number {
  const digits = text
    .replace(/[eE].*$/, '')
    .replace(/[-+.]/g, '')
    .replace(/^0+|0+$/g, '');
  return 1 + Math.ceil(digits.length / 2) + (text.startsWith('-') ? 1 : 0);
}

const total = (sizes: number[]) => sizes.reduce((sum, size) => sum + size, 0);
