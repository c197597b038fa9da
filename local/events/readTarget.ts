import { isJson } from '../isJson.ts';
import { isQueueArn } from './arns.ts';
import { EventBusError } from './EventBusError.ts';
import { type Input, NAME, readNumber, readObject, readString, requireString } from './readInput.ts';
import { parsePath } from './readPath.ts';
import { type InputTransformer, transformerFault } from './transformInput.ts';

/** A target as PutTargets takes and ListTargetsByRule gives it. */
export interface Target {
  Id: string;
  Arn: string;
  RoleArn?: string;
  Input?: string;
  InputPath?: string;
  InputTransformer?: InputTransformer;
  DeadLetterConfig?: { Arn?: string };
  RetryPolicy?: { MaximumRetryAttempts?: number; MaximumEventAgeInSeconds?: number };
}

const KNOWN = new Set([
  ...['Id', 'Arn', 'RoleArn', 'Input', 'InputPath', 'InputTransformer', 'DeadLetterConfig', 'RetryPolicy'],
]);

/** Throws an EventBusError that is this entry's fault alone. Constraints: API reference, "Target". */
export function readTarget(input: Input): Target {
  const id = requireString(input, 'Id', NAME);
  const arn = requireString(input, 'Arn', { min: 1, max: 1600 });
  requireQueue(arn, 'A target');
  for (const [name, value] of Object.entries(input)) {
    if (KNOWN.has(name) || value === undefined || value === null) continue;
    throw invalid(`${name} of target ${id} is not supported by the local event bus. Leave ${name} out.`);
  }
  const target: Target = { Id: id, Arn: arn };
  const roleArn = readString(input, 'RoleArn', { min: 1, max: 1600 });
  if (roleArn !== undefined) target.RoleArn = roleArn;
  readBody(input, target);
  const deadLetters = readObject(input, 'DeadLetterConfig');
  if (deadLetters) target.DeadLetterConfig = readDeadLetters(deadLetters);
  const retry = readObject(input, 'RetryPolicy');
  if (retry) target.RetryPolicy = readRetryPolicy(retry);
  return target;
}

function readBody(input: Input, target: Target): void {
  const constant = readString(input, 'Input', { max: 8192 });
  const path = readString(input, 'InputPath', { max: 256 });
  const transformer = readObject(input, 'InputTransformer');
  if ([constant, path, transformer].filter((each) => each !== undefined).length > 1)
    throw invalid(
      `Only one of Input, InputPath, or InputTransformer must be provided for target ${target.Id}.`,
    );
  if (constant !== undefined) {
    if (!isJson(constant)) throw invalid(`Input of target ${target.Id} is not valid JSON: ${constant}`);
    target.Input = constant;
  }
  if (path !== undefined) {
    requirePath(path, `InputPath of target ${target.Id}`);
    target.InputPath = path;
  }
  if (transformer) target.InputTransformer = readTransformer(transformer, target.Id);
}

function readTransformer(input: Input, id: string): InputTransformer {
  const transformer: InputTransformer = {
    InputTemplate: requireString(input, 'InputTemplate', { min: 1, max: 8192 }),
  };
  const paths = readObject(input, 'InputPathsMap');
  if (paths) {
    const names = Object.keys(paths);
    if (names.length > 100)
      throw invalid(
        `InputPathsMap of target ${id} has ${names.length} entries, and at most 100 are allowed.`,
      );
    for (const name of names) {
      const path = requireString(paths, name, { max: 256 });
      requirePath(path, `InputPathsMap.${name} of target ${id}`);
    }
    transformer.InputPathsMap = paths as Record<string, string>;
  }
  const fault = transformerFault(transformer);
  if (fault !== undefined) throw invalid(`Invalid InputTransformer for target ${id}: ${fault}`);
  return transformer;
}

function readDeadLetters(input: Input): { Arn?: string } {
  const arn = readString(input, 'Arn', { min: 1, max: 1600 });
  if (arn === undefined) return {};
  requireQueue(arn, 'DeadLetterConfig');
  return { Arn: arn };
}

function readRetryPolicy(input: Input): NonNullable<Target['RetryPolicy']> {
  const attempts = readNumber(input, 'MaximumRetryAttempts', { min: 0, max: 185 });
  const age = readNumber(input, 'MaximumEventAgeInSeconds', { min: 60, max: 86400 });
  return {
    ...(attempts === undefined ? {} : { MaximumRetryAttempts: attempts }),
    ...(age === undefined ? {} : { MaximumEventAgeInSeconds: age }),
  };
}

function requireQueue(arn: string, what: string): void {
  if (!arn.startsWith('arn:'))
    throw invalid(`Parameter ${arn} is not valid. Reason: Provided Arn is not in correct format.`);
  if (!isQueueArn(arn))
    throw invalid(
      `Parameter ${arn} is not valid. Reason: ${what} of the local event bus is an SQS queue, ` +
        'arn:aws:sqs:<region>:<account>:<name>. Other kinds of target are not supported.',
    );
  if (arn.endsWith('.fifo'))
    throw invalid(
      `Parameter ${arn} is not valid. Reason: FIFO queues are not supported. Use a standard queue.`,
    );
}

function requirePath(path: string, what: string): void {
  if (path !== '' && parsePath(path) === undefined)
    throw invalid(
      `${what} is not a JSON path of the supported form ($.detail.name, $.list[0], $.list[*]): ${path}`,
    );
}

function invalid(message: string): EventBusError {
  return new EventBusError('ValidationException', message);
}
