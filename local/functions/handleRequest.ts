import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { MAX_REQUEST_BYTES } from '../lambda/invocation.ts';
import { functionArn } from '../lambda/sandboxEnvironment.ts';
import { readBody } from '../readBody.ts';
import { type Described, describeFunction, describeMapping } from './describeFunction.ts';
import { FunctionError } from './FunctionError.ts';
import { type InvokeAnswer, type Invoking, invokeFunction } from './invokeFunction.ts';

export interface Context extends Invoking {
  functions: Described[];
  region: string;
  startedAt: Date;
}

const FUNCTIONS = /^\/2015-03-31\/functions\/?$/;
const ONE = /^\/2015-03-31\/functions\/([^/]+)(\/configuration|\/invocations)?$/;
const MAPPINGS = /^\/2015-03-31\/event-source-mappings\/?([^/]*)$/;
const HAVE = [
  ...['ListFunctions', 'GetFunction', 'GetFunctionConfiguration', 'Invoke', 'ListEventSourceMappings'],
  'GetEventSourceMapping',
];

/** Answers one request of Lambda's REST protocol. Never rejects: what goes wrong is the answer. */
export async function handleRequest(
  request: IncomingMessage,
  response: ServerResponse,
  context: Context,
): Promise<void> {
  try {
    send(response, await answer(request, context));
  } catch (error) {
    const fault = error instanceof FunctionError ? error : undefined;
    const code = fault?.code ?? 'ServiceException';
    const text = fault?.message ?? `The local Lambda failed: ${(error as Error).message}`;
    const body = { Type: code === 'ServiceException' ? 'Service' : 'User', Message: text, message: text };
    send(response, { ...json(body, fault?.status ?? 500), headers: { 'x-amzn-errortype': code } });
  }
}

async function answer(request: IncomingMessage, context: Context): Promise<InvokeAnswer> {
  const { functions, region, startedAt } = context;
  const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://localhost');
  const configuration = (one: Described) => describeFunction(one, region, startedAt);
  const reads = request.method === 'GET';
  if (reads && FUNCTIONS.test(pathname)) return json({ Functions: functions.map(configuration) });
  const mappings = MAPPINGS.exec(pathname);
  if (reads && mappings) return describeMappings(mappings[1] ?? '', query, context);

  const [, named, below] = ONE.exec(pathname) ?? [];
  if (named === undefined) throw unsupported(request);
  const one = requireFunction(decodeURIComponent(named), query.get('Qualifier'), context);
  if (reads && below === '/configuration') return json(configuration(one));
  if (reads && below === undefined)
    return json({ Configuration: configuration(one), Code: { RepositoryType: 'S3' }, Tags: {} });
  if (request.method === 'POST' && below === '/invocations') return invoke(request, one, context);
  throw unsupported(request);
}

async function invoke(request: IncomingMessage, { name }: Described, context: Context) {
  const type = String(request.headers['x-amz-invocation-type'] ?? 'RequestResponse');
  if (!['RequestResponse', 'Event', 'DryRun'].includes(type))
    throw new FunctionError(
      'InvalidParameterValueException',
      `InvocationType is ${type}, but must be one of RequestResponse, Event, DryRun.`,
    );
  const payload = await readBody(request, MAX_REQUEST_BYTES);
  if (!payload)
    throw new FunctionError(
      'RequestTooLargeException',
      `Request must be smaller than ${MAX_REQUEST_BYTES} bytes for the InvokeFunction operation`,
      413,
    );
  const tail = request.headers['x-amz-log-type'] === 'Tail';
  return invokeFunction(name, payload.toString('utf8'), { type, tail }, context);
}

function describeMappings(uuid: string, query: URLSearchParams, context: Context) {
  const { functions, region, startedAt } = context;
  const of = query.get('FunctionName');
  const wanted = of === null ? functions : [requireFunction(of, null, context)];
  const all = wanted
    .flatMap((one) => one.sources.map((source) => describeMapping(one, source, region, startedAt)))
    .filter(({ EventSourceArn }) => [null, EventSourceArn].includes(query.get('EventSourceArn')));
  if (uuid === '') return json({ EventSourceMappings: all });
  const found = all.find(({ UUID }) => UUID === uuid);
  if (found) return json(found);
  throw new FunctionError('ResourceNotFoundException', 'The resource you requested does not exist.', 404);
}

/** By its name, its ARN or a part of that; the only version is $LATEST. */
function requireFunction(named: string, qualifier: string | null, { functions, region }: Context): Described {
  const [name = '', version = qualifier ?? '$LATEST'] = named.replace(/^.*function:/, '').split(':');
  const one = functions.find((each) => each.name === name);
  if (one && version === '$LATEST') return one;
  const shown = version === '$LATEST' ? name : `${name}:${version}`;
  throw new FunctionError(
    'ResourceNotFoundException',
    `Function not found: ${functionArn(region, shown)}`,
    404,
  );
}

function unsupported({ method, url }: IncomingMessage): FunctionError {
  return new FunctionError(
    'NotImplemented',
    `${method} ${url?.split('?')[0]} is not supported by the local Lambda. It has: ${HAVE.join(', ')}. ` +
      'Functions are made and changed in the topology.',
    501,
  );
}

function json(body: object, status = 200): InvokeAnswer {
  return { status, headers: {}, body: JSON.stringify(body) };
}

function send(response: ServerResponse, { status, headers, body }: InvokeAnswer): void {
  if (response.destroyed || response.headersSent) return;
  response
    .writeHead(status, {
      'content-type': 'application/json',
      'x-amzn-requestid': randomUUID(),
      ...headers,
      'content-length': Buffer.byteLength(body),
    })
    .end(status === 204 ? undefined : body);
}
