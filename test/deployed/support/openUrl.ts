import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { eventOf } from '../../../local/api/eventOf.ts';
import type { Clients } from '../apply/connect.ts';

/**
 * What Lambda does at the URL of a function, which ministack only keeps and does not answer at: it makes an event of each
 * request, and of the function's answer a response.
 */
export async function openUrl({ lambda }: Clients, FunctionName: string) {
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const event = eventOf(request, await buffer(request), randomUUID());
    const { Payload, FunctionError } = await lambda.send(
      new InvokeCommand({ FunctionName, Payload: Buffer.from(event) }),
    );
    const said = Payload!.transformToString();
    if (FunctionError) return response.writeHead(502).end(said);
    const {
      statusCode = 200,
      headers = {},
      body = '',
      isBase64Encoded,
    } = JSON.parse(said) as APIGatewayProxyStructuredResultV2;
    response.writeHead(statusCode, headers as Record<string, string>);
    response.end(Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'));
  };
  const server = createServer(
    (request, response) => void answer(request, response).catch((error: Error) => response.destroy(error)),
  ).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
