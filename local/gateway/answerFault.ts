import type { IncomingMessage, ServerResponse } from 'node:http';
import { endAfterRequest } from '../endAfterRequest.ts';

export interface Fault {
  /** As in the signature; undefined where there is none. */
  service: string | undefined;
  status: number;
  code: string;
  message: string;
}

const REST_XML = new Set(['s3', 'cloudfront', 'route53']);

/** 501, which no SDK tries again. */
export const notHere = (service: string, message: string): Fault => ({
  service,
  status: 501,
  code: 'NotImplemented',
  message,
});

/**
 * An error in the shape that the client's protocol has for errors, which the request shows: AWS JSON by its content
 * type, the query protocols (SNS, IAM, CloudFormation, EC2) by their form, REST by its service.
 */
export function answerFault(request: IncomingMessage, response: ServerResponse, fault: Fault): void {
  const { service = '', status, code, message } = fault;
  const type = request.headers['content-type'] ?? '';
  const isJson = type.startsWith('application/x-amz-json');
  const isXml = type.startsWith('application/x-www-form-urlencoded') || REST_XML.has(service);
  response.writeHead(status, {
    'content-type': isXml ? 'text/xml' : isJson ? type : 'application/json',
    'x-amzn-errortype': code,
    connection: 'close',
  });
  endAfterRequest(request, response, isXml ? xml(fault) : JSON.stringify({ __type: code, message }));
}

/** S3 has the error at the root, EC2 within `Errors`, all others beside it. */
function xml({ service, code, message }: Fault): string {
  const text = message.replace(/[<&>]/g, (one) => `&#${one.charCodeAt(0)};`);
  const error = `<Error><Code>${code}</Code><Message>${text}</Message></Error>`;
  return service === 's3' ? error : `<Response><Errors>${error}</Errors>${error}</Response>`;
}
