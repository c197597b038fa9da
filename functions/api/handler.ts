import { Logger } from '@aws-lambda-powertools/logger';
import type { APIGatewayProxyStructuredResultV2, Context, LambdaFunctionURLEvent } from 'aws-lambda';
import { answerRequest } from '../../api/answerRequest.ts';
import { openApi } from '../../api/openApi.ts';
import { PICTURES_FOLDER } from '../../api/pictures/picturesFolder.ts';
import { readSettings } from '../../config/settings.ts';

const settings = readSettings();
const logger = new Logger({ serviceName: 'api', logLevel: settings.logLevel });
const api = openApi(
  settings,
  (message, values) => logger.warn(message, values),
  (error) => logger.error('A request failed that was not at fault', error),
  process.env[PICTURES_FOLDER],
);

/** Answers one request to the function's URL (Lambda guide, "Invoking function URLs", payload format 2.0). */
export async function handler(
  event: LambdaFunctionURLEvent,
  context: Context,
): Promise<APIGatewayProxyStructuredResultV2> {
  logger.addContext(context);
  const started = performance.now();
  const { rawPath, rawQueryString, headers, body = '', requestContext } = event;
  const {
    status,
    headers: answered,
    body: content,
  } = await answerRequest(
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
  logger.info('request', { method, status, ms: Math.round(performance.now() - started) });
  const isBase64Encoded = typeof content !== 'string';
  return {
    ...{ statusCode: status, headers: answered, isBase64Encoded },
    body: isBase64Encoded ? content.toString('base64') : content,
  };
}
