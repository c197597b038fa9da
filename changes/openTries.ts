import type { Logger } from '@aws-lambda-powertools/logger';
import type { Store } from '../store/openStore.ts';
import { forgetTry, noteTry } from '../store/tries.ts';
import type { Received } from './Received.ts';

/**
 * Notes how the tries of a message go, for whoever finds it among the dead letters. The first costs nothing unless it
 * fails; a later one is noted before it begins. Notes are only wishes: without them the photo is looked at all the same.
 * @param most receives beyond that are no tries: they are noted only if they fail, so that the last try can be told until then
 */
export function openTries(store: Store, logger: Logger, most = Number.POSITIVE_INFINITY) {
  const wish = (work: Promise<void>) =>
    work.catch((cause) => logger.warn('The try could not be noted', cause as Error));
  const note = ({ messageId, attributes }: Received, request: string, error?: string) =>
    noteTry(store, {
      message: messageId,
      at: new Date().toISOString(),
      received: received(attributes),
      request,
      ...(error !== undefined && { error }),
    });
  return {
    async begins(record: Received, request: string): Promise<void> {
      const count = received(record.attributes);
      if (count > 1 && count <= most) await wish(note(record, request));
    },
    async succeeds({ messageId, attributes }: Received): Promise<void> {
      if (received(attributes) > 1) await wish(forgetTry(store, messageId));
    },
    async fails(record: Received, request: string, { name, message }: Error): Promise<void> {
      await wish(note(record, request, `${name}: ${message}`));
    },
  };
}

const received = (attributes: Received['attributes']) => Number(attributes.ApproximateReceiveCount);
