import type { Message } from '@aws-sdk/client-sqs';
import pMap from 'p-map';
import { changesIn, type LetterChange } from '../../people/letters/changesIn.ts';
import { giveBack, type Held, hold, receivePages } from '../../people/letters/receivePages.ts';
import { queueDepth } from '../../people/workLeft.ts';
import { lastTry, type Try } from '../../store/tries.ts';
import type { Connection } from '../connect.ts';

/** A message that was given up. */
export interface Letter {
  message: string;
  changes: LetterChange[];
  /** When it was sent to the queue of the photos, or back to it; ISO 8601. */
  sentAt: string;
  received: number;
  lastTry?: Try;
  body: string;
}

const LOOK_UPS_AT_ONCE = 8;

/** Reads up to so many dead letters and leaves them where they are: held while they are read, and given back then. */
export async function readLetters(
  connection: Connection,
  limit: number,
  signal: AbortSignal,
): Promise<Letter[]> {
  const { sqs, store } = connection;
  const depth = await queueDepth(connection, 'dead-letters');
  const held: Held = new Map();
  try {
    for await (const page of receivePages(sqs, depth, held, signal)) {
      hold(held, page);
      if (held.size >= limit) break;
    }
  } finally {
    await giveBack(sqs, depth.url, held);
  }
  const letters = await pMap(
    [...held.values()].slice(0, limit),
    async (message) => letterOf(message, await tryOf(message)),
    {
      concurrency: LOOK_UPS_AT_ONCE,
      signal,
    },
  );
  return letters.sort((a, b) => (a.sentAt < b.sentAt ? 1 : -1));

  function tryOf({ MessageId = '' }: Message) {
    return lastTry(store, MessageId);
  }
}

function letterOf({ MessageId = '', Body = '', Attributes = {} }: Message, tried: Try | undefined): Letter {
  return {
    message: MessageId,
    changes: changesIn(Body),
    sentAt: new Date(Number(Attributes.SentTimestamp)).toISOString(),
    received: tried?.received ?? Number(Attributes.ApproximateReceiveCount),
    ...(tried && { lastTry: tried }),
    body: Body,
  };
}
