import { SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { GetQueueAttributesCommand, GetQueueUrlCommand } from '@aws-sdk/client-sqs';
import { ApplyError } from './ApplyError.ts';
import type { Clients } from './connect.ts';

/** What Lambda itself calls with the function's role (Lambda developer guide, "Using Lambda with Amazon SQS"). */
const POLLS = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];

/**
 * What Lambda refuses when a mapping is created, and the server does not: a queue whose messages come back while the
 * function still works on them, and a role that may not read the queue.
 */
export async function refuseMapping({ lambda, sqs, iam }: Clients, FunctionName: string, queue: string) {
  const { Timeout, Role } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const QueueName = queue.split(':').at(-1)!;
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['VisibilityTimeout'] }),
  );
  const visibility = Number(Attributes!.VisibilityTimeout);
  if (visibility < Timeout!)
    throw new ApplyError(
      `InvalidParameterValueException: Queue visibility timeout: ${visibility} seconds is less than Function timeout: ` +
        `${Timeout} seconds (${QueueName}, ${FunctionName}).`,
    );
  const { EvaluationResults = [] } = await iam.send(
    new SimulatePrincipalPolicyCommand({ PolicySourceArn: Role, ActionNames: POLLS, ResourceArns: [queue] }),
  );
  for (const { EvalActionName, EvalDecision } of EvaluationResults)
    if (EvalDecision !== 'allowed')
      throw new ApplyError(
        `InvalidParameterValueException: The function execution role does not have permissions to call ` +
          `${EvalActionName} on ${QueueName} (${Role}).`,
      );
}
