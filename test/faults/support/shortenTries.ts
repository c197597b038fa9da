import { SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { queueArn, queueUrl } from '../../../local/deploy.ts';
import type { Stack } from '../../support/startStack.ts';

/** So many tries until a message is among the dead letters, which otherwise takes five and three minutes. */
export async function shortenTries({ clients, endpoint, region }: Stack, tries: number): Promise<void> {
  const deadLetterTargetArn = queueArn(region, 'face-inbox-dead-letters');
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: tries + 1 });
  await clients.sqs.send(
    new SetQueueAttributesCommand({
      QueueUrl: queueUrl(endpoint, 'face-inbox-retries'),
      Attributes: { RedrivePolicy },
    }),
  );
}

/** A message that is received and not deleted is there again after so long; in the cloud it is six times the function's timeout. */
export async function shortenVisibility(
  { clients, endpoint }: Stack,
  seconds: number,
  queues = ['images', 'retries', 'videos', 'chunks'],
): Promise<void> {
  for (const name of queues)
    await clients.sqs.send(
      new SetQueueAttributesCommand({
        QueueUrl: queueUrl(endpoint, `face-inbox-${name}`),
        Attributes: { VisibilityTimeout: String(seconds) },
      }),
    );
}
