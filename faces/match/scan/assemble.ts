/**
 * The WebAssembly module of the scan, written down instruction by instruction: it is too small for a compiler of its
 * own in the build. Encodings are those of the core specification 2.0, chapter 5; SIMD instructions have the prefix FD.
 */

const [I32, V128, VOID, FUNCTION] = [0x7f, 0x7b, 0x40, 0x60];

/** Unsigned LEB128, as all numbers of the format are but constants. */
const u = (value: number): number[] => (value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...u(value >>> 7)]);
const section = (id: number, ...content: number[]) => [id, ...u(content.length), ...content];
const name = (text: string) => [...u(text.length), ...Buffer.from(text)];
const simd = (opcode: number, ...operands: number[]) => [0xfd, ...u(opcode), ...operands];

const get = (local: number) => [0x20, ...u(local)];
const set = (local: number) => [0x21, ...u(local)];
/** Constants are signed: below 64 the two encodings are the same. */
const small = (value: number) => [0x41, value];
const ADD = [0x6a];
const SUB = [0x6b];
const SHIFT_LEFT = [0x74];
const LESS_UNSIGNED = [0x49];

const loadI32 = [0x28, 2, 0];
const storeI32 = [0x36, 2, 0];
const loadV128 = (offset: number) => simd(0, 4, ...u(offset));
/** Eight signed bytes, each made a number of 16 bits. */
const load8x8 = (offset: number) => simd(1, 0, ...u(offset));
const ZERO_V128 = simd(12, ...new Array<number>(16).fill(0));
/** Products of 16 bits each, every two neighbouring ones added: four numbers of 32 bits. */
const DOT_I16 = simd(0xba);
const ADD_I32X4 = simd(0xae);
const lane = (index: number) => simd(0x1b, index);

/** Numbers that one turn of the inner loop takes: rows are padded with zeros to a multiple of them. */
export const STEP = 32;

/**
 * `scan(row, end, width, query, norm, out)`, all of them addresses but the width: for each row of `width` bytes from
 * `row` up to `end` writes to `out` its norm less twice its product with the query, whose numbers have 16 bits.
 * That is the square of the distance less the query's own norm, exact as all of it are whole numbers.
 */
export function assemble(): Uint8Array<ArrayBuffer> {
  const [row, end, width, query, norm, out, at, rowEnd, sum] = [0, 1, 2, 3, 4, 5, 6, 7, 8] as const;
  const addDot = (offset: number) => [
    ...get(sum),
    ...[...get(row), ...load8x8(offset), ...get(at), ...loadV128(2 * offset)],
    ...DOT_I16,
    ...ADD_I32X4,
    ...set(sum),
  ];
  const advance = (local: number, by: number[]) => [...get(local), ...by, ...ADD, ...set(local)];
  const loopWhile = (condition: number[], body: number[]) =>
    [0x03, VOID, ...body, ...condition, 0x0d, 0, 0x0b] as number[];
  const oneRow = [
    ...[...get(query), ...set(at), ...ZERO_V128, ...set(sum)],
    ...[...get(row), ...get(width), ...ADD, ...set(rowEnd)],
    ...loopWhile(
      [...get(row), ...get(rowEnd), ...LESS_UNSIGNED],
      [
        ...[0, 8, 16, 24].flatMap(addDot),
        ...advance(row, small(STEP)),
        ...get(at),
        ...small(32),
        ...ADD,
        ...small(32),
        ...ADD,
        ...set(at),
      ],
    ),
    ...[...get(out), ...get(norm), ...loadI32],
    ...[...get(sum), ...lane(0), ...get(sum), ...lane(1), ...ADD],
    ...[...get(sum), ...lane(2), ...ADD, ...get(sum), ...lane(3), ...ADD],
    ...[...small(1), ...SHIFT_LEFT, ...SUB, ...storeI32],
    ...[...advance(out, small(4)), ...advance(norm, small(4))],
  ];
  const whileRows = [...get(row), ...get(end), ...LESS_UNSIGNED];
  const code = [
    ...[2, 2, I32, 1, V128], // locals: two addresses and the sums
    ...[...whileRows, 0x04, VOID, ...loopWhile(whileRows, oneRow), 0x0b],
    0x0b,
  ];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, 1, FUNCTION, 6, I32, I32, I32, I32, I32, I32, 0),
    ...section(2, 1, ...name('of'), ...name('memory'), 0x02, 0, 1), // at least a page
    ...section(3, 1, 0),
    ...section(7, 1, ...name('scan'), 0x00, 0),
    ...section(10, 1, ...u(code.length), ...code),
  ]);
}
