import { Logger } from '@aws-lambda-powertools/logger';
import type { APIGatewayProxyStructuredResultV2, Context, LambdaFunctionURLEvent } from 'aws-lambda';
import { openApi } from '../../api/openApi.ts';
import { PICTURES_FOLDER } from '../../api/pictures/picturesFolder.ts';
import { readSettings } from '../../config/settings.ts';
import { answerUrl } from './answerUrl.ts';

const settings = readSettings();
const logger = new Logger({ serviceName: 'api', logLevel: settings.logLevel });
const api = openApi(
  settings,
  (message, values) => logger.warn(message, values),
  (error) => logger.error('A request failed that was not at fault', error),
  process.env[PICTURES_FOLDER],
);

export async function handler(
  event: LambdaFunctionURLEvent,
  context: Context,
): Promise<APIGatewayProxyStructuredResultV2> {
  logger.addContext(context);
  return answerUrl(event, api, logger);
}
