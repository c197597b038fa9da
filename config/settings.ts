import { availableParallelism } from 'node:os';
import { SettingError } from './SettingError.ts';

/** One setting: an environment variable, its default, the rule it must keep and how it is read. */
interface Setting<T> {
  variable: string;
  fallback: T;
  rule: string;
  about: string;
  /** Gives undefined where the text breaks the rule. */
  read(text: string): T | undefined;
}

const number = (
  variable: string,
  fallback: number,
  [low, high]: [number, number],
  about: string,
  whole = true,
): Setting<number> => ({
  variable,
  fallback,
  about,
  rule: `a ${whole ? 'whole number' : 'number'} from ${low} to ${high}`,
  read: (text) => {
    const value = Number(text);
    const valid = text.trim() !== '' && value >= low && value <= high && (!whole || Number.isInteger(value));
    return valid ? value : undefined;
  },
});

const choice = <const T extends string>(
  variable: string,
  values: readonly T[],
  fallback: T,
  about: string,
): Setting<T> => ({
  variable,
  fallback,
  about,
  rule: `one of ${values.join(', ')}`,
  read: (text) => values.find((value) => value.toLowerCase() === text.toLowerCase()),
});

const yesNo = (variable: string, fallback: boolean, about: string): Setting<boolean> => ({
  variable,
  fallback,
  about,
  rule: 'true or false',
  read: (text) => (text === 'true' ? true : text === 'false' ? false : undefined),
});

const name = (variable: string, fallback: string, about: string): Setting<string> => ({
  variable,
  fallback,
  about,
  // The narrowest of what S3 buckets, SQS queues, DynamoDB tables and event buses allow.
  rule: '3 to 40 small letters, digits and hyphens, beginning and ending with a letter or digit',
  read: (text) => (/^[a-z0-9][a-z0-9-]{1,38}[a-z0-9]$/.test(text) ? text : undefined),
});

const MEGA = 1_000_000;

/** Every setting there is. The README's table is checked against this list. */
export const SETTINGS = {
  prefix: name('NAME_PREFIX', 'face-inbox', 'what the names of tables, queues and functions begin with'),
  bucket: name('INBOX_BUCKET', 'face-inbox', 'the bucket photos are dropped into'),
  bus: name('EVENT_BUS', 'face-inbox', 'the event bus results are announced on'),
  engine: choice(
    'FACE_ENGINE',
    ['tfjs-wasm', 'tfjs-node'],
    'tfjs-wasm',
    'what runs the networks; `tfjs-node` needs `npm run engine:tfjs-node` once',
  ),
  minScore: number('DETECT_MIN_SCORE', 0.5, [0.1, 0.99], 'a detection below this score is no face', false),
  matchDistance: number(
    'MATCH_DISTANCE',
    0.55,
    [0.1, 1],
    'a face farther than this from everyone enrolled is `unknown`',
    false,
  ),
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
  functionTimeoutSeconds: number('FUNCTION_TIMEOUT', 60, [1, 900], 'seconds a batch of ten photos may take'),
  concurrency: number(
    'CONCURRENCY',
    Math.max(2, availableParallelism()),
    [2, 1000],
    'functions at work at once; the default is the number of cores, at least 2',
  ),
  logLevel: choice('LOG_LEVEL', ['DEBUG', 'INFO', 'WARN', 'ERROR'], 'INFO', 'what the functions log'),
} as const satisfies Record<string, Setting<never> | Setting<string> | Setting<number> | Setting<boolean>>;

type ValueOf<S> = S extends { read(text: string): infer T | undefined } ? T : never;
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
          `Set it so, or unset it for the default (${setting.fallback}).`,
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
      String(settings[key as keyof Settings]),
    ]),
  );
}
