import type { IncomingMessage, ServerResponse } from 'node:http';

export type PartState = 'starting' | 'ready' | 'stopping';

/** Answers what is signed for no service: /health, and a word on where one is. */
export function answerUnsigned(
  request: IncomingMessage,
  response: ServerResponse,
  parts: Record<string, PartState>,
): void {
  if (request.url?.split('?')[0] === '/health') answerHealth(response, parts);
  else
    response
      .writeHead(404, { 'content-type': 'text/plain; charset=utf-8' })
      .end(
        'face-inbox. Here are /health, and S3, SQS, DynamoDB and EventBridge for signed requests: ' +
          'use an AWS client with this address as its endpoint.\n',
      );
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
