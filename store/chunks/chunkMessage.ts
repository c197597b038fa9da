import type { Plan } from './plans.ts';

/** A part of a video that is to be looked at, as a message asks for it. */
export interface ChunkMessage {
  version: '1';
  /** Of its rows. */
  plan: string;
  image: string;
  number: number;
  /** Seconds. */
  from: number;
  /** Absent: up to the end of the video. */
  to?: number;
}

export function chunkMessages({ plan, image, begin }: Plan): ChunkMessage[] {
  return begin.map((from, number) => {
    const to = begin[number + 1];
    return { version: '1', plan, image, number, from, ...(to !== undefined && { to }) };
  });
}

/** Undefined for what is none. */
export function readChunkMessage(body: string): ChunkMessage | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined;
  }
  const { version, plan, image, number, from, to } = Object(value) as Record<string, unknown>;
  const isOne =
    version === '1' &&
    [plan, image].every((text) => typeof text === 'string') &&
    Number.isInteger(number) &&
    [from, to ?? 0].every((time) => typeof time === 'number');
  return isOne ? (value as ChunkMessage) : undefined;
}
