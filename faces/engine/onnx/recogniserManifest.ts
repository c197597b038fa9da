import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { SettingError } from '../../../config/SettingError.ts';
import { ARCFACE_5, type Template } from '../../align/templates.ts';
import type { Strangers } from '../../match/strangersLimit.ts';
import { DLIB_RESNET } from '../dlibResnet.ts';
import type { Recogniser, Space } from '../Engine.ts';
import { EngineError } from '../EngineError.ts';
import { SPACE_NAME, SPACE_RULE } from '../spaceName.ts';
import { ManifestFields } from './manifestFields.ts';
import type { InputForm } from './modelInput.ts';

/** What a manifest says of a recogniser; defaults, where there are any, are those of the usual ArcFace form. */
export interface RecogniserManifest {
  /** Of the manifest itself. */
  file: string;
  /** The model's file. */
  model: string;
  /** In small letters; absent where the manifest does not say it. */
  sha256?: string;
  name: string;
  licence: string;
  input: InputForm;
  distance: Distance;
  recogniser: Recogniser;
}

/** What the recogniser's makers compare descriptors by; of cosine the directions alone count. */
type Distance = 'cosine' | 'euclidean';

const LINE = /^[^\p{C}\s](?:[^\p{C}]{0,98}[^\p{C}\s])?$/u;
const LINE_RULE = 'a text of 1 to 100 characters without line breaks';
const FIELDS = [
  ...['model', 'sha256', 'name', 'licence', 'space', 'input', 'template', 'dimensions', 'distance'],
  ...['match', 'calibration'],
];

/** Cosine: descriptors of nothing in common are at the square root of 2. Euclidean: no scale is known. */
const LIMITS: Record<Distance, Space['limits']> = { cosine: [0.1, 1.4], euclidean: [0.001, 1000] };
const SLOPES = [0.001, 1000] as const;
const SHAPES = [1, 1000] as const;
/** With 4 bytes a number, a descriptor in two spaces then is well below the 400 KB of a DynamoDB item. */
const DIMENSIONS = [2, 16_384] as const;

/** @throws SettingError where there is no such file, EngineError where it is no manifest. */
export async function readManifest(file: string): Promise<RecogniserManifest> {
  const fields = new ManifestFields(file, await readJson(file), FIELDS);
  const distance = fields.choice('distance', ['cosine', 'euclidean'], 'cosine');
  const input = inputOf(fields);
  return {
    file,
    model: resolve(dirname(file), fields.text('model', /\S/, 'the path of an ONNX file')),
    ...(fields.has('sha256') && {
      sha256: fields.text('sha256', /^[0-9a-f]{64}$/i, '64 hexadecimal digits').toLowerCase(),
    }),
    name: fields.text('name', LINE, LINE_RULE),
    licence: fields.text('licence', LINE, LINE_RULE),
    input,
    distance,
    recogniser: {
      size: input.size,
      dimensions: fields.whole('dimensions', DIMENSIONS, 512),
      chip: templateOf(fields, input.size),
      spaces: { trained: spaceOf(fields, LIMITS[distance]) },
    },
  };
}

async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new SettingError(
      `RECOGNISER is ${file}, but must be the path of a recogniser's manifest, and this cannot be read (${cause.code}). ` +
        'Correct the path, or unset RECOGNISER for the built-in recogniser.',
      { cause },
    );
  });
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new EngineError(
      `The manifest ${file} must be JSON: ${(cause as Error).message}. Correct it there.`,
      {
        cause,
      },
    );
  }
}

function inputOf(fields: ManifestFields): InputForm {
  const input = fields.object('input', ['size', 'channels', 'layout', 'mean', 'scale', 'divisor']);
  const size = input.whole('size', [16, 1024], 112);
  const channels = input.choice('channels', ['RGB', 'BGR'], 'RGB');
  const layout = input.choice('layout', ['NCHW', 'NHWC'], 'NCHW');
  const mean = input.channels('mean', [-1000, 1000], 127.5);
  if (input.has('scale') && input.has('divisor'))
    throw input.wrong('scale', 'absent where there is a divisor: one is 1 through the other');
  if (input.has('scale'))
    return { size, channels, layout, mean, scale: input.channels('scale', [1e-6, 1000], 1) };
  const [first, second, third] = input.channels('divisor', [0.001, 1e6], 127.5);
  return { size, channels, layout, mean, scale: [1 / first, 1 / second, 1 / third] };
}

function templateOf(fields: ManifestFields, size: number): Template {
  if (!fields.has('template') || fields.is('template', 'arcface-5')) {
    if (size % 112 === 0) return ARCFACE_5;
    throw fields.wrong(
      'template',
      `a list of points where input.size is ${size}: arcface-5 is of a square of 112 pixels and its multiples`,
    );
  }
  const points = fields.list('template', ['landmarks', 'x', 'y'], 2).map((point) => ({
    group: point.wholes('landmarks', [0, 67]),
    x: point.number('x', [-size, 2 * size]),
    y: point.number('y', [-size, 2 * size]),
  }));
  if (points.every(({ x, y }) => x === points[0]!.x && y === points[0]!.y))
    throw fields.wrong('template', 'points in two places at least');
  return {
    landmarks: points.map(({ group }) => group),
    points: points.map(({ x, y }) => ({ x: x / size, y: y / size })),
    fitIn: 'square',
  };
}

function spaceOf(fields: ManifestFields, limits: Space['limits']): Space {
  const name = fields.text('space', SPACE_NAME, SPACE_RULE);
  const builtIn = Object.values(DLIB_RESNET.spaces).map((space) => space.name);
  if (builtIn.includes(name))
    throw fields.wrong('space', `none of the built-in recogniser's, ${builtIn.join(' and ')}`);
  const calibration = fields.object('calibration', ['even', 'slope']);
  const match = fields.object('match', ['limit', 'strangers']);
  return {
    name,
    limit: match.number('limit', limits),
    ...(match.has('strangers') && { strangers: strangersOf(match, limits) }),
    limits,
    calibration: { even: calibration.number('even', limits), slope: calibration.number('slope', SLOPES) },
  };
}

function strangersOf(match: ManifestFields, [low, high]: Space['limits']): Strangers {
  const strangers = match.object('strangers', ['shape', 'meanSquare']);
  return {
    shape: strangers.number('shape', SHAPES),
    meanSquare: strangers.number('meanSquare', [low ** 2, high ** 2]),
  };
}
