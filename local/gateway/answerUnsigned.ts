import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Handler } from './openGateway.ts';

export type PartState = 'starting' | 'ready' | 'stopping';

/** Answers what is signed for no service: /health, the backup, the HTTP API, and for all else the page. */
export function answerUnsigned(
  request: IncomingMessage,
  response: ServerResponse,
  parts: Record<string, PartState>,
  { backup, api, page }: Record<'backup' | 'api' | 'page', Handler>,
): void {
  const path = request.url?.split('?')[0];
  if (path === '/health') answerHealth(response, parts);
  else if (path === '/v1/backup') backup(request, response);
  else if (path?.startsWith('/v1/')) api(request, response);
  else page(request, response);
}

/** 200 when every part is ready; else 503, and which is not. */
function answerHealth(response: ServerResponse, parts: Record<string, PartState>) {
  const states = Object.values(parts);
  const status = states.includes('stopping')
    ? 'stopping'
    : states.includes('starting')
      ? 'starting'
      : 'ready';
  response.writeHead(status === 'ready' ? 200 : 503, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ status, parts }));
}
