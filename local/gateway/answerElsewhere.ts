import type { IncomingMessage, ServerResponse } from 'node:http';

/** Goes with 501, which no SDK tries again. */
const CODE = 'NotImplemented';
const REST_XML = new Set(['cloudfront', 'route53']);

/**
 * "Not here", in the shape that the client's protocol has for errors, which the request shows: AWS JSON by its
 * content type, the query protocols (SNS, IAM, CloudFormation, EC2) by their form, REST by neither.
 */
export function answerElsewhere(
  request: IncomingMessage,
  response: ServerResponse,
  service: string,
  message: string,
): void {
  const type = request.headers['content-type'] ?? '';
  const isJson = type.startsWith('application/x-amz-json');
  const isXml = type.startsWith('application/x-www-form-urlencoded') || REST_XML.has(service);
  const body = isXml
    ? `<Response><Errors>${errorElement(message)}</Errors>${errorElement(message)}</Response>`
    : JSON.stringify({ __type: CODE, message });
  response
    .writeHead(501, {
      'content-type': isXml ? 'text/xml' : isJson ? type : 'application/json',
      'x-amzn-errortype': CODE,
      connection: 'close',
    })
    .end(body);
}

/** In the one place where EC2 has it, and in the other where all else does. */
function errorElement(message: string): string {
  const text = message.replace(/[<&>]/g, (one) => `&#${one.charCodeAt(0)};`);
  return `<Error><Code>${CODE}</Code><Message>${text}</Message></Error>`;
}
