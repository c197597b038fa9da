import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { runInNewContext } from 'node:vm';
import type { Api } from '../../../api/Api.ts';
import { answerRequest } from '../../../api/answerRequest.ts';
import { contentSecurityPolicy, OTHER_PAGE_HEADERS } from '../../../config/pageHeaders.ts';
import { VIEWS } from '../../../stacks/aws/page/views.ts';
import { buildPage } from '../../../web/build.ts';

const TYPES: Record<string, string> = {
  ...{ '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css' },
  ...{ '.svg': 'image/svg+xml', '.json': 'application/json' },
};

/**
 * What CloudFront does in front of the page and the API, by what the stack tells it: the function that names the views, the
 * headers, and what is handed on.
 * @param login where users log in
 */
export async function openCloudFront(api: Api, login: { page: string; client: string }) {
  const files = new Map<string, Uint8Array>(await buildPage());
  files.set('login.json', Buffer.from(JSON.stringify(login)));
  const views = runInNewContext(`${VIEWS}; handler`) as (event: object) => { uri: string };
  const headers = {
    'content-security-policy': contentSecurityPolicy({ asked: [login.page] }),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    ...OTHER_PAGE_HEADERS,
  };
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const { pathname, search } = new URL(request.url!, 'http://page');
    if (pathname.startsWith('/v1/')) {
      const its = await answerRequest(
        {
          ...{ method: request.method!, path: pathname, query: search.slice(1) },
          headers: request.headers as Record<string, string>,
          body: await buffer(request),
        },
        api,
      );
      return response.writeHead(its.status, its.headers).end(its.body);
    }
    const { uri } = views({ request: { uri: pathname } });
    const file = files.get(uri.slice(1));
    if (!file) return response.writeHead(403).end();
    return response.writeHead(200, { ...headers, 'content-type': TYPES[extname(uri)]! }).end(file);
  };
  const server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
