import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname } from 'node:path';
import { endAfterRequest } from '../endAfterRequest.ts';
import type { Handler } from '../gateway/openGateway.ts';
import { loadPage } from './loadPage.ts';
import { PAGE_HEADERS } from './pageHeaders.ts';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The views of the page: each is index.html, which looks at the path itself. */
const VIEW = /^\/($|photo\/.|people(\/|$)|unknown(\/|$))/;

const FOR_EVER = { 'cache-control': 'public, max-age=31536000, immutable' };
const ASK_AGAIN = { 'cache-control': 'no-cache' };

/** For whoever comes without a browser and without a signature. */
const WORDS =
  'face-inbox. Here are the page (/), /health, the HTTP API (/v1/openapi.json), the backup (npx face-inbox backup FILE), ' +
  'and S3, SQS, DynamoDB and EventBridge for signed requests: use an AWS client with this address as its endpoint.\n';

/** Serves the page. Its files are loaded when it is first asked for, and kept. */
export function openPageFiles(onError: (error: Error) => void): Handler {
  let loading: Promise<Map<string, Uint8Array>> | undefined;
  const load = () => {
    loading ??= loadPage().catch((error) => {
      // Sources that do not build can be mended meanwhile.
      loading = undefined;
      throw error;
    });
    return loading;
  };
  return (request, response) =>
    void answer(request, response, load).catch((error: Error) => {
      onError(new Error('The page cannot be served.', { cause: error }));
      if (response.headersSent) return response.destroy();
      const head = { ...PAGE_HEADERS, 'content-type': 'text/plain; charset=utf-8' };
      response.writeHead(500, head).end(`The page cannot be built of web/: ${error.message}\n`);
    });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  load: () => Promise<Map<string, Uint8Array>>,
): Promise<void> {
  const path = request.url!.split('?', 1)[0]!;
  const send = (status: number, type: string, body: Uint8Array | string, headers: Record<string, string>) => {
    const all = {
      ...PAGE_HEADERS,
      'content-type': type,
      'content-length': Buffer.byteLength(body),
      ...headers,
    };
    response.writeHead(status, all);
    if (request.method === 'HEAD') response.end();
    else void endAfterRequest(request, response, body);
  };
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  const asset = isRead && path.startsWith('/assets/') ? (await load()).get(path.slice(1)) : undefined;
  if (asset) return send(200, TYPES[extname(path)]!, asset, FOR_EVER);
  const isView = VIEW.test(path);
  // Who looks at a path that is none is told so by the page; programs are told by words.
  if (isRead && (isView || request.headers.accept?.includes('text/html')))
    return send(isView ? 200 : 404, TYPES['.html']!, (await load()).get('index.html')!, ASK_AGAIN);
  send(404, 'text/plain; charset=utf-8', WORDS, ASK_AGAIN);
}
