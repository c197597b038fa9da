import { S3Error } from './S3Error.ts';

/** How many bytes the file of a form may have. */
export interface FileSize {
  min: number;
  max: number;
}

/** S3 User Guide, "Uploading objects": 5 GiB in one upload. */
const MAX_FILE = 5 * 1024 ** 3;

/**
 * Holds the fields of a form to its policy (S3 API reference, "POST policy"): not expired, every condition met, no field
 * without a condition. `fields` are by name in small letters, with `bucket` among them. What remains to be checked, as the
 * file comes, is its size.
 * @throws InvalidPolicyDocument, AccessDenied
 */
export function checkPolicy(policy: string, fields: ReadonlyMap<string, string>, now: number): FileSize {
  const { expiration, conditions } = readPolicy(policy);
  if (now >= expiration) throw denied('Policy expired.');
  const covered = new Set<string>(['bucket']);
  const size = { min: 0, max: MAX_FILE };
  for (const condition of conditions) {
    if (condition.kind === 'size') {
      size.min = Math.max(size.min, condition.min);
      size.max = Math.min(size.max, condition.max);
      continue;
    }
    covered.add(condition.field);
    if (!holds(condition, fields.get(condition.field))) {
      const { kind, field, value } = condition;
      throw denied(`Policy Condition failed: ${JSON.stringify([kind, `$${field}`, value])}`);
    }
  }
  const extra = [...fields.keys()].filter((name) => !covered.has(name) && !FREE.test(name));
  if (extra.length > 0) throw denied(`Extra input fields: ${extra.join(', ')}`);
  return size;
}

/** Fields that need no condition; a checksum only adds one. */
const FREE = /^(policy|file|x-amz-signature|signature|awsaccesskeyid|x-amz-checksum-.*|x-ignore-.*)$/;

type Condition =
  | { kind: 'eq' | 'starts-with'; field: string; value: string }
  | { kind: 'size'; min: number; max: number };

function readPolicy(text: string): { expiration: number; conditions: Condition[] } {
  const policy = parse(Buffer.from(text, 'base64').toString());
  if (!isRecord(policy)) throw invalid('it must be a JSON object');
  // Not in other letters: such a policy would be one without conditions.
  const { expiration, conditions } = policy;
  if (typeof expiration !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(expiration)) {
    throw invalid(
      `its expiration is ${JSON.stringify(expiration)}, it must be like "2030-01-31T12:00:00.000Z"`,
    );
  }
  const until = Date.parse(expiration);
  if (Number.isNaN(until)) throw invalid(`its expiration ${expiration} is no date`);
  if (!Array.isArray(conditions)) throw invalid('its conditions must be a list');
  return { expiration: until, conditions: conditions.map(readCondition) };
}

/** JSON in which a `$` may be written `\$`, as the API reference has it. */
function parse(json: string): unknown {
  try {
    return JSON.parse(json.replace(/\\(.)/gs, (pair, char) => (char === '$' ? '$' : pair)));
  } catch {
    throw invalid('it must be JSON in base64');
  }
}

function readCondition(condition: unknown): Condition {
  if (Array.isArray(condition)) return readTriple(condition);
  const entries = isRecord(condition) ? Object.entries(condition) : [];
  const [field, value] = entries[0] ?? [];
  if (entries.length !== 1 || field === undefined || typeof value !== 'string') {
    throw invalid(`the condition ${JSON.stringify(condition)} must have exactly one property, a string`);
  }
  return { kind: 'eq', field: field.toLowerCase(), value };
}

function readTriple(list: unknown[]): Condition {
  const [kind, first, second] = list;
  const name = typeof kind === 'string' ? kind.toLowerCase() : '';
  if (name === 'content-length-range' && list.length === 3) {
    const [min, max] = [readSize(first), readSize(second)];
    if (min !== undefined && max !== undefined) return { kind: 'size', min, max };
  }
  if ((name === 'eq' || name === 'starts-with') && list.length === 3) {
    if (typeof first === 'string' && first.startsWith('$') && typeof second === 'string') {
      return { kind: name, field: first.slice(1).toLowerCase(), value: second };
    }
  }
  throw invalid(
    `the condition ${JSON.stringify(list)} must be ["eq" or "starts-with", "$<field>", "<value>"] or ["content-length-range", <min>, <max>]`,
  );
}

/** Some libraries write numbers as strings. */
function readSize(value: unknown): number | undefined {
  const size = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return typeof size === 'number' && Number.isSafeInteger(size) && size >= 0 ? size : undefined;
}

/** A field that is absent meets no condition. Of several content types, with commas between them, each must. */
function holds(condition: Exclude<Condition, { kind: 'size' }>, given: string | undefined): boolean {
  const { kind, field, value } = condition;
  if (given === undefined) return false;
  if (kind === 'eq') return given === value;
  const values = field === 'content-type' ? given.split(',').map((one) => one.trim()) : [given];
  return values.every((one) => one.startsWith(value));
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const invalid = (why: string) =>
  new S3Error(
    'InvalidPolicyDocument',
    `The content of the form does not meet the conditions specified in the policy document: ${why}.`,
  );

const denied = (why: string) => new S3Error('AccessDenied', `Invalid according to Policy: ${why}`);
