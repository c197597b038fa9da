import type { LambdaFunction } from '@cdktn/provider-aws/lib/lambda-function/index.js';
import { LambdaFunctionEventInvokeConfig } from '@cdktn/provider-aws/lib/lambda-function-event-invoke-config/index.js';
import type { Construct } from 'constructs';

/** The least that Scheduler and Lambda know. */
export const EVENT_AGE_SECONDS = 60;

/** Calls of the function that nobody waits for are not tried again, and dropped where they have waited for long. */
export function neverAgain(scope: Construct, id: string, { functionName }: LambdaFunction): void {
  new LambdaFunctionEventInvokeConfig(scope, id, {
    functionName,
    maximumRetryAttempts: 0,
    maximumEventAgeInSeconds: EVENT_AGE_SECONDS,
  });
}
