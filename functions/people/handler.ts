import { Logger } from '@aws-lambda-powertools/logger';
import type { APIGatewayProxyStructuredResultV2, Context, LambdaFunctionURLEvent } from 'aws-lambda';
import { openApi } from '../../api/openApi.ts';
import { readSettings } from '../../config/settings.ts';
import { openWorks } from '../../people/works/openWorks.ts';
import { answerUrl } from '../api/answerUrl.ts';

const settings = readSettings();
const logger = new Logger({ serviceName: 'api', logLevel: settings.logLevel });
const onError = (error: Error) => logger.error('A change of the people failed that was not at fault', error);
const api = openApi(settings, (message, values) => logger.warn(message, values), onError);
const works = openWorks(api, onError);

/**
 * The routes of the API by which people are renamed, merged, forgotten and named. They are answered at once, and the work goes on in
 * this process, which only runs here: in AWS a function stands still between two requests, and the command does it.
 */
export async function handler(
  event: LambdaFunctionURLEvent,
  context: Context,
): Promise<APIGatewayProxyStructuredResultV2> {
  logger.addContext(context);
  return answerUrl(event, { ...api, works }, logger);
}
