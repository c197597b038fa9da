import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { ExecutionContext } from 'ava';

/** Work to be done while a request is under way. */
export interface Meanwhile {
  /** Before the request goes on to the endpoint. */
  before?(): Promise<void>;
  /** When the endpoint has answered, before the answer goes back. */
  after?(): Promise<void>;
}

/**
 * Stands between the command and a real endpoint, and passes on everything as it is: for what happens at one moment
 * of the command's work, each time the same.
 * @param watch is asked at each request what is to happen meanwhile; `operation` and `body` are '' for S3's
 * @returns its own endpoint
 */
export async function openWatch(
  t: ExecutionContext,
  endpoint: string,
  watch: (request: {
    method: string;
    path: string;
    operation: string;
    body: string;
  }) => Meanwhile | undefined,
): Promise<string> {
  const server = createServer(async (request, response) => {
    const { method = '', url: path = '', headers } = request;
    try {
      const operation = String(headers['x-amz-target'] ?? '').replace(/^.*\./, '');
      const sent = operation === '' ? undefined : await buffer(request);
      const body = sent?.toString() ?? '';
      const meanwhile = watch({ method, path: decodeURIComponent(path), operation, body });
      await meanwhile?.before?.();
      const onward = send(new URL(path, endpoint), { method, headers }, async (answer) => {
        await meanwhile?.after?.().catch((error) => response.destroy(error));
        response.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(response);
      });
      onward.on('error', () => response.destroy());
      if (sent) onward.end(sent);
      else request.pipe(onward);
    } catch (error) {
      t.fail(`${method} ${path}: ${error}`);
      response.destroy();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://localhost:${(server.address() as AddressInfo).port}`;
}
