import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { SQSClient } from '@aws-sdk/client-sqs';
import pMap from 'p-map';
import { FETCH_CALL } from '../../store/chunks/fetchCall.ts';
import { queueDepth } from '../../store/queueDepth.ts';
import type { TimeLeft } from '../../store/timeLeft.ts';
import { TIMEOUTS } from '../../store/timeouts.ts';

const AT_ONCE = 50;

interface Calling {
  sqs: SQSClient;
  queue: string;
  /** The function that fetches from it. */
  functionName: string;
  /** As many as may be at work. */
  most: number;
  timeLeft: TimeLeft;
  onRefused(error: Error): void;
}

/**
 * Calls functions that fetch parts of videos from the queue, one for each part as far as they may be at work: all are there at once, where
 * a queue that feeds them begins with five and adds five each second (Lambda guide, "Configuring scaling behavior for SQS event source
 * mappings"). It is only a wish: who was not called is missed by nobody, as the queue feeds them too.
 * @returns what is called before the parts are sent, and gives what is called with their number afterwards
 */
export function openCalling({ sqs, queue, functionName: FunctionName, most, ...rest }: Calling) {
  const { timeLeft, onRefused } = rest;
  const lambda = new LambdaClient({ requestHandler: TIMEOUTS });
  timeLeft.bounds(lambda);
  const Payload = JSON.stringify(FETCH_CALL);
  const call = () => lambda.send(new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload }));
  return async (): Promise<(parts: number) => Promise<void>> => {
    const free = await queueDepth(sqs, queue).then(({ atWork }) => most - atWork, onRefused);
    return async (parts) => {
      const count = Math.max(0, Math.min(parts, free ?? 0));
      await pMap(Array.from({ length: count }), call, { concurrency: AT_ONCE }).catch(onRefused);
    };
  };
}
