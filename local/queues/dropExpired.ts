import type { Message, QueueStore } from './fauxqs.ts';

/**
 * Deletes the messages that are older than their queue keeps them (MessageRetentionPeriod), which fauxqs does not.
 * One that is in flight stays until it is back.
 */
export function dropExpired(store: QueueStore, now = Date.now()): void {
  for (const queue of store.allQueues()) {
    if (queue.isFifo()) continue;
    const oldest = now - Number(queue.attributes.MessageRetentionPeriod) * 1000;
    const keep = (message: Message) => {
      const kept = message.sentTimestamp >= oldest;
      if (!kept) queue.persistence.deleteMessage(message.messageId);
      return kept;
    };
    queue.processTimers();
    queue.messages = queue.messages.filter(keep);
    queue.delayedMessages = queue.delayedMessages.filter(keep);
  }
}
