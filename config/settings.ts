import { availableParallelism } from 'node:os';
import { choice, file, name, number, type Setting, yesNo } from './kindsOfSettings.ts';
import { SettingError } from './SettingError.ts';

const MEGA = 1_000_000;

/** Every setting there is. The README's table is checked against this list. */
export const SETTINGS = {
  prefix: name('NAME_PREFIX', 'face-inbox', 'what the names of tables, queues and functions begin with'),
  bucket: name('INBOX_BUCKET', 'face-inbox', 'the bucket photos are dropped into', 63),
  galleriesBucket: name(
    'GALLERIES_BUCKET',
    'face-inbox-galleries',
    'with `GALLERY=index` the bucket that snapshots of the gallery are kept in',
    63,
  ),
  bus: name('EVENT_BUS', 'face-inbox', 'the event bus results are announced on'),
  engine: choice(
    'FACE_ENGINE',
    ['onnx', 'tfjs-node', 'tfjs-wasm'],
    'onnx',
    'what runs the networks; the two of TensorFlow.js need `npm run engine:tfjs-node` or `npm run engine:tfjs-wasm` once',
  ),
  precision: choice(
    'PRECISION',
    ['int8', 'fp32'],
    'int8',
    'numbers of the networks of `onnx`; both give descriptors of one space',
  ),
  threads: number(
    'THREADS',
    availableParallelism(),
    [1, 256],
    'threads that the networks of `onnx` may use, which functions at work on one machine share; the default is the number of cores',
  ),
  alignment: choice(
    'ALIGNMENT',
    ['trained', 'face-api'],
    'trained',
    'how a face is cut out: turned upright as the network was trained, or by the crop of face-api',
  ),
  minScore: number('DETECT_MIN_SCORE', 0.5, [0.1, 0.99], 'a detection below this score is no face', false),
  detectLarge: yesNo('DETECT_LARGE', true, 'a second look at a small scale, for faces that fill the picture'),
  detectSmall: choice(
    'DETECT_SMALL',
    ['auto', 'always', 'never'],
    'auto',
    'looks at the tiles of a large picture, for faces too small for one look: `auto` where none or small ones were found',
  ),
  detectTurned: yesNo(
    'DETECT_TURNED',
    true,
    'looks at the picture turned by quarters where no face is surely found upright',
  ),
  recogniser: file(
    'RECOGNISER',
    'the built-in one',
    'the manifest of a recogniser of your own for `onnx`, see docs/engines.md',
  ),
  collections: yesNo(
    'COLLECTIONS',
    false,
    'the first folder of a key is a collection of its own: its photos are matched against those who are enrolled under `<collection>/people/` alone',
  ),
  galleryKind: choice(
    'GALLERY',
    ['memory', 'index', 'dynamodb'],
    'memory',
    "how enrolled people are searched: all of them in memory, an approximate index for millions (docs/galleries.md), or DynamoDB's own vector index",
  ),
  maxFalseMatches: {
    ...number(
      'MAX_FALSE_MATCHES',
      undefined,
      [0.000001, 0.2],
      'share of unknown faces that may be given a name, where all who are enrolled are like them: the more photos are enrolled, the nearer a face must be (docs/accuracy.md)',
      false,
    ),
    byDefault: '0.001',
  },
  matchDistance: {
    ...number(
      'MATCH_DISTANCE',
      undefined,
      [0.001, 1000],
      'a face farther than this from everyone enrolled is `unknown`, whatever MAX_FALSE_MATCHES; 0.1 to 1 with the built-in recogniser',
      false,
    ),
    byDefault: 'by MAX_FALSE_MATCHES',
  },
  nameOnce: yesNo(
    'NAME_ONCE',
    true,
    'within one photo a person is named once, at the nearest face; `false` for collages and mirrors',
  ),
  minFacePixels: number('MIN_FACE_PIXELS', 20, [10, 500], 'a face narrower than this is `unusable`'),
  enrolMinFacePixels: number(
    'ENROL_MIN_FACE_PIXELS',
    60,
    [20, 1000],
    'a face narrower than this is too small to enrol',
  ),
  enrolMinSharpness: number(
    'ENROL_MIN_SHARPNESS',
    3.5,
    [0, 100],
    'a face less sharp than this is too blurred to enrol',
    false,
  ),
  maxBytes: number('MAX_BYTES', 64 * MEGA, [1000, 1000 * MEGA], 'a larger object is rejected'),
  maxPixels: number('MAX_PIXELS', 55 * MEGA, [10_000, 150 * MEGA], 'a picture of more pixels is rejected'),
  decodeSeconds: {
    ...number(
      'DECODE_SECONDS',
      undefined,
      [0.1, 900],
      "seconds that decoding a picture may take, else it is rejected; three quarters of the function's",
      false,
    ),
    byDefault: 'by FUNCTION_TIMEOUT',
  },
  decodeMegabytes: {
    ...number(
      'DECODE_MEGABYTES',
      undefined,
      [150, 100_000],
      'memory that it may take so, on Linux; 300 and 30 for each million of pixels',
    ),
    byDefault: 'by MAX_PIXELS',
  },
  functionTimeoutSeconds: number('FUNCTION_TIMEOUT', 60, [1, 900], 'seconds a batch of ten photos may take'),
  concurrency: number(
    'CONCURRENCY',
    Math.max(2, availableParallelism()),
    [2, 1000],
    'functions at work at once; the default is the number of cores, at least 2',
  ),
  videoFrames: {
    variable: 'VIDEO_FRAMES',
    fallback: 'auto',
    about:
      'which frames of a video are looked at: every one, so many a second, or `auto`: some, and more where a face comes or goes',
    rule: 'auto, every or a number from 0.1 to 60',
    read: (text: string) => {
      const word = (['auto', 'every'] as const).find((value) => value === text.toLowerCase());
      const rate = text.trim() === '' ? Number.NaN : Number(text);
      return word ?? (rate >= 0.1 && rate <= 60 ? rate : undefined);
    },
  } as Setting<'auto' | 'every' | number>,
  videoChunkSeconds: number(
    'VIDEO_CHUNK_SECONDS',
    10,
    [1, 300],
    'seconds of a video that one function looks at, more or less: it is cut at key frames',
  ),
  maxVideoBytes: number(
    'MAX_VIDEO_BYTES',
    20_000 * MEGA,
    [1000, 5_000_000 * MEGA],
    'a larger video is rejected',
  ),
  resultsBucket: name(
    'RESULTS_BUCKET',
    'face-inbox-results',
    'the bucket for what is found in a video and is too much for its item',
    63,
  ),
  videoConcurrency: number(
    'VIDEO_CONCURRENCY',
    Math.max(2, availableParallelism()),
    [2, 1000],
    'parts of videos that are looked at at once; the default is the number of cores, at least 2',
  ),
  videoCalls: yesNo(
    'VIDEO_CALLS',
    false,
    'who plans a video calls most of those who look at its parts, so that all begin at once: in AWS a queue begins with five',
  ),
  homeRegion: {
    variable: 'HOME_REGION',
    fallback: '',
    byDefault: 'the region itself',
    about: 'where people are enrolled, of several regions that share them (docs/deploy.md)',
    rule: 'the name of a region, such as eu-west-1',
    read: (text: string) => (/^[a-z]{2}(-[a-z]+)+-\d$/.test(text) ? text : undefined),
  } as Setting<string>,
  sweepMinutes: number(
    'SWEEP_EVERY',
    5,
    [1, 1440],
    'minutes between two looks for what a crash left half done',
  ),
  reconcileMinutes: number(
    'RECONCILE_EVERY',
    60,
    [1, 10_080],
    'minutes between two comparisons of the whole bucket with the tables, which mend what differs',
  ),
  retentionDays: {
    ...number(
      'RETENTION_DAYS',
      undefined,
      [1, 36_500],
      'days after which photos outside `people/` are deleted, with their results (docs/privacy.md)',
    ),
    byDefault: 'off',
  },
  keepUnknownDays: {
    ...number(
      'KEEP_UNKNOWN',
      undefined,
      [1, 3650],
      'days for which descriptors of unknown faces are kept, so that these are grouped and can be named later (docs/privacy.md)',
    ),
    byDefault: 'off',
  },
  apiAuth: choice(
    'API_AUTH',
    ['iam', 'keys'],
    'iam',
    'who may use the HTTP API (docs/api.md): whom AWS lets call the function, which here is every program of this machine, or who has a key',
  ),
  userPool: {
    variable: 'USER_POOL',
    fallback: '',
    byDefault: 'none',
    about:
      'the Amazon Cognito user pool whose users may use the HTTP API too, where `API_AUTH` is `keys` (docs/api.md)',
    rule: 'the id of a user pool, such as us-east-1_AbCdEf123',
    read: (text: string) => (/^[a-z]{2,3}(-[a-z]+)+-\d_\w+$/.test(text) ? text : undefined),
  } as Setting<string>,
  logLevel: choice('LOG_LEVEL', ['DEBUG', 'INFO', 'WARN', 'ERROR'], 'INFO', 'what the functions log'),
} as const satisfies Record<
  string,
  | Setting<never>
  | Setting<string>
  | Setting<number | undefined>
  | Setting<boolean>
  | Setting<'auto' | 'every' | number>
>;

type ValueOf<S> = S extends { fallback: infer T } ? T : never;
export type Settings = { [K in keyof typeof SETTINGS]: ValueOf<(typeof SETTINGS)[K]> };
export type EngineName = Settings['engine'];

/**
 * Reads all settings from the environment; an absent or empty variable takes its default.
 * @throws SettingError that lists every variable that breaks its rule.
 */
export function readSettings(environment: Record<string, string | undefined> = process.env): Settings {
  const wrong: string[] = [];
  const entries = Object.entries(SETTINGS).map(([key, setting]) => {
    const text = environment[setting.variable];
    if (text === undefined || text === '') return [key, setting.fallback];
    const value = setting.read(text);
    if (value === undefined)
      wrong.push(
        `${setting.variable} is ${JSON.stringify(text)}, but must be ${setting.rule}. ` +
          `Set it so, or unset it for the default (${setting.byDefault ?? setting.fallback}).`,
      );
    return [key, value];
  });
  if (wrong.length > 0) throw new SettingError(wrong.join('\n'));
  return Object.fromEntries(entries) as Settings;
}

/** The settings as environment variables, for a process that is to read the same ones. */
export function settingsAsEnvironment(settings: Settings): Record<string, string> {
  return Object.fromEntries(
    Object.entries(SETTINGS).map(([key, { variable }]) => [
      variable,
      String(settings[key as keyof Settings] ?? ''),
    ]),
  );
}
