import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import test from 'ava';
import { SettingError } from '../../config/SettingError.ts';
import { MANIFEST } from '../support/ownRecogniser.ts';
import { openOwn, refused, writeOwn } from './support/openOwn.ts';

const WRONG: [what: string, manifest: object, said: RegExp][] = [
  ['a field that is not known', { threshold: 1 }, /has the field "threshold", which is not known/],
  ['one within another', { input: { std: 127.5 } }, /has the field "input\.std".*input\.divisor/],
  ['no model', { model: undefined }, /lacks "model", which must be the path of an ONNX file/],
  ['no name', { name: undefined }, /lacks "name"/],
  ['a name of several lines', { name: 'a\nb' }, /"name" is "a\\nb", but it must be a text/],
  ['no licence', { licence: '' }, /"licence" is "", but it must be/],
  ['no space', { space: undefined }, /lacks "space", which must be 3 to 64 small letters/],
  [
    'a space of another form',
    { space: 'My Space' },
    /"space" is "My Space", but it must be 3 to 64 small letters/,
  ],
  [
    'the space of the built-in recogniser',
    { space: 'dlib-resnet-128' },
    /"space" is "dlib-resnet-128".*none of the built-in/,
  ],
  ['its other one', { space: 'face-api-128' }, /"space" is "face-api-128".*none of the built-in/],
  ['a hash of another form', { sha256: 'abc' }, /"sha256" is "abc", but it must be 64 hexadecimal digits/],
  ['an input that is none', { input: 112 }, /"input" is 112, but it must be an object with the fields size/],
  [
    'a size as a text',
    { input: { size: '112' } },
    /"input\.size" is "112", but it must be a whole number from 16 to 1024/,
  ],
  ['a broken size', { input: { size: 112.5 } }, /"input\.size" is 112\.5/],
  [
    'channels of another order',
    { input: { channels: 'GBR' } },
    /"input\.channels" is "GBR".*one of RGB, BGR/,
  ],
  ['a layout of another kind', { input: { layout: 'nchw' } }, /"input\.layout" is "nchw".*one of NCHW, NHWC/],
  ['two means', { input: { mean: [1, 2] } }, /"input\.mean" is \[1,2\].*a list of three/],
  ['a divisor of zero', { input: { divisor: 0 } }, /"input\.divisor" is 0/],
  [
    'scale and divisor',
    { input: { scale: 1, divisor: 1 } },
    /"input\.scale" is 1.*absent where there is a divisor/,
  ],
  ['a template that is not known', { template: 'arcface' }, /"template" is "arcface"/],
  [
    'ArcFace points in another square',
    { input: { size: 128 } },
    /lacks "template".*where input\.size is 128.*112 pixels/,
  ],
  ['one point', { template: [{ landmarks: [30], x: 1, y: 2 }] }, /"template" is .*at least 2/],
  [
    'a point without place',
    {
      template: [
        { landmarks: [30], x: 1, y: 2 },
        { landmarks: [8], x: 1 },
      ],
    },
    /lacks "template\[1\]\.y"/,
  ],
  [
    'a landmark of other 98',
    {
      template: [
        { landmarks: [30], x: 1, y: 2 },
        { landmarks: [97], x: 1, y: 9 },
      ],
    },
    /"template\[1\]\.landmarks" is \[97\].*from 0 to 67/,
  ],
  [
    'points in one place',
    { template: [30, 8].map((at) => ({ landmarks: [at], x: 1, y: 2 })) },
    /points in two places at least/,
  ],
  ['no dimensions to speak of', { dimensions: 1 }, /"dimensions" is 1, but it must be a whole number from 2/],
  ['a distance of another kind', { distance: 'dot' }, /"distance" is "dot".*one of cosine, euclidean/],
  ['no limit', { match: undefined }, /lacks "match\.limit", which must be a number from 0\.1 to 1\.4/],
  ['a limit as a cosine', { match: { limit: 0.05 } }, /"match\.limit" is 0\.05/],
  [
    'strangers of no shape',
    { match: { limit: 0.5, strangers: { shape: 0, meanSquare: 1 } } },
    /"match\.strangers\.shape" is 0, but it must be a number from 1 to 1000/,
  ],
  [
    'strangers at no distance',
    { match: { limit: 0.5, strangers: { shape: 30 } } },
    /lacks "match\.strangers\.meanSquare"/,
  ],
  ['no calibration', { calibration: undefined }, /lacks "calibration\.even"/],
  ['a slope that falls', { calibration: { even: 0.5, slope: -1 } }, /"calibration\.slope" is -1/],
];

for (const [what, change, said] of WRONG)
  test(`A manifest with ${what} is an EngineError`, async (t) =>
    refused(t, await writeOwn(t, { ...MANIFEST, ...change }), said));

test('A manifest that is not there is a SettingError', async (t) => {
  const folder = dirname(await writeOwn(t, MANIFEST));
  const file = join(folder, 'nowhere.json');
  const error = await t.throwsAsync(openOwn(file), { instanceOf: SettingError });
  t.is(
    error!.message,
    `RECOGNISER is ${file}, but must be the path of a recogniser's manifest, and this cannot be read (ENOENT). ` +
      'Correct the path, or unset RECOGNISER for the built-in recogniser.',
  );
  await t.throwsAsync(openOwn(folder), { instanceOf: SettingError, message: /cannot be read \(EISDIR\)/ });
});

test('A manifest that is no JSON, or no object, is an EngineError', async (t) => {
  const file = await writeOwn(t, MANIFEST);
  await writeFile(file, '{ "model": ');
  await refused(t, file, /must be JSON: /);
  for (const json of ['[]', 'null', '"small.onnx"']) {
    await writeFile(file, json);
    await refused(t, file, /its content is .*, but it must be an object with the fields model, sha256/);
  }
});
