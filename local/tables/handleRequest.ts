import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setImmediate as breathe } from 'node:timers/promises';
import { isObject } from '../events/readInput.ts';
import { readBody } from '../readBody.ts';
import { refuseOptions, setTags, withItem } from './mendTable.ts';
import type { Answer, Dynalite } from './openDynalite.ts';
import type { TimeToLive } from './openTimeToLive.ts';
import type { Transactions } from './openTransactions.ts';
import { TableError } from './TableError.ts';

const TARGET = 'DynamoDB_20120810.';
/** "16 MB": the largest request of DynamoDB (BatchWriteItem). */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** What dynalite 4 does. */
const OPERATIONS = new Set([
  ...['BatchGetItem', 'BatchWriteItem', 'CreateTable', 'DeleteItem', 'DeleteTable', 'DescribeTable'],
  ...['GetItem', 'ListTables', 'ListTagsOfResource', 'PutItem', 'Query', 'Scan', 'TagResource'],
  ...['UntagResource', 'UpdateItem', 'UpdateTable'],
]);
const CHANGES_TABLE = new Set(['CreateTable', 'UpdateTable']);
const OURS = ['DescribeTimeToLive', 'UpdateTimeToLive', 'TransactGetItems', 'TransactWriteItems'];

interface Parts {
  dynalite: Dynalite;
  timeToLive: TimeToLive;
  transactions: Transactions;
}

/** Answers one request of DynamoDB's JSON protocol. Never rejects: what goes wrong is the answer. */
export async function handleRequest(
  request: IncomingMessage,
  response: ServerResponse,
  { dynalite, timeToLive, transactions }: Parts,
): Promise<void> {
  try {
    const operation = readOperation(request);
    const body = await readBody(request, MAX_BODY_BYTES);
    if (!body)
      throw new TableError('RequestEntityTooLarge', `At most ${MAX_BODY_BYTES} bytes are read.`, 413);
    const text = body.toString('utf8');
    if (operation === 'DescribeTimeToLive') return ours(await timeToLive.describe(parse(text)));
    if (operation === 'UpdateTimeToLive') return ours(await timeToLive.update(parse(text)));
    if (operation === 'TransactGetItems') return ours(await transactions.get(parse(text)));
    if (operation === 'TransactWriteItems') return ours(await transactions.write(parse(text)));
    if (CHANGES_TABLE.has(operation)) refuseOptions(parse(text));
    const answer = await dynalite.call(operation, text, request.headers as Record<string, string>);
    send(response, await mend(operation, text, answer));
  } catch (error) {
    const fault = error instanceof TableError ? error : undefined;
    const type = fault?.type ?? 'com.amazonaws.dynamodb.v20120810#InternalServerError';
    const message = `The local DynamoDB failed: ${(error as Error).message}`;
    send(response, json(fault?.status ?? 500, { __type: type, ...(fault?.body ?? { message }) }));
  }

  async function mend(operation: string, text: string, answer: Answer): Promise<Answer> {
    if (answer.status === 200) {
      if (operation === 'CreateTable') {
        await active(dynalite, parse(text).TableName);
        await setTags(parse(text), answer.body, dynalite);
      }
      if (operation === 'DeleteTable') timeToLive.forget(String(parse(text).TableName));
    } else if (answer.body.includes('ConditionalCheckFailedException')) {
      const input = parse(text);
      if (input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD')
        return json(answer.status, JSON.parse(await withItem(input, answer.body, dynalite)));
    }
    return answer;
  }

  function ours(output: object) {
    send(response, json(200, output));
  }
}

/** dynalite makes a table active in a later turn: who goes on at once, as its answer invites to, finds none. */
async function active(dynalite: Dynalite, TableName: unknown): Promise<void> {
  for (;;) {
    const { status, body } = await dynalite.call('DescribeTable', JSON.stringify({ TableName }));
    if (status !== 200 || JSON.parse(body).Table.TableStatus === 'ACTIVE') return;
    await breathe();
  }
}

function readOperation(request: IncomingMessage): string {
  const target = String(request.headers['x-amz-target'] ?? '');
  const name = target.startsWith(TARGET) ? target.slice(TARGET.length) : '';
  if (request.method === 'POST' && (OPERATIONS.has(name) || OURS.includes(name))) return name;
  const have = [...OPERATIONS, ...OURS].sort().join(', ');
  throw new TableError(
    'UnknownOperationException',
    name === ''
      ? `The local DynamoDB takes a POST with X-Amz-Target ${TARGET}<operation>, and this is a ${request.method} with ${target || 'none'}.`
      : `${name} is not supported by the local DynamoDB. It has: ${have}.`,
  );
}

function parse(text: string): Record<string, unknown> {
  try {
    const input: unknown = JSON.parse(text);
    if (isObject(input)) return input;
  } catch {
    // said below, as of any other body that is no JSON object
  }
  throw new TableError('SerializationException', 'The body of the request must be a JSON object.');
}

function json(status: number, output: object): Answer {
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': randomUUID() };
  return { status, headers, body: JSON.stringify(output) };
}

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  if (response.destroyed || response.headersSent) return;
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
}
