import { readSettings, SETTINGS } from '../../config/settings.ts';

/** A field of a deployment: the rule that its value must keep. */
interface Field {
  rule: string;
  keeps(value: unknown): boolean;
}

/** Like us-east-1 or us-gov-west-1. */
export const REGION = /^[a-z]{2,3}(-[a-z]+)+-\d$/;
const BUCKET = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;
/** What CloudWatch Logs takes (API reference, PutRetentionPolicy). */
const LOG_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];
/** S3 allows a bucket's name so many characters, of which the account has 12, what it is for 1, and the hyphens 3. */
const MOST_IN_BUCKET = 63 - 12 - 1 - 3;

const isText = (value: unknown): value is string => typeof value === 'string';
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const matches = (pattern: RegExp) => (value: unknown) => isText(value) && pattern.test(value);
const yesNo: Field = { rule: 'true or false', keeps: (value) => typeof value === 'boolean' };
const days = (low: number, high: number): Field => ({
  rule: `a whole number of days from ${low} to ${high}`,
  keeps: (value) => Number.isInteger(value) && Number(value) >= low && Number(value) <= high,
});

export const FIELDS: Record<string, Field> = {
  regions: {
    rule: 'a list of one or more regions of AWS, each once, as ["us-east-1"]',
    keeps: (value) =>
      Array.isArray(value) &&
      value.length > 0 &&
      value.every(matches(REGION)) &&
      new Set(value).size === value.length,
  },
  architecture: {
    rule: '"arm64" or "x86_64"',
    keeps: (value) => value === 'arm64' || value === 'x86_64',
  },
  settings: {
    rule: 'an object of environment variables (README, "Settings"), with texts as values',
    keeps: (value) => isRecord(value) && Object.values(value).every(isText),
  },
  versioning: yesNo,
  existingBucket: {
    rule: 'an object with the name of a bucket for each region in which one is to be used, of 3 to 63 small letters, digits and hyphens',
    keeps: (value) => isRecord(value) && Object.values(value).every(matches(BUCKET)),
  },
  logRetentionDays: {
    rule: `one of the numbers of days that CloudWatch Logs knows: ${LOG_DAYS.join(', ')}`,
    keeps: (value) => LOG_DAYS.includes(value as number),
  },
  archiveDays: days(1, 3650),
  alarmEmail: { rule: 'an e-mail address', keeps: matches(/^[^\s@]+@[^\s@]+\.[^\s@]+$/) },
  alarmKey: {
    rule: 'the ARN of a KMS key whose policy lets cloudwatch.amazonaws.com use kms:Decrypt and kms:GenerateDataKey',
    keeps: matches(/^arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/),
  },
  image: {
    rule: 'the URI of a container image in Amazon ECR, with a tag or a digest',
    keeps: matches(
      /^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(\.cn)?\/[a-z0-9._/-]+(:[\w.-]+|@sha256:[0-9a-f]{64})$/,
    ),
  },
  state: {
    rule: 'an object with "bucket", "region" and "prefix", all texts, for the state in S3',
    keeps: (value) =>
      isRecord(value) &&
      Object.keys(value).sort().join() === 'bucket,prefix,region' &&
      matches(BUCKET)(value.bucket) &&
      matches(REGION)(value.region) &&
      isText(value.prefix),
  },
  api: {
    rule: '"off", "iam" or "keys"',
    keeps: (value) => value === 'off' || value === 'iam' || value === 'keys',
  },
  page: {
    rule: '"off" or "cloudfront"',
    keeps: (value) => value === 'off' || value === 'cloudfront',
  },
  reserveConcurrency: yesNo,
  destroyPhotos: yesNo,
};

/** What a setting would say twice, or what is not there in the cloud, and what to do instead. */
const NOT_IN_SETTINGS: Record<string, string> = {
  INBOX_BUCKET: 'The stack names the bucket. Remove it, or name a bucket of yours in "existingBucket"',
  GALLERIES_BUCKET: 'The stack names the bucket. Remove it',
  RESULTS_BUCKET: 'The stack names the bucket. Remove it',
  HOME_REGION: 'The first of "regions" is the home. Remove it',
  API_AUTH: 'Who may use the API, "api" says. Remove it',
  USER_POOL: 'The stack makes the pool, where "page" is "cloudfront". Remove it',
  RECOGNISER: 'Only the built-in recogniser is packaged. Remove it',
};

/** What is wrong in a deployment: a sentence each, with value, rule and remedy; none where all is right. */
export function wrongIn(given: unknown): string[] {
  if (!isRecord(given))
    return [`The deployment is ${JSON.stringify(given)}, but must be an object. See docs/deploy.md.`];
  const wrong = Object.entries(given).flatMap(([name, value]) => {
    const field = FIELDS[name];
    if (!field)
      return [`"${name}" is no field of a deployment. Use one of ${Object.keys(FIELDS).join(', ')}.`];
    if (field.keeps(value)) return [];
    return [`"${name}" is ${JSON.stringify(value)}, but must be ${field.rule}. Set it so, or leave it out.`];
  });
  // What follows is about fields together, each of which is right.
  return wrong.length > 0 ? wrong : [...wrongInSettings(given), ...wrongTogether(given)];
}

function wrongInSettings({ settings = {} }: Record<string, unknown>): string[] {
  const variables = Object.values(SETTINGS).map(({ variable }) => variable as string);
  const wrong = Object.entries(settings as Record<string, string>).flatMap(([name, value]) => {
    const instead = NOT_IN_SETTINGS[name];
    if (instead) return [`"settings" has ${name} = ${JSON.stringify(value)}. ${instead}.`];
    return variables.includes(name)
      ? []
      : [`"settings" has ${name}, which is no setting. Use those of the README, "Settings".`];
  });
  try {
    readSettings(settings as Record<string, string>);
  } catch (error) {
    wrong.push((error as Error).message);
  }
  return wrong;
}

function wrongTogether(given: Record<string, unknown>): string[] {
  const { regions = ['us-east-1'], architecture = 'arm64', image, api = 'off', page = 'off' } = given;
  const settings = (given.settings ?? {}) as Record<string, string>;
  const engine = settings.FACE_ENGINE ?? 'onnx';
  const prefix = settings.NAME_PREFIX ?? SETTINGS.prefix.fallback;
  const wrong: string[] = [];
  if (engine === 'tfjs-wasm')
    wrong.push(
      'FACE_ENGINE is "tfjs-wasm", which is not packaged for the cloud. Use onnx, or tfjs-node with an "image".',
    );
  if (engine === 'tfjs-node' && image === undefined)
    wrong.push(
      'FACE_ENGINE is "tfjs-node", whose libraries exceed a zip: it needs an "image". Build it (docs/deploy.md), or use onnx.',
    );
  if (engine !== 'tfjs-node' && image !== undefined)
    wrong.push(
      `"image" is ${JSON.stringify(image)}, but FACE_ENGINE is "${engine}", which runs from a zip. Remove it, or set FACE_ENGINE to tfjs-node.`,
    );
  if (image !== undefined && architecture !== 'x86_64')
    wrong.push(
      `"architecture" is "${architecture}", but the image of tfjs-node is of x86_64. Set "architecture" to "x86_64".`,
    );
  if (image !== undefined && api !== 'off')
    wrong.push(
      `"api" is ${JSON.stringify(api)}, but the function of the API runs from a zip, and so with onnx alone. Set "api" to "off", ` +
        'or FACE_ENGINE to onnx, without "image".',
    );
  if (settings.PRECISION === 'fp32' && architecture === 'x86_64' && image === undefined)
    wrong.push(
      'PRECISION is "fp32", whose models do not fit into a zip of x86_64 beside the decoder of videos. ' +
        'Set "architecture" to "arm64", or PRECISION to int8.',
    );
  if (page !== 'off' && api !== 'keys')
    wrong.push(
      `"page" is ${JSON.stringify(page)}, but "api" is ${JSON.stringify(api)}: CloudFront hands on what the page asks, and the API itself ` +
        'asks who it is. Set "api" to "keys", or leave "page" out.',
    );
  for (const region of regions as string[])
    if (prefix.length + region.length > MOST_IN_BUCKET)
      wrong.push(
        `NAME_PREFIX is "${prefix}", but with the region ${region} it may have ${MOST_IN_BUCKET - region.length} characters, ` +
          'since a bucket is named <prefix>-c-<account>-<region>. Use a shorter one.',
      );
  for (const region of Object.keys((given.existingBucket ?? {}) as object))
    if (!(regions as string[]).includes(region))
      wrong.push(
        `"existingBucket" names the region ${region}, but "regions" are ${(regions as string[]).join(', ')}. Add it there, or remove it here.`,
      );
  const bus = settings.EVENT_BUS ?? prefix;
  if (!bus.startsWith(prefix))
    wrong.push(
      `EVENT_BUS is "${bus}", but in a deployment all names begin with NAME_PREFIX, "${prefix}". Name it so, or leave it out.`,
    );
  return wrong;
}
