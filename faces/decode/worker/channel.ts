import type { Socket } from 'node:net';

/** Where the two processes find what they share: descriptors of the child. */
export const LIFELINE = 0;
export const CHANNEL = 3;
export const EXCHANGE = 4;

/** A message is a line of JSON. */
export function tell(socket: Socket, message: object): void {
  socket.write(`${JSON.stringify(message)}\n`);
}

export function hear<M extends object>(socket: Socket, take: (message: M) => void): void {
  let begun = '';
  socket.setEncoding('utf8').on('data', (text: string) => {
    const lines = (begun + text).split('\n');
    begun = lines.pop()!;
    for (const line of lines) take(JSON.parse(line) as M);
  });
}
