import {
  type BatchResultErrorEntry,
  ChangeMessageVisibilityBatchCommand,
  type ChangeMessageVisibilityBatchCommandInput,
  DeleteMessageBatchCommand,
  type DeleteMessageBatchCommandInput,
  type Message,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  type SQSClient,
} from '@aws-sdk/client-sqs';

/** The calls of SQS that an event source mapping makes: over the wire (`callsOf`), or within this process. */
export interface QueueCalls {
  /** @throws once `signal` is aborted: what the call would have taken stays in the queue */
  receive(input: ReceiveMessageCommandInput, signal: AbortSignal): Promise<Message[]>;
  /** Both resolve to the entries that failed. */
  remove(input: DeleteMessageBatchCommandInput): Promise<BatchResultErrorEntry[]>;
  changeVisibility(input: ChangeMessageVisibilityBatchCommandInput): Promise<BatchResultErrorEntry[]>;
}

export function callsOf(sqs: SQSClient): QueueCalls {
  return {
    async receive(input, abortSignal) {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(input), { abortSignal });
      return Messages;
    },
    async remove(input) {
      return (await sqs.send(new DeleteMessageBatchCommand(input))).Failed ?? [];
    },
    async changeVisibility(input) {
      return (await sqs.send(new ChangeMessageVisibilityBatchCommand(input))).Failed ?? [];
    },
  };
}
