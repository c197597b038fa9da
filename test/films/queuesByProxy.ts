import { ChangeMessageVisibilityCommand } from '@aws-sdk/client-sqs';
import type { FaultyStack } from '../faults/support/startFaultyStack.ts';

/** What functions ask of a queue goes to the queue's own address: they are told the proxy's. */
export function queuesByProxy({ proxy, endpoint }: FaultyStack): void {
  proxy.on('sqs:GetQueueUrl', async ({ forward, reply }) => {
    const { body, ...answered } = await forward();
    reply({ ...answered, body: Buffer.from(body.toString().replace(endpoint, proxy.endpoint)) });
  });
}

/** A part of a video that failed comes back at once, and not after some minutes. */
export const partsComeBackAtOnce = (stack: FaultyStack): void => comeBackAtOnce(stack, 'chunks');

/** So does what failed of another queue, by its role. */
export function comeBackAtOnce({ proxy, clients: { sqs } }: FaultyStack, queue: string): void {
  proxy.on(
    'sqs:ChangeMessageVisibility',
    async ({ request, response }) => {
      const asked = JSON.parse(request.body.toString());
      await sqs.send(new ChangeMessageVisibilityCommand({ ...asked, VisibilityTimeout: 0 }));
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end('{}');
    },
    { about: `face-inbox-${queue}` },
  );
}
