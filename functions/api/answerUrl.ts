import type { Logger } from '@aws-lambda-powertools/logger';
import type { APIGatewayProxyStructuredResultV2, LambdaFunctionURLEvent } from 'aws-lambda';
import type { Api } from '../../api/Api.ts';
import { answerRequest } from '../../api/answerRequest.ts';

/** Answers one request to a function's URL (Lambda guide, "Invoking function URLs", payload format 2.0), and logs that. */
export async function answerUrl(
  event: LambdaFunctionURLEvent,
  api: Api,
  logger: Logger,
): Promise<APIGatewayProxyStructuredResultV2> {
  const started = performance.now();
  const { rawPath, rawQueryString, headers, body = '', requestContext } = event;
  const answer = await answerRequest(
    {
      method: requestContext.http.method,
      path: rawPath,
      query: rawQueryString,
      headers: headers as Record<string, string>,
      body: Buffer.from(body, event.isBase64Encoded ? 'base64' : 'utf8'),
    },
    api,
  );
  // Not the path: keys and names are nobody's business who reads logs.
  const { method } = requestContext.http;
  logger.info('request', { method, status: answer.status, ms: Math.round(performance.now() - started) });
  const { status: statusCode, headers: answered, body: content } = answer;
  const isBase64Encoded = typeof content !== 'string';
  return {
    ...{ statusCode, headers: answered, isBase64Encoded },
    body: isBase64Encoded ? content.toString('base64') : content,
  };
}
