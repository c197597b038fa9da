import test from 'ava';
import { PhotoError } from '../../faces/decode/PhotoError.ts';
import { knownSpaces } from '../../faces/engine/knownSpaces.ts';
import {
  isDescriptorDocument,
  readDescriptorDocument,
  writeDescriptorDocument,
} from '../../faces/match/descriptorDocument.ts';

const KNOWN = knownSpaces();
const SPACE = 'dlib-resnet-128';
const engine = { name: 'onnx', weights: 'w' };
/** Of length 1.45, as the recogniser's are. */
const descriptor = Float32Array.from({ length: 128 }, (_, at) => (1.45 * Math.sin(at + 1)) / 8);
const base64 = (numbers: Float32Array) => Buffer.from(numbers.buffer).toString('base64');
const whole = {
  format: 'face-inbox-descriptor/1',
  space: SPACE,
  descriptors: { [SPACE]: { engine, float32: base64(descriptor) } },
};
const read = (document: object) => readDescriptorDocument(JSON.stringify(document), KNOWN);
const withNumbers = (numbers: number[], space = SPACE) => ({
  ...whole,
  space,
  descriptors: { [space]: { engine, float32: base64(Float32Array.from(numbers)) } },
});

test('a document is read as it was written, to the last bit', (t) => {
  const quality = { sharpness: 9, brightness: 100, size: 120, roll: 1, yaw: 2, pitch: 3 };
  const box = { left: 0.1, top: 0.2, width: 0.3, height: 0.4 };
  const other = { descriptor: Float32Array.of(1, 2, 3), engine: { name: 'x', weights: 'y' } };
  const document = {
    space: SPACE,
    descriptors: { [SPACE]: { descriptor, engine }, 'mine-3': other },
    ...{ quality, box },
  };
  const text = writeDescriptorDocument(document);
  t.true(isDescriptorDocument(Buffer.from(text)));
  t.deepEqual(readDescriptorDocument(text, KNOWN), document);
  t.is(writeDescriptorDocument(readDescriptorDocument(text, KNOWN)), text);
  t.deepEqual(readDescriptorDocument(writeDescriptorDocument(document, { person: 'ann' }), KNOWN), document);
});

test('it is told by its first member, whatever the blanks, and nothing else passes for one', (t) => {
  const is = (text: string) => isDescriptorDocument(Buffer.from(text));
  t.true(is('\n { "format" : "face-inbox-descriptor/2"'));
  for (const text of ['', '{}', '{"a":1,"format":"face-inbox-descriptor/1"}', '\xff\xd8\xff', '[{"format":'])
    t.false(is(text), text);
});

test('what is no right document is refused, and said what is wrong', (t) => {
  const cases: [object | string, RegExp][] = [
    ['{"format":"face-inbox-descriptor/1",', /is no JSON/],
    ['null', /has the format none/],
    [{ ...whole, format: 'face-inbox-descriptor/2' }, /has the format "face-inbox-descriptor\/2"/],
    [{ ...whole, descriptors: {} }, /has 0 descriptors/],
    [{ ...whole, descriptors: 'x' }, /has the space "0", and its name/],
    [{ ...whole, space: 'other' }, /has the space "other", which must be that of one/],
    [{ ...whole, space: undefined }, /has the space none/],
    [{ ...whole, descriptors: { [SPACE]: { engine } } }, /no "float32" in base64/],
    [{ ...whole, descriptors: { [SPACE]: { engine, float32: 'a b' } } }, /no "float32" in base64/],
    [{ ...whole, descriptors: { [SPACE]: { engine, float32: 'AAAA' } } }, /3 bytes, and each number takes 4/],
    [
      { ...whole, descriptors: { [SPACE]: { ...whole.descriptors[SPACE], engine: {} } } },
      /"name" and "weights"/,
    ],
    [{ ...whole, quality: { size: 1 } }, /a quality without the number "sharpness", "brightness"/],
    [{ ...whole, box: 1 }, /a box without the number "left"/],
    [withNumbers([1, 2, 3]), /has 3 numbers, and descriptors of dlib-resnet-128 have 128/],
    [withNumbers([Number.NaN, 1], 'mine-2'), /a number that is not finite, in mine-2/],
    [withNumbers([0, 0], 'mine-2'), /only zeros, in mine-2/],
    [withNumbers([1], 'mine-2'), /1 numbers, and descriptors of mine-2 have 2 to 16384/],
    [{ ...whole, more: 'x'.repeat(300_000) }, /bytes, and at most 256000 are read/],
  ];
  for (const [document, message] of cases) {
    const text = typeof document === 'string' ? document : JSON.stringify(document);
    const error = t.throws(
      () => readDescriptorDocument(text, KNOWN),
      { instanceOf: PhotoError, message },
      text,
    );
    t.is(error?.reason, 'bad-descriptor');
  }
  t.notThrows(() => read(withNumbers([3, 4], 'mine-2')));
});

test('vectors of length 1, as OpenFace makes them, are not taken for descriptors of the built-in recogniser', (t) => {
  const unit = Array.from(descriptor, (value) => value / Math.hypot(...descriptor));
  for (const space of [SPACE, 'face-api-128'])
    t.throws(() => read(withNumbers(unit, space)), {
      message: /length 1\.000, and descriptors of .* have 1\.15 to 1\.8: it is not of that space\..*OpenFace/,
    });
});
