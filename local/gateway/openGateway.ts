import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { refuseForeign } from '../api/refusals.ts';
import { answerFault, type Fault, notHere } from './answerFault.ts';
import { isLocal, isOfNoOtherPage, isVisit } from './isLocal.ts';
import { PortInUseError } from './PortInUseError.ts';
import { serviceOf } from './serviceOf.ts';

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export interface Gateway {
  /** `http://localhost:<port>` */
  endpoint: string;
  /** What answers requests that are signed for that service; until then they are told to try again. */
  serve(service: string, handler: Handler): void;
  /** Tells all clients to try again later, from now on. */
  refuseAll(): void;
  close(): Promise<void>;
}

const SERVICES = ['s3', 'sqs', 'dynamodb', 'events', 'lambda', 'logs', 'sts'];

/**
 * The one endpoint: a signed request goes to the service that its signature names, any other to `unsigned`.
 * Listens on the loopback interface alone.
 * @throws PortInUseError
 */
export async function openGateway(port: number, unsigned: Handler): Promise<Gateway> {
  const handlers = new Map<string, Handler>();
  const server = createServer({ requestTimeout: 0 }, (request, response) => {
    const service = serviceOf(request);
    const refuse = (fault: Fault) => answerFault(request, response, fault);
    const isForApi = request.url?.startsWith('/v1/');
    if (isForApi && !(isLocal(request) && isOfNoOtherPage(request))) return refuseForeign(request, response);
    if (!isLocal(request) && !(service === undefined && isVisit(request)))
      return refuse({
        service,
        status: 403,
        code: 'AccessDenied',
        message: 'This endpoint serves this machine only.',
      });
    // A function's URL takes signed requests too, which there are checked.
    const isForUrl = service === 'lambda' && isForApi;
    if (service === undefined || isForUrl) return unsigned(request, response);
    const handler = handlers.get(service);
    if (handler) return handler(request, response);
    if (!SERVICES.includes(service))
      return refuse(notHere(service, `"${service}" is not here: ${SERVICES.join(', ')} are.`));
    refuse({
      service,
      status: 503,
      code: 'ServiceUnavailable',
      message: `${service} is starting or stopping; try again.`,
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new PortInUseError(port) : error),
    );
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: actual } = server.address() as AddressInfo;
  return {
    endpoint: `http://localhost:${actual}`,
    serve: (service, handler) => void handlers.set(service, handler),
    refuseAll: () => handlers.clear(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        // Long polls and slow readers are not waited for.
        setTimeout(() => server.closeAllConnections(), 200).unref();
      }),
  };
}
