import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import test from 'ava';
import { SettingError } from '../../config/SettingError.ts';
import { readSettings, settingsAsEnvironment } from '../../config/settings.ts';
import { EngineError } from '../../faces/engine/EngineError.ts';
import { GraphBuilder } from '../../weights/onnx/GraphBuilder.ts';
import { DATA_TYPE, encodeModel, type ValueInfo } from '../../weights/onnx/schema.ts';
import { MANIFEST, smallModel } from '../support/ownRecogniser.ts';
import { openOwn, refused, writeOwn } from './support/openOwn.ts';

const MODEL = smallModel({ dimensions: 512 });

const flat = (net: GraphBuilder): void => {
  net.node('descriptors', 'Flatten', ['pixels']);
};

/** A model of anything but one face to one row of numbers. */
function otherModel({
  input = { name: 'pixels', elemType: DATA_TYPE.float32, shape: ['batch', 3, 112, 112] } as ValueInfo,
  outputs = ['descriptors'],
  elemType = DATA_TYPE.float32 as number,
  rows = flat,
  shape = ['batch', 37632] as (number | string)[],
}) {
  const net = new GraphBuilder('other');
  rows(net);
  return encodeModel(
    net.build(
      [input],
      outputs.map((name) => ({ name, elemType, shape })),
    ),
  );
}

test('A recogniser of one’s own runs on onnx alone', async (t) => {
  const file = await writeOwn(t, MANIFEST);
  for (const engine of ['tfjs-node', 'tfjs-wasm'])
    await t.throwsAsync(openOwn(file, { FACE_ENGINE: engine }), {
      instanceOf: SettingError,
      message: `RECOGNISER is ${file}, but FACE_ENGINE is ${engine}, which runs the built-in recogniser alone. Use FACE_ENGINE=onnx, or unset RECOGNISER.`,
    });
});

test('It was not made for the crop of face-api', async (t) => {
  await t.throwsAsync(openOwn(await writeOwn(t, MANIFEST), { ALIGNMENT: 'face-api' }), {
    instanceOf: EngineError,
    message: /ALIGNMENT is face-api, but the recogniser of face-api \w+, small \(MIT\) was not made for that/,
  });
});

test('A MATCH_DISTANCE by which everybody would be named is a SettingError that tells the range', async (t) => {
  const wrong = (range: string) => ({
    instanceOf: SettingError,
    message: new RegExp(`MATCH_DISTANCE is 1\\.5, but in the space ${range}`),
  });
  const settings = { MATCH_DISTANCE: '1.5' };
  await t.throwsAsync(
    openOwn(await writeOwn(t, MANIFEST), settings),
    wrong('small-512 it must be a number from 0.1 to 1.4'),
  );
  await t.throwsAsync(openOwn('', settings), wrong('dlib-resnet-128 it must be a number from 0.1 to 1'));
  t.is((await openOwn(await writeOwn(t, { ...MANIFEST, distance: 'euclidean' }), settings)).match.limit, 1.5);
});

test('MAX_FALSE_MATCHES is kept by what the manifest says of strangers, and without that it is a SettingError', async (t) => {
  const settings = { MAX_FALSE_MATCHES: '0.01' };
  await t.throwsAsync(openOwn(await writeOwn(t, MANIFEST), settings), {
    instanceOf: SettingError,
    message:
      /MAX_FALSE_MATCHES is 0\.01, but nothing is known.*small-512.*match\.strangers.*npm run calibrate/,
  });
  const { limit } = MANIFEST.match;
  const strangers = { shape: 40, meanSquare: 1.5 };
  const told = await writeOwn(t, { ...MANIFEST, match: { limit, strangers } });
  t.deepEqual((await openOwn(told, settings)).match.strangers, { ...strangers, rate: 0.01 });
  t.is((await openOwn(told)).match.strangers!.rate, 0.001);
  t.is((await openOwn(await writeOwn(t, MANIFEST))).match.strangers, undefined);
  // A fixed distance goes before either.
  for (const file of [told, await writeOwn(t, MANIFEST)])
    t.is((await openOwn(file, { ...settings, MATCH_DISTANCE: '0.7' })).match.strangers, undefined);
});

test('A model that is not there, or that is no model, is an EngineError', async (t) => {
  await refused(
    t,
    await writeOwn(t, { ...MANIFEST, model: 'other.onnx' }),
    /other\.onnx cannot be read \(ENOENT\)/,
  );
  await refused(t, await writeOwn(t, MANIFEST, Buffer.from('no model')), /small\.onnx .*cannot be opened \(/);
});

test('A model of another hash is an EngineError, and one of the right hash is taken', async (t) => {
  const sha256 = createHash('sha256').update(MODEL).digest('hex');
  const other = `${sha256.slice(1)}${sha256[0]}`;
  await refused(
    t,
    await writeOwn(t, { ...MANIFEST, sha256: other }),
    new RegExp(`has SHA-256 ${sha256}, but the manifest .* says ${other}`),
  );
  t.is((await openOwn(await writeOwn(t, { ...MANIFEST, sha256: sha256.toUpperCase() }))).space, 'small-512');
});

test('A model of other shapes than the manifest says is an EngineError with both', async (t) => {
  const shapes: [model: Uint8Array, manifest: object, said: RegExp][] = [
    [
      smallModel({ dimensions: 512, size: 128 }),
      {},
      /takes any x 3 x 128 x 128, but .* any x 3 x 112 x 112 \(input\.size 112, input\.layout NCHW\)/,
    ],
    [
      smallModel({ dimensions: 512, layout: 'NHWC' }),
      {},
      /takes any x 112 x 112 x 3, but .* any x 3 x 112 x 112/,
    ],
    [MODEL, { input: { layout: 'NHWC' } }, /takes any x 3 x 112 x 112, but .* any x 112 x 112 x 3/],
    [smallModel({ dimensions: 128 }), {}, /gives any x 128, but .* 512 numbers a face/],
    [MODEL, { dimensions: 128 }, /gives any x 512, but .* 128 numbers a face/],
    [smallModel({ dimensions: 512, batch: 4 }), {}, /takes 4 faces at a time, always/],
  ];
  for (const [model, change, said] of shapes)
    await refused(t, await writeOwn(t, { ...MANIFEST, ...change }, model), said);
});

test('A model that does not say its shapes is tried, and is an EngineError if it gives others', async (t) => {
  const input = { name: 'pixels', elemType: DATA_TYPE.float32, shape: ['n', 'c', 'h', 'w'] };
  const said = otherModel({ input, shape: ['n', 'length'] });
  await refused(
    t,
    await writeOwn(t, MANIFEST, said),
    /gives 37632 numbers a face, but .* "dimensions" is 512/,
  );
  const one = otherModel({
    rows: (net) => {
      const means = net.node('means', 'AveragePool', ['pixels'], {
        kernel_shape: [16, 16],
        strides: [16, 16],
      });
      net.node('descriptors', 'Reshape', [means, net.integers('shape', [1, 147])]);
    },
    shape: ['n', 'length'],
  });
  await refused(
    t,
    await writeOwn(t, { ...MANIFEST, dimensions: 147 }, one),
    /fails on an input of 2 x 3 x 112 x 112 \(/,
  );
});

test('A model of several outputs, or of other numbers than floats, is an EngineError', async (t) => {
  const two = otherModel({
    outputs: ['descriptors', 'norm'],
    rows: (net) => {
      net.node('descriptors', 'Flatten', ['pixels']);
      net.node('norm', 'Flatten', ['pixels']);
    },
  });
  await refused(
    t,
    await writeOwn(t, MANIFEST, two),
    /has 2 outputs \(descriptors, norm\), but a recogniser must have one output/,
  );
  const bytes = { name: 'pixels', elemType: DATA_TYPE.uint8, shape: ['batch', 3, 112, 112] };
  const cast = (net: GraphBuilder): void => {
    net.node('descriptors', 'Flatten', [net.node('floats', 'Cast', ['pixels'], { to: DATA_TYPE.float32 })]);
  };
  await refused(
    t,
    await writeOwn(t, MANIFEST, otherModel({ input: bytes, rows: cast })),
    /input pixels .* is uint8, but must be float32/,
  );
});

test('A face that the model gives zeros, or no finite numbers, is an error and no descriptor', async (t) => {
  const times = (factor: number) => (net: GraphBuilder) => {
    const flat = net.node('flat', 'Flatten', ['pixels']);
    const first = net.node('first', 'MatMul', [
      flat,
      net.floats('matrix', [37632, 2], new Float32Array(37632 * 2).fill(1)),
    ]);
    net.node('descriptors', 'Mul', [first, net.floats('factor', [], [factor])]);
  };
  const square = { size: 112, rgb: new Float32Array(112 * 112 * 3).fill(200) };
  const describedBy = async (factor: number, distance: string) => {
    const model = otherModel({ rows: times(factor), shape: ['batch', 2] });
    const { engine } = await openOwn(await writeOwn(t, { ...MANIFEST, dimensions: 2, distance }, model));
    return engine.describe([square]);
  };
  const wrong = (said: RegExp) => ({ instanceOf: EngineError, message: said });
  await t.throwsAsync(
    describedBy(0, 'cosine'),
    wrong(/small gave a face zeros alone, which have no direction/),
  );
  t.deepEqual([...(await describedBy(0, 'euclidean'))[0]!], [0, 0]);
  for (const distance of ['cosine', 'euclidean'])
    await t.throwsAsync(describedBy(Number.NaN, distance), wrong(/small gave a face no finite numbers/));
  t.true(Math.abs((await describedBy(1, 'cosine'))[0]![0]! - Math.SQRT1_2) < 1e-6);
});

test('Its path is that of the folder it was named in, and unset settings stay unset for the functions', (t) => {
  const { recogniser, ...others } = readSettings({ RECOGNISER: 'own/recogniser.json' });
  t.is(recogniser, resolve(process.env.INIT_CWD ?? '.', 'own/recogniser.json'));
  t.deepEqual({ recogniser: '', ...others }, readSettings({}));
  for (const settings of [readSettings({}), readSettings({ RECOGNISER: recogniser, MATCH_DISTANCE: '1.1' })])
    t.deepEqual(readSettings(settingsAsEnvironment(settings)), settings);
});
